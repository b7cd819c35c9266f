//! `ListOpenIDConnectProviders`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{iam, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "ListOpenIDConnectProviders";

/// Reads only.
#[must_use]
pub fn request() -> Call<Vec<String>> {
    iam::form(OPERATION).safe(response)
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "OpenIDConnectProviderList", deserialize_with = "xml::list")]
    providers: Vec<Provider>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Provider {
    arn: String,
}

/// ARNs of all providers of the account; they end in the issuer's URL. There are no pages.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Vec<String>, ApiError> {
    let Answer { providers } = xml::result(answer, OPERATION)?;
    Ok(providers.into_iter().map(|Provider { arn }| arn).collect())
}
