//! A root module in a folder of its own.
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::Program;
use super::run::{Ended, Running};
use crate::parts::Error;

/// Families of variables that would let the machine's own set-up into a run.
const NOT_INHERITED: [&str; 7] = ["TF_", "AWS_", "ARM_", "AZURE_", "GOOGLE_", "KUBE", "KGAS_"];

/// A root module: its files, its state, and the environment its commands run in.
#[derive(Debug)]
pub struct Workdir {
    folder: TempDir,
    program: PathBuf,
    env: BTreeMap<String, String>,
    runs: u32,
}

impl Workdir {
    /// An empty folder in which `program` finds `provider` as `kgas/kgas`, without `init`.
    ///
    /// # Errors
    /// When the program cannot be had or the folder cannot be made.
    pub fn new(program: Program, provider: Option<&Path>) -> Result<Self, Error> {
        Self::of(program.path()?, provider)
    }

    /// As [`Self::new`], for the program at a path.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn of(program: PathBuf, provider: Option<&Path>) -> Result<Self, Error> {
        Self::configured(program, &cli_config(provider))
    }

    /// An empty folder in which `init` takes every provider from a filesystem mirror.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn with_mirror(program: PathBuf, mirror: &Path) -> Result<Self, Error> {
        let mirror = mirror.display().to_string();
        let from = format!("provider_installation {{\n  filesystem_mirror {{\n    path = {mirror:?}\n  }}\n}}\n");
        Self::configured(program, &format!("disable_checkpoint = true\n{from}"))
    }

    fn configured(program: PathBuf, config: &str) -> Result<Self, Error> {
        let folder = tempfile::Builder::new().prefix("kgas-").tempdir();
        let folder = folder.map_err(Error::io("cannot make a folder in", &std::env::temp_dir()))?;
        let workdir = Self { program, folder, env: BTreeMap::new(), runs: 0 };
        workdir.write("cli.tfrc", config)?;
        for place in ["home", "logs", "root"] {
            let path = workdir.folder.path().join(place);
            fs::create_dir(&path).map_err(Error::io("cannot make", &path))?;
        }
        Ok(workdir)
    }

    /// Writes a file of the root module, in place of one of that name.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn module(&self, name: &str, text: &str) -> Result<(), Error> {
        self.write(&format!("root/{name}"), text)
    }

    /// Copies every file of `folder` into the root module.
    ///
    /// # Errors
    /// When one cannot be read or written.
    pub fn copy(&self, folder: &Path) -> Result<(), Error> {
        for entry in fs::read_dir(folder).map_err(Error::io("cannot read", folder))? {
            let from = entry.map_err(Error::io("cannot read", folder))?.path();
            if let Some(name) = from.file_name().filter(|_| from.is_file()) {
                let to = self.path().join("root").join(name);
                fs::copy(&from, &to).map_err(Error::io("cannot write", &to))?;
            }
        }
        Ok(())
    }

    /// Sets a variable for the commands to come.
    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The folder that holds the module and everything its commands wrote.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a command and does not wait for it. It is the leader of a process group, as in a terminal.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&mut self, args: &[&str]) -> Result<Running, Error> {
        self.runs += 1;
        let log = |kind: &str| self.path().join(format!("logs/{:02}-{}.{kind}", self.runs, args[0]));
        let (stdout, stderr, trace) = (log("out"), log("err"), log("trace"));
        let open = |path: &Path| File::create(path).map(Stdio::from).map_err(Error::io("cannot make", path));
        let mut command = self.command(args);
        command
            .env("TF_LOG", "TRACE")
            .env("TF_LOG_PATH", &trace)
            .stdin(Stdio::null())
            .stdout(open(&stdout)?)
            .stderr(open(&stderr)?)
            .process_group(0);
        let child = command.spawn().map_err(Error::io("cannot start", &self.program))?;
        Ok(Running::new(child, stdout, stderr, trace))
    }

    /// A command as the user of a terminal would run it: what it says is seen, no log is kept.
    #[must_use]
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| NOT_INHERITED.iter().any(|family| name.starts_with(family))) {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.path().join("root"))
            .args(args)
            .env("HOME", self.path().join("home"))
            .env("TF_CLI_CONFIG_FILE", self.path().join("cli.tfrc"))
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .envs(&self.env);
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it cannot be started. A command that fails has [`Ended::ok`] false.
    pub fn run(&mut self, args: &[&str]) -> Result<Ended, Error> {
        self.start(args)?.wait()
    }

    /// `apply`, without questions.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn apply(&mut self) -> Result<Ended, Error> {
        self.run(&["apply", "-auto-approve", "-input=false", "-no-color"])
    }

    /// `plan`: the exit code is 0 for no change, 1 for an error, 2 for a change.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn plan(&mut self) -> Result<Ended, Error> {
        self.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color", "-out=plan.bin"])
    }

    /// `destroy`, without questions.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn destroy(&mut self) -> Result<Ended, Error> {
        self.run(&["destroy", "-auto-approve", "-input=false", "-no-color"])
    }

    /// `import` of one resource.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn import(&mut self, address: &str, id: &str) -> Result<Ended, Error> {
        self.run(&["import", "-input=false", "-no-color", address, id])
    }

    /// The state as `show -json` gives it; `null` when it cannot be read.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn state(&mut self) -> Result<Value, Error> {
        let shown = self.run(&["show", "-json"])?;
        Ok(serde_json::from_str(&shown.stdout).unwrap_or(Value::Null))
    }

    /// The last plan as `show -json` gives it; `null` when there is none.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn planned(&mut self) -> Result<Value, Error> {
        let shown = self.run(&["show", "-json", "plan.bin"])?;
        Ok(serde_json::from_str(&shown.stdout).unwrap_or(Value::Null))
    }

    /// The attributes of one resource in the state; `null` when it is not there.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn resource(&mut self, address: &str) -> Result<Value, Error> {
        let mut state = self.state()?;
        let resources = state["values"]["root_module"]["resources"].as_array_mut();
        let found = resources.and_then(|all| all.iter_mut().find(|resource| resource["address"] == address));
        Ok(found.map_or(Value::Null, |resource| resource["values"].take()))
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        let path = self.path().join(name);
        fs::write(&path, text).map_err(Error::io("cannot write", &path))
    }
}

/// `dev_overrides` needs no `init`, no registry and no checksum. `direct` is left out: nothing else is to be had.
fn cli_config(provider: Option<&Path>) -> String {
    let folder = provider.and_then(Path::parent).map(|folder| folder.display().to_string());
    let overrides = folder.map_or(String::new(), |folder| format!("    \"kgas/kgas\" = {folder:?}\n"));
    format!("disable_checkpoint = true\nprovider_installation {{\n  dev_overrides {{\n{overrides}  }}\n}}\n")
}
