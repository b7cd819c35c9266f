//! The real Terraform, with the example that newcomers copy.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::handshake::process::example;

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    hello = { source = "example.com/acme/hello" }
  }
}
variable "name" { default = "world" }
resource "hello_greeting" "one" { name = var.name }
output "text" { value = hello_greeting.one.text }
"#;

/// A directory with a configuration, where Terraform finds the example as its provider.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        let plugins = place.0.path().join("plugins");
        std::fs::create_dir(&plugins).unwrap();
        std::os::unix::fs::symlink(example("hello"), plugins.join("terraform-provider-hello")).unwrap();
        std::fs::write(place.0.path().join("main.tf"), CONFIGURATION).unwrap();
        let settings = format!(
            "provider_installation {{\n  dev_overrides {{ \"example.com/acme/hello\" = {:?} }}\n  direct {{}}\n}}\n",
            plugins
        );
        std::fs::write(place.0.path().join("cli.tfrc"), settings).unwrap();
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command
            .args(arguments)
            .current_dir(self.path())
            .env("TF_CLI_CONFIG_FILE", self.path().join("cli.tfrc"))
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_LOG");
        command
    }

    fn terraform(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .output()
            .expect("these tests need `terraform` on PATH: https://developer.hashicorp.com/terraform/install")
    }

    /// Runs it, and it must do what it was asked.
    fn does(&self, arguments: &[&str]) -> String {
        let output = self.terraform(arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            output.status.success(),
            "terraform {arguments:?}:\n{}\n{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        text(&output.stdout)
    }
}

#[test]
fn the_example_lives_a_whole_life() {
    let place = Place::new();
    place.does(&["validate", "-no-color"]);
    place.does(&["apply", "-auto-approve", "-no-color"]);
    assert_eq!(place.does(&["output", "-raw", "text"]), "Hello, world!");
    // Exit code 0: nothing to change.
    place.does(&["plan", "-detailed-exitcode", "-no-color"]);
    place.does(&["apply", "-auto-approve", "-no-color", "-var", "name=you"]);
    assert_eq!(place.does(&["output", "-raw", "text"]), "Hello, you!");
    place.does(&["plan", "-detailed-exitcode", "-no-color", "-var", "name=you"]);
    place.does(&["destroy", "-auto-approve", "-no-color"]);
    assert_eq!(place.does(&["state", "list"]), "");
}

#[test]
fn terraform_reads_the_schema_and_the_documentation_in_it() {
    let place = Place::new();
    let schema = place.does(&["providers", "schema", "-json"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let greeting = &schema["provider_schemas"]["example.com/acme/hello"]["resource_schemas"]["hello_greeting"];
    assert_eq!(greeting["block"]["attributes"]["name"]["description"], "Whom to greet.");
    assert_eq!(greeting["block"]["attributes"]["text"]["computed"], true);
}

#[test]
fn without_tls_there_is_no_provider() {
    let place = Place::new();
    let output = place.command(&["plan", "-no-color"]).env("TF_DISABLE_PLUGIN_TLS", "1").output().unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("Failed to read any lines from plugin's stdout"), "{told}");
}
