//! `DescribeAddon`: `GET /clusters/{name}/addons/{addonName}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddon.html>.

use bytes::Bytes;
use http::Response;

use super::addon::{Addon, Answer};
use super::{AddonName, ClusterName, rest};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(cluster: &ClusterName, name: &AddonName) -> Call<Option<Addon>> {
    rest::get("DescribeAddon", rest::path(&["clusters", cluster.as_str(), "addons", name.as_str()]), response)
}

/// The add-on, or `None` if it is not installed, or there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Addon>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { addon }| addon))
}
