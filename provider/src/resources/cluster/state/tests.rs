//! What an import takes in, and what an update that did not end leaves in the state.

use kgas_engine::cluster::Goal;
use tfplugin_rs::Attr;

use super::super::aws::{Owner, SERVICE_CIDR, wanted};
use super::super::id::{Cloud, ClusterId};
use super::super::model::{Aws, Cluster, Identity};
use super::super::sample::{as_wanted, given, made};
use super::{Unmentioned, model, unfinished};

/// What an import makes of a cloud that is as `configured` wants it.
fn imported(configured: &Cluster) -> Cluster {
    let of = |model: &Cluster| wanted(model, Some(model), Goal::Present, &Owner::nobody()).spec;
    let id = ClusterId { cloud: Cloud::Aws, location: configured.location.clone(), name: configured.name.clone() };
    let blank = Cluster::blank(&id);
    model(&as_wanted(&of(configured)), &blank, &of(&blank), Unmentioned::TakeIn).unwrap()
}

/// A role that is given and missing in the state would be a change, and one of the control plane's would cost the cluster.
#[test]
fn an_import_takes_in_what_is_given_and_not_what_is_made() {
    let configured = given();
    let read = imported(&configured);
    assert_eq!(read.aws, configured.aws);
    assert_eq!(read.network, configured.network);
    let read = imported(&made());
    assert_eq!((read.network.create, read.network.subnet_ids), (made().network.create, None));
    let read = imported(&made());
    assert_eq!(read.aws, Some(Aws { role_arn: None, node_role_arn: None }));
    assert_eq!(read.network.service_cidr, made().network.service_cidr);
}

#[test]
fn pools_with_roles_of_their_own_have_no_role_in_common() {
    let of = |model: &Cluster| wanted(model, Some(model), Goal::Present, &Owner::nobody()).spec;
    let mut seen = as_wanted(&of(&given()));
    let cluster = seen.cluster.as_mut().unwrap();
    let mut other = cluster.pools.values().next().unwrap().clone();
    other.role = Some("arn:aws:iam::1:role/other".to_owned());
    cluster.pools.insert("other".to_owned(), other);
    cluster.settings.remove(SERVICE_CIDR);
    let read = model(&seen, &given(), &of(&given()), Unmentioned::TakeIn).unwrap();
    assert_eq!(read.aws.unwrap().node_role_arn, None);
}

/// A role or a provider of ours that the configuration needs no more is found by what the state says was there.
#[test]
fn what_an_update_did_not_come_to_delete_stays_in_the_state() {
    let prior = made();
    let planned =
        Cluster { aws: given().aws, identity: Identity { workload: false }, access: None, addons: None, ..made() };
    let state = unfinished(&planned, &prior);
    assert_eq!(state.aws.as_ref().unwrap().node_role_arn, None);
    assert_eq!((state.identity.workload, state.access, state.addons), (true, prior.access, prior.addons));
    assert_eq!(state.version_actual, Attr::Null);
}
