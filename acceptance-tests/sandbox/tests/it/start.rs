//! The clouds' time begins on the day that is asked for, and with it the versions on offer.
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use bytes::Bytes;
use http::Request;
use kgas_sandbox::{Moment, Options, Sandbox};
use serde_json::Value;

use crate::client::scope;

const PATH: &str = "/cluster-versions";

/// Version and support of everything on offer.
fn offered(answer: &[u8]) -> Vec<String> {
    let answer: Value = serde_json::from_slice(answer).unwrap();
    let text = |version: &Value, member: &str| version[member].as_str().unwrap().to_owned();
    let one = |version: &Value| format!("{} {}", text(version, "clusterVersion"), text(version, "versionStatus"));
    answer["clusterVersions"].as_array().unwrap().iter().map(one).collect()
}

/// The program with these options, and its first line.
fn started(options: &[&str]) -> (Child, Value) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_kgas-sandbox"))
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (program, serde_json::from_str(&line).unwrap())
}

#[tokio::test]
async fn versions_are_those_of_the_day_it_starts_on() {
    let request = Request::builder().uri(PATH).header("authorization", scope("eks")).body(Bytes::new()).unwrap();
    for (day, oldest, support) in [("2025-11-01", "1.30", "EXTENDED"), ("2026-11-01", "1.31", "EXTENDED")] {
        let options = Options { start: Moment::of_day(day), ..Options::default() };
        let sandbox = Sandbox::start(options).await.unwrap();
        let offered = offered(sandbox.answer(&request).body());
        assert_eq!(*offered.last().unwrap(), format!("{oldest} {support}_SUPPORT"), "{day}");
    }
}

#[test]
fn the_program_starts_on_the_day_of_its_option() {
    let (mut program, told) = started(&["--start", "2026-11-01"]);
    let mut stream = TcpStream::connect(told["aws"].as_str().unwrap().strip_prefix("http://").unwrap()).unwrap();
    let call =
        format!("GET {PATH} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: {}\r\n\r\n", scope("eks"));
    stream.write_all(call.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!(offered(body.as_bytes()).last().unwrap(), "1.31 EXTENDED_SUPPORT");
    // Its stdin closes, and it ends.
    drop(program.stdin.take());
    assert!(program.wait().unwrap().success());
}

#[test]
fn the_program_says_where_a_cluster_answers() {
    let (mut program, told) = started(&["--endpoints", "own"]);
    let place = told["aws"].as_str().unwrap().strip_prefix("http://").unwrap();
    assert_eq!(told["kubernetes"], format!("https://{place}/kubernetes/local/sandbox"));
    assert_eq!(told["prometheus"], format!("http://{place}/prometheus/local/sandbox"));
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(place).unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let path = told["kubeconfig"].as_str().unwrap().strip_prefix(&format!("http://{place}")).unwrap();
    assert!(ask(path).contains(&format!("server: {}\n", told["kubernetes"].as_str().unwrap())));
    assert!(ask("/prometheus/local/sandbox/-/healthy").ends_with("Prometheus Server is Healthy.\n"));
    drop(program.stdin.take());
    assert!(program.wait().unwrap().success());
}

#[test]
fn a_word_that_is_none_is_refused() {
    let refused = Command::new(env!("CARGO_BIN_EXE_kgas-sandbox")).args(["--endpoints", "somewhere"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_day_that_is_none_is_refused() {
    let refused = Command::new(env!("CARGO_BIN_EXE_kgas-sandbox")).args(["--start", "tomorrow"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("[--start DATE]"));
}
