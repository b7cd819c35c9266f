//! Services at one address.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use kgas_api::Repeat::{LookFirst, Safe};
use kgas_transport::aws::ClusterTokens;
use kgas_transport::rest::{Auth, Client, Config, FileToken, Token};
use kgas_transport::{Provide, Stop, Unavailable};

use crate::script::{Script, call, ok, refusal, refusal_with, verdict};

#[derive(Debug, Default)]
struct Counted(AtomicU64);

#[async_trait]
impl Provide<Token> for Counted {
    async fn provide(&self) -> Result<Token, Unavailable> {
        let nth = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(Token { secret: format!("canary-token-{nth}").into(), expires_at: None })
    }
}

fn prometheus(script: &Arc<Script>, auth: Auth) -> Client {
    let mut config = Config::new("Prometheus", "https://prometheus.internal/prefix", "`prometheus.url`");
    config.auth = auth;
    config.headers.insert("x-scope-orgid", HeaderValue::from_static("kgas"));
    assert!(!format!("{config:?}").contains("canary"), "{config:?}");
    Client::over(Arc::clone(script) as _, config, script.clock(), Stop::new()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_request_gets_address_headers_and_proof() {
    let header = Auth::Header { name: HeaderName::from_static("x-api-key"), value: "canary-key".into() };
    let table = [
        (Auth::Anonymous, "authorization", None),
        (Auth::token("canary-token".into()), "authorization", Some("Bearer canary-token")),
        (Auth::Basic { user: "us".to_owned(), password: "canary".into() }, "authorization", Some("Basic dXM6Y2FuYXJ5")),
        (header, "x-api-key", Some("canary-key")),
    ];
    for (auth, name, expected) in table {
        let script = Arc::new(Script::new([ok()]));
        prometheus(&script, auth).call(call(Safe)).await.unwrap();
        let sent = script.sent.lock().unwrap();
        let request = &sent[0].1;
        assert_eq!(request.uri(), "https://prometheus.internal/prefix/clusters");
        assert_eq!(request.headers()["x-scope-orgid"], "kgas");
        assert_eq!(request.headers()["host"], "prometheus.internal");
        assert_eq!(request.headers().get(name).map(|value| value.to_str().unwrap()), expected);
        assert!(!format!("{request:?}").contains("canary"), "{request:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once() {
    let script = Arc::new(Script::new([refusal(401, "Unauthorized"), ok()]));
    prometheus(&script, Auth::Token(Arc::new(Counted::default()))).call(call(LookFirst)).await.unwrap();
    assert_eq!(script.header(0, "authorization"), "Bearer canary-token-1");
    assert_eq!(script.header(1, "authorization"), "Bearer canary-token-2");

    let script = Arc::new(Script::new([refusal(401, "Unauthorized")]));
    let err = prometheus(&script, Auth::Token(Arc::new(Counted::default()))).call(call(Safe)).await.unwrap_err();
    assert_eq!((script.count(), err.refusal().unwrap().status), (2, 401));
    assert!(err.to_string().starts_with("Prometheus CreateCluster: Unauthorized: words (HTTP 401)"), "{err}");

    let script = Arc::new(Script::new([refusal(401, "Unauthorized")]));
    let password = Auth::Basic { user: "us".to_owned(), password: "canary".into() };
    assert_eq!(verdict(&prometheus(&script, password).call(call(Safe)).await), "refused");
    assert_eq!(script.count(), 1, "a password stays wrong");
}

#[tokio::test(start_paused = true)]
async fn one_engine_repeats_here_too() {
    let table = [
        (refusal_with(429, "TooManyRequests", &[("retry-after", "3")]), LookFirst, 2, "ok"),
        (refusal(503, "ServiceUnavailable"), Safe, 2, "ok"),
        (refusal(500, "InternalError"), LookFirst, 1, "unknown"),
        (refusal(409, "Conflict"), Safe, 1, "refused"),
        (refusal(404, "NotFound"), Safe, 1, "refused"),
    ];
    for (first, repeat, sent, end) in table {
        let script = Arc::new(Script::new([first, ok()]));
        let result = prometheus(&script, Auth::Anonymous).call(call(repeat)).await;
        assert_eq!((script.count(), verdict(&result)), (sent, end));
    }
}

#[tokio::test(start_paused = true)]
async fn a_cluster_is_called_with_its_own_tokens() {
    let script = Arc::new(Script::new([ok()]));
    let aws = script.client().await;
    let mut config = Config::new("Kubernetes", "https://ABC.gr7.eu-west-1.eks.amazonaws.com", "the cluster's endpoint");
    config.auth = Auth::Token(Arc::new(ClusterTokens { aws, cluster: "prod".to_owned() }));
    let client = Client::over(Arc::clone(&script) as _, config, script.clock(), Stop::new()).unwrap();
    for minutes in [0, 12, 2] {
        tokio::time::sleep(std::time::Duration::from_mins(minutes)).await;
        client.call(call(Safe)).await.unwrap();
    }
    let tokens = [0, 1, 2].map(|nth| script.header(nth, AUTHORIZATION.as_str()));
    assert!(tokens[0].starts_with("Bearer k8s-aws-v1."));
    assert!(tokens[0] == tokens[1] && tokens[1] != tokens[2], "replaced a minute before its 14 are over");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_used_is_said() {
    let script = Arc::new(Script::new([ok()]));
    let open = Config::new("Prometheus", "http://prometheus:9090", "`prometheus.url`");
    Client::over(Arc::clone(&script) as _, open.clone(), script.clock(), Stop::new()).unwrap();
    let shown = Config { auth: Auth::token("canary".into()), ..open };
    let err = Client::over(Arc::clone(&script) as _, shown, script.clock(), Stop::new()).unwrap_err();
    assert_eq!(
        err.to_string(),
        "the endpoint \"http://prometheus:9090\" from `prometheus.url` cannot be used: plain HTTP to another machine \
         would show the credentials; use https"
    );

    let err = prometheus(&script, Auth::token("canary\nbroken".into())).call(call(Safe)).await.unwrap_err();
    assert!(err.to_string().contains("no header may hold") && !format!("{err:?}").contains("canary"), "{err:?}");

    let file = tempfile::NamedTempFile::new().unwrap();
    let client = prometheus(&script, Auth::Token(Arc::new(FileToken(file.path().to_owned()))));
    let err = client.call(call(Safe)).await.unwrap_err();
    assert!(err.to_string().ends_with("cannot be used: the file is empty"), "{err}");
    std::fs::write(file.path(), "from-a-file\n").unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    client.call(call(Safe)).await.unwrap();
    assert_eq!(script.header(0, "authorization"), "Bearer from-a-file");
}
