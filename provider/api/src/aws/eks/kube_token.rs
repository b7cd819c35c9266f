//! The bearer token of a cluster's Kubernetes API: which request is signed, and how the token is made of it.
//!
//! The cluster sends the signed request to STS and learns who signed it. The cluster's name is signed along, so that no
//! other cluster can use the token.
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html>.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderValue, Request, Uri};

use super::ClusterName;
use crate::aws::Concealed;

/// What the signature names as its own length of life, as AWS's tools do. The cluster takes the token for 15 minutes.
pub const SIGNED_FOR: Duration = Duration::from_mins(1);

/// The request to be signed for [`SIGNED_FOR`] in its query, after scheme and host of the region's STS were added.
///
/// Host and `x-k8s-aws-id` are the headers that are signed; nothing is sent.
#[must_use]
pub fn to_sign(cluster: &ClusterName) -> Request<Bytes> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = Uri::from_static("/?Action=GetCallerIdentity&Version=2011-06-15");
    request.headers_mut().insert("x-k8s-aws-id", header(cluster));
    request
}

fn header(cluster: &ClusterName) -> HeaderValue {
    HeaderValue::from_str(cluster.as_str()).expect("a name of letters, digits, hyphens and underscores")
}

/// The token of a signed request.
/// * `signed`: with scheme, host and signature.
#[must_use]
pub fn token(signed: &Uri) -> Concealed {
    Concealed::new(format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(signed.to_string())))
}
