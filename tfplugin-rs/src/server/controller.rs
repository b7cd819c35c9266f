//! `plugin.GRPCController`: how Terraform ends the provider.

use kgas_proto::plugin::Empty;
use kgas_proto::plugin::grpc_controller_server::GrpcController;
use tonic::{Request, Response, Status};

use super::streams::Ending;

#[async_trait::async_trait]
impl GrpcController for Ending {
    async fn shutdown(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.end();
        Ok(Response::new(Empty {}))
    }
}
