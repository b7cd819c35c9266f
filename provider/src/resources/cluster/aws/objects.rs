//! What stands around a cluster on AWS: network, roles, OIDC provider and launch templates.
//!
//! For the engine each is a key, its needs and a digest. This is what the digest stands for.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::{Key, Stage, Support};
use kgas_engine::digest;

/// One object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Object {
    /// The network, with DNS names for its machines.
    Vpc {
        /// Its addresses.
        cidr: String,
        /// Whether its machines have DNS names, as nodes need to reach a private endpoint.
        dns: bool,
    },
    /// Where public subnets reach the internet.
    InternetGateway {
        /// Whether the network uses it.
        attached: bool,
    },
    /// One subnet.
    Subnet {
        /// In which of the region's zones, by position.
        zone: usize,
        /// Its addresses.
        cidr: String,
        /// Whether its machines get public addresses.
        public: bool,
    },
    /// A fixed address.
    ElasticIp,
    /// Where private subnets reach the internet.
    NatGateway {
        /// The public subnet it stands in.
        subnet: Key,
        /// Its address.
        address: Key,
    },
    /// Ways out for some subnets.
    RouteTable {
        /// Where everything else goes; nowhere if `None`.
        way_out: Option<Key>,
        /// The subnets.
        subnets: BTreeSet<Key>,
    },
    /// A role.
    Role {
        /// Its name.
        name: String,
        /// Who takes it on.
        service: &'static str,
        /// ARNs of its policies.
        policies: BTreeSet<String>,
    },
    /// Trust in the cluster's service account tokens.
    OidcProvider,
    /// What machines of a pool are made from.
    LaunchTemplate {
        /// Its name.
        name: String,
        /// Size of the root disk in GiB.
        disk_gb: i64,
    },
}

impl Object {
    /// What it is, in the engine's words.
    pub(in super::super) fn kind(&self) -> &'static str {
        match self {
            Self::Vpc { .. } => "vpc",
            Self::InternetGateway { .. } => "internet_gateway",
            Self::Subnet { .. } => "subnet",
            Self::ElasticIp => "elastic_ip",
            Self::NatGateway { .. } => "nat_gateway",
            Self::RouteTable { .. } => "route_table",
            Self::Role { .. } => "role",
            Self::OidcProvider => "oidc_provider",
            Self::LaunchTemplate { .. } => "launch_template",
        }
    }

    /// When it is needed.
    pub(in super::super) fn stage(&self) -> Stage {
        match self {
            Self::OidcProvider => Stage::AfterCluster,
            Self::LaunchTemplate { .. } => Stage::BeforePool,
            _ => Stage::BeforeCluster,
        }
    }

    fn needs(&self) -> BTreeSet<Key> {
        let vpc = || Key::from("vpc");
        match self {
            Self::Vpc { .. }
            | Self::ElasticIp
            | Self::Role { .. }
            | Self::OidcProvider
            | Self::LaunchTemplate { .. } => BTreeSet::new(),
            Self::InternetGateway { .. } | Self::Subnet { .. } => BTreeSet::from([vpc()]),
            Self::NatGateway { subnet, address } => {
                BTreeSet::from([subnet.clone(), address.clone(), Key::from("internet-gateway")])
            }
            Self::RouteTable { way_out, subnets } => {
                let mut needs = subnets.clone();
                needs.insert(vpc());
                needs.extend(way_out.clone());
                needs
            }
        }
    }

    /// Everything about it that can be read back.
    fn facts(&self) -> Vec<String> {
        match self {
            Self::Vpc { cidr, dns } => vec![cidr.clone(), dns.to_string()],
            Self::InternetGateway { attached } => vec![attached.to_string()],
            Self::ElasticIp | Self::OidcProvider => Vec::new(),
            Self::Subnet { cidr, public, .. } => vec![cidr.clone(), public.to_string()],
            Self::NatGateway { subnet, address } => vec![subnet.to_string(), address.to_string()],
            Self::RouteTable { way_out, subnets } => {
                let way_out = way_out.as_ref().map(ToString::to_string).unwrap_or_default();
                std::iter::once(way_out).chain(subnets.iter().map(ToString::to_string)).collect()
            }
            Self::Role { policies, .. } => policies.iter().cloned().collect(),
            Self::LaunchTemplate { disk_gb, .. } => vec![disk_gb.to_string()],
        }
    }

    /// Stands for the object and its tags. Tags of ours and of AWS do not count.
    pub(in super::super) fn digest(&self, tags: &BTreeMap<String, String>) -> String {
        let tags = tags.iter().filter(|(key, _)| !key.starts_with("kgas-") && !key.starts_with("aws:"));
        let tags: Vec<String> = tags.flat_map(|(key, value)| [key.clone(), value.clone()]).collect();
        let facts = self.facts();
        let count = facts.len().to_string();
        let parts = [self.kind(), count.as_str()].into_iter();
        digest::hex(&parts.chain(facts.iter().chain(&tags).map(String::as_str)).collect::<Vec<_>>())
    }
}

/// Objects by key, with the tags each shall have beside the owner's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Objects {
    all: BTreeMap<Key, (Object, BTreeMap<String, String>)>,
}

impl Objects {
    /// Adds one.
    pub(in super::super) fn insert(&mut self, key: impl Into<Key>, object: Object, tags: BTreeMap<String, String>) {
        self.all.insert(key.into(), (object, tags));
    }

    /// One with its tags.
    pub(in super::super) fn get(&self, key: &Key) -> Option<(&Object, &BTreeMap<String, String>)> {
        self.all.get(key).map(|(object, tags)| (object, tags))
    }

    /// The digest of an object as it was seen. Tags that nobody asked for are somebody else's, and do not count.
    pub(in super::super) fn digest_of(&self, key: &Key, seen: &Object, tags: &BTreeMap<String, String>) -> String {
        let wanted = self.get(key).map(|(_, tags)| tags);
        let asked_for = |key: &String| wanted.is_some_and(|wanted| wanted.contains_key(key));
        seen.digest(&tags.iter().filter(|(key, _)| asked_for(key)).map(|(k, v)| (k.clone(), v.clone())).collect())
    }

    /// All of a kind.
    pub(in super::super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = (&Key, &Object)> {
        self.all.iter().map(|(key, (object, _))| (key, object)).filter(move |(_, object)| object.kind() == kind)
    }

    /// Whether there are any of a kind.
    pub(in super::super) fn has(&self, kind: &str) -> bool {
        self.of_kind(kind).next().is_some()
    }

    /// As the engine sees them.
    pub(in super::super) fn support(&self) -> Vec<Support> {
        let support = |(key, (object, tags)): (&Key, &(Object, BTreeMap<String, String>))| Support {
            key: key.clone(),
            kind: object.kind().to_owned(),
            stage: object.stage(),
            needs: object.needs(),
            digest: object.digest(tags),
        };
        self.all.iter().map(support).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_digest_tells_contents_and_tags_apart_and_ignores_our_own() {
        let subnet = |public| Object::Subnet { zone: 0, cidr: "10.0.0.0/20".to_owned(), public };
        let plain = subnet(true).digest(&tags(&[("team", "a")]));
        assert_ne!(plain, subnet(false).digest(&tags(&[("team", "a")])));
        assert_ne!(plain, subnet(true).digest(&tags(&[("team", "b")])));
        assert_eq!(plain, subnet(true).digest(&tags(&[("team", "a"), ("kgas-owner", "x"), ("aws:y", "z")])));
    }

    #[test]
    fn a_fact_is_not_taken_for_a_tag() {
        let table = |subnets: &[&str]| Object::RouteTable {
            way_out: None,
            subnets: subnets.iter().map(|key| Key::from(*key)).collect(),
        };
        assert_ne!(table(&["a", "b"]).digest(&BTreeMap::new()), table(&[]).digest(&tags(&[("a", "b")])));
    }
}
