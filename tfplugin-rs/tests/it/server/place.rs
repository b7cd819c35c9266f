//! A directory in which the real Terraform runs, and finds an example program as its provider.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::handshake::process::example;

pub(super) struct Place(TempDir);

impl Place {
    /// With `configuration`, which finds the provider `name` by `acme`.
    pub(super) fn new(name: &str, configuration: &str) -> Self {
        let place = Self(TempDir::new().unwrap());
        let plugins = place.path().join("plugins");
        std::fs::create_dir(&plugins).unwrap();
        std::os::unix::fs::symlink(example(name), plugins.join(format!("terraform-provider-{name}"))).unwrap();
        let source = format!("example.com/acme/{name}");
        let required =
            format!("terraform {{\n  required_providers {{\n    {name} = {{ source = {source:?} }}\n  }}\n}}\n");
        std::fs::write(place.path().join("main.tf"), required + configuration).unwrap();
        let settings = format!(
            "provider_installation {{\n  dev_overrides {{ {source:?} = \"{}\" }}\n  direct {{}}\n}}\n",
            plugins.display()
        );
        std::fs::write(place.path().join("cli.tfrc"), settings).unwrap();
        place
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Terraform, which asks nobody and nothing.
    pub(super) fn terraform(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command
            .args(arguments)
            .current_dir(self.path())
            .env("TF_CLI_CONFIG_FILE", self.path().join("cli.tfrc"))
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0")
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_LOG");
        command
    }

    /// Runs it, and it must do what it was asked: standard output.
    pub(super) fn does(&self, arguments: &[&str]) -> String {
        let (code, out, err) = said(&run(&mut self.terraform(arguments)));
        assert_eq!(code, Some(0), "terraform {arguments:?}:\n{out}\n{err}");
        out
    }

    /// Runs it, and it must fail: standard error.
    pub(super) fn fails(&self, arguments: &[&str]) -> String {
        let (code, out, err) = said(&run(&mut self.terraform(arguments)));
        assert_eq!(code, Some(1), "terraform {arguments:?}:\n{out}\n{err}");
        err
    }
}

/// Runs Terraform to its end.
pub(super) fn run(command: &mut Command) -> Output {
    command.output().expect("these tests need `terraform` on PATH: https://developer.hashicorp.com/terraform/install")
}

/// Exit code, standard output, standard error.
pub(super) fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}
