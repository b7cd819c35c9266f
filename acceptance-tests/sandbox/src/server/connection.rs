//! HTTP on a connection.
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::Served;
use crate::fault::Cut;

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

/// The first byte of a TLS connection, and of no HTTP request.
/// Source: <https://www.rfc-editor.org/rfc/rfc8446#section-5.1>, `handshake(22)`.
const HANDSHAKE: u8 = 22;

/// HTTP, over TLS when the client begins so.
async fn serve(stream: TcpStream, served: Arc<Served>) {
    let mut first = [0];
    if stream.peek(&mut first).await.is_ok() && first == [HANDSHAKE] {
        if let Ok(stream) = served.tls.accept(stream).await {
            speak(stream, served, |stream| stream.into_inner().0).await;
        }
    } else {
        speak(stream, served, |stream| stream).await;
    }
}

async fn speak<S>(stream: S, served: Arc<Served>, bare: fn(S) -> TcpStream)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let resets = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&resets);
    let service = service_fn(move |request| {
        let (served, resets) = (Arc::clone(&served), Arc::clone(&asked));
        Box::pin(async move { answer(request, &served, &resets).await })
    });
    // A client that goes away in the middle is the client's business.
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let ended = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = bare(connection.into_parts().io.into_inner());
    if ended.is_err() && resets.load(Ordering::Relaxed) {
        // Closing without lingering is what makes the kernel send a reset.
        drop(stream.set_zero_linger());
    }
    drop(stream);
}

async fn answer(
    request: Request<Incoming>,
    served: &Served,
    resets: &AtomicBool,
) -> Result<Response<Full<Bytes>>, Dropped> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LONGEST).collect().await.map_err(|_| Dropped)?.to_bytes();
    let response = served.answer(&Request::from_parts(head, body));
    match response.extensions().get::<Cut>() {
        None => Ok(response.map(Full::new)),
        Some(how) => {
            resets.store(*how == Cut::Reset, Ordering::Relaxed);
            Err(Dropped)
        }
    }
}

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection was dropped")]
struct Dropped;
