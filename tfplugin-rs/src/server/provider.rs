//! The service `tfplugin6.Provider`: every call by its name.

use kgas_proto::tfplugin6 as tf;
use tf::provider_server::Provider;
use tonic::codegen::tokio_stream::{Once, once};
use tonic::{Request, Response, Status, Streaming};

use super::guard::Server;
use super::not_offered;

macro_rules! provider {
    ($($method:ident $module:ident,)*) => {
        #[async_trait::async_trait]
        impl Provider for Server {
            $(
                async fn $method(
                    &self,
                    request: Request<tf::$module::Request>,
                ) -> Result<Response<tf::$module::Response>, Status> {
                    self.serve(request).await
                }
            )*

            type ListResourceStream = Once<Result<tf::list_resource::Event, Status>>;

            async fn list_resource(
                &self,
                _request: Request<tf::list_resource::Request>,
            ) -> Result<Response<Self::ListResourceStream>, Status> {
                Ok(Response::new(once(Ok(not_offered::list()))))
            }

            type InvokeActionStream = Once<Result<tf::invoke_action::Event, Status>>;

            async fn invoke_action(
                &self,
                _request: Request<tf::invoke_action::Request>,
            ) -> Result<Response<Self::InvokeActionStream>, Status> {
                Ok(Response::new(once(Ok(not_offered::action()))))
            }

            type ReadStateBytesStream = Once<Result<tf::read_state_bytes::Response, Status>>;

            async fn read_state_bytes(
                &self,
                _request: Request<tf::read_state_bytes::Request>,
            ) -> Result<Response<Self::ReadStateBytesStream>, Status> {
                Ok(Response::new(once(Ok(not_offered::state_bytes()))))
            }

            async fn write_state_bytes(
                &self,
                _request: Request<Streaming<tf::write_state_bytes::RequestChunk>>,
            ) -> Result<Response<tf::write_state_bytes::Response>, Status> {
                Ok(Response::new(not_offered::written()))
            }
        }
    };
}

provider! {
    get_metadata get_metadata,
    get_provider_schema get_provider_schema,
    get_resource_identity_schemas get_resource_identity_schemas,
    get_functions get_functions,
    validate_provider_config validate_provider_config,
    configure_provider configure_provider,
    stop_provider stop_provider,
    validate_resource_config validate_resource_config,
    upgrade_resource_state upgrade_resource_state,
    upgrade_resource_identity upgrade_resource_identity,
    read_resource read_resource,
    plan_resource_change plan_resource_change,
    apply_resource_change apply_resource_change,
    import_resource_state import_resource_state,
    move_resource_state move_resource_state,
    generate_resource_config generate_resource_config,
    validate_data_resource_config validate_data_resource_config,
    read_data_source read_data_source,
    validate_ephemeral_resource_config validate_ephemeral_resource_config,
    open_ephemeral_resource open_ephemeral_resource,
    renew_ephemeral_resource renew_ephemeral_resource,
    close_ephemeral_resource close_ephemeral_resource,
    call_function call_function,
    validate_list_resource_config validate_list_resource_config,
    validate_action_config validate_action_config,
    plan_action plan_action,
    validate_state_store_config validate_state_store,
    configure_state_store configure_state_store,
    lock_state lock_state,
    unlock_state unlock_state,
    get_states get_states,
    delete_state delete_state,
}
