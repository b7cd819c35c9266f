//! `AssociateEncryptionConfig`: `POST /clusters/{name}/encryption-config/associate`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_AssociateEncryptionConfig.html>.

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::update::{Answer, Update};
use super::{ClusterName, EncryptionConfig, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    encryption_config: [EncryptionConfig; 1],
    client_request_token: &'a str,
}

/// Encrypts Kubernetes secrets with a KMS key, for good. May be repeated: the token makes it one update.
#[must_use]
pub fn request(cluster: &ClusterName, key_arn: &str, token: &str) -> Call<Update> {
    let path = rest::path(&["clusters", cluster.as_str(), "encryption-config", "associate"]);
    let body = Body { encryption_config: [EncryptionConfig::secrets(key_arn)], client_request_token: token };
    rest::post("AssociateEncryptionConfig", Repeat::Safe, path, &body, response)
}

/// The update, to be followed with `DescribeUpdate`.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidParameterException` if there is a key already; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Update, ApiError> {
    json::answer(answer).map(|Answer { update }| update)
}
