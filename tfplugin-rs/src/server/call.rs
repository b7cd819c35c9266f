//! One call of the protocol.

use std::future::Future;

use crate::diagnostic::Diagnostics;
use crate::plugin::Plugin;

/// A request, and how it is answered.
///
/// An answer is never an error of the transport: Terraform has only general words for those. What goes wrong is told in
/// diagnostics, beside everything that is true nevertheless.
pub(super) trait Call: Send + Sync + 'static {
    /// Its name in the protocol.
    const RPC: &'static str;
    /// What is sent back.
    type Answer: Send + 'static;

    /// The type or function it is about; empty when it is about the whole provider.
    #[expect(clippy::unnecessary_literal_bound, reason = "most calls give a part of themselves")]
    fn about(&self) -> &str {
        ""
    }

    /// The answer when nothing was done, or a panic ended what was being done: what was true stays true.
    fn told(&self, told: Diagnostics) -> Self::Answer;

    /// Does it.
    ///
    /// # Errors
    /// What to tell by [`Call::told`].
    fn answer(&self, plugin: &Plugin) -> impl Future<Output = Result<Self::Answer, Diagnostics>> + Send;
}
