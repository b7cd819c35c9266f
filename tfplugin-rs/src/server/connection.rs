//! Connections, and which service a request on one of them is for.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use kgas_proto::health::health_server::HealthServer;
use kgas_proto::plugin::grpc_broker_server::GrpcBrokerServer;
use kgas_proto::plugin::grpc_controller_server::GrpcControllerServer;
use kgas_proto::plugin::grpc_stdio_server::GrpcStdioServer;
use kgas_proto::tfplugin6::provider_server::ProviderServer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Service;
use tracing::debug;

use super::guard::{Running, Server};
use super::health::Well;
use super::streams::Ending;
use crate::plugin::Plugin;

/// Largest message, either way: as in Terraform's own SDK. gRPC libraries stop at 4 MiB when nothing is said, which
/// large states exceed.
const LARGEST_MESSAGE: usize = 256 << 20;

/// How long a client may take to show who it is.
const TLS_HANDSHAKE: Duration = Duration::from_secs(10);

/// How long a connection may take to hand over its last answers. Terraform kills a provider 2 s after it asked it to end.
const LAST_ANSWERS: Duration = Duration::from_millis(500);

/// All that is served on a connection.
#[derive(Clone)]
pub(crate) struct Services {
    provider: ProviderServer<Server>,
    controller: GrpcControllerServer<Ending>,
    stdio: GrpcStdioServer<Ending>,
    broker: GrpcBrokerServer<Ending>,
    health: HealthServer<Well>,
}

impl Services {
    pub(crate) fn new(plugin: Arc<Plugin>, running: Running, ending: &Ending) -> Self {
        Self {
            provider: ProviderServer::new(Server { plugin, running })
                .max_decoding_message_size(LARGEST_MESSAGE)
                .max_encoding_message_size(LARGEST_MESSAGE),
            controller: GrpcControllerServer::new(ending.clone()),
            stdio: GrpcStdioServer::new(ending.clone()),
            broker: GrpcBrokerServer::new(ending.clone()),
            health: HealthServer::new(Well),
        }
    }

    async fn answer(mut self, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        let service = request.uri().path().split('/').nth(1).unwrap_or_default();
        match service {
            "tfplugin6.Provider" => self.provider.call(request).await,
            "plugin.GRPCController" => self.controller.call(request).await,
            "plugin.GRPCStdio" => self.stdio.call(request).await,
            "plugin.GRPCBroker" => self.broker.call(request).await,
            "grpc.health.v1.Health" => self.health.call(request).await,
            other => Ok(Status::unimplemented(format!("no service {other:?}")).into_http()),
        }
    }
}

/// The open connections.
#[derive(Debug, Clone)]
pub(crate) struct Connections(watch::Sender<usize>);

impl Default for Connections {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Connections {
    /// Waits until there is none.
    pub(crate) async fn none(&self) {
        // The sender lives as long as `self`: the wait cannot fail.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }

    /// Waits until there is one.
    pub(crate) async fn some(&self) {
        let _ = self.0.subscribe().wait_for(|count| *count > 0).await;
    }

    /// Serves one connection to its end, in a task of its own. `tls` is none where no client has to be recognised.
    pub(crate) fn serve<S>(&self, stream: S, tls: Option<TlsAcceptor>, services: Services, ending: &Ending)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        self.0.send_modify(|count| *count += 1);
        let open = OneOfThem(self.0.clone());
        let ended = ending.ended();
        tokio::spawn(async move {
            let _open = open;
            match tls {
                None => over(stream, services, ended).await,
                Some(tls) => {
                    let mut ended = std::pin::pin!(ended);
                    let accepted = tokio::select! {
                        accepted = tokio::time::timeout(TLS_HANDSHAKE, tls.accept(stream)) => accepted,
                        // Who has not said yet who it is does not keep the provider.
                        () = &mut ended => return,
                    };
                    match accepted {
                        Ok(Ok(stream)) => over(stream, services, ended).await,
                        Ok(Err(error)) => debug!(%error, "refused a connection that is not Terraform's"),
                        Err(_) => debug!("gave up a connection that did not say who it is"),
                    }
                }
            }
        });
    }
}

struct OneOfThem(watch::Sender<usize>);

impl Drop for OneOfThem {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

async fn over<S>(stream: S, services: Services, ended: impl Future<Output = ()>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(move |request| services.clone().answer(request));
    let connection = http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let result = tokio::select! {
        result = &mut connection => result,
        () = ended => {
            connection.as_mut().graceful_shutdown();
            tokio::time::timeout(LAST_ANSWERS, connection).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = result {
        debug!(%error, "a connection ended");
    }
}
