//! `DescribeVolumes`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::Selection;
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeVolumes";

/// Reads only.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<Volume>> {
    which.form(OPERATION, "VolumeId", page).safe(response)
}

/// A disk.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    /// Its id.
    pub volume_id: String,
    /// `available` if nothing uses it.
    #[serde(default)]
    pub status: Option<VolumeStatus>,
    /// Its size in GiB.
    #[serde(default)]
    pub size: Option<i64>,
    /// Its availability zone.
    #[serde(default, deserialize_with = "xml::text")]
    pub availability_zone: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "xml::time")]
    pub create_time: Option<Timestamp>,
    /// Its tags; those of a persistent volume claim name cluster, namespace and claim.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

open_enum! {
    /// Whether a disk is used.
    VolumeStatus {
        Creating = "creating",
        Available = "available",
        InUse = "in-use",
        Deleting = "deleting",
        Deleted = "deleted",
        Error = "error",
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    volume_set: Vec<Volume>,
    next_token: Option<PageToken>,
}

/// Disks; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<Volume>, ApiError> {
    let found = xml::answer(answer, OPERATION)
        .map(|Answer { volume_set, next_token }| Page { items: volume_set, next: page::next(next_token) });
    ec2::none_is_empty(found)
}
