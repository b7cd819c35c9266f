//! The real Terraform.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::cli::{cli, does, fails};
use crate::handshake::process::{Killed, example, until};

const GREETING: &str = r#"
variable "name" { default = "world" }
resource "hello_greeting" "one" { name = var.name }
output "text" { value = hello_greeting.one.text }
"#;

#[test]
fn the_example_lives_a_whole_life() {
    let cli = cli("hello", GREETING);
    does(&cli, &["validate"]);
    cli.apply().unwrap().exits(0);
    assert_eq!(does(&cli, &["output", "-raw", "text"]), "Hello, world!");
    // Exit code 0: nothing to change.
    cli.plan().unwrap().exits(0);
    does(&cli, &["apply", "-auto-approve", "-var", "name=you"]);
    assert_eq!(does(&cli, &["output", "-raw", "text"]), "Hello, you!");
    does(&cli, &["plan", "-detailed-exitcode", "-var", "name=you"]);
    cli.destroy().unwrap().exits(0);
    assert_eq!(does(&cli, &["state", "list"]), "");
}

#[test]
fn the_smallest_example_lives_a_whole_life() {
    let cli = cli("tiny", &GREETING.replace("hello_", "tiny_"));
    cli.apply().unwrap().exits(0);
    assert_eq!(does(&cli, &["output", "-raw", "text"]), "Hello, world!");
    cli.plan().unwrap().exits(0);
    does(&cli, &["apply", "-auto-approve", "-var", "name=you"]);
    assert_eq!(does(&cli, &["output", "-raw", "text"]), "Hello, you!");
    cli.destroy().unwrap().exits(0);
    assert_eq!(does(&cli, &["state", "list"]), "");
    let err = fails(&cli, &["import", "-no-color", "tiny_greeting.one", "x"]);
    assert!(err.contains("there is nothing to take over"), "{err}");
}

/// It has about ten lines, or it is not the smallest any more.
#[test]
fn the_smallest_example_is_small() {
    let example = include_str!("../../../examples/tiny.rs");
    let code = example.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let code: Vec<_> = code.collect();
    assert!(code.len() <= 12, "{} lines: {code:#?}", code.len());
    let (_, whole) = example.split_once("\n\n").unwrap();
    assert!(include_str!("../../../README.md").contains(whole), "the README shows another one");
}

#[test]
fn a_configured_provider_greets_with_its_own_word() {
    let cli = cli("hello", &format!("provider \"hello\" {{ greeting = \"Ahoy\" }}\n{GREETING}"));
    cli.apply().unwrap().exits(0);
    assert_eq!(does(&cli, &["output", "-raw", "text"]), "Ahoy, world!");
}

/// Terraform lets these through to the provider.
#[test]
fn a_null_and_a_value_for_what_is_computed_are_the_users_mistakes() {
    for (arguments, summary, words) in [
        ("name = null", "Missing required argument", "`name` is required, and null was given."),
        ("name = \"a\"\n  echo = \"b\"", "Value for unconfigurable attribute", "`echo` is decided by the provider"),
        ("name = \"a\"\n  parts = [null]", "Invalid value", "An element is null"),
        ("name = \"a\"\n  parts = [{ label = null }]", "Missing required argument", "`parts[0].label` is required"),
    ] {
        let cli = cli("trial", &format!("resource \"trial_thing\" \"one\" {{\n  {arguments}\n}}\n"));
        let err = fails(&cli, &["plan", "-no-color"]);
        assert!(err.contains(summary) && err.contains(words) && !err.contains("Bug"), "{arguments}: {err}");
    }
}

#[test]
fn the_schema_and_the_documentation_in_it_are_read() {
    let schema = does(&cli("hello", GREETING), &["providers", "schema", "-json"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let greeting = &schema["provider_schemas"]["example.com/acme/hello"]["resource_schemas"]["hello_greeting"];
    assert_eq!(greeting["block"]["attributes"]["name"]["description"], "Whom to greet.");
    assert_eq!(greeting["block"]["attributes"]["text"]["computed"], true);
}

#[test]
fn without_tls_there_is_no_provider() {
    let mut cli = cli("hello", GREETING);
    cli.set("TF_DISABLE_PLUGIN_TLS", "1");
    let err = fails(&cli, &["plan", "-no-color"]);
    assert!(err.contains("Failed to read any lines from plugin's stdout"), "{err}");
}

#[test]
fn every_feature_is_used_from_a_configuration() {
    let cli = cli(
        "trial",
        r#"
        resource "trial_thing" "one" { name = "a" }
        data "trial_look" "two" { name = trial_thing.one.echo }
        ephemeral "trial_token" "three" { name = trial_thing.one.name }
        import {
          to = trial_thing.four
          id = "b"
        }
        resource "trial_thing" "four" { name = "b" }
        output "shout" { value = provider::trial::shout(data.trial_look.two.echo, trial_thing.four.echo) }
        "#,
    );
    cli.apply().unwrap().exits(0);
    assert_eq!(does(&cli, &["output", "-raw", "shout"]), "A B");
    cli.plan().unwrap().exits(0);
    cli.destroy().unwrap().exits(0);
}

#[test]
fn a_panic_reaches_the_user_with_its_words() {
    let cli = cli("trial", r#"resource "trial_thing" "one" { name = "panics" }"#);
    let err = fails(&cli, &["apply", "-auto-approve", "-no-color"]);
    assert!(err.contains("Bug in the provider"), "{err}");
    assert!(err.contains("Stack trace from the terraform-provider-trial plugin:"), "{err}");
    assert!(err.contains("panic: asked to, on panics"), "{err}");
}

#[test]
fn an_error_after_the_creation_keeps_the_thing_and_marks_it() {
    let cli = cli("trial", r#"resource "trial_thing" "one" { name = "fails late" }"#);
    let err = fails(&cli, &["apply", "-auto-approve", "-no-color"]);
    assert!(err.contains("Too late") && err.contains("with trial_thing.one"), "{err}");
    assert_eq!(does(&cli, &["state", "list"]), "trial_thing.one\n");
    assert!(does(&cli, &["plan", "-no-color"]).contains("trial_thing.one is tainted, so must be replaced"));
}

#[test]
fn the_log_has_our_lines_and_no_complaint_of_terraform() {
    let mut cli = cli("trial", r#"resource "trial_thing" "one" { name = "a" }"#);
    cli.set("TF_LOG", "trace");
    let ended = cli.apply().unwrap();
    ended.exits(0);
    let err = ended.stderr;
    let answered =
        err.lines().find(|line| line.contains("tf_rpc=ApplyResourceChange")).unwrap_or_else(|| panic!("{err}"));
    assert!(answered.contains("[DEBUG] provider.terraform-provider-trial: answered:"), "{answered}");
    for complaint in ["unexpected data", "failed to exit gracefully", "plugin process exited: error"] {
        assert!(!err.contains(complaint), "{complaint}: {err}");
    }
}

/// Longest wait for Terraform to come to a point.
const SOON: Duration = Duration::from_secs(30);

#[test]
fn an_interrupted_apply_keeps_what_was_made() {
    let cli = cli("trial", "variable \"name\" {}\nresource \"trial_thing\" \"one\" { name = var.name }\n");
    let begun = cli.path().join("begun");
    let name = format!("name=waits:{}", begun.display());
    let mut apply = cli.command(&["apply", "-auto-approve", "-no-color", "-var", &name]);
    // In a process group of its own, as in a terminal: ^C reaches all of it.
    let apply = apply.process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped());
    let apply = apply.spawn().unwrap();
    until(SOON, || begun.exists());
    let group = format!("-{}", apply.id());
    assert!(Command::new("kill").args(["-INT", "--", &group]).status().unwrap().success());
    let output = apply.wait_with_output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(1) && out.contains("Interrupt received"), "{output:?}");
    assert_eq!(does(&cli, &["state", "list"]), "trial_thing.one\n");
    does(&cli, &["plan", "-detailed-exitcode", "-var", &name]);
}

#[test]
fn a_provider_that_is_running_already_is_used() {
    let mut cli = cli("trial", r#"resource "trial_thing" "one" { name = "a" }"#);
    let mut provider = Command::new(example("trial"));
    provider.args(["-debug", "example.com/acme/trial"]).env("TMPDIR", cli.path());
    let mut provider = Killed(provider.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(provider.0.stdout.take().unwrap()).lines();
    let setting = lines.map(Result::unwrap).find(|line| line.starts_with("TF_REATTACH_PROVIDERS=")).unwrap();
    let setting = setting.split('\'').nth(1).unwrap();
    cli.set("TF_REATTACH_PROVIDERS", setting);
    cli.apply().unwrap().exits(0);
    cli.plan().unwrap().exits(0);
    // Terraform leaves it running.
    assert!(provider.0.try_wait().unwrap().is_none());
}
