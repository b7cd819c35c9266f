//! What a Job's program has to know of the configuration.

use std::time::Duration;

use serde_json::{Value as Json, json};
use tfplugin_rs::Attr;
use tfplugin_rs::json as typed;

use crate::resources::rollout::model::{Rollout, millis};

/// This build: another one may mean something else by the same words.
const BUILD: &str = env!("CARGO_PKG_VERSION");

/// What a Job's program has to know.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Payload {
    /// The provider's `owner`.
    pub(super) owner: String,
    /// The revision that the apply has found; empty for a dead man.
    pub(super) revision: String,
    /// How long its work may take.
    pub(super) time: Duration,
    /// The configuration, without a way to the cluster and without a credential.
    pub(super) model: Rollout,
}

impl Payload {
    pub(super) fn written(&self) -> String {
        let parts = json!({
            "build": BUILD,
            "owner": self.owner,
            "revision": self.revision,
            "timeMillis": millis(self.time),
            "rollout": typed::write(&self.model),
        });
        format!("{parts:#}\n")
    }

    /// # Errors
    /// Why this build must not read it, or cannot.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let parts: Json = serde_json::from_str(text).map_err(|err| format!("it is not JSON: {err}"))?;
        let text = |name: &str| parts[name].as_str().map(str::to_owned).ok_or_else(|| format!("it has no `{name}`"));
        let build = text("build")?;
        if build != BUILD {
            return Err(format!(
                "it was written by version {build} of the provider, and `in_cluster.image` has version {BUILD}"
            ));
        }
        Ok(Self {
            owner: text("owner")?,
            revision: text("revision")?,
            time: Duration::from_millis(parts["timeMillis"].as_u64().ok_or("it has no `timeMillis`")?),
            model: typed::read(&parts["rollout"])?,
        })
    }
}

/// A configuration without what only the apply's own machine has a use for, and without what the state computes.
pub(super) fn bare(model: &Rollout) -> Rollout {
    Rollout {
        kubernetes: None,
        id: Attr::Null,
        phase: Attr::Null,
        stable_revision: Attr::Null,
        candidate_revision: Attr::Null,
        step: Attr::Null,
        weight: Attr::Null,
        holder: Attr::Null,
        evidence: Attr::Null,
        started_at: Attr::Null,
        predicted_duration: Attr::Null,
        ..model.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::rollout::connection::Credential;
    use crate::resources::rollout::paper;
    use crate::resources::rollout::sample::{small, weighted};

    fn payload(config: &Json) -> Payload {
        let model = bare(&paper::model(config));
        Payload { owner: "shop".to_owned(), revision: "r1".to_owned(), time: Duration::from_mins(5), model }
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        for config in [small(), weighted()] {
            let written = payload(&config);
            assert_eq!(Payload::read(&written.written()).unwrap(), written);
        }
    }

    #[test]
    fn no_credential_is_in_it() {
        let mut payload = payload(&small());
        let prometheus = &mut payload.model.analysis.as_mut().unwrap().prometheus;
        prometheus.bearer_token_wo = Some(Credential::new("hunter2"));
        assert!(!payload.written().contains("hunter2"));
    }

    #[test]
    fn another_build_does_not_read_it() {
        let text = payload(&small()).written().replace(&format!("\"build\": \"{BUILD}\""), "\"build\": \"9.9.9\"");
        let why = Payload::read(&text).unwrap_err();
        assert!(why.contains("version 9.9.9") && why.contains("in_cluster.image"), "{why}");
    }
}
