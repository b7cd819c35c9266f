//! What is secret is in no text: canaries are put wherever a secret goes in, and looked for in all that comes out.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use kgas_api::Repeat::{LookFirst, Safe};
use kgas_transport::aws::{AssumeRole, Client, Config, Endpoints, StaticKeys};
use kgas_transport::{Proxy, Secret, Stop, SystemClock};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::script::{Script, call, config, refusal};
use crate::server::{Reply, Server, fine};

/// Keeps all that is traced, at every level, by every crate.
#[derive(Clone, Default)]
pub(crate) struct Listener(Arc<Mutex<String>>);

impl Listener {
    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl Visit for Listener {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0.lock().unwrap(), " {field}={value:?}");
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let _ = write!(self.0.lock().unwrap(), "\n{} {}", event.metadata().target(), event.metadata().level());
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Each canary, plain and in the forms it travels in.
fn assert_absent(text: &str, place: &str) {
    for canary in
        ["canary-secret-key", "canary-session-token", "canary-role-secret", "canary-role-token", "canary-proxy"]
    {
        let base64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(canary);
        for form in [canary, &base64[..base64.len() - 2], "Signature="] {
            assert!(!text.contains(form), "{place} holds {form}: {text}");
        }
    }
}

const ROLE: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>\
    <SecretAccessKey>canary-role-secret</SecretAccessKey><SessionToken>canary-role-token</SessionToken>\
    <Expiration>2199-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

fn role_at(server: &Server) -> Config {
    let uri = format!("http://{}", server.address).parse().unwrap();
    Config {
        assume_role: Some(AssumeRole {
            role_arn: "arn:aws:iam::123456789012:role/deploy".to_owned(),
            external_id: Some("us".to_owned()),
            session_name: None,
            duration: Some(std::time::Duration::from_mins(20)),
            policy: Some("{}".to_owned()),
        }),
        endpoints: Endpoints { all: Some(uri), ..Endpoints::default() },
        ..config()
    }
}

#[tokio::test]
async fn no_trace_error_or_debug_text_holds_a_secret() {
    let listener = Listener::default();
    let guard = tracing::subscriber::set_default(listener.clone());
    let server = Server::routed(|head| match head {
        sts if sts.contains("Action=AssumeRole") => fine(ROLE),
        _ => Reply::Bytes(
            "HTTP/1.1 503 No\r\nx-amzn-errortype: ServiceUnavailable\r\nx-amzn-requestid: 11-22\r\n\
             set-cookie: canary-role-secret\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ),
    })
    .await;
    let config = Config { max_attempts: Some(2), ..role_at(&server) };
    let shown = format!("{config:?}");
    let client = Client::connect(config, Arc::new(SystemClock::new()), Stop::new()).await.unwrap();
    let err = client.call(call(Safe)).await.unwrap_err();
    let token = client.kube_token("prod").await.unwrap();
    drop(guard);

    let heads = server.heads();
    for asked in ["ExternalId=us", "DurationSeconds=1200", "Policy=%7B%7D", "RoleSessionName=terraform-provider-kgas"] {
        assert!(heads[0].contains(asked), "{asked}: {}", heads[0]);
    }
    assert!(heads[0].contains("Credential=AKIDEXAMPLE/"), "{heads:?}");
    assert!(heads[1].contains("Credential=ASIAROLE/") && heads[1].contains("canary-role-token"), "{heads:?}");
    assert_eq!(heads.len(), 3);
    let trace = listener.text();
    for text in [&trace, &shown, &format!("{client:?}"), &format!("{err} {err:?}"), &format!("{token:?}")] {
        assert_absent(text, "a text");
    }
    assert!(trace.contains("kgas_transport::trace INFO message=waiting to send it again"), "{trace}");
    let said =
        "kgas_transport::trace DEBUG message=answered service=\"EKS\" operation=\"CreateCluster\" attempt=2 status=503";
    assert!(trace.contains(said), "{trace}");
    assert!(trace.contains("request_id=\"11-22\""), "{trace}");
    let others: Vec<_> = trace.lines().filter(|line| !line.is_empty() && !line.starts_with("kgas_transport")).collect();
    assert!(others.is_empty(), "{others:?}");
}

#[tokio::test(start_paused = true)]
async fn nor_does_a_failure_on_any_way() {
    let answers =
        [refusal(403, "AccessDenied"), crate::script::lost(), crate::script::not_sent(), crate::script::page(200)];
    for answer in answers {
        let listener = Listener::default();
        let guard = tracing::subscriber::set_default(listener.clone());
        let client = Arc::new(Script::new([answer])).client().await;
        let err = client.call(call(LookFirst)).await.unwrap_err();
        drop(guard);
        assert_absent(&format!("{err} {err:?} {client:?} {}", listener.text()), "a failure");
    }
}

#[test]
fn settings_that_hold_secrets_do_not_show_them() {
    let keys = StaticKeys {
        access_key: "AKIA".to_owned(),
        secret_key: "canary-secret-key".into(),
        token: Some("canary-session-token".into()),
    };
    let proxy = Proxy::through("http://user:canary-proxy@proxy".into(), "");
    let secret = Secret::new("canary-secret-key".to_owned());
    assert_absent(&format!("{keys:?} {keys:#?} {proxy:?} {secret:?} {secret:#?}"), "Debug");
    assert_eq!(secret.expose(), "canary-secret-key");
}

#[tokio::test]
async fn a_token_that_cannot_be_got_is_explained_without_it() {
    let server = Server::plain(&[Reply::Bytes(
        "HTTP/1.1 403 No\r\ncontent-length: 150\r\nconnection: close\r\n\r\n\
         <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>may not assume</Message></Error>\
         <RequestId>77</RequestId></ErrorResponse>      ",
    )])
    .await;
    let client = Client::connect(role_at(&server), Arc::new(SystemClock::new()), Stop::new()).await.unwrap();
    let err = client.call(call(Safe)).await.unwrap_err();
    assert!(err.to_string().contains("AccessDenied"), "{err}");
    assert!(!err.outcome_unknown() && err.attempts == 0, "{err:?}");
    assert_absent(&format!("{err} {err:?}"), "the error");
}
