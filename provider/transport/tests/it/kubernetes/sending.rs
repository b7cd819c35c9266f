//! What is sent again, and what ends.

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::{Pointer, Reason, Write, create, json_patch, list, merge_patch};
use kgas_api::prometheus;
use kgas_transport::{Cause, HttpError};
use serde_json::json;

use super::*;
use crate::script::{Answer, Script, lost};
use crate::secrets::Listener;
use crate::server::Server;

#[expect(clippy::unnecessary_wraps, reason = "answers are made to stand in one list with failures")]
fn answer(code: u16, reason: &str, headers: &[(&str, &str)]) -> Answer {
    let body = json!({ "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code });
    let builder = headers.iter().fold(Response::builder().status(code), |it, (name, value)| it.header(*name, *value));
    Ok(builder.body(Bytes::from(body.to_string())).unwrap())
}

#[expect(clippy::unnecessary_wraps, reason = "answers are made to stand in one list with failures")]
fn found() -> Answer {
    Ok(Response::new(DEPLOYMENT.into()))
}

async fn over(script: &Arc<Script>) -> Client {
    let settings = config(Connection::Direct(direct("https://api.invalid")));
    Client::over(Arc::clone(script) as _, settings, script.clock(), Stop::new()).await.unwrap().with_seed(1)
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_asked_too_often_is_left_alone() {
    let asked = [("retry-after", "7")];
    let script = Arc::new(Script::new([answer(429, "TooManyRequests", &asked), found()]));
    over(&script).await.call(look()).await.unwrap();
    assert!(script.times()[1] >= script.times()[0] + Duration::from_secs(7), "{:?}", script.times());

    let plain =
        Response::builder().status(429).header("retry-after", "3").body(Bytes::from_static(b"Too many requests"));
    let script = Arc::new(Script::new([Ok(plain.unwrap()), found()]));
    let write = create::request(&place(), &Object::at(&place(), json!({})), Write::by("m"));
    over(&script).await.call(write).await.unwrap();
    assert!(script.times()[1] >= Duration::from_secs(3), "nothing was done, so it is sent again: {:?}", script.times());
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_done_is_looked_at_first() {
    let weight = || Pointer::to("spec").field("rules").index(0).field("backendRefs").index(1).field("weight");
    let test = Operation::test_version("41");
    let (set, write) = (Operation::replace(weight(), 0), Write::by("m"));
    let guarded = || json_patch::request(&place(), &[test.clone(), set.clone()], write);
    let bare = || json_patch::request(&place(), std::slice::from_ref(&set), write);
    let merge = || merge_patch::request(&place(), &json!({ "spec": { "paused": true } }), write);
    let make = || create::request(&place(), &Object::at(&place(), json!({})), write);
    for failure in [lost(), answer(500, "InternalError", &[]), answer(504, "Timeout", &[])] {
        for (call, sent) in [(guarded(), 1), (make(), 1), (bare(), 2), (merge(), 2)] {
            let script = Arc::new(Script::new([failure.clone(), found()]));
            let operation = call.operation;
            let result = over(&script).await.call(call).await;
            assert_eq!((script.count(), result.is_err()), (sent, sent == 1), "{operation} {failure:?}");
            if let Err(err) = result {
                assert!(err.outcome_unknown() && matches!(err.cause, Cause::OutcomeUnknown(_)), "{err:?}");
            }
        }
    }
    let script = Arc::new(Script::new([answer(422, "Invalid", &[])]));
    let err = over(&script).await.call(guarded()).await.unwrap_err();
    assert_eq!(Reason::of(err.refusal().unwrap()), Reason::PatchDoesNotFit);
    assert!(!err.outcome_unknown() && script.count() == 1);
    assert!(err.to_string().starts_with("Kubernetes patch deployments: Invalid:  (HTTP 422)"), "{err}");
}

#[tokio::test(start_paused = true)]
async fn no_stays_no() {
    for (code, reason) in [(403, "Forbidden"), (409, "Conflict"), (410, "Expired"), (401, "Unauthorized")] {
        let script = Arc::new(Script::new([answer(code, reason, &[]), found()]));
        let settings = config(Connection::Direct(Direct {
            auth: Auth::Basic { user: "us".into(), password: "canary".into() },
            ..direct("https://api.invalid")
        }));
        let client = Client::over(Arc::clone(&script) as _, settings, script.clock(), Stop::new()).await.unwrap();
        let request = list::request(Kind::POD, None, list::Selection::default(), 1, None);
        let err = client.call(request).await.unwrap_err();
        assert_eq!((script.count(), err.refusal().unwrap().code.as_str()), (1, reason));
    }
}

#[tokio::test(start_paused = true)]
async fn one_operation_stops_and_the_client_goes_on() {
    let script = Arc::new(Script::new([found()]));
    let client = over(&script).await;
    let stop = Stop::new();
    stop.request();
    assert!(client.with_stop(stop).call(look()).await.unwrap_err().is_stopped());
    client.call(look()).await.unwrap();
    let err = client.call(prometheus::build_info::request()).await.unwrap_err();
    assert!(err.to_string().contains("Prometheus is not answered by a Kubernetes API"), "{err}");
    assert_eq!(script.count(), 1);
}

#[tokio::test]
async fn a_slow_server_does_not_hold_a_call_longer_than_agreed() {
    for reply in [Reply::Silence, Reply::Drip] {
        let server = Server::plain(&[reply]).await;
        let settings =
            Config { timeout: SOON, ..config(Connection::Direct(direct(format!("http://{}", server.address)))) };
        let client = connect(settings).await.unwrap();
        let err = client.call_within(look(), SOON / 3).await.unwrap_err();
        assert!(
            matches!(&err.cause, Cause::Http(HttpError::Unknown(why)) if why == "not all of it came within 300ms"),
            "{err:?}"
        );
        assert!(err.elapsed >= SOON && err.elapsed < SOON * 10, "{err:?}");
        assert_eq!((err.attempts, server.heads().len(), err.outcome_unknown()), (1, 1, false));
    }
}

#[tokio::test]
async fn what_was_not_sent_and_what_is_unknown() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let once = |host: String| Config { max_attempts: Some(1), ..config(Connection::Direct(direct(host))) };
    let err = see(once(format!("http://{free}"))).await.unwrap_err();
    assert!(matches!(err.cause, Cause::Http(HttpError::NotSent(_))), "{err:?}");
    let err = see(once("https://no-such-host.invalid".to_owned())).await.unwrap_err();
    assert!(matches!(err.cause, Cause::Http(HttpError::NotSent(_))), "{err:?}");
    for reply in [
        Reply::Reset,
        Reply::Close,
        Reply::Bytes("HTTP/1.1 200 O"),
        Reply::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfine"),
        Reply::Bytes("SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    ] {
        let server = Server::plain(&[reply]).await;
        let err = see(once(format!("http://{}", server.address))).await.unwrap_err();
        assert!(matches!(err.cause, Cause::Http(HttpError::Unknown(_))), "{err:?}");
        assert_eq!(server.heads().len(), 1, "sent once");
        assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
    }
    let elsewhere = Server::plain(&[deployment()]).await;
    let location = format!("HTTP/1.1 307 Go\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n", elsewhere.address);
    let server = Server::plain(&[Reply::Bytes(location.leak())]).await;
    let err = see(once(format!("http://{}", server.address))).await.unwrap_err();
    assert!(matches!(err.cause, Cause::Malformed(_)) && elsewhere.heads().is_empty(), "{err:?}");
}

#[tokio::test]
async fn no_trace_error_or_debug_text_holds_a_credential() {
    let listener = Listener::default();
    let guard = tracing::subscriber::set_default(listener.clone());
    let server = Server::plain(&[status(503, "ServiceUnavailable", "audit-id: 11-22\r\nset-cookie: canary\r\n")]).await;
    let settings = Config {
        max_attempts: Some(2),
        ..inline(&format!("server: http://{}", server.address), "token: canary-token")
    };
    let shown = format!("{settings:?}");
    let client = connect(settings).await.unwrap();
    let err = client.call(look()).await.unwrap_err();
    drop(guard);
    assert!(server.heads()[1].contains("canary-token"));
    let trace = listener.text();
    for text in [&shown, &format!("{client:?}"), &format!("{err} {err:?}"), &trace] {
        assert!(!text.contains("canary"), "{text}");
    }
    let said = "service=\"Kubernetes\" operation=\"get deployments\" attempt=2 status=503";
    assert!(trace.contains(said) && trace.contains("request_id=\"11-22\""), "{trace}");
}
