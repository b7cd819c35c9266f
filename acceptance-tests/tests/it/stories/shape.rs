//! The configuration of a story: one cluster, as far as its cloud has what clusters have.
use kgas_acceptance::cloud::{Feature, Kind, REGION};

use super::scene::NAME;

/// What stories vary.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    kind: Kind,
    pub(crate) version: &'static str,
    pub(crate) steps: u32,
    pub(crate) machine: &'static str,
    pub(crate) most: u32,
    pub(crate) label: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) logs: &'static str,
    /// Further tags, each after a comma.
    pub(crate) more_tags: &'static str,
    /// Further blocks of the root module.
    pub(crate) more: &'static str,
}

impl Shape {
    pub(crate) fn on(kind: Kind) -> Self {
        Self {
            kind,
            version: "1.33",
            steps: 1,
            machine: "m7i.large",
            most: 3,
            label: "blue",
            tag: "first",
            logs: r#""api""#,
            more_tags: "",
            more: "",
        }
    }

    /// The root module, for a cloud at `url`.
    pub(crate) fn module(&self, url: &str) -> String {
        let Self { version, steps, machine, most, label, tag, logs, more_tags, more, kind } = self;
        let addons = if kind.has(Feature::Addons) { "vpc-cni = {}, coredns = {}" } else { "" };
        let platform = r#"platform = { principal = "arn:aws:iam::210987654321:role/platform", level = "admin" }"#;
        let access = if kind.has(Feature::AccessEntries) { platform } else { "" };
        // Without version updates a pool that says another version than the cluster could not be helped.
        let pools = if kind.has(Feature::VersionUpdates) { "follow" } else { "hold" };
        let workload = kind.has(Feature::Issuer);
        format!(
            r#"
terraform {{
  required_providers {{
    kgas = {{ source = "kgas/kgas" }}
  }}
}}

provider "kgas" {{
  owner = "acceptance/stories"
  aws   = {{ endpoint = "{url}" }}
}}

resource "kgas_cluster" "story" {{
  name       = "{NAME}"
  location   = "{REGION}"
  version    = "{version}"
  channel    = "extended"
  upgrade    = {{ max_minor_steps = {steps}, node_pools = "{pools}" }}
  network    = {{ create = {{ zones = 2, nat = "none" }} }}
  endpoint   = {{ public = true, private = true, allowed_cidrs = ["203.0.113.0/24"] }}
  logging    = {{ components = [{logs}] }}
  identity   = {{ workload = {workload} }}
  access     = {{ {access} }}
  addons     = {{ {addons} }}
  node_pools = {{
    workers = {{ machine_types = ["{machine}"], min = 1, max = {most}, labels = {{ colour = "{label}" }} }}
  }}
  tags       = {{ story = "{tag}"{more_tags} }}
  deletion   = {{ protected = false }}
  aws        = {{}}
}}
{more}
"#
        )
    }
}
