use super::*;
use crate::server::Server;

async fn refused(text: &str, context: Option<&str>) -> String {
    let connection = Connection::Inline { kubeconfig: text.into(), context: context.map(str::to_owned) };
    let err = connect(config(connection)).await.unwrap_err();
    assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
    err.to_string()
}

#[tokio::test]
async fn a_context_that_is_not_there_is_named_with_those_that_are() {
    let text = kubeconfig("server: https://localhost:1", "token: canary").expose().clone();
    let said = refused(&text, Some("staging")).await;
    let expected = "the kubeconfig in `connection.kubeconfig` cannot be used: it has no context \"staging\", named in \
                    `connection.kubeconfig.context`: it has \"prod\"";
    assert_eq!(said, expected);
    let table = [
        (
            text.replace("current-context: prod", "current-context: dev"),
            "it has no context \"dev\", its current one: it has \"prod\"",
        ),
        (
            text.replace("current-context: prod\n", ""),
            "it has no current context; set `connection.kubeconfig.context`: it has \"prod\"",
        ),
        (
            text.replace("current-context: prod", "current-context: \"\""),
            "it has no current context; set `connection.kubeconfig.context`",
        ),
        (
            text.replace("cluster: c,", "cluster: d,"),
            "its context \"prod\" is of a cluster \"d\" that it does not have",
        ),
        (text.replace("user: u,", "user: v,"), "its context \"prod\" is of a user \"v\" that it does not have"),
        (String::new(), "it has no current context; set `connection.kubeconfig.context`: it has none"),
        ("token: [canary".to_owned(), "it is not a kubeconfig: see line "),
        ("contexts: canary".to_owned(), "it is not a kubeconfig"),
        (text.replace("https://localhost:1", "\"https://canary host\""), "failed to parse cluster url"),
        (
            text.replace("    server: https://localhost:1\n", ""),
            "its context \"prod\" is of a cluster \"c\" that it does not have",
        ),
    ];
    for (text, expected) in table {
        let said = refused(&text, None).await;
        assert!(said.contains(&format!(" cannot be used: {expected}")), "{said}");
    }
}

#[tokio::test]
async fn what_would_show_the_credentials_to_anybody_is_refused() {
    let said = refused(
        kubeconfig("server: https://localhost:1\ninsecure-skip-tls-verify: true", "token: canary").expose(),
        None,
    )
    .await;
    assert!(said.contains("insecure-skip-tls-verify, with which whoever answers gets the credentials"), "{said}");
    let said = refused(kubeconfig("server: http://api.internal", "token: canary").expose(), None).await;
    assert!(said.contains("plain HTTP to another machine would show the credentials"), "{said}");
    let legacy = "auth-provider: {name: gcp, config: {access-token: canary}}";
    let said = refused(kubeconfig("server: https://localhost:1", legacy).expose(), None).await;
    assert!(
        said.contains("its auth-provider \"gcp\" is no longer supported by Kubernetes; use an exec plug-in"),
        "{said}"
    );
    let said = refused(
        kubeconfig("server: https://localhost:1\ncertificate-authority-data: canary!", "token: canary").expose(),
        None,
    )
    .await;
    assert!(said.contains("failed to load certificate authority"), "{said}");
}

#[tokio::test]
async fn files_are_found_and_merged_as_kubectl_does() {
    let (one, two) = (Server::plain(&[deployment()]).await, Server::plain(&[deployment()]).await);
    let home = tempfile::tempdir().unwrap();
    let write = |name: &str, server: &Server, context: &str| {
        let text = kubeconfig(&format!("server: http://{}", server.address), &format!("token: canary-{context}"));
        // Each file has names of its own, so that they can be merged.
        let text = text.expose().replace("prod", context).replace("name: c", &format!("name: c-{context}"));
        let text = text.replace("cluster: c,", &format!("cluster: c-{context},"));
        let text =
            text.replace("name: u", &format!("name: u-{context}")).replace("user: u,", &format!("user: u-{context},"));
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let default = write(".kube/config", &one, "one");
    let second = write("second", &two, "two");
    let home = home.path().to_str().unwrap();
    let both = format!("{home}/missing:{second}:{default}");
    let at = |variables: &[(&str, &str)], paths: &[&str], context: Option<&str>| Config {
        env: Env::fixed(variables.iter().copied()),
        ..config(Connection::Kubeconfig {
            paths: paths.iter().map(Into::into).collect(),
            context: context.map(str::to_owned),
        })
    };
    let table = [
        (at(&[("HOME", home)], &[], None), "one"),
        (at(&[("HOME", home), ("KUBECONFIG", &second)], &[], None), "two"),
        (at(&[("KUBECONFIG", &both)], &[], None), "two"),
        (at(&[("KUBECONFIG", &both)], &[], Some("one")), "one"),
        (at(&[("HOME", home), ("KUBECONFIG", &second)], &[&default], None), "one"),
        (at(&[], &[&second, &default], Some("one")), "one"),
    ];
    for (settings, expected) in table {
        let before = (one.heads().len(), two.heads().len());
        see(settings).await.unwrap();
        let heads = if expected == "one" { one.heads() } else { two.heads() };
        assert!(heads.last().unwrap().contains(&format!("Bearer canary-{expected}\r\n")));
        assert_eq!(one.heads().len() + two.heads().len(), before.0 + before.1 + 1);
    }
    let missing = format!("{home}/missing");
    for (settings, expected) in [
        (
            at(&[("HOME", "/nowhere")], &[], None),
            "the kubeconfig /nowhere/.kube/config, from the home directory, cannot be used: there is no such file",
        ),
        (
            at(&[("KUBECONFIG", &missing)], &[], None),
            "/missing, from KUBECONFIG, cannot be used: there is no such file; set `connection.kubeconfig`",
        ),
        (
            at(&[], &[], None),
            "cannot be used: there is no such file; set `connection.kubeconfig` or the variable KUBECONFIG",
        ),
        (at(&[], &[&missing], None), "missing: No such file or directory"),
    ] {
        let said = connect(settings).await.unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
}

#[tokio::test]
async fn a_token_in_a_file_is_read_again_after_a_refusal() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "canary-1\n").unwrap();
    let path = file.path().to_owned();
    let server = Server::routed(move |head| {
        if head.contains("Bearer canary-2\r\n") {
            return deployment();
        }
        std::fs::write(&path, "canary-2\n").unwrap();
        status(401, "Unauthorized", "")
    })
    .await;
    let user = format!("tokenFile: {}", file.path().display());
    see(inline(&format!("server: http://{}", server.address), &user)).await.unwrap();
    let tokens: Vec<_> = server.heads().iter().map(|head| head.contains("Bearer canary-1\r\n")).collect();
    assert_eq!(tokens, [true, false]);
}
