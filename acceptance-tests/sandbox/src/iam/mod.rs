//! IAM: roles, their policies and identity providers, and how long a change takes to be known elsewhere.
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::call::{Operation, Refusal};
use crate::moment::Moment;
use crate::world::ACCOUNT;

mod members;
mod policy;
mod provider;
pub(crate) mod role;
mod role_change;
mod role_policy;
pub(crate) mod trust;

pub(crate) use members::MEMBERS;

/// What the account has in IAM; IAM has no regions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Iam {
    /// By name.
    pub(crate) roles: BTreeMap<String, Role>,
    /// Identity providers by ARN.
    pub(crate) providers: BTreeMap<String, provider::Provider>,
    /// Customer-managed policies by ARN.
    pub(crate) policies: BTreeMap<String, policy::Policy>,
    /// Secrets of the access keys that STS handed out.
    pub(crate) secrets: BTreeMap<String, String>,
    /// ARN of who signs with an access key, for keys handed out by STS.
    pub(crate) sessions: BTreeMap<String, String>,
}

/// A role.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) name: String,
    /// The trust policy, as it was given.
    pub(crate) trust: String,
    pub(crate) description: Option<String>,
    pub(crate) boundary: Option<String>,
    pub(crate) max_session: u64,
    pub(crate) created: Moment,
    /// When the other services know the role and its trust policy.
    pub(crate) known: Moment,
    pub(crate) tags: BTreeMap<String, String>,
    /// ARNs of attached policies, with the moment from which other services know it.
    pub(crate) attached: BTreeMap<String, Moment>,
    /// Inline policies, as they were given.
    pub(crate) inline: BTreeMap<String, String>,
}

impl Role {
    pub(crate) fn arn(&self) -> String {
        format!("arn:aws:iam::{ACCOUNT}:role{}{}", self.path, self.name)
    }
}

impl Iam {
    pub(crate) fn role(&self, name: &str) -> Result<&Role, Refusal> {
        self.roles.get(name).ok_or_else(|| no_role(name))
    }

    pub(crate) fn role_mut(&mut self, name: &str) -> Result<&mut Role, Refusal> {
        self.roles.get_mut(name).ok_or_else(|| no_role(name))
    }

    /// The role of that ARN, if the services outside IAM know it by now.
    pub(crate) fn known(&self, arn: &str, now: Moment) -> Option<&Role> {
        self.roles.values().find(|role| role.arn() == arn && role.known <= now)
    }
}

fn no_role(name: &str) -> Refusal {
    no_entity(format!("The role with name {name} cannot be found."))
}

pub(crate) fn no_entity(words: impl Into<String>) -> Refusal {
    Refusal::of(404, "NoSuchEntity", words)
}

/// Tags as IAM and EC2 list them.
pub(crate) fn tag_list(tags: &BTreeMap<String, String>, key: &str, value: &str) -> Value {
    let pair = |(name, text): (&String, &String)| {
        let mut pair = Map::new();
        pair.insert(key.to_owned(), json!(name));
        pair.insert(value.to_owned(), json!(text));
        Value::Object(pair)
    };
    tags.iter().map(pair).collect()
}

/// What it plays.
pub(crate) const OPERATIONS: &[(&str, Operation)] = &[
    ("CreateRole", role::create),
    ("GetRole", role::get),
    ("DeleteRole", role::delete),
    ("ListRoles", role_change::list),
    ("UpdateRole", role_change::update),
    ("UpdateAssumeRolePolicy", role_change::trust_policy),
    ("TagRole", role_change::tag),
    ("UntagRole", role_change::untag),
    ("ListRoleTags", role_change::tags_of),
    ("CreateServiceLinkedRole", role_change::service_linked),
    ("PutRolePolicy", role_policy::put),
    ("GetRolePolicy", role_policy::get),
    ("DeleteRolePolicy", role_policy::delete),
    ("CreatePolicy", policy::create),
    ("GetPolicy", policy::get),
    ("DeletePolicy", policy::delete),
    ("CreateOpenIDConnectProvider", provider::create),
    ("GetOpenIDConnectProvider", provider::get),
    ("ListOpenIDConnectProviders", provider::list),
    ("DeleteOpenIDConnectProvider", provider::delete),
    ("TagOpenIDConnectProvider", provider::tag),
    ("UntagOpenIDConnectProvider", provider::untag),
    ("ListOpenIDConnectProviderTags", provider::tags_of),
    ("UpdateOpenIDConnectProviderThumbprint", provider::set_thumbprints),
    ("AddClientIDToOpenIDConnectProvider", provider::add_client),
    ("AttachRolePolicy", role_policy::attach),
    ("DetachRolePolicy", role_policy::detach),
    ("ListAttachedRolePolicies", role_policy::attached),
    ("ListRolePolicies", role_policy::inline),
    ("ListInstanceProfilesForRole", role_policy::profiles),
];
