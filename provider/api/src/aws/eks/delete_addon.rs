//! `DeleteAddon`: `DELETE /clusters/{name}/addons/{addonName}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteAddon.html>.

use bytes::Bytes;
use http::Response;

use super::addon::{Addon, Answer};
use super::{AddonName, ClusterName, rest};
use crate::{ApiError, Call};

/// May be repeated.
/// * `preserve`: whether what runs in the cluster goes on, no longer looked after by EKS.
#[must_use]
pub fn request(cluster: &ClusterName, name: &AddonName, preserve: bool) -> Call<Option<Addon>> {
    let path = rest::path(&["clusters", cluster.as_str(), "addons", name.as_str()]);
    rest::delete("DeleteAddon", rest::query(path, &[("preserve", preserve.then_some("true"))]), response)
}

/// The add-on, `DELETING`, or `None` if it is not installed, or there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Addon>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { addon }| addon))
}
