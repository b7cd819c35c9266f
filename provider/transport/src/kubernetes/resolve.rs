//! From settings to an address, a TLS configuration and a source of credentials.

use std::sync::Arc;

use http::HeaderMap;
use kube::config::{AuthInfo, Kubeconfig};
use secrecy::{ExposeSecret as _, SecretString};

use crate::rest::{Auth, FileToken};
use crate::{Proxy, Secret, parse_address};

use super::credential::Source;
use super::exec::Exec;
use super::{Config, ConnectError, Connection, direct, impersonation, kubeconfig};

/// How one API server is reached. Kube's configuration is left with address and certificates alone: who asks is in
/// `source`, so that a refused credential can be replaced.
pub(super) struct Resolved {
    pub(super) config: kube::Config,
    pub(super) identity: Who,
    /// Whom to act as.
    pub(super) headers: HeaderMap,
    /// The kubeconfig's proxy.
    pub(super) proxy: Option<Proxy>,
}

/// Who asks.
pub(super) enum Who {
    /// By a header.
    Known(Source),
    /// By what a program says, which may be a header or a certificate.
    Exec(Box<Exec>),
}

impl Resolved {
    pub(super) fn new(config: kube::Config, source: Source) -> Self {
        Self { config, identity: Who::Known(source), headers: HeaderMap::new(), proxy: None }
    }
}

/// Reads what the settings name.
pub(super) async fn resolve(settings: &Config) -> Result<Resolved, ConnectError> {
    let setting = settings.setting;
    match settings.connection.clone() {
        Connection::Direct(direct) => direct::resolve(direct, setting),
        Connection::InCluster => {
            let refuse = |err: kube::config::InClusterError| ConnectError::InCluster { why: err.to_string(), setting };
            let mut config = kube::Config::incluster_env().map_err(refuse)?;
            let identity = take(&mut config.auth_info, "the pod's identity")?;
            Ok(Resolved { config, identity, headers: HeaderMap::new(), proxy: None })
        }
        Connection::Kubeconfig { paths, context } => {
            let (kubeconfig, place) = kubeconfig::read(&paths, &settings.env, setting)?;
            of_kubeconfig(kubeconfig, &place, context.as_deref(), setting).await
        }
        Connection::Inline { kubeconfig, context } => {
            let place = format!("the kubeconfig in `{setting}.kubeconfig`");
            let kubeconfig = kubeconfig::parse(&kubeconfig, &place)?;
            of_kubeconfig(kubeconfig, &place, context.as_deref(), setting).await
        }
    }
}

async fn of_kubeconfig(
    kubeconfig: Kubeconfig,
    place: &str,
    context: Option<&str>,
    setting: &'static str,
) -> Result<Resolved, ConnectError> {
    let (mut config, proxy) = kubeconfig::choose(kubeconfig, place, context, setting).await?;
    let headers = impersonation::headers(&config.auth_info)
        .map_err(|why| ConnectError::Kubeconfig { place: place.to_owned(), why })?;
    let is_open = is_anonymous(&config.auth_info);
    let identity = take(&mut config.auth_info, place)?;
    if !is_open {
        parse_address(&config.cluster_url.to_string(), place)?;
    }
    Ok(Resolved { config, identity, headers, proxy })
}

fn is_anonymous(info: &AuthInfo) -> bool {
    info.token.is_none()
        && info.token_file.is_none()
        && info.password.is_none()
        && info.exec.is_none()
        && info.client_certificate.is_none()
        && info.client_certificate_data.is_none()
}

/// Takes out who asks, but for a client certificate, in the order that kube has.
fn take(info: &mut AuthInfo, place: &str) -> Result<Who, ConnectError> {
    let refuse = |why: String| Err(ConnectError::Kubeconfig { place: place.to_owned(), why });
    let (provider, exec) = (info.auth_provider.take(), info.exec.take());
    let (token, file) = (info.token.take(), info.token_file.take());
    let (user, password) = (info.username.take(), info.password.take());
    if let Some(provider) = provider {
        let name = provider.name;
        return refuse(format!("its auth-provider {name:?} is no longer supported by Kubernetes; use an exec plug-in"));
    }
    let auth = match (user, password, token, file) {
        (Some(user), Some(password), ..) => Auth::Basic { user, password: reveal(&password) },
        (_, _, Some(token), _) => Auth::token(reveal(&token)),
        (_, _, None, Some(file)) => Auth::Token(Arc::new(FileToken(file.into()))),
        _ => match exec {
            Some(exec) => return Exec::new(exec).map(|exec| Who::Exec(Box::new(exec))).or_else(refuse),
            None => Auth::Anonymous,
        },
    };
    Ok(Who::Known(Source::from(auth)))
}

fn reveal(secret: &SecretString) -> Secret<String> {
    secret.expose_secret().into()
}
