//! Every operation, with all the fields it has.

mod ec2;
mod eks;
mod iam;
mod kubernetes;
mod prometheus;
mod small;

use std::collections::BTreeMap;

use crate::case::Case;

pub(crate) fn all() -> Vec<Case> {
    [modelled(), unmodelled()].into_iter().flatten().collect()
}

/// Those of services that botocore does not know.
pub(crate) fn unmodelled() -> Vec<Case> {
    [kubernetes::all(), prometheus::all()].into_iter().flatten().collect()
}

/// Those of AWS, which botocore has models of.
pub(crate) fn modelled() -> Vec<Case> {
    [eks::all(), eks::later(), iam::all(), ec2::network(), ec2::the_rest(), small::all()]
        .into_iter()
        .flatten()
        .collect()
}

fn tags() -> BTreeMap<String, String> {
    BTreeMap::from([("team".to_owned(), "kgas".to_owned())])
}
