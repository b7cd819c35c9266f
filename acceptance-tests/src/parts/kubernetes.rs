//! The programs that make up a Kubernetes without containers: Kubernetes' own, its store, and kwok in place of kubelets.
use std::path::PathBuf;

use super::Error;
use super::go::Program;

const GO_MOD: &str = include_str!("../../wrappers/kubernetes/go.mod");
const GO_SUM: &str = include_str!("../../wrappers/kubernetes/go.sum");

/// What its own build takes from git. Clients read it and refuse what is too old.
const VERSION: &str = "-X k8s.io/component-base/version.gitVersion=v1.36.4 -X k8s.io/component-base/version.gitMajor=1 \
                       -X k8s.io/component-base/version.gitMinor=36";

const API_SERVER: Program = of_kubernetes("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver");
const CONTROLLER_MANAGER: Program =
    of_kubernetes("kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager");
const SCHEDULER: Program = of_kubernetes("kube-scheduler", "k8s.io/kubernetes/cmd/kube-scheduler");
const ETCD: Program = Program {
    name: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    go_mod: include_str!("../../wrappers/etcd/go.mod"),
    go_sum: include_str!("../../wrappers/etcd/go.sum"),
    tags: "",
    linked: "",
};
const KWOK: Program = Program {
    name: "kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    go_mod: include_str!("../../wrappers/kwok/go.mod"),
    go_sum: include_str!("../../wrappers/kwok/go.sum"),
    tags: "",
    linked: "",
};

/// Where each program is.
#[derive(Debug, Clone)]
pub struct ControlPlane {
    /// kube-apiserver.
    pub api_server: PathBuf,
    /// kube-controller-manager.
    pub controller_manager: PathBuf,
    /// kube-scheduler.
    pub scheduler: PathBuf,
    /// etcd.
    pub etcd: PathBuf,
    /// kwok, which plays nodes and their kubelets.
    pub kwok: PathBuf,
}

/// All of them, each built once per machine and kept.
///
/// # Errors
/// When Go is not installed, or a build fails.
pub fn control_plane() -> Result<ControlPlane, Error> {
    Ok(ControlPlane {
        api_server: API_SERVER.get()?,
        controller_manager: CONTROLLER_MANAGER.get()?,
        scheduler: SCHEDULER.get()?,
        etcd: ETCD.get()?,
        kwok: KWOK.get()?,
    })
}

const fn of_kubernetes(name: &'static str, package: &'static str) -> Program {
    Program { name, package, go_mod: GO_MOD, go_sum: GO_SUM, tags: "", linked: VERSION }
}
