//! The way to the cluster, as it is configured.

use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kgas_transport::aws::ClusterTokens;
use kgas_transport::kubernetes::{Client as Kubernetes, Config, Connection as Way, Direct};
use kgas_transport::rest::{Auth, FileToken};
use kgas_transport::{Env, Secret};
use tfplugin_rs::{Context, Diagnostic, Path, Stop};

use crate::client::Client;
use crate::resources::rollout::connection::{Connection, Kubeconfig};
use crate::resources::{Entry, NoEntry, enter};

/// The attribute that has the settings, for errors.
const SETTING: &str = "kubernetes";

/// Connects. Nothing is sent to the cluster.
///
/// # Errors
/// What of the connection cannot be used.
pub(super) async fn connect(
    context: &Context<Client>,
    declared: Option<&Connection>,
) -> Result<Kubernetes, Diagnostic> {
    let client = &context.client;
    if let Some(known) = client.kubernetes.known(declared) {
        return Ok(known);
    }
    let refuse = |why: String| {
        Diagnostic::error("No way to the Kubernetes API").at(SETTING).detail(format!("{why}. Nothing was changed."))
    };
    let way = match declared {
        Some(declared) => way(context, declared).await?,
        None => Way::Kubeconfig { paths: Vec::new(), context: None },
    };
    let found = client.reach(Config::new(way, SETTING)).await;
    let in_a_pod = || Env::process().get("KUBERNETES_SERVICE_HOST").is_some();
    let found = match found {
        Err(_) if declared.is_none() && in_a_pod() => client.reach(Config::new(Way::InCluster, SETTING)).await,
        found => found,
    };
    let found = found.map_err(|err| refuse(err.to_string()))?;
    client.kubernetes.keep(declared, &found);
    Ok(found)
}

async fn way(context: &Context<Client>, declared: &Connection) -> Result<Way, Diagnostic> {
    if let Some(Kubeconfig { path, context, text_wo }) = &declared.kubeconfig {
        let context = context.clone();
        return Ok(match text_wo {
            Some(text) => Way::Inline { kubeconfig: text.secret().clone(), context },
            None => Way::Kubeconfig { paths: path.iter().map(PathBuf::from).collect(), context },
        });
    }
    if declared.in_cluster {
        return Ok(Way::InCluster);
    }
    if let Some(id) = &declared.cluster_id {
        return of_cluster(context, id).await;
    }
    let refuse = |name: &'static str, why: String| {
        Diagnostic::error("No way to the Kubernetes API").at(Path::from(SETTING).attribute(name)).detail(why)
    };
    let auth = match (&declared.token_wo, &declared.token_file) {
        (Some(token), _) => Auth::token(token.secret().clone()),
        (None, Some(file)) => Auth::Token(Arc::new(FileToken(file.into()))),
        (None, None) => Auth::Anonymous,
    };
    let key = match (&declared.client_key_wo, &declared.client_key_file) {
        (Some(key), _) => Some(key.secret().clone()),
        (None, Some(file)) => {
            let read =
                std::fs::read_to_string(file).map_err(|err| refuse("client_key_file", format!("{file}: {err}.")));
            Some(Secret::new(read?))
        }
        (None, None) => None,
    };
    let ca = declared.ca_certificate.as_deref().map(pem).transpose().map_err(|why| refuse("ca_certificate", why))?;
    Ok(Way::Direct(Direct {
        host: declared.host.clone().unwrap_or_default(),
        ca_certificate: ca,
        tls_server_name: None,
        auth,
        identity: declared.client_certificate.clone().zip(key),
    }))
}

/// Address and credentials of a `kgas_cluster`, made now.
async fn of_cluster(context: &Context<Client>, id: &str) -> Result<Way, Diagnostic> {
    let refuse = |why: String| {
        let told = Diagnostic::error("No way into the cluster").at(Path::from(SETTING).attribute("cluster_id"));
        told.detail(format!("{why}. Nothing was changed."))
    };
    // Its tokens outlive this operation, and its stop.
    let entered = enter(&context.client, id, &Stop::never()).await;
    let Entry { aws, name, host, ca_certificate } = entered.map_err(|why| match why {
        NoEntry::NotAnId(text) | NoEntry::Failed(text) => refuse(text),
        NoEntry::Unconnected(told) => told,
        NoEntry::NotReady { name, status } => {
            refuse(format!("Cluster {name} has no API server yet: its status is {status}"))
        }
    })?;
    Ok(Way::Direct(Direct {
        host,
        ca_certificate: Some(pem(&ca_certificate).map_err(refuse)?),
        tls_server_name: None,
        auth: Auth::Token(Arc::new(ClusterTokens { aws, cluster: name })),
        identity: None,
    }))
}

/// PEM, also of PEM in base64.
fn pem(text: &str) -> Result<String, String> {
    if text.trim_start().starts_with("-----BEGIN") {
        return Ok(text.to_owned());
    }
    let bytes = STANDARD.decode(text.trim()).map_err(|err| format!("It is neither PEM nor PEM in base64: {err}."))?;
    String::from_utf8(bytes).map_err(|_| "It is neither PEM nor PEM in base64.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_may_be_in_base64() {
        let plain = "-----BEGIN CERTIFICATE-----\n";
        assert_eq!(pem(plain).unwrap(), plain);
        assert_eq!(pem(&STANDARD.encode(plain)).unwrap(), plain);
        assert!(pem("!").is_err());
    }
}
