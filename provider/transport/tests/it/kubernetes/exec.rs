//! Programs that say who we are.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::*;
use crate::server::Server;

/// A plug-in in a folder, where it leaves what it was told.
struct Plugin {
    folder: tempfile::TempDir,
}

impl Plugin {
    /// * `script`: the body of a shell script. `$0` is in the folder.
    fn new(script: &str) -> Self {
        let plugin = Self { folder: tempfile::tempdir().unwrap() };
        let path = plugin.path("plugin");
        fs::write(&path, format!("#!/bin/sh\ncd \"$(dirname \"$0\")\"\necho run >> runs\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        plugin
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn runs(&self) -> usize {
        fs::read_to_string(self.path("runs")).map_or(0, |text| text.lines().count())
    }

    fn user(&self, further: &str) -> String {
        format!(
            "exec:\n  apiVersion: client.authentication.k8s.io/v1\n  command: {}\n  args: [get-token, --cluster, prod]\n  \
             env: [{{name: CANARY, value: canary-variable}}]\n  interactiveMode: IfAvailable{further}",
            self.path("plugin").display()
        )
    }

    fn at(&self, server: &Server) -> Config {
        inline(&format!("server: http://{}", server.address), &self.user(""))
    }
}

const PRINT: &str =
    r#"printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{%s}}' "#;

#[tokio::test]
async fn a_plug_in_is_run_once_for_many_calls_and_again_after_a_refusal() {
    let plugin = Plugin::new(&format!(
        "echo \"$KUBERNETES_EXEC_INFO\" > info; echo \"$@ $CANARY\" > said\n\
         {PRINT} '\"token\":\"canary-'$(wc -l < runs)'\",\"expirationTimestamp\":\"2199-01-01T00:00:00Z\"'"
    ));
    let server = Server::plain(&[deployment()]).await;
    let client = connect(plugin.at(&server)).await.unwrap();
    assert_eq!(plugin.runs(), 0, "nothing is run before the first call");
    let (first, second) = tokio::join!(client.call(look()), client.call(look()));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(plugin.runs(), 1);
    assert!(
        server.heads().iter().all(|head| head.contains("authorization: Bearer canary-1\r\n")),
        "{:?}",
        server.heads()
    );
    assert_eq!(fs::read_to_string(plugin.path("said")).unwrap(), "get-token --cluster prod canary-variable\n");
    let info = fs::read_to_string(plugin.path("info")).unwrap();
    let expected =
        r#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}"#;
    assert_eq!(info.trim(), expected);

    let refusing = Server::routed(|head| {
        if head.contains("Bearer canary-2\r\n") { status(401, "Unauthorized", "") } else { deployment() }
    })
    .await;
    let client = connect(plugin.at(&refusing)).await.unwrap();
    client.call(look()).await.unwrap();
    assert_eq!((plugin.runs(), refusing.heads().len()), (3, 2), "the second token was refused, the third is good");
}

#[tokio::test]
async fn a_plug_in_is_told_the_cluster_if_it_wants_to_know() {
    let plugin = Plugin::new(&format!("echo \"$KUBERNETES_EXEC_INFO\" > info\n{PRINT} '\"token\":\"canary\"'"));
    let server = Server::plain(&[deployment()]).await;
    let user = plugin.user("\n  provideClusterInfo: true");
    see(inline(&format!("server: http://{}\ntls-server-name: api", server.address), &user)).await.unwrap();
    let info = fs::read_to_string(plugin.path("info")).unwrap();
    assert!(
        info.contains(&format!(r#""cluster":{{"server":"http://{}""#, server.address))
            && info.contains(r#""tls-server-name":"api""#),
        "{info}"
    );
}

#[tokio::test]
async fn a_certificate_of_a_plug_in_is_shown() {
    let authority = Authority::new();
    let server = Server::tls(authority.demanding_acceptor("localhost"), &[deployment()]).await;
    let (certificate, key) = authority.identity();
    let lines = |pem: &str| pem.replace('\n', "\\n");
    let credential = format!(
        r#"{{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{{"clientCertificateData":"{}","clientKeyData":"{}"}}}}"#,
        lines(&certificate),
        lines(&key)
    );
    let plugin = Plugin::new("cat credential");
    fs::write(plugin.path("credential"), credential).unwrap();
    let cluster = format!("server: https://localhost:{}\n{}", server.port(), authority_data(&authority));
    assert_eq!(see(inline(&cluster, &plugin.user(""))).await.unwrap(), "Deployment shop/api");
    assert!(!server.heads()[0].contains("authorization"));
}

#[tokio::test]
async fn what_a_plug_in_printed_is_not_shown_when_it_fails() {
    let token = r#"'"token":"canary-token"'"#;
    let table = [
        (format!("{PRINT} {token}; echo canary-token >&2; exit 3"), "it failed with exit status: 3; run it to see why"),
        ("echo canary-token".to_owned(), "it printed no ExecCredential in JSON"),
        (format!("{PRINT} ''"), "it printed neither a token nor a certificate with its key"),
        (format!("{PRINT} '\"token\":\"\"'"), "it printed neither a token nor a certificate"),
        (format!("{PRINT} '\"clientCertificateData\":\"canary\"'"), "it printed neither a token nor a certificate"),
        (
            format!("{PRINT} '\"clientCertificateData\":\"canary\",\"clientKeyData\":\"canary\"'"),
            "the client certificate cannot be used",
        ),
        (
            format!("{PRINT} '\"token\":\"canary\",\"expirationTimestamp\":\"canary\"'"),
            "it printed no time when its credential expires",
        ),
        (
            format!("{PRINT} {token} | sed s/v1/v1beta1/"),
            "it was asked for client.authentication.k8s.io/v1 and printed another version",
        ),
        (format!("{PRINT} {token} | sed s/ExecCredential/Other/"), "it printed no credential"),
        ("yes canary-token | head -c 2000000".to_owned(), "it printed more than 1048576 bytes"),
    ];
    for (script, expected) in table {
        let plugin = Plugin::new(&script);
        let server = Server::plain(&[deployment()]).await;
        let client = connect(plugin.at(&server)).await.unwrap();
        let err = client.call(look()).await.unwrap_err();
        assert!(err.to_string().contains(&format!("gave no credential: {expected}")), "{err}");
        assert!(!format!("{err} {err:?} {client:?}").contains("canary"), "{err:?}");
        assert!(server.heads().is_empty() && !err.outcome_unknown(), "nothing was sent");
        client.call(look()).await.unwrap_err();
        assert_eq!(plugin.runs(), 1, "a failure counts for a while");
    }
}

#[tokio::test]
async fn a_plug_in_that_is_not_there_or_wants_somebody_is_named() {
    let exec = |fields: &str| format!("exec:\n  apiVersion: client.authentication.k8s.io/v1\n  {fields}");
    let user = exec("command: /no/such/plugin\n  installHint: get it from example.com\n  interactiveMode: Never");
    let err = see(inline("server: https://localhost:1", &user)).await.unwrap_err();
    let said = err.to_string();
    assert!(
        said.contains(
            "the exec plug-in \"/no/such/plugin\" of the kubeconfig gave no credential: it cannot be started"
        ),
        "{said}"
    );
    assert!(said.ends_with(": get it from example.com"), "{said}");
    for (fields, expected) in [
        (
            "command: x\n  interactiveMode: Always",
            "its exec plug-in wants to ask somebody at a terminal, and there is none",
        ),
        ("args: [x]", "its exec plug-in has no command"),
    ] {
        let err = connect(inline("server: https://localhost:1", &exec(fields))).await.unwrap_err();
        assert!(err.to_string().ends_with(expected), "{err}");
    }
}
