//! The real command line.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use crate::folder::Folder;

/// The last plan, in the folder of the root module.
const PLAN: &str = "plan.bin";

/// A root module in a fresh folder, and the program that runs there: `terraform` or `tofu`, with a provider that was just
/// built.
///
/// The program finds the provider by `dev_overrides`: without `init`, registry and checksum. It sees nothing of the machine's own
/// settings: no `TF_` variable, no CLI configuration, another home. A test of the provider's crate takes its program from cargo,
/// as `env!("CARGO_BIN_EXE_terraform-provider-acme")`.
///
/// ```no_run
/// use tfplugin_rs::testing::Cli;
///
/// # fn main() -> std::io::Result<()> {
/// let provider = "target/debug/terraform-provider-acme";
/// let cli = Cli::new("terraform", "registry.terraform.io/acme/acme", provider)?;
/// cli.write("main.tf", r#"resource "acme_bucket" "one" { name = "a" }"#)?;
/// cli.apply()?.exits(0);
/// assert_eq!(cli.resource("acme_bucket.one")?["name"], "a");
/// cli.plan()?.exits(0); // nothing is left to do
///
/// cli.write("main.tf", r#"resource "acme_bucket" "one" { name = "b" }"#)?;
/// cli.plan()?.exits(2); // something is
/// assert_eq!(cli.planned()?["resource_changes"][0]["change"]["actions"][0], "delete");
/// cli.destroy()?.exits(0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Cli {
    program: OsString,
    variables: BTreeMap<String, String>,
    root: PathBuf,
    folder: Folder,
}

impl Cli {
    /// A fresh folder, in which `program` uses the binary `provider` as the provider at `address`.
    ///
    /// # Errors
    /// The provider is not there, or the folder cannot be made.
    pub fn new(program: impl AsRef<OsStr>, address: &str, provider: impl AsRef<Path>) -> Result<Self> {
        let provider = provider.as_ref();
        let there = provider.canonicalize();
        let there = there
            .map_err(|error| Error::new(error.kind(), format!("{}: {error}; build it first", provider.display())))?;
        let folder = Folder::under(&std::env::temp_dir())?;
        let root = folder.path().join("root");
        let plugins = folder.path().join("plugins");
        for one in [&root, &plugins, &folder.path().join("home")] {
            fs::create_dir(one)?;
        }
        let name = address.rsplit('/').next().unwrap_or(address);
        // Whatever the binary is called, Terraform looks for this name.
        symlink(there, plugins.join(format!("terraform-provider-{name}")))?;
        let plugins = plugins.display().to_string();
        let settings = format!("provider_installation {{\n  dev_overrides {{ {address:?} = {plugins:?} }}\n}}\n");
        fs::write(folder.path().join("cli.tfrc"), settings)?;
        // An override goes with a module that names its providers, and with one that does not.
        let required = format!("required_providers {{ {name} = {{ source = {address:?} }} }}");
        fs::write(root.join("provider_override.tf"), format!("terraform {{\n  {required}\n}}\n"))?;
        Ok(Self { program: program.as_ref().to_owned(), variables: BTreeMap::new(), root, folder })
    }

    /// Writes a file of the root module, in place of one of that name.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        fs::write(self.root.join(name), text)
    }

    /// Sets a variable for the commands to come.
    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The folder of the root module: also of `terraform.tfstate`.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// A command that is not started yet: for a test that sends signals, or reads while it runs.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TF_") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .env("HOME", self.folder.path().join("home"))
            .env("TF_CLI_CONFIG_FILE", self.folder.path().join("cli.tfrc"))
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0")
            .env("CHECKPOINT_DISABLE", "1")
            .envs(&self.variables);
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// The program cannot be started. A command that fails has another [`Ended::code`].
    pub fn run(&self, arguments: &[&str]) -> Result<Ended> {
        let output = self.command(arguments).output().map_err(|error| {
            let program = self.program.display();
            Error::new(error.kind(), format!("{program} does not start: {error}; it has to be on PATH"))
        })?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Ended { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) })
    }

    /// `plan`: the exit code is 0 for no change, 1 for an error, 2 for a change. [`Self::planned`] is what it plans.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn plan(&self) -> Result<Ended> {
        self.run(&["plan", "-detailed-exitcode", "-no-color", &format!("-out={PLAN}")])
    }

    /// `apply`, without questions.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn apply(&self) -> Result<Ended> {
        self.run(&["apply", "-auto-approve", "-no-color"])
    }

    /// `destroy`, without questions.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn destroy(&self) -> Result<Ended> {
        self.run(&["destroy", "-auto-approve", "-no-color"])
    }

    /// The last plan, as `show -json` gives it.
    ///
    /// # Errors
    /// As [`Self::run`], and when there is none.
    pub fn planned(&self) -> Result<Json> {
        self.shown(&["show", "-json", PLAN])
    }

    /// The state, as `show -json` gives it.
    ///
    /// # Errors
    /// As [`Self::run`], and when it does not read.
    pub fn state(&self) -> Result<Json> {
        self.shown(&["show", "-json"])
    }

    /// The attributes of one resource of the root module in the state; null when it is not there.
    ///
    /// # Errors
    /// As [`Self::state`].
    pub fn resource(&self, address: &str) -> Result<Json> {
        let mut state = self.state()?;
        let all = state["values"]["root_module"]["resources"].as_array_mut();
        let found = all.and_then(|all| all.iter_mut().find(|one| one["address"] == address));
        Ok(found.map_or(Json::Null, |one| one["values"].take()))
    }

    fn shown(&self, arguments: &[&str]) -> Result<Json> {
        let ended = self.run(arguments)?;
        match serde_json::from_str(&ended.stdout) {
            Ok(json) if ended.code == Some(0) => Ok(json),
            _ => Err(Error::new(ErrorKind::InvalidData, ended.words())),
        }
    }
}

/// A command that ran to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Ended {
    /// Checks the exit code.
    ///
    /// # Panics
    /// With all that the command said, when it is another one.
    #[track_caller]
    pub fn exits(&self, code: i32) {
        assert_eq!(self.code, Some(code), "{}", self.words());
    }

    /// Both streams, for a message about a surprise.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }
}
