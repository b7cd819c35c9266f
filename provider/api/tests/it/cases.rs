//! Every operation once, with all fields.

pub(crate) mod eks;
