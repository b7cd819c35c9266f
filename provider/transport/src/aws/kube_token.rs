//! The bearer token that an EKS cluster's API server takes, signed with credentials; what is signed is
//! [`kgas_api::aws::eks::kube_token`]'s.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::header::{HOST, HeaderValue};
use kgas_api::aws::eks::{ClusterName, kube_token};

use crate::address::join;
use crate::{Secret, TargetError};

use super::endpoint::Endpoint;
use super::sign::{self, Scope};

/// The server takes a token for 15 minutes from its signature; we count a minute less for the way.
const LIFE: Duration = Duration::from_mins(14);

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
    let name = ClusterName::parse(cluster).map_err(|err| refuse(err.to_string()))?;
    let mut request = kube_token::to_sign(&name);
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = join(&sts.base, path).map_err(|err| refuse(err.to_string()))?;
    let host = request.uri().authority().map_or("", |authority| authority.as_str());
    let host = HeaderValue::from_str(host).map_err(|err| refuse(err.to_string()))?;
    request.headers_mut().insert(HOST, host);
    let scope = Scope { region: &sts.signing_region, service: sts.signing_name, time: now };
    sign::in_query(&mut request, credentials, scope, kube_token::SIGNED_FOR).map_err(|err| refuse(err.to_string()))?;
    let token = Secret::new(kube_token::token(request.uri()).into_revealed());
    let expires_at = credentials.expiry().map_or(now + LIFE, |expiry| expiry.min(now + LIFE));
    Ok(KubeToken { token, expires_at })
}
