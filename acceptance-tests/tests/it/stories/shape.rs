//! The configuration of a story: one cluster, as far as its cloud has what clusters have.
use std::collections::BTreeMap;
use std::fmt::Write;

use kgas_acceptance::cloud::{Feature, Kind, REGION};

use super::scene::NAME;

/// What stories vary.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    kind: Kind,
    /// What the provider block says, in place of what every story says.
    pub(crate) provider: Option<&'static str>,
    pub(crate) version: &'static str,
    pub(crate) steps: u32,
    pub(crate) machine: &'static str,
    pub(crate) least: u32,
    pub(crate) most: u32,
    pub(crate) label: &'static str,
    /// What a change does that running machines cannot take.
    pub(crate) on_change: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) logs: &'static str,
    /// Further tags, each after a comma.
    pub(crate) more_tags: &'static str,
    /// Further blocks of the root module.
    pub(crate) more: &'static str,
    /// Attributes of the cluster that a story writes itself, in HCL.
    own: BTreeMap<&'static str, String>,
}

impl Shape {
    pub(crate) fn on(kind: Kind) -> Self {
        Self {
            kind,
            provider: None,
            version: "1.33",
            steps: 1,
            machine: "m7i.large",
            least: 1,
            most: 3,
            label: "blue",
            on_change: "rotate",
            tag: "first",
            logs: r#""api""#,
            more_tags: "",
            more: "",
            own: BTreeMap::new(),
        }
    }

    /// Writes an attribute of the cluster, in place of the one every story has.
    pub(crate) fn set(&mut self, attribute: &'static str, hcl: impl Into<String>) -> &mut Self {
        self.own.insert(attribute, hcl.into());
        self
    }

    /// The root module, for a cloud at `url`.
    pub(crate) fn module(&self, url: &str) -> String {
        let provider = format!("owner = \"acceptance/stories\"\n  aws   = {{ endpoint = {url:?} }}");
        let (provider, more) = (self.provider.unwrap_or(&provider), self.more);
        let mut attributes = self.attributes();
        attributes.extend(self.own.clone());
        let mut cluster = String::new();
        for (name, hcl) in attributes {
            // Writing to a string does not fail.
            let _ = writeln!(cluster, "  {name} = {hcl}");
        }
        format!(
            r#"
terraform {{
  required_providers {{
    kgas = {{ source = "kgas/kgas" }}
  }}
}}

provider "kgas" {{
  {provider}
}}

resource "kgas_cluster" "story" {{
{cluster}}}
{more}
"#
        )
    }

    fn attributes(&self) -> BTreeMap<&'static str, String> {
        let Self { version, steps, machine, least, most, label, on_change, tag, logs, more_tags, kind, .. } = self;
        let addons = if kind.has(Feature::Addons) { "{ vpc-cni = {}, coredns = {} }" } else { "{}" };
        let platform = r#"{ platform = { principal = "arn:aws:iam::210987654321:role/platform", level = "admin" } }"#;
        let access = if kind.has(Feature::AccessEntries) { platform } else { "{}" };
        // Without version updates a pool that says another version than the cluster could not be helped.
        let pools = if kind.has(Feature::VersionUpdates) { "follow" } else { "hold" };
        let workload = kind.has(Feature::Issuer);
        BTreeMap::from([
            ("name", format!("{NAME:?}")),
            ("location", format!("{REGION:?}")),
            ("version", format!("{version:?}")),
            ("channel", r#""extended""#.to_owned()),
            ("upgrade", format!("{{ max_minor_steps = {steps}, node_pools = {pools:?} }}")),
            ("network", r#"{ create = { zones = 2, nat = "none" } }"#.to_owned()),
            ("endpoint", r#"{ public = true, private = true, allowed_cidrs = ["203.0.113.0/24"] }"#.to_owned()),
            ("logging", format!("{{ components = [{logs}] }}")),
            ("identity", format!("{{ workload = {workload} }}")),
            ("access", access.to_owned()),
            ("addons", addons.to_owned()),
            (
                "node_pools",
                format!(
                    "{{ workers = {{ machine_types = [{machine:?}], min = {least}, max = {most}, \
                     labels = {{ colour = {label:?} }}, on_immutable_change = {on_change:?} }} }}"
                ),
            ),
            ("tags", format!("{{ story = {tag:?}{more_tags} }}")),
            ("deletion", "{ protected = false }".to_owned()),
            ("aws", "{}".to_owned()),
        ])
    }
}
