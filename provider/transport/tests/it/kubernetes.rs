//! Kubernetes API servers: by kubeconfig, by address, from a pod that this is not.

mod connecting;
mod exec;
mod kubeconfigs;
mod proxies;
mod sending;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kgas_api::Call;
use kgas_api::kubernetes::{Kind, Name, Namespace, Object, Place, get};
use kgas_transport::kubernetes::{Client, Config, ConnectError, Connection, Direct};
use kgas_transport::rest::Auth;
use kgas_transport::{CallError, Env, Secret, Stop, SystemClock};

use crate::server::{Authority, Reply, fine};

/// A Deployment as the API server would show it.
const DEPLOYMENT: &str = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"api","namespace":"shop"}}"#;

fn place() -> Place {
    Kind::DEPLOYMENT.at(&Namespace::parse("shop").unwrap(), &Name::parse("api").unwrap())
}

fn look() -> Call<Option<Object>> {
    get::request(&place())
}

fn deployment() -> Reply {
    fine(DEPLOYMENT)
}

/// A refusal of the API server's.
fn status(code: u16, reason: &str, headers: &str) -> Reply {
    let body = format!(r#"{{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{reason}","code":{code}}}"#);
    let length = body.len();
    let head = format!("HTTP/1.1 {code} No\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
    Reply::Bytes((head + &body).leak())
}

fn config(connection: Connection) -> Config {
    Config { env: Env::fixed([]), ..Config::new(connection, "connection") }
}

async fn connect(config: Config) -> Result<Client, ConnectError> {
    Client::connect(config, Arc::new(SystemClock::new()), Stop::new()).await
}

/// What is looked at through a connection of these settings.
async fn see(config: Config) -> Result<String, CallError> {
    Ok(connect(config).await.unwrap().call(look()).await?.unwrap().to_string())
}

fn direct(host: impl fmt::Display) -> Direct {
    Direct {
        host: host.to_string(),
        ca_certificate: None,
        tls_server_name: None,
        auth: Auth::token("canary-token".into()),
        identity: None,
    }
}

/// A kubeconfig of one context.
///
/// * `cluster`, `user`: fields, each on lines of their own without indentation.
fn kubeconfig(cluster: &str, user: &str) -> Secret<String> {
    let indented = |text: &str| text.lines().flat_map(|line| ["\n    ", line]).collect::<String>();
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: prod\n\
         contexts:\n- name: prod\n  context: {{cluster: c, user: u, namespace: shop}}\n\
         clusters:\n- name: c\n  cluster:{}\nusers:\n- name: u\n  user:{}\n",
        indented(cluster),
        indented(user)
    )
    .into()
}

fn inline(cluster: &str, user: &str) -> Config {
    config(Connection::Inline { kubeconfig: kubeconfig(cluster, user), context: None })
}

/// A field of a kubeconfig that holds the authority's certificate.
fn authority_data(authority: &Authority) -> String {
    format!("certificate-authority-data: {}", STANDARD.encode(&authority.pem))
}

const SOON: Duration = Duration::from_millis(300);
