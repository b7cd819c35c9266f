//! The provider block.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_rs::Model;

/// Kubernetes clusters, rollouts and service level objectives.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Config {
    /// Who owns what this configuration makes: `platform/production`. It goes into the `kgas-owner` tag of everything created,
    /// by which an interrupted apply is resumed and a stranger's object left alone. Two configurations must not share
    /// it, and it must not change: what was made under the earlier one is a stranger's from then on, and is taken in again only by
    /// removing its `kgas-owner` tags and importing it.
    #[attr(length(1, 128))]
    pub owner: String,
    /// Tags on everything created, beside a resource's own.
    #[attr(default = {})]
    pub default_tags: BTreeMap<String, String>,
    /// Beginnings of tag keys that are somebody else's business, such as those an organization puts on everything: tags with
    /// them are neither shown nor changed.
    #[attr(default = [])]
    pub ignored_tag_prefixes: BTreeSet<String>,
    /// How to reach AWS. Everything left out is found as the AWS command line finds it: environment, profiles, SSO,
    /// web identity, container and instance roles.
    pub aws: Option<Aws>,
}

/// How to reach AWS.
#[derive(Debug, Clone, Default, PartialEq, Model)]
pub struct Aws {
    /// Profile of the shared configuration files.
    pub profile: Option<String>,
    /// Access key. Better left to the environment.
    pub access_key: Option<String>,
    /// Secret of the access key.
    #[attr(sensitive)]
    pub secret_key: Option<String>,
    /// Session token of temporary credentials.
    #[attr(sensitive)]
    pub token: Option<String>,
    /// A role to take on.
    pub assume_role: Option<AssumeRole>,
    /// One address for all services, instead of AWS' own.
    pub endpoint: Option<String>,
    /// Addresses by service (`eks`, `iam`, `ec2`, `sts`, `kms`, `elb`, `elbv2`, `logs`), before `endpoint`.
    #[attr(default = {})]
    pub endpoints: BTreeMap<String, String>,
    /// A PEM file of certificate authorities to trust beside the system's.
    pub ca_certificate_file: Option<String>,
    /// URL of a proxy; that of the environment when left out.
    pub proxy: Option<String>,
}

/// A role to take on.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct AssumeRole {
    /// Its ARN.
    #[attr(length(20, 2048))]
    pub role_arn: String,
    /// Name of the session, in the cloud's audit log.
    #[attr(default = "terraform-provider-kgas", length(2, 64))]
    pub session_name: String,
    /// What the role's trust policy asks for.
    #[attr(length(2, 1224))]
    pub external_id: Option<String>,
}
