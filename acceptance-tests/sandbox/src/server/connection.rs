//! HTTP on a connection.
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::Served;

/// Longest body that is read, in bytes.
const LONGEST: usize = 4 << 20;

/// Serves every connection until aborted; the connections end with it.
pub(super) async fn accept(listener: TcpListener, served: Arc<Served>) {
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    open.spawn(serve(stream, Arc::clone(&served)));
                }
            }
            Some(_) = open.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, served: Arc<Served>) {
    let service = service_fn(move |request| {
        let served = Arc::clone(&served);
        async move { answer(request, &served).await }
    });
    // A client that goes away in the middle is the client's business.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}

async fn answer(request: Request<Incoming>, served: &Served) -> Result<Response<Full<Bytes>>, Dropped> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LONGEST).collect().await.map_err(|_| Dropped)?.to_bytes();
    Ok(served.answer(&Request::from_parts(head, body)).map(Full::new))
}

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection was dropped")]
struct Dropped;
