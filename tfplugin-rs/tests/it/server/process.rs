//! The process around the calls: logs, orphans, debuggers.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use kgas_proto::plugin::Empty;
use kgas_proto::plugin::grpc_controller_client::GrpcControllerClient;
use kgas_proto::tfplugin6 as tf;
use serde_json::Value as Json;

use super::{Client, configured, create};
use crate::handshake::client::Channel;
use crate::handshake::process::{GRACE, Killed, Start, example, until};

/// What one call leaves on standard error.
async fn logged(variables: &[(&str, &str)]) -> String {
    let start = variables.iter().fold(Start::as_terraform(), |start, (name, value)| start.env(name, value));
    let process = start.serving();
    let mut client = configured(&process).await;
    client.apply_resource_change(create("a")).await.unwrap();
    GrpcControllerClient::new(Channel::to(&process).await).shutdown(Empty {}).await.unwrap();
    let (code, out, err) = process.ended();
    assert_eq!((code, out.as_str()), (Some(0), ""));
    err
}

#[tokio::test]
async fn logs_are_silent_unless_asked_for() {
    for quiet in [
        &[][..],
        &[("TF_LOG", "")],
        &[("TF_LOG", "trace"), ("TF_LOG_PROVIDER", "off")],
        &[("TF_LOG", "trace"), ("TF_LOG_PROVIDER", "trace"), ("TF_LOG_PROVIDER_TRIAL", "off")],
        &[("TF_LOG_PROVIDER_OTHER", "trace")],
        &[("TF_LOG", "error")],
    ] {
        assert_eq!(logged(quiet).await, "", "{quiet:?}");
    }
}

#[tokio::test]
async fn every_line_of_the_log_is_one_that_terraform_reads() {
    for loud in [
        &[("TF_LOG", "trace")][..],
        &[("TF_LOG", "off"), ("TF_LOG_PROVIDER", "debug")],
        &[("TF_LOG_PROVIDER", "off"), ("TF_LOG_PROVIDER_TRIAL", "debug")],
    ] {
        let log = logged(loud).await;
        let lines: Vec<Json> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for line in &lines {
            // Anything but text in these makes Terraform itself panic.
            assert!(line["@message"].is_string() && line["@level"].is_string(), "{line}");
            let time = line["@timestamp"].as_str().unwrap();
            let fraction = time.split_once('.').and_then(|(_, rest)| rest.strip_suffix('Z')).unwrap();
            assert!(fraction.len() == 6 && fraction.bytes().all(|digit| digit.is_ascii_digit()), "{time}");
            let constant = (&line["tf_provider_addr"], &line["tf_proto_version"]);
            assert_eq!(constant, (&"example.com/acme/trial".into(), &"6.11".into()), "{line}");
        }
        let apply = lines.iter().find(|line| line["tf_rpc"] == "ApplyResourceChange").unwrap();
        assert_eq!((&apply["tf_resource_type"], apply["tf_req_duration_ms"].is_u64()), (&"trial_thing".into(), true));
        // A line of its own for each call, and the call's own name in it.
        let answered: Vec<_> = lines.iter().filter(|line| line["@message"] == "answered").collect();
        let names: BTreeSet<_> = answered.iter().map(|line| line["tf_req_id"].as_str().unwrap()).collect();
        assert!(answered.len() > 1 && names.len() == answered.len(), "{log}");
    }
}

#[tokio::test]
async fn an_orphan_ends() {
    let Start { command, sockets } = Start::as_terraform();
    // A shell between us and the provider, in the part of a Terraform that is killed.
    let mut shell = Command::new("sh");
    shell.arg("-c").arg("\"$0\" & wait").arg(command.get_program());
    shell.env_clear().env("PATH", std::env::var("PATH").unwrap()).stdin(Stdio::null()).stdout(Stdio::piped());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut shell = shell.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(shell.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(std::fs::read_dir(sockets.path()).unwrap().count(), 1);
    shell.kill().unwrap();
    shell.wait().unwrap();
    until(Duration::from_secs(5), || std::fs::read_dir(sockets.path()).unwrap().count() == 0);
}

/// Its parent lives, which is this test, and nobody calls `StopProvider`.
#[tokio::test]
async fn who_hangs_up_wants_what_runs_to_stop() {
    let process = Start::as_terraform().serving();
    let directory = tempfile::TempDir::new().unwrap();
    let begun = directory.path().join("begun");
    for _ in 0..2 {
        let mut client = configured(&process).await;
        let name = format!("waits:{}", begun.display());
        let call = tokio::spawn(async move { client.apply_resource_change(create(&name)).await.map(drop) });
        tokio::time::timeout(GRACE, async {
            while !begun.exists() {
                tokio::task::yield_now().await;
            }
            call.abort();
            while begun.exists() {
                tokio::task::yield_now().await;
            }
        })
        .await
        .unwrap();
    }
    // And whoever comes next is served.
    let answer = configured(&process).await.apply_resource_change(create("a")).await.unwrap().into_inner();
    assert_eq!(answer.diagnostics, []);
}

#[tokio::test]
async fn for_a_debugger_it_says_how_to_reach_it_and_ends_by_an_interrupt() {
    let directory = tempfile::TempDir::new().unwrap();
    let mut command = Command::new(example("trial"));
    command.args(["-debug", "registry.terraform.io/acme/trial"]).env_clear().env("TMPDIR", directory.path());
    let mut child = Killed(command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    let setting = lines.map(Result::unwrap).find(|line| line.starts_with("TF_REATTACH_PROVIDERS=")).unwrap();
    let setting: Json = serde_json::from_str(setting.split('\'').nth(1).unwrap()).unwrap();
    let provider = &setting["registry.terraform.io/acme/trial"];
    assert_eq!((&provider["Pid"], &provider["Test"]), (&child.0.id().into(), &true.into()));
    let socket = provider["Addr"]["String"].as_str().unwrap();
    let mut client = Client::new(Channel::plain(socket.as_ref()).await);
    client.get_metadata(tf::get_metadata::Request {}).await.unwrap();
    let interrupt = Command::new("kill").args(["-INT", &child.0.id().to_string()]).status().unwrap();
    assert!(interrupt.success() && child.0.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn an_argument_it_does_not_know_is_told() {
    let mut start = Start::as_terraform();
    start.command.arg("--help");
    let (code, out, err) = start.refused();
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.starts_with("There is no argument \"--help\"."), "{err}");
}
