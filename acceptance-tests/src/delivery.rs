//! The controllers of others that carry rollouts out, as processes beside a cluster instead of pods in it.
use std::path::Path;
use std::process::Command;

use crate::kubernetes::{Kubernetes, User};
use crate::parts::{self, Definitions, Error, Server};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Argo Rollouts: `Rollout`, `AnalysisTemplate`.
    ArgoRollouts,
    /// Flagger: `Canary`, `MetricTemplate`.
    Flagger,
}

/// A running controller. Dropping it ends it; so does the end of this process, however it comes.
#[derive(Debug)]
pub struct Controller {
    server: Server,
}

impl Controller {
    /// Makes `cluster` know the engine's kinds, and starts it with all rights. It counts as ready when it says so of itself.
    ///
    /// * `prometheus`: where Flagger looks for its own metrics. Queries of templates say by themselves whom they ask.
    ///
    /// # Errors
    /// When it cannot be had, or does not become ready.
    pub fn start(engine: Engine, cluster: &Kubernetes, prometheus: &str) -> Result<Self, Error> {
        Self::start_with(engine, cluster, prometheus, &cluster.kubeconfig(User::Delivery))
    }

    /// The same by a way of one's own.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_with(
        engine: Engine,
        cluster: &Kubernetes,
        prometheus: &str,
        kubeconfig: &Path,
    ) -> Result<Self, Error> {
        let kubeconfig = format!("--kubeconfig={}", kubeconfig.display());
        let server = match engine {
            Engine::ArgoRollouts => {
                cluster.define(Definitions::ArgoRollouts)?;
                let program = parts::argo_rollouts()?;
                Server::start("argo-rollouts", "/healthz", |port| {
                    let mut command = Command::new(&program);
                    command.args([&kubeconfig, &format!("--healthzPort={port}")]);
                    // It takes turns with no other, and any port will do for its own metrics.
                    command.args(["--leader-elect=false", "--metricsPort=0", "--loglevel=info"]);
                    command
                })?
            }
            Engine::Flagger => {
                cluster.define(Definitions::Flagger)?;
                let program = parts::flagger()?;
                Server::start("flagger", "/healthz", |port| {
                    let mut command = Command::new(&program);
                    command.args([&kubeconfig, &format!("--port={port}"), &format!("--metrics-server={prometheus}")]);
                    // New and changed objects are taken up sooner than after ten seconds; the checks keep their own pace.
                    command.args(["--mesh-provider=kubernetes", "--control-loop-interval=1s", "--log-level=info"]);
                    command
                })?
            }
        };
        Ok(Self { server })
    }

    /// Stops it where it is, as a machine does that is out of breath.
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub fn freeze(&self) -> Result<(), Error> {
        self.server.freeze()
    }

    /// Lets it go on after [`Self::freeze`].
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub fn thaw(&self) -> Result<(), Error> {
        self.server.thaw()
    }

    /// The controller's process id, for measurements.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }
}
