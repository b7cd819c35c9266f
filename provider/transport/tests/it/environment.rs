//! Region, addresses and credentials from the environment and the shared files, as a child process with just that finds
//! them: our own environment cannot be changed safely.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use kgas_api::Repeat::Safe;
use kgas_transport::aws::{AssumeRole, Client, Config, SERVICES, StaticKeys};
use kgas_transport::{Stop, SystemClock};

use crate::script::call;
use crate::server::{Authority, FINE, Reply, Server, fine};

const CHILD: &str = "KGAS_TEST_CHILD";
const KEY: &str = "KGAS_TEST_KEY";
const ATTEMPTS: &str = "KGAS_TEST_ATTEMPTS";
const ROLE: &str = "KGAS_TEST_ROLE";
const SERVICE: &str = "KGAS_TEST_SERVICE";

/// What the child does: one call to the service that a variable names, with the profile that another names.
async fn child(profile: String) {
    let keys = std::env::var(KEY).ok().map(|key| StaticKeys { access_key: key, secret_key: "s".into(), token: None });
    let config = Config {
        keys,
        assume_role: std::env::var(ROLE).ok().map(|role_arn| AssumeRole { role_arn, ..AssumeRole::default() }),
        profile: Some(profile).filter(|name| !name.is_empty()),
        max_attempts: std::env::var(ATTEMPTS).ok().map(|text| text.parse().unwrap()),
        ..Config::default()
    };
    let client = Client::connect(config, Arc::new(SystemClock::new()), Stop::new()).await;
    let client = client.unwrap_or_else(|err| panic!("SAID {err}"));
    let service = std::env::var(SERVICE).unwrap_or_else(|_| "eks".to_owned());
    let (_, service) = SERVICES.into_iter().find(|(name, _)| *name == service).unwrap();
    let answer = client.call(kgas_api::Call { service, ..call(Safe) }).await;
    answer.unwrap_or_else(|err| panic!("SAID {err}"));
}

/// Runs the child; what it said if it failed.
async fn run(home: &Path, profile: &str, variables: &[(&str, String)]) -> Result<(), String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "environment::credentials_are_found_where_aws_tools_find_them"])
        .env_clear()
        .env(CHILD, profile)
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .stdin(Stdio::null());
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Err(text.lines().find_map(|line| line.strip_prefix("SAID ")).unwrap_or(&text).to_owned())
}

/// Name, the profile named, variables, the key and the region the request was signed with.
type Row = (&'static str, &'static str, Vec<(&'static str, String)>, &'static str);

const KEYS: &str = r#""AccessKeyId":"ASIAFOUND","SecretAccessKey":"s","Expiration":"2199-01-01T00:00:00Z""#;

/// Every source at once: STS, container credentials, instance metadata, single sign-on, and EKS.
fn anything(head: &str) -> Reply {
    let (line, body) = (head.lines().next().unwrap(), head.rsplit("\r\n").next().unwrap());
    if body.contains("Action=AssumeRole") {
        let name = if body.contains("WebIdentity") { "AssumeRoleWithWebIdentity" } else { "AssumeRole" };
        return fine(&format!(
            "<{name}Response><{name}Result><Credentials><AccessKeyId>ASIAFOUND</AccessKeyId>\
             <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
             <Expiration>2199-01-01T00:00:00Z</Expiration></Credentials></{name}Result></{name}Response>"
        ));
    }
    match line.trim_end_matches(" HTTP/1.1") {
        "GET /container" => fine(&format!("{{{KEYS},\"Token\":\"t\"}}")),
        "PUT /latest/api/token" => Reply::Bytes(
            "HTTP/1.1 200 OK\r\nx-aws-ec2-metadata-token-ttl-seconds: 21600\r\ncontent-length: 5\r\nconnection: close\r\n\r\ntoken",
        ),
        "GET /latest/meta-data/placement/region" => fine("eu-south-2"),
        line if line.starts_with("GET /latest/meta-data/iam/") && line.ends_with('/') => fine("node"),
        line if line.starts_with("GET /latest/meta-data/iam/") => fine(&format!(
            "{{\"Code\":\"Success\",\"LastUpdated\":\"2026-01-01T00:00:00Z\",\"Type\":\"AWS-HMAC\",{KEYS},\"Token\":\"t\"}}"
        )),
        line if line.starts_with("GET /federation/credentials?") => fine(
            r#"{"roleCredentials":{"accessKeyId":"ASIAFOUND","secretAccessKey":"s","sessionToken":"t","expiration":7226582400000}}"#,
        ),
        "POST /clusters" => FINE,
        other => panic!("not asked for: {other}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_are_found_where_aws_tools_find_them() {
    if let Ok(profile) = std::env::var(CHILD) {
        return child(profile).await;
    }
    let home = tempfile::tempdir().unwrap();
    let aws = home.path().join(".aws");
    fs::create_dir_all(aws.join("sso/cache")).unwrap();
    fs::write(home.path().join("jwt"), "header.claims.signature").unwrap();
    fs::write(aws.join("credentials"), "[default]\naws_access_key_id=AKIADEFAULT\naws_secret_access_key=s\n[base]\naws_access_key_id=AKIABASE\naws_secret_access_key=s\n").unwrap();
    fs::write(
        aws.join("config"),
        "[default]\nregion=eu-north-1\n\
         [profile role]\nregion=eu-west-3\nrole_arn=arn:aws:iam::123456789012:role/r\nsource_profile=base\n\
         [profile web]\nregion=eu-west-3\nrole_arn=arn:aws:iam::123456789012:role/r\nweb_identity_token_file=HOME/jwt\n\
         [profile process]\nregion=eu-west-3\ncredential_process=echo '{\"Version\":1,\"AccessKeyId\":\"AKIAPROCESS\",\"SecretAccessKey\":\"s\"}'\n\
         [profile sso]\nregion=eu-west-3\nsso_session=corp\nsso_account_id=123456789012\nsso_role_name=r\n\
         [sso-session corp]\nsso_region=eu-west-3\nsso_start_url=https://corp.example/start\n"
            .replace("HOME", home.path().to_str().unwrap()),
    )
    .unwrap();
    // The cache's file is named after the SHA-1 of the session's name.
    fs::write(
        aws.join("sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"),
        r#"{"accessToken":"sso-token","expiresAt":"2199-01-01T00:00:00Z"}"#,
    )
    .unwrap();

    let text = |value: &str| value.to_owned();
    let keys = [("AWS_ACCESS_KEY_ID", text("AKIAENV")), ("AWS_SECRET_ACCESS_KEY", text("s"))];
    let region = [("AWS_REGION", text("eu-west-1"))];
    let bare = [("AWS_CONFIG_FILE", text("/dev/null")), ("AWS_SHARED_CREDENTIALS_FILE", text("/dev/null"))];
    let jwt = home.path().join("jwt").to_str().unwrap().to_owned();
    let role = text("arn:aws:iam::123456789012:role/r");
    let table: Vec<Row> = vec![
        ("variables", "", [&keys[..], &region].concat(), "AKIAENV eu-west-1"),
        ("variables go before files", "", keys.to_vec(), "AKIAENV eu-north-1"),
        ("the default profile", "", vec![], "AKIADEFAULT eu-north-1"),
        ("AWS_PROFILE", "", vec![("AWS_PROFILE", text("role"))], "ASIAFOUND eu-west-3"),
        ("a named profile goes before variables", "role", keys.to_vec(), "ASIAFOUND eu-west-3"),
        (
            "keys in the configuration go before all",
            "role",
            [&keys[..], &[(KEY, text("AKIAWRITTEN"))]].concat(),
            "AKIAWRITTEN eu-west-3",
        ),
        (
            "a role of the configuration, by whatever else is found",
            "",
            [&keys[..], &region, &[(ROLE, role.clone())]].concat(),
            "ASIAFOUND eu-west-1",
        ),
        ("a role by web identity", "web", vec![], "ASIAFOUND eu-west-3"),
        ("single sign-on", "sso", vec![], "ASIAFOUND eu-west-3"),
        ("a program", "process", vec![], "AKIAPROCESS eu-west-3"),
        (
            "web identity from variables",
            "",
            [&bare[..], &region, &[("AWS_WEB_IDENTITY_TOKEN_FILE", jwt), ("AWS_ROLE_ARN", role)]].concat(),
            "ASIAFOUND eu-west-1",
        ),
        (
            "container",
            "",
            [&bare[..], &region, &[("AWS_CONTAINER_CREDENTIALS_FULL_URI", text("URL/container"))]].concat(),
            "ASIAFOUND eu-west-1",
        ),
        (
            "instance, its region too",
            "",
            [
                &bare[..],
                &[("AWS_EC2_METADATA_SERVICE_ENDPOINT", text("URL")), ("AWS_EC2_METADATA_DISABLED", text("false"))],
            ]
            .concat(),
            "ASIAFOUND eu-south-2",
        ),
    ];
    for (name, profile, variables, expected) in table {
        let server = Server::routed(anything).await;
        let url = format!("http://{}", server.address);
        let mut variables: Vec<_> =
            variables.into_iter().map(|(name, value)| (name, value.replace("URL", &url))).collect();
        variables.push(("AWS_ENDPOINT_URL", url));
        if !variables.iter().any(|(name, _)| *name == "AWS_EC2_METADATA_DISABLED") {
            variables.push(("AWS_EC2_METADATA_DISABLED", text("true")));
        }
        run(home.path(), profile, &variables).await.unwrap_or_else(|said| panic!("{name}: {said}"));
        let heads = server.heads();
        let last = heads.last().unwrap();
        let scope = last.split_once("Credential=").unwrap().1.split('/').collect::<Vec<_>>();
        assert_eq!(format!("{} {}", scope[0], scope[2]), expected, "{name}");
    }
}

/// Writes `config` as the only file there is, with `URL` in it replaced.
fn home(config: &str, url: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".aws")).unwrap();
    fs::write(home.path().join(".aws/config"), config.replace("URL", url)).unwrap();
    home
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_are_found_where_aws_tools_find_them() {
    let keys = "region=eu-west-1\naws_access_key_id=AKIA\naws_secret_access_key=s\n";
    let nowhere = "http://127.0.0.1:1";
    for (name, config, variables, reached) in [
        ("profile", "endpoint_url=URL\n", vec![], true),
        (
            "profile's services",
            "endpoint_url=http://127.0.0.1:1\nservices=a\n[services a]\neks=\n  endpoint_url=URL\n",
            vec![],
            true,
        ),
        ("variable before profile", "endpoint_url=http://127.0.0.1:1\n", vec![("AWS_ENDPOINT_URL", "URL")], true),
        ("the service's before all", "", vec![("AWS_ENDPOINT_URL", nowhere), ("AWS_ENDPOINT_URL_EKS", "URL")], true),
        (
            "a service of several words",
            "endpoint_url=http://127.0.0.1:1\nservices=a\n[services a]\ncloudwatch_logs=\n  endpoint_url=URL\n",
            vec![(SERVICE, "logs")],
            true,
        ),
        (
            "and its variable",
            "",
            vec![
                (SERVICE, "elbv2"),
                ("AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING", nowhere),
                ("AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2", "URL"),
            ],
            true,
        ),
        (
            "told to ignore them",
            "endpoint_url=URL\n",
            vec![("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"), ("HTTPS_PROXY", "http://127.0.0.1:1")],
            false,
        ),
    ] {
        let server = Server::plain(&[FINE]).await;
        let url = format!("http://{}", server.address);
        let home = home(&format!("[default]\n{keys}{config}"), &url);
        let variables: Vec<_> = variables.into_iter().map(|(name, value)| (name, value.replace("URL", &url))).collect();
        let said = run(home.path(), "", &[&variables[..], &[(ATTEMPTS, "1".to_owned())]].concat()).await;
        assert_eq!((said.is_ok(), server.heads().len()), (reached, usize::from(reached)), "{name}: {said:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_is_said_with_what_to_set() {
    let alone = ("AWS_EC2_METADATA_DISABLED", "true".to_owned());
    for (profile, config, expected) in [
        ("", "", "no AWS region was found; set `region`"),
        ("", "[default]\nregion=eu-west-1\n", "EKS CreateCluster: no AWS credentials were found ("),
        ("absent", "[default]\nregion=eu-west-1\n", "no AWS region was found; set `region`"),
        (
            "",
            "[default]\nregion=eu-west-1\nendpoint_url=http://eks.example\n",
            "the endpoint \"http://eks.example\" from AWS_ENDPOINT_URL",
        ),
    ] {
        let said = run(home(config, "").path(), profile, std::slice::from_ref(&alone)).await.unwrap_err();
        assert!(said.starts_with(expected), "{config:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_without_certificates_reaches_itself() {
    let server = Server::plain(&[FINE]).await;
    let home = home("[default]\nregion=eu-west-1\naws_access_key_id=AKIA\naws_secret_access_key=s\n", "");
    let none = [("SSL_CERT_FILE", "/dev/null".to_owned()), ("SSL_CERT_DIR", "/dev/null".to_owned())];
    let local = [("AWS_ENDPOINT_URL", format!("http://{}", server.address))];
    run(home.path(), "", &[&none[..], &local].concat()).await.unwrap();
    assert_eq!(server.heads().len(), 1);

    let encrypted = Server::tls(Authority::new().acceptor("localhost"), &[FINE]).await;
    let local = [("AWS_ENDPOINT_URL", format!("https://localhost:{}", encrypted.port()))];
    let said = run(home.path(), "", &[&none[..], &local].concat()).await.unwrap_err();
    assert!(said.contains("`ca_certificate_file`"), "{said}");
    assert!(encrypted.heads().is_empty());
}
