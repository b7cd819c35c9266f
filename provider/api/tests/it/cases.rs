//! Every operation, with all the fields it has.

mod eks;

use crate::case::Case;

pub(crate) fn all() -> Vec<Case> {
    eks::all()
}
