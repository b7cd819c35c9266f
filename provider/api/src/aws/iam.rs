//! AWS Identity and Access Management, `2010-05-08`.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html>.

pub mod add_client_id_to_open_id_connect_provider;
pub mod attach_role_policy;
pub mod create_open_id_connect_provider;
pub mod create_role;
pub mod delete_open_id_connect_provider;
pub mod delete_role;
pub mod detach_role_policy;
pub mod get_open_id_connect_provider;
pub mod get_role;
pub mod list_attached_role_policies;
pub mod list_open_id_connect_providers;
pub mod list_role_tags;
pub mod tag_open_id_connect_provider;
pub mod tag_role;
pub mod untag_open_id_connect_provider;
pub mod untag_role;
pub mod update_assume_role_policy;

mod role;

pub use role::{PermissionsBoundary, Role};

use super::query::Form;
use crate::{Refusal, Service};

fn form(operation: &'static str) -> Form {
    Form::new(Service::AwsIam, operation, "2010-05-08")
}

/// Whether IAM says that the thing asked for does not exist.
fn is_absence(refusal: &Refusal) -> bool {
    refusal.code == "NoSuchEntity"
}
