//! `CreateOpenIDConnectProvider`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{iam, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateOpenIDConnectProvider";

/// The provider to create.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewOpenIdConnectProvider {
    /// The issuer's URL, with `https://`.
    pub url: String,
    /// Who tokens may be for, such as `sts.amazonaws.com`.
    pub client_ids: Vec<String>,
    /// SHA-1 of the issuer's certificate, in hex. None are needed if a known authority signed it.
    pub thumbprints: Vec<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Not to be repeated without a look: there is no token.
#[must_use]
pub fn request(provider: &NewOpenIdConnectProvider) -> Call<String> {
    iam::form(OPERATION)
        .with("Url", &provider.url)
        .list("ClientIDList.member", &provider.client_ids)
        .list("ThumbprintList.member", &provider.thumbprints)
        .tags("Tags.member", &provider.tags)
        .look_first(response)
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
}

/// The provider's ARN.
///
/// # Errors
/// [`ApiError::Refused`], with `EntityAlreadyExists` if the issuer has one; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<String, ApiError> {
    xml::result(answer, OPERATION).map(|Answer { arn }| arn)
}
