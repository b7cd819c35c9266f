//! Calls to the Kubernetes API, for one run.

use std::time::Duration;

use kgas_api::Call;
use kgas_transport::CallError;
use kgas_transport::kubernetes::Client;

/// How long one answer may take: longer than that a weight that has to go is not waited for.
const LIMIT: Duration = Duration::from_secs(20);

/// The way to one cluster.
#[derive(Clone)]
pub(in crate::resources::rollout) struct Wire(pub(in crate::resources::rollout) Client);

impl Wire {
    /// Makes a call.
    ///
    /// # Errors
    /// As [`Client::call_within`].
    pub(super) async fn call<T>(&self, call: Call<T>) -> Result<T, CallError> {
        // On the heap: several wait side by side in one future.
        Box::pin(self.0.call_within(call, LIMIT)).await
    }
}
