//! Real connections to a server on this machine.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use kgas_transport::{Env, Http, HttpError, Identity, Network, Proxy, ReqwestHttp, Roots};
use tokio::net::TcpListener;

use crate::server::{Authority, FINE, Reply, Server};

async fn get(network: Network, uri: &str) -> Result<Response<Bytes>, HttpError> {
    let http = ReqwestHttp::new(&network).unwrap();
    http.send(Request::get(uri).body(Bytes::new()).unwrap()).await
}

fn trusting(authority: &Authority) -> Network {
    Network { roots: Roots::Only(Roots::parse(authority.pem.as_bytes()).unwrap()), ..Network::default() }
}

#[tokio::test]
async fn what_was_not_sent_and_what_is_unknown() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let err = get(Network::default(), &format!("http://{free}/")).await.unwrap_err();
    assert!(matches!(err, HttpError::NotSent(_)) && !err.may_have_happened(), "{err:?}");

    let err = get(Network::default(), "http://no-such-host.invalid/").await.unwrap_err();
    assert!(matches!(err, HttpError::NotSent(_)), "{err:?}");

    for (name, reply) in [
        ("reset", Reply::Reset),
        ("closed without a word", Reply::Close),
        ("cut in the head", Reply::Bytes("HTTP/1.1 200 O")),
        ("cut in the body", Reply::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfine")),
        ("cut in a chunk", Reply::Bytes("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nfine")),
        ("not HTTP", Reply::Bytes("SSH-2.0-OpenSSH_9.9\r\n\r\n")),
        ("silent", Reply::Silence),
    ] {
        let server = Server::plain(&[reply]).await;
        let network = Network { read_timeout: Duration::from_millis(200), ..Network::default() };
        let uri = format!("http://{}/?X-Amz-Signature=canary", server.address);
        let err = get(network, &uri).await.unwrap_err();
        assert!(matches!(err, HttpError::Unknown(_)) && err.may_have_happened(), "{name}: {err:?}");
        assert!(!format!("{err} {err:?}").contains("canary"), "{name}: {err:?}");
        assert_eq!(server.heads().len(), 1, "{name}: sent once");
    }
}

#[tokio::test]
async fn any_status_is_an_answer_and_no_redirect_is_followed() {
    let elsewhere = Server::plain(&[FINE]).await;
    let location = format!("HTTP/1.1 307 Go\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n", elsewhere.address);
    let server = Server::plain(&[Reply::Bytes(location.leak())]).await;
    let answer = get(Network::default(), &format!("http://{}/", server.address)).await.unwrap();
    assert_eq!(answer.status(), 307);
    assert!(elsewhere.heads().is_empty());

    let down =
        Reply::Bytes("HTTP/1.1 503 Down\r\nretry-after: 3\r\ncontent-length: 4\r\nconnection: close\r\n\r\ndown");
    let server = Server::plain(&[down]).await;
    let answer = get(Network::default(), &format!("http://{}/", server.address)).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"], &answer.body()[..]),
        (503, &"3".parse().unwrap(), &b"down"[..])
    );
}

#[tokio::test]
async fn a_body_larger_than_agreed_is_not_read() {
    for reply in [
        "HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\nfine",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n",
    ] {
        let server = Server::plain(&[Reply::Bytes(reply)]).await;
        let network = Network { max_body: 8, ..Network::default() };
        let err = get(network, &format!("http://{}/", server.address)).await.unwrap_err();
        assert_eq!(err, HttpError::Oversized { limit: 8 });
        assert!(err.may_have_happened());
    }
}

#[tokio::test]
async fn a_certificate_of_the_named_authority_is_believed() {
    let authority = Authority::new();
    let server = Server::tls(authority.acceptor("localhost"), &[FINE]).await;
    let uri = format!("https://localhost:{}/a?b", server.port());
    assert_eq!(get(trusting(&authority), &uri).await.unwrap().body(), "fine");
    let both =
        Network { roots: Roots::PlatformAnd(Roots::parse(authority.pem.as_bytes()).unwrap()), ..Network::default() };
    assert_eq!(get(both, &uri).await.unwrap().body(), "fine");
    assert!(server.heads()[0].starts_with("GET /a?b HTTP/1.1\r\n"), "{:?}", server.heads());
}

#[tokio::test]
async fn any_other_certificate_is_not_and_nothing_is_sent() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    for (name, acceptor) in [
        ("of another authority", theirs.acceptor("localhost")),
        ("for another host", ours.acceptor("eks.eu-west-1.amazonaws.com")),
        ("expired", ours.acceptor_until("localhost", 2001)),
    ] {
        let server = Server::tls(acceptor, &[FINE]).await;
        let uri = format!("https://localhost:{}/", server.port());
        let err = get(trusting(&ours), &uri).await.unwrap_err();
        assert!(matches!(err, HttpError::Untrusted(_)) && !err.may_have_happened(), "{name}: {err:?}");
        assert!(err.to_string().contains("ca_certificate_file"), "{name}: {err}");
        let err = get(Network::default(), &uri).await.unwrap_err();
        assert!(matches!(err, HttpError::Untrusted(_)), "{name}: {err:?}");
        assert!(server.heads().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn no_certificates_in_a_file_is_said_with_the_setting() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let said = Roots::with_bundle(file.path(), "AWS_CA_BUNDLE").unwrap_err().to_string();
    assert!(said.contains("named in AWS_CA_BUNDLE, cannot be used: it holds no certificate"), "{said}");
    let said = Roots::with_bundle("/no/such/file".as_ref(), "`ca_certificate_file`").unwrap_err().to_string();
    assert!(said.starts_with("/no/such/file, named in `ca_certificate_file`, cannot be used:"), "{said}");
}

#[tokio::test]
async fn a_server_that_asks_who_we_are_is_told() {
    let authority = Authority::new();
    let server = Server::tls(authority.demanding_acceptor("localhost"), &[FINE]).await;
    let uri = format!("https://localhost:{}/", server.port());
    let err = get(trusting(&authority), &uri).await.unwrap_err();
    assert!(server.heads().is_empty(), "{err:?}");

    let (certificate, key) = authority.identity();
    let identity = Identity::parse(certificate.as_bytes(), &key.into()).unwrap();
    assert_eq!(format!("{identity:?}"), "Identity(***)");
    let network = Network { identity: Some(identity), ..trusting(&authority) };
    assert_eq!(get(network, &uri).await.unwrap().body(), "fine");

    let said = Identity::parse(certificate.as_bytes(), &"canary".into()).unwrap_err();
    assert!(said.starts_with("the client key cannot be used") && !said.contains("canary"), "{said}");
    let (_, other) = authority.identity();
    let mixed = Identity::parse(certificate.as_bytes(), &other.into()).unwrap();
    let err = ReqwestHttp::new(&Network { identity: Some(mixed), ..trusting(&authority) }).unwrap_err();
    assert!(err.to_string().starts_with("the client certificate and its key cannot be used"), "{err}");
}

#[tokio::test]
async fn the_environment_says_which_hosts_have_a_proxy() {
    let proxy = Server::plain(&[FINE]).await;
    let address = format!("http://{}", proxy.address);
    let table = [
        ("plain HTTP", vec![("HTTP_PROXY", address.as_str())], "http://prometheus.invalid:9090/", true),
        (
            "the lower case goes first",
            vec![("http_proxy", &address), ("HTTP_PROXY", "http://127.0.0.1:1")],
            "http://a.invalid/",
            true,
        ),
        ("all", vec![("ALL_PROXY", &address)], "http://a.invalid/", true),
        ("encrypted only", vec![("HTTPS_PROXY", &address)], "http://a.invalid/", false),
        (
            "but for these",
            vec![("HTTP_PROXY", &address), ("NO_PROXY", ".invalid,10.0.0.0/8")],
            "http://a.invalid/",
            false,
        ),
    ];
    for (name, variables, uri, through) in table {
        let before = proxy.heads().len();
        let network = Network { proxy: Proxy::from_env(&Env::fixed(variables)), ..Network::default() };
        let result = get(network, uri).await;
        assert_eq!((result.is_ok(), proxy.heads().len() - before), (through, usize::from(through)), "{name}");
    }
    assert!(proxy.heads()[0].starts_with("GET http://prometheus.invalid:9090/ HTTP/1.1\r\n"), "{:?}", proxy.heads());

    let server = Server::plain(&[FINE]).await;
    let before = proxy.heads().len();
    let network =
        Network { proxy: Proxy::from_env(&Env::fixed([("HTTP_PROXY", address.as_str())])), ..Network::default() };
    get(network, &format!("http://{}/", server.address)).await.unwrap();
    assert_eq!((server.heads().len(), proxy.heads().len()), (1, before), "this machine is reached directly");
}

#[tokio::test]
async fn silence_ends_at_every_step() {
    let (short, long) = (Duration::from_millis(200), Duration::from_mins(1));
    let silent = Server::plain(&[Reply::Silence]).await;
    let dripping = Server::plain(&[Reply::Drip]).await;
    let half = Server::plain(&[Reply::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfine")]).await;
    for (name, scheme, server, timeouts, may_have_happened) in [
        ("in the TLS handshake", "https", &silent, [short, long, long], false),
        ("before the answer", "http", &silent, [long, short, long], true),
        ("in all", "http", &silent, [long, long, short], true),
        ("after half an answer", "http", &half, [long, long, long], true),
        ("a byte at a time, never silent", "http", &dripping, [long, long, short], true),
    ] {
        let [connect_timeout, read_timeout, total_timeout] = timeouts;
        let network = Network { connect_timeout, read_timeout, total_timeout, ..Network::default() };
        let err = get(network, &format!("{scheme}://{}/", server.address)).await.unwrap_err();
        assert_eq!(err.may_have_happened(), may_have_happened, "{name}: {err:?}");
    }
}
