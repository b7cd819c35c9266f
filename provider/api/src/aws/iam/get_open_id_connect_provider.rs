//! `GetOpenIDConnectProvider`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{iam, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "GetOpenIDConnectProvider";

/// Reads only.
#[must_use]
pub fn request(arn: &str) -> Call<Option<OpenIdConnectProvider>> {
    iam::form(OPERATION).with("OpenIDConnectProviderArn", arn).safe(response)
}

/// An issuer that IAM trusts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OpenIdConnectProvider {
    /// The issuer's URL, without `https://`.
    pub url: String,
    /// Who tokens may be for.
    #[serde(default, rename = "ClientIDList", deserialize_with = "xml::list")]
    pub client_ids: Vec<String>,
    /// SHA-1 of the issuer's certificate, in hex.
    #[serde(default, rename = "ThumbprintList", deserialize_with = "xml::list")]
    pub thumbprints: Vec<String>,
    /// Its tags.
    #[serde(default, deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

/// The provider, or `None` if there is none.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<OpenIdConnectProvider>, ApiError> {
    refusal::none_if(xml::result(answer, OPERATION), iam::is_absence)
}
