//! What either side can do beyond the bare protocol.

use kgas_proto::tfplugin6 as tf;

use crate::plugin::Capabilities;

/// Ours.
pub(super) fn ours() -> tf::ServerCapabilities {
    tf::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: false,
    }
}

/// Those of the Terraform that calls.
pub(super) fn of_client(sent: Option<&tf::ClientCapabilities>) -> Capabilities {
    Capabilities { write_only: sent.is_some_and(|can| can.write_only_attributes_allowed) }
}
