//! From the start of the process to the first call, and to its end.

pub(crate) mod client;
pub(crate) mod process;

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use client::{BOTH, Channel, Shows, connect};
use kgas_proto::health::HealthCheckRequest;
use kgas_proto::health::health_client::HealthClient;
use kgas_proto::plugin::grpc_broker_client::GrpcBrokerClient;
use kgas_proto::plugin::grpc_controller_client::GrpcControllerClient;
use kgas_proto::plugin::grpc_stdio_client::GrpcStdioClient;
use kgas_proto::plugin::{ConnInfo, Empty};
use process::{GRACE, Killed, Start, until};
use rustls::ProtocolVersion;
use rustls::version::{TLS12, TLS13};
use tonic::codegen::tokio_stream::pending;

#[test]
fn a_person_who_starts_it_is_told_what_it_is() {
    for start in [
        Start::as_terraform().without("TF_PLUGIN_MAGIC_COOKIE"),
        Start::as_terraform().env("TF_PLUGIN_MAGIC_COOKIE", "no"),
    ] {
        let (code, out, err) = start.refused();
        assert_eq!((code, out.as_str()), (1, ""));
        assert!(err.starts_with("This program is a Terraform provider."), "{err}");
    }
}

#[test]
fn without_the_clients_certificate_nothing_is_served() {
    let (code, out, err) = Start::as_terraform().without("PLUGIN_CLIENT_CERT").refused();
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("TF_DISABLE_PLUGIN_TLS"), "{err}");
    let (code, out, err) = Start::as_terraform().env("PLUGIN_CLIENT_CERT", "nonsense").refused();
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("it has no certificate in PEM form"), "{err}");
}

#[test]
fn the_line_names_a_socket_that_only_this_user_reaches() {
    let process = Start::as_terraform().serving();
    let fields: Vec<_> = process.line.trim_end().split('|').collect();
    assert_eq!((&fields[..3], fields[4], fields.len()), (&["1", "6", "unix"][..], "grpc", 6));
    assert!(fields[5].len() > 50 && STANDARD_NO_PAD.decode(fields[5]).is_ok());
    assert!(!fields[5].ends_with('=') && STANDARD.encode([0]).ends_with('='));
    let socket = process.socket();
    assert!(socket.as_os_str().len() <= 103 && socket.starts_with(process.sockets.path()));
    let directory = socket.parent().unwrap();
    assert_ne!(directory, process.sockets.path());
    assert_eq!(directory.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn what_go_plugin_may_ask_for_is_answered() {
    let elsewhere = tempfile::TempDir::new().unwrap();
    let directory = elsewhere.path().to_str().unwrap().to_owned();
    let process =
        Start::as_terraform().env("PLUGIN_MULTIPLEX_GRPC", "true").env("PLUGIN_UNIX_SOCKET_DIR", &directory).serving();
    assert_eq!(process.field(6), "false");
    assert!(process.socket().starts_with(elsewhere.path()));
}

#[test]
fn the_version_we_serve_is_announced_also_to_a_client_that_does_not_speak_it() {
    for start in [
        Start::as_terraform().env("PLUGIN_PROTOCOL_VERSIONS", "5"),
        Start::as_terraform().without("PLUGIN_PROTOCOL_VERSIONS"),
    ] {
        assert_eq!(start.serving().field(1), "6");
    }
}

#[test]
fn a_socket_path_that_no_system_takes_is_told() {
    let deep = tempfile::TempDir::new().unwrap();
    let directory = deep.path().join("d".repeat(100));
    std::fs::create_dir(&directory).unwrap();
    let (code, out, err) = Start::as_terraform().env("TMPDIR", directory.to_str().unwrap()).refused();
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("is longer than 103 bytes; set TMPDIR to a shorter path"), "{err}");
    assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 0);
}

#[tokio::test]
async fn terraform_is_let_in_over_both_versions_of_tls() {
    let process = Start::as_terraform().serving();
    for (only, spoken) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)] {
        let stream = connect(&process, Shows::Client, &[only]).await.unwrap();
        let (_, session) = stream.get_ref();
        assert_eq!(session.protocol_version(), Some(spoken));
        assert_eq!(session.alpn_protocol(), Some(&b"h2"[..]));
        let mut health = HealthClient::new(Channel::over(stream).await);
        health.check(HealthCheckRequest { service: "plugin".to_owned() }).await.unwrap();
    }
}

#[tokio::test]
async fn nobody_else_is_let_in() {
    let process = Start::as_terraform().serving();
    for only in BOTH {
        for shows in [Shows::Nothing, Shows::Stranger, Shows::StolenCertificate] {
            let refused = connect(&process, shows, &[only]).await.err();
            let words = refused.unwrap_or_else(|| panic!("{shows:?} was let in over {only:?}")).to_string();
            assert!(words.contains("alert") || words.contains("eof"), "{shows:?} over {only:?}: {words}");
        }
    }
    let plain = Channel::plain(process.socket()).await;
    assert!(HealthClient::new(plain).check(HealthCheckRequest::default()).await.is_err());
    // And Terraform still is.
    let mut health = HealthClient::new(Channel::to(&process).await);
    assert_eq!(health.check(HealthCheckRequest::default()).await.unwrap().into_inner().status, 1);
}

#[tokio::test]
async fn it_ends_when_asked_to_though_its_streams_are_open() {
    let process = Start::as_terraform().serving();
    let channel = Channel::to(&process).await;
    let mut stdio = GrpcStdioClient::new(channel.clone()).stream_stdio(()).await.unwrap().into_inner();
    let mut broker =
        GrpcBrokerClient::new(channel.clone()).start_stream(pending::<ConnInfo>()).await.unwrap().into_inner();
    GrpcControllerClient::new(channel).shutdown(Empty {}).await.unwrap();
    assert_eq!(stdio.message().await.unwrap(), None);
    assert_eq!(broker.message().await.unwrap(), None);
    assert_eq!(process.ended(), (Some(0), String::new(), String::new()));
}

/// Terraform kills a provider that is still there 2 s after it was asked to end.
#[tokio::test]
async fn it_ends_when_asked_to_though_somebody_has_not_said_who_it_is() {
    let process = Start::as_terraform().serving();
    let _silent = UnixStream::connect(process.socket()).unwrap();
    // Connections are taken in their order: the silent one is there when this one is served.
    GrpcControllerClient::new(Channel::to(&process).await).shutdown(Empty {}).await.unwrap();
    assert_eq!(process.ended(), (Some(0), String::new(), String::new()));
}

#[tokio::test]
async fn the_streams_are_held_open_and_silent() {
    let process = Start::as_terraform().serving();
    let channel = Channel::to(&process).await;
    let mut stdio = GrpcStdioClient::new(channel.clone()).stream_stdio(()).await.unwrap().into_inner();
    // An echo of what is sent here would be an answer to it.
    let sent = tonic::codegen::tokio_stream::once(ConnInfo { service_id: 1, ..ConnInfo::default() });
    let mut broker = GrpcBrokerClient::new(channel.clone()).start_stream(sent).await.unwrap().into_inner();
    let silence = Duration::from_millis(100);
    assert!(tokio::time::timeout(silence, stdio.message()).await.is_err());
    assert!(tokio::time::timeout(silence, broker.message()).await.is_err());
    let unknown = HealthCheckRequest { service: "other".to_owned() };
    assert_eq!(HealthClient::new(channel).check(unknown).await.unwrap_err().code(), tonic::Code::NotFound);
}

/// ^C may come while Terraform has not read the line yet: standard output is full, so the line is not out.
#[test]
fn an_interrupt_before_the_line_is_not_for_us_either() {
    let (mut full, read) = UnixStream::pair().unwrap();
    full.set_nonblocking(true).unwrap();
    while full.write(&[b'.'; 1_024]).is_ok() {}
    full.set_nonblocking(false).unwrap();
    let Start { mut command, sockets } = Start::as_terraform();
    let mut child = Killed(command.stdout(OwnedFd::from(full)).spawn().unwrap());
    drop(command);
    // The socket is the last thing before the line.
    until(GRACE, || std::fs::read_dir(sockets.path()).unwrap().count() == 1);
    for _ in 0..2 {
        let sent = Command::new("kill").args(["-INT", &child.0.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
    let mut line = String::new();
    BufReader::new(read).read_line(&mut line).unwrap();
    assert!(line.trim_start_matches('.').starts_with("1|6|unix|"), "{line}");
    assert!(child.0.try_wait().unwrap().is_none());
}

#[test]
fn a_group_that_go_plugin_names_reaches_the_socket() {
    let own = tempfile::TempDir::new().unwrap().path().metadata().unwrap().gid();
    let process = Start::as_terraform().env("PLUGIN_UNIX_SOCKET_GROUP", &own.to_string()).serving();
    let (socket, directory) = (process.socket(), process.socket().parent().unwrap());
    for (path, mode) in [(socket, 0o660), (directory, 0o710)] {
        let metadata = path.metadata().unwrap();
        assert_eq!((metadata.gid(), metadata.mode() & 0o777), (own, mode), "{}", path.display());
    }
    let (code, out, err) = Start::as_terraform().env("PLUGIN_UNIX_SOCKET_GROUP", "no such group").refused();
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("there is no group \"no such group\""), "{err}");
}

#[tokio::test]
async fn an_interrupt_is_not_for_us_and_a_termination_is() {
    for end in ["TERM", "HUP"] {
        let process = Start::as_terraform().serving();
        let mut health = HealthClient::new(Channel::to(&process).await);
        process.signal("INT");
        process.signal("INT");
        health.check(HealthCheckRequest::default()).await.unwrap();
        process.signal(end);
        assert_eq!(process.ended(), (Some(0), String::new(), String::new()), "{end}");
    }
}
