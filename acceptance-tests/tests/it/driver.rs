//! The driver of the command line, by the one resource that Terraform itself brings.
use kgas_acceptance::cli::{Program, Workdir};
use kgas_acceptance::secrets;

const MODULE: &str = r#"
variable "input" { type = string }
resource "terraform_data" "one" { input = var.input }
"#;

fn life(program: Program) {
    let mut work = Workdir::new(program, None).unwrap();
    work.module("main.tf", MODULE).unwrap();
    work.set("TF_VAR_input", "first");
    assert_eq!(work.plan().unwrap().code(), Some(2));
    let _ = work.apply().unwrap().expect_ok();
    assert_eq!(work.plan().unwrap().code(), Some(0), "the second plan is empty");
    assert_eq!(work.resource("terraform_data.one").unwrap()["output"], "first");

    work.set("TF_VAR_input", "second");
    assert_eq!(work.plan().unwrap().code(), Some(2));
    let changes = &work.planned().unwrap()["resource_changes"];
    assert_eq!(changes[0]["change"]["actions"][0], "update");
    let _ = work.apply().unwrap().expect_ok();
    assert_eq!(work.resource("terraform_data.one").unwrap()["output"], "second");

    let ended = work.apply().unwrap().expect_ok();
    assert!(ended.trace.contains("[TRACE]"), "the log is kept at level TRACE");
    let _ = work.destroy().unwrap().expect_ok();
    assert!(work.resource("terraform_data.one").unwrap().is_null());
}

#[test]
fn terraform_lives_a_life() {
    life(Program::Terraform);
}

#[test]
fn opentofu_lives_a_life() {
    life(Program::OpenTofu);
}

#[test]
fn a_failing_command_keeps_its_words() {
    let mut work = Workdir::new(Program::Terraform, None).unwrap();
    work.module("main.tf", "resource \"no_such_thing\" {").unwrap();
    let ended = work.plan().unwrap();
    assert_eq!(ended.code(), Some(1));
    assert!(ended.stderr.contains("Error:"), "{}", ended.words());
}

/// What a canary test relies on: a value that is in the state is found there.
#[test]
fn a_value_in_the_state_is_found() {
    let mut work = Workdir::new(Program::Terraform, None).unwrap();
    work.module("main.tf", MODULE).unwrap();
    work.set("TF_VAR_input", "in-the-open");
    let _ = work.apply().unwrap().expect_ok();
    let found = secrets::leaks(work.path(), &[("the input", "in-the-open"), ("nothing", "never-said")]).unwrap();
    assert!(found.iter().any(|leak| leak.ends_with("terraform.tfstate")), "{found:?}");
    assert!(found.iter().all(|leak| leak.starts_with("the input")), "{found:?}");
}

/// A provisioner stands in for a long create: it says that it has begun, and waits to be told to end.
const SLOW: &str = r#"
resource "terraform_data" "slow" {
  provisioner "local-exec" { command = "echo begun > begun; read -r _ < gate" }
}
"#;

fn slow(work: &mut Workdir) -> kgas_acceptance::cli::Running {
    work.module("main.tf", SLOW).unwrap();
    let root = work.path().join("root");
    assert!(std::process::Command::new("mkfifo").arg(root.join("gate")).status().unwrap().success());
    assert!(std::process::Command::new("mkfifo").arg(root.join("begun")).status().unwrap().success());
    let running = work.start(&["apply", "-auto-approve", "-input=false", "-no-color"]).unwrap();
    // Opening the other end of a pipe waits for the provisioner to write to it.
    assert_eq!(std::fs::read_to_string(root.join("begun")).unwrap(), "begun\n");
    running
}

#[test]
fn an_interrupt_reaches_the_command() {
    let mut work = Workdir::new(Program::Terraform, None).unwrap();
    let running = slow(&mut work);
    running.target().interrupt();
    let ended = running.wait().unwrap();
    assert!(!ended.ok() && ended.words().contains("Interrupt received"), "{}", ended.words());
}

#[test]
fn a_kill_is_a_kill() {
    let mut work = Workdir::new(Program::Terraform, None).unwrap();
    let running = slow(&mut work);
    running.target().kill();
    let ended = running.wait().unwrap();
    assert_eq!(ended.code(), None, "a signal ended it");
    assert!(!ended.words().contains("Interrupt received"));
    // The provisioner's shell still waits at the gate.
    std::fs::write(work.path().join("root/gate"), "go\n").unwrap();
}
