//! Faults on purpose, in process and on a socket.
use bytes::Bytes;
use http::Request;
use kgas_sandbox::{Cut, Options, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::{Client, scope};

/// What `DescribeCluster` got: `closed`, `reset`, or status and retry-after.
fn outcome(client: &mut Client) -> String {
    let response = client.response("GET", "/clusters/prod");
    match response.extensions().get::<Cut>() {
        Some(Cut::Closed) => "closed".to_owned(),
        Some(Cut::Reset) => "reset".to_owned(),
        None => {
            let after = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
            format!(
                "{}{}",
                response.status().as_u16(),
                after.map_or_else(String::new, |after| format!(" after {after}"))
            )
        }
    }
}

#[test]
fn each_fault_happens_to_the_call_it_is_planned_for_and_to_no_other() {
    for (fault, wanted) in [
        (json!({ "fault": "lost_request" }), "closed"),
        (json!({ "fault": "lost_response" }), "closed"),
        (json!({ "fault": "reset" }), "reset"),
        (json!({ "fault": "server_error" }), "500"),
        (json!({ "fault": "server_error", "status": 503 }), "503"),
        (json!({ "fault": "throttle", "retry_after": 7 }), "429 after 7"),
        (json!({ "fault": "throttle" }), "429"),
        (json!({ "fault": "conflict" }), "409"),
        (json!({ "fault": "proxy_page" }), "200"),
        (json!({ "fault": "expired_token" }), "403"),
        (json!({ "fault": "access_denied" }), "403"),
    ] {
        let mut client = Client::cluster();
        let mut fault = fault;
        fault["operation"] = json!("DescribeCluster");
        fault["nth"] = json!(2);
        client.sandbox("POST", "faults", &json!({ "faults": [fault] }));
        assert_eq!(client.eks("GET", "/clusters", &Value::Null).0, 200);
        let seen = [outcome(&mut client), outcome(&mut client), outcome(&mut client)];
        assert_eq!(seen, ["200", wanted, "200"], "{fault}");
        let plans = client.sandbox("GET", "faults", &Value::Null);
        assert_eq!((&plans["faults"][0]["met"], &plans["faults"][0]["fired"]), (&json!(3), &json!(1)));
    }
}

#[test]
fn a_lost_request_does_nothing_and_a_lost_response_has_done_it() {
    for (fault, status, performed) in [("lost_request", "ACTIVE", false), ("lost_response", "DELETING", true)] {
        let mut client = Client::cluster();
        client.sandbox("POST", "faults", &json!({ "faults": [{ "fault": fault, "operation": "writes" }] }));
        let response = client.response("DELETE", "/clusters/prod");
        assert_eq!(response.extensions().get::<Cut>(), Some(&Cut::Closed));
        assert_eq!(client.status(), status);
        let log = client.sandbox("GET", "log", &Value::Null);
        let entries = log["log"].as_array().unwrap();
        let entry = &entries[entries.len() - 2];
        assert_eq!((&entry["operation"], &entry["fault"]), (&json!("DeleteCluster"), &json!(fault)));
        assert_eq!((&entry["performed"], &entry["status"]), (&json!(performed), &Value::Null));
    }
}

#[test]
fn a_stale_read_sees_what_was_seen_before() {
    let mut client = Client::cluster();
    assert_eq!(client.status(), "ACTIVE");
    assert_eq!(client.eks("DELETE", "/clusters/prod", &Value::Null).0, 200);
    client.sandbox("POST", "faults", &json!({ "faults": [{ "fault": "stale", "operation": "DescribeCluster" }] }));
    assert_eq!([client.status(), client.status()], ["ACTIVE", "DELETING"]);
}

#[test]
fn the_same_seed_plans_the_same_faults_and_another_seed_others() {
    let run = |seed: u64| {
        let mut client = Client::cluster();
        let fault = json!({ "fault": "server_error", "operation": "*", "seed": seed, "millionths": 300_000 });
        client.sandbox("POST", "faults", &json!({ "faults": [fault] }));
        (0..1000).map(|_| outcome(&mut client)).collect::<Vec<_>>()
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
    let hit = run(1).iter().filter(|outcome| *outcome == "500").count();
    assert!((250..350).contains(&hit), "{hit} of 1000");
}

/// What a socket reads after a call: the status line, `closed`, or the error's kind.
async fn over_a_socket(sandbox: &Sandbox, fault: &str) -> String {
    let plan = json!({ "faults": [{ "fault": fault, "operation": "ListClusters" }] }).to_string();
    let post = Request::builder().method("POST").uri("/_sandbox/faults").body(Bytes::from(plan)).unwrap();
    assert_eq!(sandbox.answer(&post).status(), 200);
    let mut stream = TcpStream::connect(sandbox.url().strip_prefix("http://").unwrap()).await.unwrap();
    let call = format!("GET /clusters HTTP/1.1\r\nhost: x\r\nauthorization: {}\r\n\r\n", scope("eks"));
    stream.write_all(call.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    match stream.read_exact(&mut first).await {
        Ok(_) => String::from_utf8(first.to_vec()).unwrap(),
        Err(error) => format!("{:?}", error.kind()),
    }
}

#[tokio::test]
async fn a_connection_is_closed_or_reset_as_planned() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let mut seen = Vec::new();
    for fault in ["lost_request", "reset", "server_error"] {
        seen.push(over_a_socket(&sandbox, fault).await);
    }
    assert_eq!(seen, ["UnexpectedEof", "ConnectionReset", "HTTP/1.1 500"]);
}
