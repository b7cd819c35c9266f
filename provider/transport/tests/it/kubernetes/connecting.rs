use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue};
use kgas_transport::aws::ClusterTokens;
use kgas_transport::kubernetes::{Client, Connection, Direct};
use kgas_transport::rest::Auth;
use kgas_transport::{HttpError, Stop};

use super::*;
use crate::script::Script;
use crate::server::Server;

#[tokio::test]
async fn a_token_of_a_kubeconfig_goes_along() {
    let server = Server::plain(&[deployment()]).await;
    let address = format!("server: http://{}/k8s/clusters/c-1", server.address);
    let client = connect(inline(&address, "token: canary-token")).await.unwrap();
    assert_eq!(client.namespace(), "shop");
    let found = client.call(look()).await.unwrap().unwrap();
    assert_eq!(found.to_string(), "Deployment shop/api");
    let head = &server.heads()[0];
    assert!(
        head.starts_with("GET /k8s/clusters/c-1/apis/apps/v1/namespaces/shop/deployments/api HTTP/1.1\r\n"),
        "{head}"
    );
    for line in
        ["authorization: Bearer canary-token", "user-agent: terraform-provider-kgas/", "accept: application/json"]
    {
        assert!(head.contains(&format!("\r\n{line}")), "{line}: {head}");
    }
    assert!(head.contains(&format!("\r\nhost: {}", server.address)) && !head.contains("impersonate"), "{head}");
}

#[tokio::test]
async fn a_password_and_whom_to_act_as_go_along() {
    let server = Server::plain(&[deployment()]).await;
    let user = "username: us\npassword: canary\nas: deployer\nas-groups: [a, b]\nas-user-extra: {\"Scopes/x\": [view]}";
    see(inline(&format!("server: http://{}", server.address), user)).await.unwrap();
    let head = &server.heads()[0];
    for line in [
        "authorization: Basic dXM6Y2FuYXJ5",
        "impersonate-user: deployer",
        "impersonate-group: a",
        "impersonate-group: b",
        "impersonate-extra-scopes%2fx: view",
    ] {
        assert!(head.contains(&format!("\r\n{line}\r\n")), "{line}: {head}");
    }
}

#[tokio::test]
async fn a_client_certificate_is_shown() {
    let authority = Authority::new();
    let server = Server::tls(authority.demanding_acceptor("localhost"), &[deployment()]).await;
    let (certificate, key) = authority.identity();
    let cluster = format!("server: https://localhost:{}\n{}", server.port(), authority_data(&authority));
    let user = format!(
        "client-certificate-data: {}\nclient-key-data: {}",
        STANDARD.encode(&certificate),
        STANDARD.encode(&key)
    );
    see(Config { max_attempts: Some(1), ..inline(&cluster, "token: canary") }).await.unwrap_err();
    assert!(server.heads().is_empty());
    assert_eq!(see(inline(&cluster, &user)).await.unwrap(), "Deployment shop/api");
    assert!(!server.heads()[0].contains("authorization"), "{:?}", server.heads());

    // The same by files beside the kubeconfig, and by settings.
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("ca.pem", &authority.pem);
    write("us.pem", &certificate);
    write("us.key", &key);
    let cluster = format!("server: https://localhost:{}\ncertificate-authority: ca.pem", server.port());
    write("config", kubeconfig(&cluster, "client-certificate: us.pem\nclient-key: us.key").expose());
    let paths = vec![folder.path().join("config")];
    see(config(Connection::Kubeconfig { paths, context: None })).await.unwrap();
    let by_settings = Direct {
        ca_certificate: Some(authority.pem.clone()),
        auth: Auth::Anonymous,
        identity: Some((certificate, key.into())),
        ..direct(format!("https://localhost:{}", server.port()))
    };
    see(config(Connection::Direct(by_settings))).await.unwrap();
    assert_eq!(server.heads().len(), 3);
}

#[tokio::test]
async fn only_the_clusters_own_authority_is_believed() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let server = Server::tls(ours.acceptor("localhost"), &[deployment()]).await;
    let at = |name: &str, ca: Option<&Authority>, server_name: Option<&str>| {
        config(Connection::Direct(Direct {
            ca_certificate: ca.map(|it| it.pem.clone()),
            tls_server_name: server_name.map(str::to_owned),
            ..direct(format!("https://{name}:{}", server.port()))
        }))
    };
    for (host, ca, server_name) in [
        ("localhost", Some(&theirs), None),
        ("localhost", None, None),
        ("127.0.0.1", Some(&ours), None),
        ("localhost", Some(&ours), Some("other")),
    ] {
        let err = see(at(host, ca, server_name)).await.unwrap_err();
        assert!(matches!(err.cause, kgas_transport::Cause::Http(HttpError::Untrusted(_))), "{err:?}");
        assert!(err.to_string().contains("certificate-authority-data of the kubeconfig, or `ca_certificate`"), "{err}");
        assert!(server.heads().is_empty() && !err.outcome_unknown() && err.attempts == 1);
    }
    see(at("localhost", Some(&ours), None)).await.unwrap();
    see(at("127.0.0.1", Some(&ours), Some("localhost"))).await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_used_is_said_with_its_setting() {
    let authority = Authority::new();
    let (certificate, key) = authority.identity();
    let https = || direct("https://localhost:1");
    let table = [
        (
            Direct { ca_certificate: Some("canary".into()), ..https() },
            "`connection.ca_certificate` cannot be used: it holds no certificate",
        ),
        (
            Direct { identity: Some((certificate.clone(), "canary".into())), ..https() },
            "`connection.client_certificate` with `connection.client_key` cannot be used: the client key cannot be used",
        ),
        (
            Direct { identity: Some(("canary".into(), key.into())), ..https() },
            "`connection.client_certificate` with `connection.client_key` cannot be used: the client certificate",
        ),
        (
            direct("http://api.internal"),
            "the endpoint \"http://api.internal\" from `connection.host` cannot be used: plain HTTP",
        ),
        (direct("https://us:canary@api"), "the endpoint \"***\" from `connection.host` cannot be used"),
        (direct("api:6443"), "the endpoint \"api:6443\" from `connection.host` cannot be used"),
    ];
    for (direct, expected) in table {
        let err = connect(config(Connection::Direct(direct))).await.unwrap_err();
        assert!(err.to_string().starts_with(expected), "{err}");
        assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
    }
    let (_, other) = authority.identity();
    let mixed = Direct { identity: Some((certificate, other.into())), ..https() };
    let err = connect(config(Connection::Direct(mixed))).await.unwrap_err();
    assert!(err.to_string().starts_with("the client certificate and its key cannot be used: "), "{err}");
    let nobody = Direct { auth: Auth::Anonymous, ..direct("http://api.internal") };
    connect(config(Connection::Direct(nobody))).await.unwrap();
}

#[tokio::test]
async fn this_is_no_pod() {
    let err = connect(config(Connection::InCluster)).await.unwrap_err();
    let said = err.to_string();
    assert!(
        said.starts_with("the identity of a pod cannot be used, perhaps because this does not run in one: "),
        "{said}"
    );
    assert!(
        said.contains("environment variable") && said.ends_with("; set `connection.kubeconfig` or `connection.host`"),
        "{said}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_header_of_ones_own_or_a_token_that_is_made_shows_who_asks() {
    let script = Arc::new(Script::new([Ok(http::Response::new(DEPLOYMENT.into()))]));
    let aws = script.client().await;
    let tokens = Auth::Token(Arc::new(ClusterTokens { aws, cluster: "prod".to_owned() }));
    let header = Auth::Header { name: HeaderName::from_static("x-key"), value: "canary".into() };
    for (nth, auth, name, starts) in
        [(0, tokens, "authorization", "Bearer k8s-aws-v1."), (1, header, "x-key", "canary")]
    {
        let to = Direct { auth, ..direct("https://ABC.gr7.eu-west-1.eks.amazonaws.com") };
        let settings = config(Connection::Direct(to));
        let client = Client::over(Arc::clone(&script) as _, settings, script.clock(), Stop::new()).await.unwrap();
        client.call(look()).await.unwrap();
        assert!(script.header(nth, name).starts_with(starts));
        let sent = script.sent.lock().unwrap();
        let path = "/apis/apps/v1/namespaces/shop/deployments/api";
        assert_eq!(sent[nth].1.uri().to_string(), format!("https://ABC.gr7.eu-west-1.eks.amazonaws.com{path}"));
        assert!(sent[nth].1.headers()[name].is_sensitive());
        let _: &HeaderValue = &sent[nth].1.headers()["user-agent"];
    }
}
