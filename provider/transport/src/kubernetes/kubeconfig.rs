//! Kubeconfig files, as `kubectl` finds and merges them.
//!
//! Source: <https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/>.

use std::path::{Path, PathBuf};

use kube::config::{KubeConfigOptions, Kubeconfig, KubeconfigError};

use crate::{Env, Proxy, Secret};

use super::ConnectError;

/// Reads the files that are named, or those of `KUBECONFIG`, or the one in the home directory; and says which they were.
///
/// A file that a setting names has to be there; of those that `KUBECONFIG` names one has to.
pub(super) fn read(paths: &[PathBuf], env: &Env, setting: &'static str) -> Result<(Kubeconfig, String), ConnectError> {
    let (found, named_by) = if paths.is_empty() { defaults(env) } else { (paths.to_vec(), None) };
    let present: Vec<_> = match named_by {
        Some(_) => found.iter().filter(|path| path.exists()).cloned().collect(),
        None => found.clone(),
    };
    if present.is_empty() {
        let place = match named_by {
            Some(by) => format!("the kubeconfig {}, from {by},", list(&found)),
            None => "the kubeconfig".to_owned(),
        };
        let why = format!("there is no such file; set `{setting}.kubeconfig` or the variable KUBECONFIG");
        return Err(ConnectError::Kubeconfig { place, why });
    }
    let place = format!("the kubeconfig {}", list(&present));
    let refuse = |why| ConnectError::Kubeconfig { place: place.clone(), why };
    let merged = present.iter().try_fold(Kubeconfig::default(), |merged, path| {
        let next = Kubeconfig::read_from(path).map_err(|err| words(&err))?;
        merged.merge(next).map_err(|err| words(&err))
    });
    Ok((merged.map_err(refuse)?, place))
}

/// Where kubeconfigs are that nobody names, and what says so.
fn defaults(env: &Env) -> (Vec<PathBuf>, Option<&'static str>) {
    if let Some(paths) = env.get("KUBECONFIG") {
        let paths = std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()).collect();
        return (paths, Some("KUBECONFIG"));
    }
    let home = env.first(&["HOME", "USERPROFILE"]);
    (home.map(|home| Path::new(&home).join(".kube/config")).into_iter().collect(), Some("the home directory"))
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Reads a kubeconfig's text.
pub(super) fn parse(text: &Secret<String>, place: &str) -> Result<Kubeconfig, ConnectError> {
    Kubeconfig::from_yaml(text.expose())
        .map_err(|err| ConnectError::Kubeconfig { place: place.to_owned(), why: words(&err) })
}

/// The address, certificates and identity of a context, and its proxy.
pub(super) async fn choose(
    kubeconfig: Kubeconfig,
    place: &str,
    context: Option<&str>,
    setting: &'static str,
) -> Result<(kube::Config, Option<Proxy>), ConnectError> {
    let refuse = |why| ConnectError::Kubeconfig { place: place.to_owned(), why };
    let chosen = check(&kubeconfig, context, setting).map_err(refuse)?;
    let proxy = chosen.proxy.map(|address| Proxy::of_kubeconfig(address.into()));
    let options = KubeConfigOptions { context: Some(chosen.context), ..KubeConfigOptions::default() };
    let config = kube::Config::from_custom_kubeconfig(kubeconfig, &options).await;
    let mut config = config.map_err(|err| refuse(words(&err)))?;
    // What kube found in the environment is looked up again with its exceptions.
    config.proxy_url = None;
    if config.accept_invalid_certs {
        return Err(refuse(
            "it has insecure-skip-tls-verify, with which whoever answers gets the credentials; put the cluster's \
             certificate-authority-data in its place"
                .to_owned(),
        ));
    }
    Ok((config, proxy))
}

/// Names that have been looked up.
struct Chosen {
    context: String,
    proxy: Option<String>,
}

/// Looks up context, cluster and user, so that the one that is missing can be named with those that are there.
fn check(kubeconfig: &Kubeconfig, context: Option<&str>, setting: &'static str) -> Result<Chosen, String> {
    let there = || {
        let names: Vec<_> = kubeconfig.contexts.iter().map(|one| format!("{:?}", one.name)).collect();
        if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) }
    };
    let current = kubeconfig.current_context.as_deref().filter(|name| !name.is_empty());
    let name = context
        .or(current)
        .ok_or_else(|| format!("it has no current context; set `{setting}.kubeconfig.context`: {}", there()))?;
    let from = if context.is_some() {
        format!("named in `{setting}.kubeconfig.context`")
    } else {
        "its current one".to_owned()
    };
    let context = kubeconfig.contexts.iter().find(|one| one.name == name).and_then(|one| one.context.as_ref());
    let context = context.ok_or_else(|| format!("it has no context {name:?}, {from}: {}", there()))?;
    let cluster = kubeconfig.clusters.iter().find(|one| one.name == context.cluster);
    let cluster = cluster.and_then(|one| one.cluster.as_ref());
    let cluster = cluster
        .ok_or_else(|| format!("its context {name:?} is of a cluster {:?} that it does not have", context.cluster))?;
    let user = context.user.as_deref().filter(|user| !user.is_empty());
    if let Some(user) = user.filter(|user| !kubeconfig.auth_infos.iter().any(|one| one.name == **user)) {
        return Err(format!("its context {name:?} is of a user {user:?} that it does not have"));
    }
    let proxy = cluster.proxy_url.clone().filter(|address| !address.is_empty());
    Ok(Chosen { context: name.to_owned(), proxy })
}

/// What is wrong, without a line of the file, which kube's own words have.
fn words(err: &KubeconfigError) -> String {
    match err {
        KubeconfigError::Parse(err) => match err.location() {
            Some(at) => format!("it is not a kubeconfig: see line {}, column {}", at.line(), at.column()),
            None => "it is not a kubeconfig".to_owned(),
        },
        KubeconfigError::ReadConfig(err, path) => format!("{}: {err}", path.display()),
        KubeconfigError::ParseProxyUrl(_) => "the proxy address in it or in HTTPS_PROXY is not a URL".to_owned(),
        err => err.to_string(),
    }
}
