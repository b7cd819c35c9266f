//! When support for a version ends.

use kgas_api::aws::eks::describe_cluster_versions;

use super::world::World;
use crate::resources::cluster::model::Channel;

/// The day, in the channel's kind of support; `None` where EKS does not tell. The day is no reason to fail.
pub(in super::super) async fn end_of_life(world: &World, version: &str, channel: Channel) -> Option<String> {
    let found = world.all(|page| describe_cluster_versions::request(&[version], true, page)).await;
    let found = match found {
        Ok(found) => found,
        Err(err) => {
            tracing::debug!(%err, "the end of support is not known");
            return None;
        }
    };
    let version = found.into_iter().find(|found| found.cluster_version == version)?;
    let end = match channel {
        Channel::Extended => version.end_of_extended_support_date,
        Channel::None | Channel::Rapid | Channel::Regular | Channel::Stable => version.end_of_standard_support_date,
    };
    Some(end?.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}
