//! The public door with everything behind it: settings, TLS, a proxy, signatures.

use std::io::Write as _;
use std::sync::Arc;

use kgas_api::Repeat::{LookFirst, Safe};
use kgas_transport::aws::{Client, Config};
use kgas_transport::{Clock, Proxy, Stop, SystemClock};

use crate::script::{call, config, verdict};
use crate::server::{Authority, FINE, Reply, Server};

const EKS: &str = "eks.eu-west-1.amazonaws.com";

fn bundle(authority: &Authority) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(authority.pem.as_bytes()).unwrap();
    file
}

async fn connect(config: Config) -> Client {
    Client::connect(config, Arc::new(SystemClock::new()), Stop::new()).await.unwrap()
}

#[tokio::test]
async fn a_call_goes_through_a_proxy_to_the_regions_address() {
    let authority = Authority::new();
    let proxy = Server::proxy(authority.acceptor(EKS), &[FINE]).await;
    let ca = bundle(&authority);
    let address = format!("http://someone:canary-proxy@{}", proxy.address);
    let config = Config {
        ca_certificate_file: Some(ca.path().to_owned()),
        proxy: Some(Proxy::through(address.into(), "")),
        ..config()
    };
    assert!(!format!("{config:?}").contains("canary"), "{config:?}");
    let client = connect(config).await;
    assert_eq!(client.region(), "eu-west-1");
    assert_eq!(client.call(call(Safe)).await.unwrap(), "fine");

    let heads = proxy.heads();
    assert_eq!(heads.len(), 2);
    assert!(heads[0].starts_with(&format!("CONNECT {EKS}:443 HTTP/1.1\r\n")), "{}", heads[0]);
    assert!(heads[0].to_lowercase().contains("proxy-authorization: basic "), "{}", heads[0]);
    assert!(heads[1].starts_with("POST /clusters HTTP/1.1\r\n"), "{}", heads[1]);
    assert!(heads[1].ends_with("\r\n\r\n{}"), "{}", heads[1]);
    let head = heads[1].to_lowercase();
    assert!(!head.contains("proxy-authorization"), "{head}");
    assert!(head.contains(&format!("\r\nhost: {EKS}\r\n")), "{head}");
    assert!(head.contains("authorization: aws4-hmac-sha256 credential=akidexample/"), "{head}");
    assert!(head.contains("user-agent: terraform-provider-kgas/"), "{head}");
    assert_eq!(head.matches("\r\nhost: ").count(), 1, "{head}");
}

#[tokio::test]
async fn a_reset_is_an_act_unless_it_may_be_repeated() {
    let one_endpoint = |server: &Server| Config {
        endpoints: kgas_transport::aws::Endpoints {
            all: Some(format!("http://{}/pre", server.address).parse().unwrap()),
            ..Default::default()
        },
        ..config()
    };
    let server = Server::plain(&[Reply::Reset, FINE]).await;
    let result = connect(one_endpoint(&server)).await.call(call(LookFirst)).await;
    assert_eq!((verdict(&result), server.heads().len()), ("unknown", 1));

    let server = Server::plain(&[Reply::Reset, FINE]).await;
    let result = connect(one_endpoint(&server)).await.call(call(Safe)).await;
    assert_eq!((verdict(&result), server.heads().len()), ("ok", 2));
    assert!(server.heads()[0].starts_with("POST /pre/clusters "), "{:?}", server.heads());
}

#[tokio::test]
async fn an_answer_that_breaks_off_after_success_is_an_act_unless_it_may_be_repeated() {
    const CUT: Reply = Reply::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\nfine");
    for (repeat, end, sent) in [(LookFirst, "unknown", 1), (Safe, "ok", 2)] {
        let server = Server::plain(&[CUT, FINE]).await;
        let all = Some(format!("http://{}", server.address).parse().unwrap());
        let endpoints = kgas_transport::aws::Endpoints { all, ..Default::default() };
        let result = connect(Config { endpoints, ..config() }).await.call(call(repeat)).await;
        assert_eq!((verdict(&result), server.heads().len()), (end, sent));
        assert_eq!(result.is_err_and(|err| err.outcome_unknown()), repeat == LookFirst);
        let bodies: Vec<_> = server.heads().iter().map(|head| head.rsplit("\r\n").next().unwrap().to_owned()).collect();
        assert!(bodies.iter().all(|body| body == "{}"), "a repetition is the same request: {bodies:?}");
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_a_tunnel_sent_nothing() {
    let refusing =
        Server::plain(&[Reply::Bytes("HTTP/1.1 407 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")]).await;
    let config = Config {
        proxy: Some(Proxy::through(format!("http://someone:canary@{}", refusing.address).into(), "")),
        max_attempts: Some(2),
        ..config()
    };
    let err = connect(config).await.call(call(LookFirst)).await.unwrap_err();
    assert!(!err.outcome_unknown(), "{err}");
    assert_eq!(refusing.heads().len(), 2);
    assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
}

#[tokio::test]
async fn what_cannot_be_used_is_said_before_the_first_call() {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let table = [
        (Config { region: Some("Paris".to_owned()), ..config() }, "\"Paris\" is not the name of a public AWS region"),
        (
            Config { ca_certificate_file: Some("/no/such/file".into()), ..config() },
            "/no/such/file, named in `ca_certificate_file`",
        ),
        (
            Config { proxy: Some(Proxy::through("http://user:canary@".into(), "")), ..config() },
            "the proxy address in `proxy`",
        ),
    ];
    for (config, expected) in table {
        let err = Client::connect(config, Arc::clone(&clock), Stop::new()).await.unwrap_err();
        assert!(err.to_string().starts_with(expected), "{err}");
        assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
    }
}
