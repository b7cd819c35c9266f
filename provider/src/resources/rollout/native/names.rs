//! Where the objects of a rollout are.

use kgas_api::kubernetes::{Kind, Name, NameError, Namespace, Place};
use kgas_engine::rollout::Slot;

use crate::resources::rollout::template::{ROLLOUT_LABEL, SLOT_LABEL, slot_name};

/// The names of one rollout's objects.
#[derive(Debug, Clone)]
pub(in crate::resources::rollout) struct Names {
    namespace: Namespace,
    rollout: String,
}

impl Names {
    /// # Errors
    /// What cannot be the name of an object.
    pub(in crate::resources::rollout) fn new(namespace: &str, rollout: &str) -> Result<Self, NameError> {
        let namespace = Namespace::parse(namespace)?;
        Name::parse(&format!("kgas-rollout-{rollout}"))?;
        Ok(Self { namespace, rollout: rollout.to_owned() })
    }

    pub(in crate::resources::rollout) const fn namespace(&self) -> &Namespace {
        &self.namespace
    }

    pub(in crate::resources::rollout) fn rollout(&self) -> &str {
        &self.rollout
    }

    /// The object of a slot: its Deployment, Service or autoscaler.
    pub(in crate::resources::rollout) fn of(&self, kind: Kind, slot: Slot) -> Place {
        self.named(kind, &slot_name(&self.rollout, slot))
    }

    /// What selects the pods of a slot.
    pub(in crate::resources::rollout) fn pods_of(&self, slot: Slot) -> String {
        format!("{ROLLOUT_LABEL}={},{SLOT_LABEL}={slot}", self.rollout)
    }

    pub(in crate::resources::rollout) fn lease(&self) -> Place {
        self.named(Kind::LEASE, &format!("kgas-rollout-{}", self.rollout))
    }

    pub(in crate::resources::rollout) fn journal(&self) -> Place {
        self.named(Kind::CONFIG_MAP, &format!("kgas-rollout-{}", self.rollout))
    }

    /// The Ingress beside the main one, which takes a share of its requests.
    pub(super) fn beside(&self) -> Place {
        self.named(Kind::INGRESS, &format!("{}-kgas-canary", self.rollout))
    }

    /// An object beside them. What is no name comes to the API server's own refusal.
    pub(in crate::resources::rollout) fn named(&self, kind: Kind, name: &str) -> Place {
        let checked =
            Name::parse(name).or_else(|_| Name::parse("invalid")).unwrap_or_else(|_| (&self.namespace).into());
        kind.at(&self.namespace, &checked)
    }
}
