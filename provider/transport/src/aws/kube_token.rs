//! The bearer token that an EKS cluster's API server takes.
//!
//! It is a signed request to STS that the server makes in our name to learn who we are, and that no other cluster's
//! server accepts because the cluster's name is signed too.
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html>.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{HOST, HeaderValue};
use http::{Request, Uri};

use crate::address::join;
use crate::{Secret, TargetError};

use super::endpoint::Endpoint;
use super::sign::{self, Scope};

/// The server takes a token for 15 minutes from its signature; we count a minute less for the way.
const LIFE: Duration = Duration::from_mins(14);
/// What the signature itself says, as AWS's own tools do.
const SIGNED_FOR: Duration = Duration::from_mins(1);

/// A bearer token for a cluster's API server.
#[derive(Debug, Clone)]
pub struct KubeToken {
    /// Goes behind `Authorization: Bearer`.
    pub token: Secret<String>,
    /// Time of day after which another is needed.
    pub expires_at: SystemTime,
}

/// Makes a token. Nothing is sent.
///
/// * `cluster`: the cluster's name.
/// * `sts`: where STS answers; the cluster's server has to reach it too.
/// * `now`: the time of day as AWS sees it.
pub(super) fn make(
    cluster: &str,
    sts: &Endpoint,
    credentials: &Credentials,
    now: SystemTime,
) -> Result<KubeToken, TargetError> {
    let refuse = |err: String| TargetError(format!("no token can be made for the cluster {cluster:?}: {err}"));
    let uri: Uri =
        join(&sts.base, "/?Action=GetCallerIdentity&Version=2011-06-15").map_err(|e| refuse(e.to_string()))?;
    let host = uri.authority().map_or("", |authority| authority.as_str());
    let mut request = Request::get(&uri)
        .header(HOST, host)
        .header("x-k8s-aws-id", HeaderValue::from_str(cluster).map_err(|e| refuse(e.to_string()))?)
        .body(Bytes::new())
        .map_err(|e| refuse(e.to_string()))?;
    let scope = Scope { region: &sts.signing_region, service: sts.signing_name, time: now };
    sign::in_query(&mut request, credentials, scope, SIGNED_FOR).map_err(|e| refuse(e.to_string()))?;
    let token = format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(request.uri().to_string()));
    let expires_at = credentials.expiry().map_or(now + LIFE, |expiry| expiry.min(now + LIFE));
    Ok(KubeToken { token: token.into(), expires_at })
}
