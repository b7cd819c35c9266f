//! Calls of features that this version does not offer: generated configuration, lists, actions and state stores.
//!
//! No Terraform makes them, because no schema names any such thing; another client gets a clear answer.

use kgas_proto::tfplugin6 as tf;
use tf::invoke_action::event::{Completed, Type};

use super::call::Call;
use super::wire::diagnostics;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plugin::Plugin;

/// What to tell.
pub(super) fn not_offered(what: &str) -> Diagnostics {
    Diagnostic::error(format!("This provider offers no {what}"))
        .detail(format!("A call of the plugin protocol for {what} came. Nothing was done."))
        .next_step("Look for a newer version of the provider, or remove the block.")
        .into()
}

macro_rules! not_offered {
    ($($module:ident $rpc:literal $what:literal;)*) => {$(
        impl Call for tf::$module::Request {
            const RPC: &'static str = $rpc;
            type Answer = tf::$module::Response;

            fn told(&self, told: Diagnostics) -> Self::Answer {
                let mut answer = Self::Answer::default();
                answer.diagnostics = diagnostics(told);
                answer
            }

            async fn answer(&self, _plugin: &Plugin) -> Result<Self::Answer, Diagnostics> {
                Err(not_offered($what))
            }
        }
    )*};
}

not_offered! {
    generate_resource_config "GenerateResourceConfig" "generated configuration";
    validate_list_resource_config "ValidateListResourceConfig" "lists of resources";
    validate_action_config "ValidateActionConfig" "actions";
    plan_action "PlanAction" "actions";
    validate_state_store "ValidateStateStoreConfig" "state stores";
    configure_state_store "ConfigureStateStore" "state stores";
    lock_state "LockState" "state stores";
    unlock_state "UnlockState" "state stores";
    get_states "GetStates" "state stores";
    delete_state "DeleteState" "state stores";
}

/// The one event of a list that is not offered.
pub(super) fn list() -> tf::list_resource::Event {
    tf::list_resource::Event { diagnostic: diagnostics(not_offered("lists of resources")), ..Default::default() }
}

/// The one event of an action that is not offered.
pub(super) fn action() -> tf::invoke_action::Event {
    let completed = Completed { diagnostics: diagnostics(not_offered("actions")) };
    tf::invoke_action::Event { r#type: Some(Type::Completed(completed)) }
}

/// The one chunk of a state that is not stored.
pub(super) fn state_bytes() -> tf::read_state_bytes::Response {
    tf::read_state_bytes::Response { diagnostics: diagnostics(not_offered("state stores")), ..Default::default() }
}

/// The answer to a state that cannot be stored.
pub(super) fn written() -> tf::write_state_bytes::Response {
    tf::write_state_bytes::Response { diagnostics: diagnostics(not_offered("state stores")) }
}
