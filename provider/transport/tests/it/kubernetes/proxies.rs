use kgas_transport::Proxy;

use super::*;
use crate::server::{FINE, Server};

#[tokio::test]
async fn a_cluster_behind_a_proxy() {
    let authority = Authority::new();
    let proxy = Server::proxy(authority.acceptor("api.invalid"), &[deployment()]).await;
    let through = format!("http://us:canary-proxy@{}", proxy.address);
    let to = Direct { ca_certificate: Some(authority.pem.clone()), ..direct("https://api.invalid:6443") };
    let by_setting =
        Config { proxy: Some(Proxy::through(through.as_str().into(), "")), ..config(Connection::Direct(to.clone())) };
    let by_variable = |variables: &[(&str, &str)]| Config {
        env: Env::fixed(variables.iter().copied()),
        ..config(Connection::Direct(to.clone()))
    };
    let cluster = format!("server: https://api.invalid:6443\nproxy-url: {through}\n{}", authority_data(&authority));
    for (name, settings) in [
        ("setting", by_setting),
        ("variable", by_variable(&[("HTTPS_PROXY", &through), ("NO_PROXY", "other.invalid")])),
        (
            "kubeconfig",
            Config {
                env: Env::fixed([("HTTPS_PROXY", "http://127.0.0.1:1")]),
                ..inline(&cluster, "token: canary-token")
            },
        ),
    ] {
        assert!(!format!("{settings:?}").contains("canary"), "{settings:?}");
        let before = proxy.heads().len();
        assert_eq!(see(settings).await.unwrap(), "Deployment shop/api", "{name}");
        let [asked, got] = &proxy.heads()[before..] else { panic!("{name}: {:?}", proxy.heads()) };
        assert!(asked.starts_with("CONNECT api.invalid:6443 HTTP/1.1\r\n"), "{name}: {asked}");
        assert!(asked.contains("Basic dXM6Y2FuYXJ5LXByb3h5") && !asked.contains("canary-token"), "{name}: {asked}");
        assert!(got.contains("Bearer canary-token") && !got.contains("dXM6Y2FuYXJ5"), "{name}: {got}");
    }
    let before = proxy.heads().len();
    let except = by_variable(&[("HTTPS_PROXY", &through), ("NO_PROXY", ".invalid")]);
    see(Config { max_attempts: Some(1), ..except }).await.unwrap_err();
    assert_eq!(proxy.heads().len(), before);
}

#[tokio::test]
async fn this_machine_is_never_asked_for_through_a_proxy() {
    let (proxy, server) = (Server::plain(&[FINE]).await, Server::plain(&[deployment()]).await);
    let through = format!("http://{}", proxy.address);
    let settings = Config {
        env: Env::fixed([("ALL_PROXY", through.as_str())]),
        ..config(Connection::Direct(direct(format!("http://{}", server.address))))
    };
    see(settings).await.unwrap();
    assert!(proxy.heads().is_empty());
}

#[tokio::test]
async fn a_proxy_that_refuses_sent_nothing_and_one_of_another_kind_is_said() {
    let refusing =
        Server::plain(&[Reply::Bytes("HTTP/1.1 407 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")]).await;
    let to = |proxy: String| Config {
        proxy: Some(Proxy::through(proxy.into(), "")),
        max_attempts: Some(2),
        ..config(Connection::Direct(direct("https://api.invalid")))
    };
    let err = see(to(format!("http://us:canary@{}", refusing.address))).await.unwrap_err();
    assert!(matches!(&err.cause, kgas_transport::Cause::Http(kgas_transport::HttpError::NotSent(_))), "{err:?}");
    assert_eq!((err.attempts, refusing.heads().len()), (2, 2));
    for (proxy, expected) in [
        (
            "socks5://us:canary@proxy",
            "the proxy address in `proxy` is not one: a Kubernetes API is reached by an http proxy only",
        ),
        ("http://us:canary@", "the proxy address in `proxy` is not one: it does not parse as a URL"),
    ] {
        let err = connect(to(proxy.to_owned())).await.unwrap_err();
        assert!(err.to_string().starts_with(expected), "{err}");
        assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
    }
}
