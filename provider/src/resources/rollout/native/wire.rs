//! Calls to the Kubernetes API, for one run.

use std::time::Duration;

use http::{Method, Uri};
use kgas_api::{Call, Repeat};
use kgas_transport::kubernetes::Client;
use kgas_transport::{CallError, Cause};

/// How long one answer may take: longer than that a weight that has to go is not waited for.
const LIMIT: Duration = Duration::from_secs(20);

/// How long an answer is waited for by whoever only asks: a plan goes on without it.
const SHORT: Duration = Duration::from_secs(10);

/// The way to one cluster.
#[derive(Clone)]
pub(in crate::resources::rollout) struct Wire {
    client: Client,
    only_asks: bool,
}

impl Wire {
    /// For a run that acts.
    pub(super) const fn new(client: Client) -> Self {
        Self { client, only_asks: false }
    }

    /// For somebody who only asks: the API server checks every write as if, and keeps none.
    /// Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run>.
    pub(super) fn only_asking(self) -> Self {
        Self { only_asks: true, ..self }
    }

    /// Whether nothing that is sent has an effect.
    pub(super) const fn only_asks(&self) -> bool {
        self.only_asks
    }

    /// Makes a call.
    ///
    /// # Errors
    /// As [`Client::call_within`].
    pub(in crate::resources::rollout) async fn call<T>(&self, call: Call<T>) -> Result<T, CallError> {
        let (call, limit) = if self.only_asks { (dry(call)?, SHORT) } else { (call, LIMIT) };
        // On the heap: several wait side by side in one future.
        Box::pin(self.client.call_within(call, limit)).await
    }
}

/// The same call without an effect.
///
/// # Errors
/// It cannot be made one: a deletion has its options in the body, and there they win.
fn dry<T>(mut call: Call<T>) -> Result<Call<T>, CallError> {
    let uri = call.request.uri().to_string();
    let asks = |dry: String| Uri::try_from(dry).ok();
    let mark = if uri.contains('?') { '&' } else { '?' };
    let dry = match *call.request.method() {
        Method::GET => return Ok(call),
        Method::POST | Method::PUT | Method::PATCH => asks(format!("{uri}{mark}dryRun=All")),
        _ => None,
    };
    match dry {
        Some(dry) => {
            *call.request.uri_mut() = dry;
            call.repeat = Repeat::Safe;
            Ok(call)
        }
        None => Err(CallError {
            service: "Kubernetes",
            operation: call.operation,
            attempts: 0,
            elapsed: Duration::ZERO,
            unknown: false,
            cause: Cause::Unprepared("a plan changes nothing".to_owned()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use kgas_api::kubernetes::delete::{self, Preconditions, Propagation};
    use kgas_api::kubernetes::{Kind, Name, Namespace, Object, Place, Write, apply, create, get, json_patch, replace};
    use serde_json::json;

    use super::*;

    fn place() -> Place {
        Kind::SERVICE.at(&Namespace::parse("shop").unwrap(), &Name::parse("api").unwrap())
    }

    #[test]
    fn whoever_only_asks_can_write_nothing() {
        let (place, write) = (place(), Write::by("kgas"));
        let object = Object::at(&place, json!({}));
        let writes = [
            create::request(&place, &object, write),
            replace::request(&place, &object, "7", write),
            json_patch::request(&place, &[], write),
            apply::request(&place, &object, write, apply::Conflicts::TakeOver),
        ];
        for call in writes {
            let call = dry(call).unwrap();
            assert!(call.request.uri().query().unwrap().ends_with("&dryRun=All"), "{call:?}");
        }
        let gone = delete::request(&place, Propagation::Background, Preconditions::default(), false);
        assert!(dry(gone).is_err());
        assert_eq!(dry(get::request(&place)).unwrap().request.uri().query(), None);
    }
}
