//! What stands around a cluster on AWS: network, roles, OIDC provider and launch templates.
//!
//! For the engine each is a key, its needs and a digest. This is what the digest stands for.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::{Key, Stage, Support};
use kgas_engine::digest;
use kgas_engine::owner::OWN_TAG_PREFIX;

use super::template::Disk;

/// Whom tokens of service accounts are for when they are to take on roles.
pub(in super::super) const STS: &str = "sts.amazonaws.com";

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
        /// Who takes it on; empty if that is not one service alone.
        service: &'static str,
        /// ARNs of its policies.
        policies: BTreeSet<String>,
    },
    /// Trust in the cluster's service account tokens.
    OidcProvider {
        /// Whether they may be used to take on roles.
        for_roles: bool,
    },
    /// What machines of a pool are made from.
    LaunchTemplate {
        /// Its name.
        name: String,
        /// Its disk.
        disk: Disk,
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
            Self::OidcProvider { .. } => "oidc_provider",
            Self::LaunchTemplate { .. } => "launch_template",
        }
    }

    /// When it is needed.
    pub(in super::super) fn stage(&self) -> Stage {
        match self {
            Self::OidcProvider { .. } => Stage::AfterCluster,
            Self::LaunchTemplate { .. } => Stage::BeforePool,
            _ => Stage::BeforeCluster,
        }
    }

    /// What must be there before it, and goes after it.
    pub(in super::super) fn needs(&self) -> BTreeSet<Key> {
        let vpc = || Key::from("vpc");
        match self {
            Self::Vpc { .. }
            | Self::ElasticIp
            | Self::Role { .. }
            | Self::OidcProvider { .. }
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
    pub(in super::super) fn facts(&self) -> Vec<String> {
        match self {
            Self::Vpc { cidr, dns } => vec![cidr.clone(), dns.to_string()],
            Self::InternetGateway { attached } => vec![attached.to_string()],
            Self::ElasticIp => Vec::new(),
            Self::OidcProvider { for_roles } => vec![for_roles.to_string()],
            Self::Subnet { cidr, public, .. } => vec![cidr.clone(), public.to_string()],
            Self::NatGateway { subnet, address } => vec![subnet.to_string(), address.to_string()],
            Self::RouteTable { way_out, subnets } => {
                let way_out = way_out.as_ref().map(ToString::to_string).unwrap_or_default();
                std::iter::once(way_out).chain(subnets.iter().map(ToString::to_string)).collect()
            }
            Self::Role { service, policies, .. } => {
                std::iter::once((*service).to_owned()).chain(policies.iter().cloned()).collect()
            }
            Self::LaunchTemplate { disk, .. } => vec![disk.size.to_string(), disk.device.clone()],
        }
    }

    /// Stands for the object and its tags. Tags of ours and of AWS do not count.
    pub(in super::super) fn digest(&self, tags: &BTreeMap<String, String>) -> String {
        let tags = tags.iter().filter(|(key, _)| !key.starts_with(OWN_TAG_PREFIX) && !key.starts_with("aws:"));
        let tags: Vec<String> = tags.flat_map(|(key, value)| [key.clone(), value.clone()]).collect();
        let facts = self.facts();
        let count = facts.len().to_string();
        let parts = [self.kind(), count.as_str()].into_iter();
        digest::hex(&parts.chain(facts.iter().chain(&tags).map(String::as_str)).collect::<Vec<_>>())
    }
}

/// Who asks for an object, and what else they can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Origin {
    /// The attribute that asks for it.
    pub(in super::super) path: String,
    /// The way out where something else stands in its place, as a sentence.
    pub(in super::super) otherwise: String,
}

impl Origin {
    /// The attribute at `path`.
    pub(in super::super) fn new(path: impl Into<String>, otherwise: impl Into<String>) -> Self {
        Self { path: path.into(), otherwise: otherwise.into() }
    }
}

/// One object that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    object: Object,
    tags: BTreeMap<String, String>,
    origin: Origin,
}

/// Objects by key, with the tags each shall have beside the owner's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Objects {
    all: BTreeMap<Key, Wanted>,
    /// Objects that the configuration had before and has no more: they are looked for, and ours among them go.
    leaving: BTreeMap<Key, Object>,
    /// Keys of tags that the configuration had before and has no more.
    dropped: BTreeSet<String>,
}

impl Objects {
    /// No objects; those that are added shall lose tags with these keys, as far as they are not to have them.
    pub(in super::super) fn dropping(dropped: BTreeSet<String>) -> Self {
        Self { dropped, ..Self::default() }
    }

    /// Adds one.
    pub(in super::super) fn insert(
        &mut self,
        key: impl Into<Key>,
        object: Object,
        tags: BTreeMap<String, String>,
        origin: Origin,
    ) {
        self.all.insert(key.into(), Wanted { object, tags, origin });
    }

    /// Adds one that is wanted no more.
    pub(in super::super) fn leave(&mut self, key: impl Into<Key>, object: Object) {
        self.leaving.insert(key.into(), object);
    }

    /// Whether there is one that is wanted no more.
    pub(in super::super) fn leaves_something(&self) -> bool {
        !self.leaving.is_empty()
    }

    /// One with its tags.
    pub(in super::super) fn get(&self, key: &Key) -> Option<(&Object, &BTreeMap<String, String>)> {
        self.all.get(key).map(|wanted| (&wanted.object, &wanted.tags))
    }

    /// The digest of an object as it was seen. Tags that are neither asked for nor dropped are somebody else's, and so are
    /// policies of a role that are not asked for: they do not count.
    pub(in super::super) fn digest_of(&self, key: &Key, seen: &Object, tags: &BTreeMap<String, String>) -> String {
        let wanted = self.get(key);
        let asked_for = |tag: &String| wanted.is_some_and(|(_, tags)| tags.contains_key(tag));
        let counts = |tag: &String| asked_for(tag) || self.dropped.contains(tag);
        let seen = match (seen, wanted) {
            (Object::Role { name, service, policies }, Some((Object::Role { policies: asked_for, .. }, _))) => {
                let policies = policies.intersection(asked_for).cloned().collect();
                &Object::Role { name: name.clone(), service, policies }
            }
            _ => seen,
        };
        seen.digest(
            &tags.iter().filter(|(tag, _)| counts(tag)).map(|(tag, value)| (tag.clone(), value.clone())).collect(),
        )
    }

    /// Keys of tags that an object had to have before and has to lose.
    pub(in super::super) fn dropped_from(&self, key: &Key) -> Vec<&str> {
        let kept = self.get(key).map(|(_, tags)| tags);
        let goes = |tag: &&String| !kept.is_some_and(|kept| kept.contains_key(*tag));
        self.dropped.iter().filter(goes).map(String::as_str).collect()
    }

    /// All of a kind.
    pub(in super::super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = (&Key, &Object)> {
        let all = self.all.iter().map(|(key, wanted)| (key, &wanted.object));
        all.filter(move |(_, object)| object.kind() == kind)
    }

    /// All of a kind that may be there: those that are wanted, and those that were before.
    pub(in super::super) fn to_look_for(&self, kind: &str) -> impl Iterator<Item = (&Key, &Object)> {
        let leaving = self.leaving.iter().filter(move |(_, object)| object.kind() == kind);
        self.of_kind(kind).chain(leaving)
    }

    /// As the engine sees them.
    pub(in super::super) fn support(&self) -> Vec<Support> {
        let support = |(key, Wanted { object, tags, origin }): (&Key, &Wanted)| Support {
            key: key.clone(),
            kind: object.kind().to_owned(),
            stage: object.stage(),
            needs: object.needs(),
            digest: object.digest(tags),
            path: origin.path.clone(),
            otherwise: origin.otherwise.clone(),
            // There is one for an issuer in an account.
            shared: matches!(object, Object::OidcProvider { .. }),
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
    fn a_tag_that_was_dropped_counts_until_it_is_gone_and_a_strangers_never() {
        let key = Key::from("eip");
        let mut objects = Objects::dropping(["team".to_owned(), "Name".to_owned()].into());
        objects.insert(key.clone(), Object::ElasticIp, tags(&[("Name", "eip")]), Origin::new("network.create", "Do."));
        let wanted = objects.support()[0].digest.clone();
        let seen = |pairs| objects.digest_of(&key, &Object::ElasticIp, &tags(pairs));
        assert_eq!(seen(&[("Name", "eip"), ("stranger", "x")]), wanted);
        assert_ne!(seen(&[("Name", "eip"), ("team", "a")]), wanted, "dropped, and still there");
        assert_ne!(seen(&[("Name", "other")]), wanted);
        assert_eq!(objects.dropped_from(&key), ["team"], "a tag that the object has for its own reasons stays");
    }

    /// Drift of what has no attribute is found by these.
    #[test]
    fn everything_that_can_be_read_back_counts() {
        let key = |key: &str| Key::from(key);
        let role = |service, policies: &[&str]| Object::Role {
            name: "role".to_owned(),
            service,
            policies: policies.iter().map(|policy| (*policy).to_owned()).collect(),
        };
        let vpc = |cidr: &str, dns| Object::Vpc { cidr: cidr.to_owned(), dns };
        let table = |way_out: Option<&str>, subnets: &[&str]| Object::RouteTable {
            way_out: way_out.map(Key::from),
            subnets: subnets.iter().map(|subnet| Key::from(*subnet)).collect(),
        };
        let template = |device: &str, size| Object::LaunchTemplate {
            name: "template".to_owned(),
            disk: Disk { device: device.to_owned(), size },
        };
        let nat = |subnet: &str, address: &str| Object::NatGateway { subnet: key(subnet), address: key(address) };
        let rows = [
            ("addresses", vpc("10.0.0.0/16", true), vpc("10.1.0.0/16", true)),
            ("names", vpc("10.0.0.0/16", true), vpc("10.0.0.0/16", false)),
            ("attachment", Object::InternetGateway { attached: true }, Object::InternetGateway { attached: false }),
            ("the subnet of a gateway", nat("a", "eip"), nat("b", "eip")),
            ("the address of a gateway", nat("a", "eip"), nat("a", "")),
            ("the way out", table(Some("nat"), &["a"]), table(None, &["a"])),
            ("subnets of a table", table(Some("nat"), &["a"]), table(Some("nat"), &["a", "b"])),
            ("trust", role("eks.amazonaws.com", &["a"]), role("", &["a"])),
            ("a policy less", role("eks.amazonaws.com", &["a"]), role("eks.amazonaws.com", &[])),
            ("audience", Object::OidcProvider { for_roles: true }, Object::OidcProvider { for_roles: false }),
            ("the size of a disk", template("/dev/xvda", 80), template("/dev/xvda", 20)),
            ("which disk", template("/dev/xvda", 80), template("/dev/xvdb", 80)),
        ];
        for (name, wanted, seen) in rows {
            assert_ne!(wanted.digest(&BTreeMap::new()), seen.digest(&BTreeMap::new()), "{name}");
        }
    }

    #[test]
    fn a_role_without_a_policy_is_drift_and_one_with_a_strangers_is_not() {
        let key = Key::from("role-nodes");
        let role = |policies: &[&str]| Object::Role {
            name: "nodes".to_owned(),
            service: "ec2.amazonaws.com",
            policies: policies.iter().map(|one| (*one).to_owned()).collect(),
        };
        let mut objects = Objects::default();
        objects.insert(key.clone(), role(&["a", "b"]), tags(&[]), Origin::new("aws.node_role_arn", "Do."));
        let wanted = objects.support()[0].digest.clone();
        let seen = |policies| objects.digest_of(&key, &role(policies), &tags(&[]));
        assert_eq!(seen(&["a", "b", "strangers"]), wanted);
        assert_ne!(seen(&["a", "strangers"]), wanted);
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
