//! `plugin.GRPCStdio` and `plugin.GRPCBroker`: streams that Terraform opens at once and that we keep open, idle, to the
//! end. Anything sent on the first would be logged as unexpected, and nobody answers on the second.

use std::pin::Pin;
use std::task::{Context, Poll};

use kgas_proto::plugin::grpc_broker_server::GrpcBroker;
use kgas_proto::plugin::grpc_stdio_server::GrpcStdio;
use kgas_proto::plugin::{ConnInfo, StdioData};
use tokio::sync::watch;
use tonic::codegen::tokio_stream::Stream;
use tonic::{Request, Response, Status, Streaming};

/// Whether the provider is to end.
#[derive(Debug, Clone)]
pub(crate) struct Ending(watch::Sender<bool>);

impl Default for Ending {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Ending {
    /// Ends the provider.
    pub(crate) fn end(&self) {
        self.0.send_replace(true);
    }

    /// Waits until the provider is to end.
    pub(crate) fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        let (sender, mut receiver) = (self.0.clone(), self.0.subscribe());
        async move {
            // The sender is held here: the wait cannot fail.
            let _ = receiver.wait_for(|ended| *ended).await;
            drop(sender);
        }
    }

    fn idle<T>(&self) -> Idle<T> {
        Idle { end: Box::pin(self.ended()), item: std::marker::PhantomData }
    }
}

/// A stream of nothing.
pub(crate) struct Idle<T> {
    end: Pin<Box<dyn Future<Output = ()> + Send>>,
    item: std::marker::PhantomData<fn() -> T>,
}

impl<T> Stream for Idle<T> {
    type Item = Result<T, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.end.as_mut().poll(context).map(|()| None)
    }
}

#[async_trait::async_trait]
impl GrpcStdio for Ending {
    type StreamStdioStream = Idle<StdioData>;

    async fn stream_stdio(&self, _request: Request<()>) -> Result<Response<Self::StreamStdioStream>, Status> {
        Ok(Response::new(self.idle()))
    }
}

#[async_trait::async_trait]
impl GrpcBroker for Ending {
    type StartStreamStream = Idle<ConnInfo>;

    async fn start_stream(
        &self,
        _request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<Self::StartStreamStream>, Status> {
        Ok(Response::new(self.idle()))
    }
}
