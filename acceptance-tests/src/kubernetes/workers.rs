//! Controllers, scheduler and kubelets.
use std::path::{Path, PathBuf};
use std::process::Command;

use super::access::User;
use crate::parts::{ControlPlane, Error, Folder, Process};

const KWOK: &str = include_str!("kwok.yaml");
/// The defaults make 20 requests a second, so that a hundred pods would wait for them.
const PACE: [&str; 2] = ["--kube-api-qps=2000", "--kube-api-burst=4000"];

/// They have no port: what they do shows at the API server.
#[derive(Debug)]
pub(super) struct Workers {
    all: [Process; 3],
}

impl Workers {
    /// Starts all.
    ///
    /// # Errors
    /// When one cannot be started, or a kubeconfig cannot be written.
    pub(super) fn start(
        programs: &ControlPlane,
        folder: &Folder,
        kubeconfig: impl Fn(User) -> Result<PathBuf, Error>,
    ) -> Result<Self, Error> {
        let mut controllers = worker(&programs.controller_manager, &kubeconfig(User::ControllerManager)?);
        controllers.args(PACE).args(["--leader-elect=false", "--secure-port=0"]);
        let key = folder.path().join("service-accounts.key");
        controllers.arg(format!("--service-account-private-key-file={}", key.display()));
        let mut scheduler = worker(&programs.scheduler, &kubeconfig(User::Scheduler)?);
        scheduler.args(PACE).args(["--leader-elect=false", "--secure-port=0"]);
        let mut kwok = worker(&programs.kwok, &kubeconfig(User::Kwok)?);
        kwok.arg("--config").arg(folder.write("kwok.yaml", KWOK)?);
        // It looks into its user's folder for more stages.
        kwok.env("HOME", folder.path());
        Ok(Self {
            all: [
                Process::start("kube-controller-manager", &mut controllers)?,
                Process::start("kube-scheduler", &mut scheduler)?,
                Process::start("kwok", &mut kwok)?,
            ],
        })
    }

    /// The end of what each wrote.
    pub(super) fn words(&self) -> String {
        self.all.each_ref().map(|process| format!("{}:\n{}\n", process.what, process.words())).concat()
    }
}

fn worker(program: &Path, kubeconfig: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg(format!("--kubeconfig={}", kubeconfig.display()));
    command
}
