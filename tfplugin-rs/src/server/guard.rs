//! Every call runs in a task of its own: a panic in one is told to the user, and Terraform's other calls go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tokio::sync::watch;
use tonic::{Request, Response, Status};
use tracing::{Instrument as _, debug, error_span};

use super::call::Call;
use crate::diagnostic::Diagnostic;
use crate::plugin::Plugin;

/// How many calls are running.
#[derive(Debug, Clone)]
pub(crate) struct Running(watch::Sender<usize>);

impl Default for Running {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Running {
    fn one_more(&self) -> OneOfThem {
        self.0.send_modify(|count| *count += 1);
        OneOfThem(self.0.clone())
    }

    /// Waits until no call is running.
    pub(crate) async fn none(&self) {
        // The sender lives as long as `self`: the wait cannot fail.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}

struct OneOfThem(watch::Sender<usize>);

impl Drop for OneOfThem {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

/// Terraform's service.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) plugin: Arc<Plugin>,
    pub(super) running: Running,
}

impl Server {
    /// Answers a call. It goes on to its end even when the client is gone: what it began should not stay half done.
    pub(super) async fn serve<C: Call>(&self, request: Request<C>) -> Result<Response<C::Answer>, Status> {
        let (call, plugin, guard) = (Arc::new(request.into_inner()), self.plugin.clone(), self.running.one_more());
        let about = Some(call.about()).filter(|about| !about.is_empty());
        // Of the highest level, so that every line that is logged at all says of which call it is.
        let span = error_span!("call", tf_req_id = next_id(), tf_rpc = C::RPC, tf_resource_type = about);
        let asked = call.clone();
        let task = async move {
            let _guard = guard;
            let start = Instant::now();
            let answer = asked.answer(&plugin).await;
            let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            debug!(tf_req_duration_ms = milliseconds, failed = answer.is_err(), "answered");
            answer
        };
        let answer = match tokio::spawn(task.instrument(span)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(told)) => call.told(told),
            Err(panicked) => call.told(bug::<C>(&*call, panicked).into()),
        };
        Ok(Response::new(answer))
    }
}

/// Names a call in the log. Terraform mixes the lines of several providers, so the number alone would not do.
fn next_id() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    format!("{}-{}", std::process::id(), LAST.fetch_add(1, Ordering::Relaxed) + 1)
}

fn bug<C: Call>(call: &C, error: tokio::task::JoinError) -> Diagnostic {
    let about = call.about();
    let of = if about.is_empty() { String::new() } else { format!(" of {about}") };
    let words = error.try_into_panic().ok().and_then(|payload| {
        payload.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| payload.downcast_ref().cloned())
    });
    let words = words.map(|text: String| format!(": {text}")).unwrap_or_default();
    Diagnostic::bug(format!(
        "{}{of} ended in a panic{words}.\n\nWhat it was doing may be half done. The state keeps what was known before.",
        C::RPC
    ))
}
