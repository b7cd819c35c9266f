//! `grpc.health.v1.Health`: go-plugin's clients ask it whether the plugin lives.

use kgas_proto::health::health_check_response::ServingStatus;
use kgas_proto::health::health_server::Health;
use kgas_proto::health::{HealthCheckRequest, HealthCheckResponse};
use tonic::codegen::tokio_stream::{Once, once};
use tonic::{Request, Response, Status};

/// A provider that answers is well.
#[derive(Debug, Clone, Copy)]
pub(super) struct Well;

fn status(request: &HealthCheckRequest) -> Result<HealthCheckResponse, Status> {
    match request.service.as_str() {
        "" | "plugin" => Ok(HealthCheckResponse { status: ServingStatus::Serving.into() }),
        other => Err(Status::not_found(format!("no service {other:?}"))),
    }
}

#[async_trait::async_trait]
impl Health for Well {
    async fn check(&self, request: Request<HealthCheckRequest>) -> Result<Response<HealthCheckResponse>, Status> {
        status(request.get_ref()).map(Response::new)
    }

    type WatchStream = Once<Result<HealthCheckResponse, Status>>;

    async fn watch(&self, request: Request<HealthCheckRequest>) -> Result<Response<Self::WatchStream>, Status> {
        Ok(Response::new(once(status(request.get_ref()))))
    }
}
