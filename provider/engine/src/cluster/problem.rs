//! Why there is no way on, in words a user can act on, and what a wait waits for.

use std::fmt;

use serde::Serialize;

use super::observed::{Issue, Leak};
use super::{Key, Minor};

/// Why no step of ours can reach the goal. [`Problem::advice`] has the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are the parts of the sentence in `advice`")]
pub enum Problem {
    /// Something stands where ours would have to, without our tag.
    Foreign { what: String, owner: Option<String>, path: String, otherwise: Option<String> },
    /// State holds the cluster, the cloud does not.
    Gone { name: String },
    /// The cluster, a child or a support object failed.
    Failed { what: String, path: Option<String>, issues: Vec<Issue> },
    /// The cluster itself failed, for good.
    Stillborn { what: String, issues: Vec<Issue> },
    /// An update failed or was cancelled.
    UpdateFailed { what: String, path: String, kind: String, issues: Vec<Issue> },
    /// Only a new cluster can have this.
    NeedsReplacement { path: String, seen: String, wanted: String },
    /// The configured version was lowered.
    Downgrade { from: Minor, to: Minor },
    /// It was lowered, rollback was asked for, and cannot be had.
    RollbackImpossible { from: Minor, to: Minor, because: String },
    /// More minors than one apply may walk.
    TooManySteps { from: Minor, to: Minor, max: u32 },
    /// The cloud names what stands in the way of the next minor.
    UpgradeBlocked { to: Minor, issues: Vec<Issue> },
    /// Pools that stay behind keep the control plane from its next step.
    PoolsHoldBack { pools: Vec<String>, at: Minor },
    /// The wanted version of an add-on is not offered for a minor.
    AddonVersion { addon: String, version: String, minor: Minor },
    /// There is no add-on of this name for a minor.
    AddonNotOffered { addon: String, minor: Minor },
    /// A pool's immutable fields changed and it may not be rotated.
    PoolImmutable { key: String, fields: Vec<String> },
    /// A destroy of a protected cluster.
    Protected,
    /// A cluster with pools of somebody else cannot be deleted.
    ForeignPools { pools: Vec<String> },
    /// Objects the cluster left behind keep our network from being deleted.
    LeaksInTheWay { leaks: Vec<Leak> },
    /// The spec refers to a support object it does not have.
    MissingSupport { key: Key },
    /// The cloud has no such thing.
    Unsupported { path: String, cloud: String },
    /// The cloud accepted the same request again and again, and nothing changed.
    NoEffect { action: String },
}

/// A problem in words: what was seen and what is true now, what to do next, and where in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Stable, without names, at most 60 characters.
    pub summary: &'static str,
    /// What was seen, and what is true now.
    pub detail: String,
    /// What to do.
    pub next_step: String,
    /// The attribute, if it is the user's to change.
    pub path: Option<String>,
}

impl Problem {
    /// The problem in words.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one arm a problem; splitting them would hide that none is missing")]
    pub fn advice(&self) -> Advice {
        let (summary, detail, next_step, path): (_, String, String, Option<&str>) = match self {
            Self::Foreign { what, owner, path, otherwise } => (
                "Object exists and is not managed by this resource",
                match owner {
                    Some(owner) => format!(
                        "There is already {what}, and its tag kgas-owner is {owner:?}, which is not ours. Nothing was changed."
                    ),
                    None => format!("There is already {what}, without the tag kgas-owner. Nothing was changed."),
                },
                otherwise.clone().unwrap_or_else(|| "Choose another name, or delete the object.".into()),
                Some(path),
            ),
            Self::Gone { name } => (
                "Cluster was deleted outside of Terraform",
                format!(
                    "State holds cluster {name:?}, but three looks in a row did not find it. Nothing was created in its place."
                ),
                "Run `terraform plan` again: it will notice the absence and propose to create the cluster.".into(),
                None,
            ),
            Self::Failed { what, path, issues } => (
                "Object failed in the cloud",
                format!("{what} failed{}. It is still there.", said(issues)),
                "Remove the cause and apply again: a failed child is then deleted and made anew.".into(),
                path.as_deref(),
            ),
            Self::Stillborn { what, issues } => (
                "Cluster failed in the cloud",
                format!("{what} failed{}. It is still there, and no change of it is possible.", said(issues)),
                "Remove the cause, then let Terraform replace it: by itself if this was its creation, else by `terraform apply -replace` with this resource's address. Protection from deletion does not stand against that.".into(),
                Some("name"),
            ),
            Self::UpdateFailed { what, path, kind, issues } => (
                "Update failed in the cloud",
                format!(
                    "The update {kind} of {what} failed{}. What had been changed before it stays changed.",
                    said(issues)
                ),
                "Remove the cause and apply again: the apply continues from what it sees.".into(),
                Some(path),
            ),
            Self::NeedsReplacement { path, seen, wanted } => (
                "Change needs a new cluster",
                format!(
                    "{path} is {seen} and should become {wanted}, which a living cluster cannot do. It was not changed."
                ),
                format!("Set {path} back, or replace the cluster with `terraform apply -replace=ADDRESS`."),
                Some(path),
            ),
            Self::Downgrade { from, to } => (
                "Version was lowered",
                format!("The control plane runs {from} and version was lowered to {to}. Nothing was changed."),
                format!(
                    "Set version to {from:?}, or upgrade.on_downgrade = \"rollback\" where the cloud can go back.",
                    from = from.to_string()
                ),
                Some("version"),
            ),
            Self::RollbackImpossible { from, to, because } => (
                "Rollback is not possible",
                format!("The control plane runs {from} and cannot go back to {to}: {because}."),
                format!("Set version to {from:?}.", from = from.to_string()),
                Some("version"),
            ),
            Self::TooManySteps { from, to, max } => (
                "Version is too many minors ahead",
                format!(
                    "The control plane runs {from}; {to} is more than the {max} minor step(s) one apply may walk. Nothing was changed."
                ),
                "Choose a nearer version, or raise upgrade.max_minor_steps.".into(),
                Some("version"),
            ),
            Self::UpgradeBlocked { to, issues } => (
                "Upgrade is blocked",
                format!("The cloud objects to {to}{}. The control plane was not changed.", said(issues)),
                "Remove what blocks it, or set upgrade.on_blocked = \"force\".".into(),
                Some("version"),
            ),
            Self::PoolsHoldBack { pools, at } => (
                "Pools are too old for the next version",
                format!(
                    "Before the control plane can leave {at}, pools {} have to be at a version it allows.",
                    list(pools)
                ),
                "Set upgrade.node_pools = \"follow\", or raise the pools' own version.".into(),
                Some("upgrade.node_pools"),
            ),
            Self::AddonVersion { addon, version, minor } => (
                "Add-on version is not offered",
                format!("Version {version} of add-on {addon} is not offered for Kubernetes {minor}."),
                format!("Choose a version offered for {minor}, or leave it out to get the default."),
                Some("addons"),
            ),
            Self::AddonNotOffered { addon, minor } => (
                "Unknown add-on",
                format!("The cloud offers no add-on {addon:?} for Kubernetes {minor}. It was not installed."),
                "Check the name, or choose another version of Kubernetes.".into(),
                Some(&format!("addons[{addon:?}]")),
            ),
            Self::PoolImmutable { key, fields } => (
                "Pool cannot change this in place",
                format!(
                    "Pool {key:?} differs in {}, which a living pool cannot change, and on_immutable_change is \"refuse\".",
                    list(fields)
                ),
                "Set it back, or set on_immutable_change to \"rotate\" or \"replace\".".into(),
                Some(&format!("node_pools[{key:?}]")),
            ),
            Self::Protected => (
                "Cluster is protected from deletion",
                "deletion.protected is true. Nothing was deleted.".into(),
                "Set deletion.protected = false, apply, then destroy. If the cluster is to be replaced because it is tainted, run `terraform untaint` on this resource's address before that.".into(),
                Some("deletion.protected"),
            ),
            Self::ForeignPools { pools } => (
                "Cluster has pools of somebody else",
                format!(
                    "Pools {} do not carry our tag, and a cluster with pools cannot be deleted. Nothing was deleted.",
                    list(pools)
                ),
                "Delete these pools where they are managed, then destroy again.".into(),
                None,
            ),
            Self::LeaksInTheWay { leaks } => (
                "Leftovers keep the network from being deleted",
                format!(
                    "The cluster is gone; {} were made by it, do not carry our tag, and are still in the network.",
                    list(&leaks.iter().map(|leak| format!("{} {}", leak.kind, leak.id)).collect::<Vec<_>>())
                ),
                "Delete them, then destroy again: it continues with the network.".into(),
                None,
            ),
            Self::MissingSupport { key } => (
                "Reference to an unknown object",
                format!("Something refers to {key}, which is not planned. This is a bug in the kgas provider."),
                "Please report it with the configuration of this resource.".into(),
                None,
            ),
            Self::Unsupported { path, cloud } => (
                "Attribute is not supported on this cloud",
                format!("{cloud} has nothing that corresponds to {path}."),
                format!("Remove {path}."),
                Some(path),
            ),
            Self::NoEffect { action } => (
                "Requests have no effect",
                format!("{action} was accepted several times, and the cloud still shows what it showed before."),
                "Look at the object in the cloud's console: something else may be changing it back. Then apply again."
                    .into(),
                None,
            ),
        };
        Advice { summary, detail, next_step, path: path.map(ToOwned::to_owned) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = self.advice();
        write!(f, "{}: {} {}", advice.summary, advice.detail, advice.next_step)
    }
}

impl std::error::Error for Problem {}

fn list(names: &[String]) -> String {
    names.join(", ")
}

fn said(issues: &[Issue]) -> String {
    if issues.is_empty() {
        return " without a reason from the cloud".into();
    }
    let one = |i: &Issue| {
        let about = if i.resources.is_empty() { String::new() } else { format!(" ({})", list(&i.resources)) };
        format!("{}: {}{about}", i.code, i.message)
    };
    format!(", the cloud says {}", issues.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// What a wait waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are the parts of the sentence in `Display`")]
pub enum Waiting {
    /// An object is on its way.
    For { what: String, status: String },
    /// An update is under way.
    Update { what: String, kind: String, id: String },
    /// An absence is looked at again before it is believed.
    Absence { what: String, looks: u32 },
    /// The cloud is letting go of objects in our network.
    Leftovers { ids: Vec<String> },
    /// A request was accepted, and its effect is not seen yet.
    Effect { action: String },
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::For { what, status } => write!(f, "{what} is {status}"),
            Self::Update { what, kind, id } => write!(f, "update {kind} of {what} is in progress ({id})"),
            Self::Absence { what, looks } => write!(f, "{what} was not found ({looks} looks so far)"),
            Self::Leftovers { ids } => write!(f, "the cloud still releases {}", list(ids)),
            Self::Effect { action } => write!(f, "{action} was accepted and does not show yet"),
        }
    }
}
