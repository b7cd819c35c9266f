//! The way to the cluster, as it is configured.

use std::sync::Arc;

use kgas_transport::rest::{Auth, Client as RestClient, Config, FileToken};
use kgas_transport::{Roots, Stop};
use tfplugin_rs::Diagnostic;

use crate::client::Client;
use crate::resources::rollout::connection::Connection;

/// Connects. Nothing is sent.
///
/// # Errors
/// What of the connection cannot be used.
pub(super) async fn connect(client: &Client, connection: Option<&Connection>) -> Result<RestClient, Diagnostic> {
    let refuse = |why: String| Diagnostic::error("No way to the Kubernetes API").at("kubernetes").detail(why);
    let connection = connection.ok_or_else(|| refuse("none".to_owned()))?;
    let host = connection.host.clone().ok_or_else(|| refuse("no host".to_owned()))?;
    let mut config = Config::new("Kubernetes", host, "`kubernetes.host`");
    config.auth = match (&connection.token_wo, &connection.token_file) {
        (Some(token), _) => Auth::token(token.secret().clone()),
        (None, Some(file)) => Auth::Token(Arc::new(FileToken(file.into()))),
        (None, None) => Auth::Anonymous,
    };
    if let Some(ca) = &connection.ca_certificate {
        config.roots = Roots::Only(Roots::parse(ca.as_bytes()).map_err(refuse)?);
    }
    RestClient::connect(config, Arc::clone(&client.clock), Stop::new()).map_err(|err| refuse(err.to_string()))
}
