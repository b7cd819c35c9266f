//! `DescribeUpdate`: `GET /clusters/{name}/updates/{updateId}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeUpdate.html>.

use bytes::Bytes;
use http::Response;

use super::update::{Answer, Update};
use super::{AddonName, ClusterName, NodegroupName, UpdateId, rest};
use crate::{ApiError, Call};

/// What an update changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updated<'a> {
    /// The cluster itself.
    Cluster,
    /// One of its node groups.
    Nodegroup(&'a NodegroupName),
    /// One of its add-ons.
    Addon(&'a AddonName),
}

impl<'a> Updated<'a> {
    /// The parameters that say so.
    pub(super) fn query(self) -> [(&'static str, Option<&'a str>); 2] {
        let (group, addon) = match self {
            Self::Cluster => (None, None),
            Self::Nodegroup(name) => (Some(name.as_str()), None),
            Self::Addon(name) => (None, Some(name.as_str())),
        };
        [("nodegroupName", group), ("addonName", addon)]
    }
}

/// Reads only.
#[must_use]
pub fn request(cluster: &ClusterName, of: Updated<'_>, id: &UpdateId) -> Call<Option<Update>> {
    let path = rest::path(&["clusters", cluster.as_str(), "updates", id.as_str()]);
    rest::get("DescribeUpdate", rest::query(path, &of.query()), response)
}

/// The update, or `None` if there is none of that id.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Update>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { update }| update))
}
