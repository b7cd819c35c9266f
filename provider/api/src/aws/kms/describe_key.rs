//! `DescribeKey`: JSON 1.1, `POST /`.
//! Source: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html>.

use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Serialize};

use crate::aws::{json, refusal};
use crate::{ApiError, Call, Service};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    key_id: &'a str,
}

/// Reads only.
/// * `key`: id, ARN, `alias/NAME` or an alias's ARN.
#[must_use]
pub fn request(key: &str) -> Call<Option<Key>> {
    json::reading(Service::AwsKms, "TrentService", "DescribeKey", &Body { key_id: key }, response)
}

/// A key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Key {
    /// Its id.
    pub key_id: String,
    /// Its ARN.
    #[serde(default)]
    pub arn: Option<String>,
    /// Whether it can be used.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// Why it can or cannot.
    #[serde(default)]
    pub key_state: Option<KeyState>,
    /// What for, such as `ENCRYPT_DECRYPT`.
    #[serde(default)]
    pub key_usage: Option<String>,
    /// What kind, such as `SYMMETRIC_DEFAULT`.
    #[serde(default)]
    pub key_spec: Option<String>,
    /// Whose: `AWS` or `CUSTOMER`.
    #[serde(default)]
    pub key_manager: Option<String>,
    /// Whether it has copies in other regions.
    #[serde(default)]
    pub multi_region: Option<bool>,
}

open_enum! {
    /// Whether a key can be used.
    KeyState {
        Creating = "Creating",
        Enabled = "Enabled",
        Disabled = "Disabled",
        PendingDeletion = "PendingDeletion",
        PendingImport = "PendingImport",
        PendingReplicaDeletion = "PendingReplicaDeletion",
        Unavailable = "Unavailable",
        Updating = "Updating",
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    key_metadata: Key,
}

/// The key, or `None` if there is none.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Key>, ApiError> {
    let key = json::answer(answer).map(|Answer { key_metadata }| key_metadata);
    refusal::none_if(key, |refusal| refusal.code == "NotFoundException")
}
