//! What a plan refuses, what it says, and what it replaces.

use std::collections::BTreeMap;

use kgas_engine::Millis;
use kgas_engine::cluster::observed::Seen;
use kgas_engine::cluster::{Goal, next};
use tfplugin_rs::value::Value;
use tfplugin_rs::{Attr, Diagnostics, Field, Model, Path, Plan, Private, View};

use super::super::aws::{AUTHENTICATION_MODE, Owner, SERVICE_CIDR, wanted};
use super::super::model::{Access, Aws, Cluster, CreateNetwork, Level, Nat};
use super::super::sample::{as_wanted, given, made};
use super::{DRIFTED, looked_at, refine, validate};

type Change = fn(&mut Cluster);

fn known(cluster: Cluster) -> Cluster {
    Cluster { cloud_id: Attr::Known("arn".to_owned()), status: Attr::Known("active".to_owned()), ..cluster }
}

/// Paths that are replaced by a change, and what is said of it.
fn refined(before: &Cluster, planned: &Cluster) -> (Vec<String>, Diagnostics) {
    let (prior, next) = (before.to_value(), planned.to_value());
    let mut plan = Plan::new(&prior, &next, next.clone(), Private::default());
    let told = refine(&mut plan).unwrap();
    (plan.replaced().iter().map(Path::to_string).collect(), told)
}

fn summaries(told: &Diagnostics) -> Vec<String> {
    told.iter().map(|one| format!("{}: {}", one.path, one.summary)).collect()
}

#[test]
fn a_path_that_needs_a_new_cluster_is_one_that_exists() {
    let mut before = known(given());
    before.deletion.protected = false;
    let mut planned = before.clone();
    planned.aws.as_mut().unwrap().role_arn = Some("arn:aws:iam::1:role/other".to_owned());
    let (paths, told) = refined(&before, &planned);
    assert_eq!((paths, summaries(&told)), (vec!["aws.role_arn".to_owned()], vec![]));
}

#[test]
fn a_protected_cluster_is_not_replaced() {
    let before = known(given());
    let rows: [(&str, Change); 5] = [
        ("name", |c| c.name = "other".to_owned()),
        ("location", |c| c.location = "eu-west-2".to_owned()),
        ("aws.role_arn", |c| c.aws.as_mut().unwrap().role_arn = Some("arn:aws:iam::1:role/other".to_owned())),
        ("encryption.key_id", |c| c.encryption = None),
        ("network.create", |c| c.network = made().network),
    ];
    for (path, change) in rows {
        for (state, configured) in [(true, true), (true, false), (false, true)] {
            let mut before = before.clone();
            before.deletion.protected = state;
            let mut planned = before.clone();
            planned.deletion.protected = configured;
            change(&mut planned);
            let (_, told) = refined(&before, &planned);
            assert_eq!(summaries(&told), [format!("{path}: Change needs a new cluster")], "{state} {configured}");
        }
    }
    let mut planned = before.clone();
    planned.tags.clear();
    assert_eq!(refined(&before, &planned).1, Diagnostics::none());
}

/// What a made network is asked to be, against what it was.
#[test]
fn a_made_network_changes_its_way_out_in_place() {
    let mut before = known(made());
    before.deletion.protected = false;
    let changed = |change: fn(&mut CreateNetwork)| {
        let mut planned = before.clone();
        change(planned.network.create.as_mut().unwrap());
        let schema = replaced_by_schema(&before, &planned);
        assert_eq!(refined(&before, &planned), (vec![], Diagnostics::none()));
        schema
    };
    assert_eq!(changed(|network| network.nat = Nat::PerZone), [] as [&str; 0]);
    assert_eq!(changed(|network| network.zones = 3), ["network.create.zones"]);
    assert_eq!(changed(|network| network.cidr = "10.1.0.0/16".to_owned()), ["network.create.cidr"]);
    let moved = Cluster { network: given().network, ..before.clone() };
    assert_eq!(refined(&before, &moved).0, ["network.create"], "out of it");
    assert_eq!(refined(&moved, &before).0, ["network.create"], "into it");
}

/// Paths of which the schema says that they are replaced.
fn replaced_by_schema(before: &Cluster, planned: &Cluster) -> Vec<String> {
    let create = |cluster: &Cluster| match cluster.network.create.to_value() {
        Value::Object(parts) => parts,
        other => panic!("{other:?}"),
    };
    let (before, planned) = (create(before), create(planned));
    let attributes = CreateNetwork::attributes();
    let replace = attributes.iter().filter(|one| one.replace && before[&one.name] != planned[&one.name]);
    replace.map(|one| format!("network.create.{}", one.name)).collect()
}

#[test]
fn a_role_that_is_left_out_is_no_reason_for_another_cluster() {
    let before = known(given());
    let mut planned = before.clone();
    planned.aws.as_mut().unwrap().role_arn = None;
    let (paths, told) = refined(&before, &planned);
    assert_eq!(
        (paths, summaries(&told)),
        (vec![], vec!["aws.role_arn: The role of the cluster is left out".to_owned()])
    );
    planned.name = "other".to_owned();
    planned.deletion.protected = false;
    let before = Cluster { deletion: planned.deletion.clone(), ..before };
    assert_eq!(refined(&before, &planned).1, Diagnostics::none(), "another cluster may have another role");
}

/// The role that was made may be written down; any other is another cluster's.
#[test]
fn a_role_that_was_made_may_be_written_down() {
    let mut before = known(made());
    before.deletion.protected = false;
    let mut planned = before.clone();
    let asked = |arn: &str| Aws { role_arn: Some(arn.to_owned()), node_role_arn: None };
    let is = |seen: &mut Seen| seen.cluster.as_mut().unwrap().role = Some("arn:aws:iam::1:role/is".to_owned());
    planned.aws = Some(asked("arn:aws:iam::1:role/is"));
    assert_eq!(looked(&before, &planned, is).0, [] as [&str; 0]);
    planned.aws = Some(asked("arn:aws:iam::1:role/other"));
    assert_eq!(looked(&before, &planned, is).0, ["aws.role_arn"]);
}

/// What a look tells of a change of `before`, in a cloud that is as `before` but for `damage`.
fn looked(before: &Cluster, planned: &Cluster, damage: impl FnOnce(&mut Seen)) -> (Vec<String>, Diagnostics) {
    let of = |model, before| wanted(model, before, Goal::Present, &Owner::nobody()).spec;
    let mut seen = as_wanted(&of(before, Some(before)));
    damage(&mut seen);
    let spec = of(planned, Some(before));
    let (prior, then) = (before.to_value(), planned.to_value());
    let mut plan = Plan::new(&prior, &then, then.clone(), Private::default());
    let told = looked_at(&mut plan, before, &spec, &seen, &next(&spec, &seen, Millis(0)));
    (plan.replaced().iter().map(Path::to_string).collect(), told)
}

#[test]
fn an_upgrade_shows_its_way() {
    let before = known(given());
    let mut planned = before.clone();
    (planned.version, planned.upgrade.max_minor_steps) = ("1.35".to_owned(), 2);
    planned.addons = None;
    let (_, told) = looked(&before, &planned, |_| {});
    assert_eq!(summaries(&told), ["version: Version is walked minor by minor"]);
    let words = told.iter().next().unwrap().detail.clone();
    let at = |text: &str| words.find(text).unwrap_or_else(|| panic!("{text} in {words}"));
    assert!(at("1. control plane from 1.33 to 1.34") < at("2. node pools workers to 1.34"));
    assert!(at("3. control plane from 1.34 to 1.35") < at("4. node pools workers to 1.35"));
}

#[test]
fn an_upgrade_that_is_refused_shows_no_way() {
    let before = known(given());
    let planned = Cluster { version: "1.36".to_owned(), addons: None, ..before.clone() };
    let (_, told) = looked(&before, &planned, |_| {});
    assert_eq!(summaries(&told), ["version: Version is too many minors ahead"]);
}

#[test]
fn a_pool_that_is_made_anew_is_named() {
    let before = known(given());
    let mut planned = before.clone();
    planned.node_pools.get_mut("workers").unwrap().machine_types = vec!["m7g.large".to_owned()];
    let (_, told) = looked(&before, &planned, |_| {});
    assert_eq!(summaries(&told), ["node_pools[\"workers\"]: Node pool is made anew"]);
}

#[test]
fn a_drift_that_no_attribute_shows_is_put_in_words() {
    let before = Cluster { status: Attr::Known(DRIFTED.to_owned()), ..known(made()) };
    let damage = |seen: &mut Seen| {
        seen.support.iter_mut().for_each(|one| {
            if one.key.0 == "role-nodes" {
                one.digest = Some("other".to_owned());
            }
        });
    };
    let (_, told) = looked(&before, &before.clone(), damage);
    assert_eq!(summaries(&told), ["status: Something around the cluster has changed"]);
    assert!(told.iter().next().unwrap().detail.contains("update role-nodes"), "{told:?}");
}

/// Addresses that were left to the cloud, or taken in by an import, may be written down afterwards.
#[test]
fn addresses_of_services_need_a_new_cluster_only_if_they_are_others() {
    let mut before = known(given());
    let cidr = before.network.service_cidr.take();
    before.deletion.protected = false;
    let is = |seen: &mut Seen| {
        drop(seen.cluster.as_mut().unwrap().settings.insert(SERVICE_CIDR.into(), "172.20.0.0/16".into()));
    };
    let mut planned = before.clone();
    planned.network.service_cidr = cidr;
    assert_eq!(looked(&before, &planned, is), (vec![], Diagnostics::none()));
    assert_eq!(looked(&planned, &before, |_| {}), (vec![], Diagnostics::none()), "no longer written down");
    planned.network.service_cidr = Some("10.9.0.0/16".to_owned());
    assert_eq!(looked(&before, &planned, is).0, [SERVICE_CIDR]);
    planned.deletion.protected = true;
    assert_eq!(summaries(&looked(&before, &planned, is).1), ["network.service_cidr: Change needs a new cluster"]);
}

#[test]
fn access_cannot_be_given_where_the_cluster_takes_no_entries() {
    let before = known(Cluster { access: None, ..given() });
    let planned = known(given());
    let mode = |mode: &'static str| {
        let is = |seen: &mut Seen| {
            let cluster = seen.cluster.as_mut().unwrap();
            (cluster.access, _) = (None, cluster.settings.insert(AUTHENTICATION_MODE.into(), mode.into()));
        };
        looked(&before, &planned, is).1
    };
    assert_eq!(summaries(&mode("CONFIG_MAP")), ["access: The cluster takes no access entries"]);
    assert_eq!(mode("API_AND_CONFIG_MAP"), Diagnostics::none());
}

#[test]
fn a_principal_is_named_once() {
    let entry = |principal: &str| Access { principal: principal.to_owned(), level: Level::View, namespaces: [].into() };
    let told = |access: [(&str, Access); 2]| {
        let access = access.into_iter().map(|(key, entry)| (key.to_owned(), entry)).collect::<BTreeMap<_, _>>();
        let value = Cluster { access: Some(access), ..given() }.to_value();
        summaries(&validate(View::new(&value)).unwrap())
    };
    assert_eq!(told([("a", entry("arn:x")), ("b", entry("arn:y"))]), [] as [&str; 0]);
    assert_eq!(
        told([("a", entry("arn:x")), ("b", entry("arn:x"))]),
        ["access[\"b\"].principal: Principal is named twice"]
    );
    assert!(matches!(given().to_value(), Value::Object(_)));
}

#[test]
fn machines_of_a_pool_have_the_same_accelerators() {
    let told = |types: &[&str]| {
        let mut model = given();
        let machine_types = types.iter().map(|name| (*name).to_owned()).collect();
        model.node_pools.get_mut("workers").unwrap().machine_types = machine_types;
        summaries(&validate(View::new(&model.to_value())).unwrap())
    };
    assert_eq!(told(&["m7i.large", "m6i.large"]), [] as [&str; 0]);
    let path = "node_pools[\"workers\"].machine_types";
    assert_eq!(told(&["m7i.large", "g5.xlarge"]), [format!("{path}: Machines need different images")]);
    assert_eq!(told(&["m7i.large", "m7g.large"]), [format!("{path}: Architectures are mixed")], "said once");
}
