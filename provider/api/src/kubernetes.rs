//! Kubernetes: objects of any kind, verbatim, and the fields of some of them that are read.
//!
//! An operation is a file; [`Kind`] says of which kind, [`Place`] of which object. A refusal's meaning is told by [`Reason`].
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/>.

pub mod apply;
pub mod create;
pub mod delete;
pub mod get;
pub mod get_scale;
pub mod json_patch;
pub mod list;
pub mod merge_patch;
pub mod patch_scale;
pub mod patch_status;
pub mod replace;
pub mod version;

mod kind;
mod managed_fields;
mod name;
mod object;
mod owner_reference;
mod place;
mod pointer;
mod reason;
mod refusal;
mod rest;
mod scale;
mod write;

pub use kind::Kind;
pub use managed_fields::{FieldManager, Step};
pub use name::{Name, NameError, Namespace};
pub use object::{Object, Unreadable};
pub use owner_reference::OwnerReference;
pub use place::Place;
pub use pointer::Pointer;
pub use reason::{FieldConflict, Reason, field_conflicts};
pub use scale::Scale;
pub use write::Write;
