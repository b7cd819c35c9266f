//! Definitions of custom resources, as their authors publish them in their Go modules.
use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, cache, go};

const GO_MOD: &str = include_str!("../../wrappers/manifests/go.mod");
const GO_SUM: &str = include_str!("../../wrappers/manifests/go.sum");

/// Whose custom resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Definitions {
    /// `HTTPRoute`, `Gateway` and the others of the standard channel.
    GatewayApi,
    /// `VirtualService`, `DestinationRule` and the others.
    Istio,
    /// `Rollout`, `AnalysisTemplate` and the others.
    ArgoRollouts,
    /// `Canary`, `MetricTemplate`, `AlertProvider`.
    Flagger,
}

impl Definitions {
    /// Module, and the file or folder in it.
    fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::GatewayApi => ("sigs.k8s.io/gateway-api", "config/crd/standard"),
            Self::Istio => ("istio.io/api", "kubernetes/customresourcedefinitions.gen.yaml"),
            Self::ArgoRollouts => ("github.com/argoproj/argo-rollouts", "manifests/crds"),
            Self::Flagger => ("github.com/fluxcd/flagger", "artifacts/flagger/crd.yaml"),
        }
    }

    /// One YAML document for each custom resource.
    ///
    /// # Errors
    /// When Go is not installed, or the module is not to be had or is not the one that is pinned.
    pub fn documents(self) -> Result<Vec<String>, Error> {
        let (module, within) = self.place();
        let folder = cache::part("manifests", &[GO_MOD, GO_SUM, module, within], |folder| {
            let place = go::source(module, GO_SUM, folder)?.join(within);
            for (at, file) in files(&place)?.into_iter().enumerate() {
                let copy = folder.join(format!("{at:02}.yaml"));
                // Not `fs::copy`: files of Go's module cache are read-only, and the copy would be as well.
                let text = fs::read_to_string(&file).map_err(Error::io("cannot read", &file))?;
                fs::write(&copy, text).map_err(Error::io("cannot write", &copy))?;
            }
            Ok(())
        })?;
        let mut found = Vec::new();
        for file in files(&folder)? {
            let text = fs::read_to_string(&file).map_err(Error::io("cannot read", &file))?;
            found.extend(text.split("\n---\n").filter(|text| is_definition(text)).map(str::to_owned));
        }
        Ok(found)
    }
}

/// The YAML files at `place`, in order.
fn files(place: &Path) -> Result<Vec<PathBuf>, Error> {
    if place.is_file() {
        return Ok(vec![place.to_owned()]);
    }
    let entries = fs::read_dir(place).map_err(Error::io("cannot list", place))?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|kind| kind == "yaml")).collect();
    paths.sort();
    Ok(paths)
}

/// A folder of definitions may hold a kustomization beside them.
fn is_definition(text: &str) -> bool {
    text.lines().any(|line| line == "kind: CustomResourceDefinition")
}
