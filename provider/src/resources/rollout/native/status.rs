//! What a rollout has written down, for somebody who only wants to know.

use kgas_api::kubernetes::get;
use kgas_engine::rollout::Seen;
use kgas_transport::CallError;

use super::record;
use super::world::Fixed;

/// Journal and lock, whoever made them. Nothing where there is no such rollout.
///
/// # Errors
/// The call that failed, or what of an object cannot be read.
pub(in crate::resources::rollout) async fn status(fixed: &Fixed) -> Result<Option<Seen>, Unknown> {
    let wire = &fixed.wire;
    let (journal, lease) = tokio::try_join!(
        wire.call(get::request(&fixed.names.journal())),
        wire.call(get::request(&fixed.names.lease()))
    )
    .map_err(Unknown::Call)?;
    let Some(journal) = journal else { return Ok(None) };
    let unreadable = |object: &kgas_api::kubernetes::Object, why| Unknown::Unreadable(format!("{object}: {why}"));
    let lease = lease.map(|lease| record::lease(&lease).map_err(|why| unreadable(&lease, why))).transpose()?;
    let journal = record::journal(&journal).map_err(|why| unreadable(&journal, why))?;
    Ok(Some(Seen { lease, journal: Some(journal), ..Seen::default() }))
}

/// Why the status is not known.
#[derive(Debug)]
pub(in crate::resources::rollout) enum Unknown {
    /// A call failed.
    Call(CallError),
    /// An object is not what a rollout has written: which, and why.
    Unreadable(String),
}
