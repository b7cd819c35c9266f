//! The network that `network.create` asks for: in each zone a public and a private subnet.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::Key;
use kgas_engine::cluster::observed::{self, Status};

use super::objects::{Object, Objects, Origin};
use crate::resources::cluster::cidr::Cidr;
use crate::resources::cluster::model::{CreateNetwork, Nat};

/// Private subnets are the first eight sixteenths, public ones the other eight.
const FIRST_PUBLIC: usize = 8;

/// A network to make.
pub(super) struct Network<'a> {
    /// The cluster's name, for the objects' names.
    pub(super) cluster: &'a str,
    /// Its addresses.
    pub(super) cidr: Cidr,
    /// In how many zones, at most 8.
    pub(super) zones: usize,
    /// How private subnets reach out.
    pub(super) nat: Nat,
    /// Tags of everything in it.
    pub(super) tags: &'a BTreeMap<String, String>,
}

impl Network<'_> {
    /// Adds the network's objects, and returns the subnets the cluster lives in.
    pub(super) fn add_to(&self, objects: &mut Objects) -> BTreeSet<Key> {
        self.add(objects, &Key::from("vpc"), Object::Vpc { cidr: self.cidr.to_string(), dns: true });
        self.add(objects, &Key::from("internet-gateway"), Object::InternetGateway { attached: true });
        let zones = 0..self.zones;
        let gateways = match self.nat {
            Nat::None => 0,
            Nat::Single => 1,
            Nat::PerZone => self.zones,
        };
        let public: BTreeSet<Key> = zones.clone().map(|zone| self.subnet(objects, zone, true)).collect();
        let private: BTreeSet<Key> = zones.clone().map(|zone| self.subnet(objects, zone, false)).collect();
        for zone in 0..gateways {
            let address = Key(format!("elastic-ip-{zone}"));
            let gateway = Object::NatGateway { subnet: subnet_key(zone, true), address: address.clone() };
            self.add(objects, &address, Object::ElasticIp);
            self.add(objects, &nat_key(zone), gateway);
        }
        let way_out = Some(Key::from("internet-gateway"));
        self.add(objects, &Key::from("routes-public"), Object::RouteTable { way_out, subnets: public });
        for zone in zones {
            let way_out = zone.checked_rem(gateways).map(nat_key);
            let key = Key(format!("routes-private-{zone}"));
            let table = Object::RouteTable { way_out, subnets: BTreeSet::from([subnet_key(zone, false)]) };
            self.add(objects, &key, table);
        }
        private
    }

    fn add(&self, objects: &mut Objects, key: &Key, object: Object) {
        Self::add_with(objects, key, object, self.named(&key.0));
    }

    fn add_with(objects: &mut Objects, key: &Key, object: Object, tags: BTreeMap<String, String>) {
        let otherwise = "Delete it, or name subnets that exist in `network.subnet_ids`.";
        objects.insert(key.clone(), object, tags, Origin::new("network.create", otherwise));
    }

    fn subnet(&self, objects: &mut Objects, zone: usize, public: bool) -> Key {
        let key = subnet_key(zone, public);
        let part = u32::try_from(if public { FIRST_PUBLIC + zone } else { zone }).unwrap_or(u32::MAX);
        let cidr = self.cidr.sixteenth(part).map(|part| part.to_string()).unwrap_or_default();
        let mut tags = self.named(&key.0);
        // By these tags load balancers find their subnets.
        let role = if public { "kubernetes.io/role/elb" } else { "kubernetes.io/role/internal-elb" };
        tags.insert(role.to_owned(), "1".to_owned());
        Self::add_with(objects, &key, Object::Subnet { zone, cidr, public }, tags);
        key
    }

    fn named(&self, what: &str) -> BTreeMap<String, String> {
        let mut tags = self.tags.clone();
        tags.insert("Name".to_owned(), format!("{}-{what}", self.cluster));
        tags
    }
}

/// The network that was made with the cluster, from the objects of ours that are there.
pub(in super::super) fn made<'a>(support: impl Iterator<Item = &'a observed::Support>) -> Option<CreateNetwork> {
    let support: Vec<_> = support.filter(|one| one.status != Status::Deleting).collect();
    let count = |is: &dyn Fn(&observed::Support) -> bool| support.iter().filter(|one| is(one)).count();
    let cidr = support.iter().find(|one| one.kind == "vpc")?.facts.first()?.clone();
    let zones = count(&|one| (0..FIRST_PUBLIC).any(|zone| one.key == subnet_key(zone, false)));
    let nat = match count(&|one| one.kind == "nat_gateway") {
        0 => Nat::None,
        1 => Nat::Single,
        _ => Nat::PerZone,
    };
    Some(CreateNetwork { cidr, zones: i64::try_from(zones).ok()?, nat })
}

fn subnet_key(zone: usize, public: bool) -> Key {
    Key(format!("subnet-{}-{zone}", if public { "public" } else { "private" }))
}

fn nat_key(zone: usize) -> Key {
    Key(format!("nat-gateway-{zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_of(zones: usize, nat: Nat) -> (Objects, BTreeSet<Key>) {
        let mut objects = Objects::default();
        let network =
            Network { cluster: "prod", cidr: "10.0.0.0/16".parse().unwrap(), zones, nat, tags: &BTreeMap::new() };
        let subnets = network.add_to(&mut objects);
        (objects, subnets)
    }

    #[test]
    fn nat_follows_the_setting() {
        for (nat, gateways) in [(Nat::None, 0), (Nat::Single, 1), (Nat::PerZone, 3)] {
            let (objects, subnets) = made_of(3, nat);
            assert_eq!(objects.of_kind("nat_gateway").count(), gateways, "{nat:?}");
            assert_eq!(objects.of_kind("elastic_ip").count(), gateways, "{nat:?}");
            assert_eq!(objects.of_kind("route_table").count(), 4, "one public, one for each private subnet");
            assert_eq!(subnets.len(), 3);
        }
    }

    #[test]
    fn no_two_subnets_share_an_address() {
        let (objects, _) = made_of(6, Nat::Single);
        let cidrs: BTreeSet<_> = objects
            .of_kind("subnet")
            .map(|(_, object)| match object {
                Object::Subnet { cidr, .. } => cidr.clone(),
                other => panic!("{other:?} is no subnet"),
            })
            .collect();
        assert_eq!(cidrs.len(), 12);
    }

    #[test]
    fn a_network_that_was_made_is_described_as_it_was_asked_for() {
        for (zones, nat) in [(2, Nat::None), (3, Nat::Single), (2, Nat::PerZone), (6, Nat::PerZone)] {
            let (objects, _) = made_of(zones, nat);
            let kinds = ["vpc", "internet_gateway", "subnet", "elastic_ip", "nat_gateway", "route_table"];
            let seen = kinds.iter().flat_map(|kind| objects.of_kind(kind)).map(|(key, object)| observed::Support {
                key: key.clone(),
                kind: object.kind().to_owned(),
                facts: object.facts(),
                ..observed::Support::default()
            });
            let asked = CreateNetwork { cidr: "10.0.0.0/16".to_owned(), zones: i64::try_from(zones).unwrap(), nat };
            assert_eq!(made(seen.collect::<Vec<_>>().iter()), Some(asked));
        }
        assert_eq!(made([].iter()), None);
    }

    #[test]
    fn every_need_is_an_object() {
        let (objects, _) = made_of(2, Nat::PerZone);
        let support = objects.support();
        for object in &support {
            for need in &object.needs {
                assert!(support.iter().any(|other| other.key == *need), "{} needs {need}", object.key);
            }
        }
    }
}
