//! Prometheus at an address of its own, behind a prefix, a tenant and a private authority.

use std::sync::Arc;

use http::HeaderValue;
use kgas_api::prometheus::{Data, build_info, query};
use kgas_transport::rest::{Auth, Client, Config};
use kgas_transport::{Roots, Stop, SystemClock};

use crate::script::{Script, page};
use crate::server::{Authority, Server, fine};

const EMPTY: &str = r#"{"status":"success","data":{"resultType":"vector","result":[]}}"#;

#[tokio::test]
async fn a_query_goes_to_the_tenant_by_the_prefix() {
    let authority = Authority::new();
    let server = Server::tls(authority.acceptor("localhost"), &[fine(EMPTY)]).await;
    let address = format!("https://localhost:{}/prometheus/", server.port());
    let mut config = Config::new("Prometheus", address, "`analysis.prometheus.url`");
    config.auth = Auth::Basic { user: "us".to_owned(), password: "canary".into() };
    config.headers.insert("x-scope-orgid", HeaderValue::from_static("shop"));
    config.roots = Roots::Only(Roots::parse(authority.pem.as_bytes()).unwrap());
    let client = Client::connect(config, Arc::new(SystemClock::new()), Stop::new()).unwrap();
    let found = client.call(query::request("up == 0", None, None)).await.unwrap();
    assert_eq!(found.data, Data::Vector(Vec::new()));
    let head = &server.heads()[0];
    assert!(head.starts_with("POST /prometheus/api/v1/query HTTP/1.1\r\n"), "{head}");
    for line in
        ["authorization: Basic dXM6Y2FuYXJ5", "x-scope-orgid: shop", "content-type: application/x-www-form-urlencoded"]
    {
        assert!(head.contains(&format!("\r\n{line}\r\n")), "{line}: {head}");
    }
    assert!(head.ends_with("\r\n\r\nquery=up%20%3D%3D%200"), "{head}");
}

#[tokio::test(start_paused = true)]
async fn a_page_is_said_to_be_none_of_prometheus() {
    let script = Arc::new(Script::new([page(200)]));
    let config = Config::new("Prometheus", "http://prometheus:9090", "`analysis.prometheus.url`");
    let client = Client::over(Arc::clone(&script) as _, config, script.clock(), Stop::new()).unwrap().with_seed(1);
    let err = client.call(build_info::request()).await.unwrap_err();
    assert!(
        err.to_string().starts_with("Prometheus buildinfo: the answer (HTTP 200, 6 bytes) is not one of the service's"),
        "{err}"
    );
    assert_eq!((script.count(), err.outcome_unknown()), (1, false), "a read changes nothing");
}
