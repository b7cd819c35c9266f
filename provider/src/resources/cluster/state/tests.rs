//! What an import takes in, and what an update that did not end leaves in the state.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::observed::{self, Seen};
use kgas_engine::cluster::{self as engine, Goal};
use tfplugin_rs::Attr;

use super::super::aws::{Owner, SERVICE_CIDR, wanted};
use super::super::id::{Cloud, ClusterId};
use super::super::model::{Aws, Cluster, Identity};
use super::super::sample::{as_wanted, given, made};
use super::{Unmentioned, model, unfinished};

/// What an import makes of a cloud that is as `configured` wants it.
fn imported(configured: &Cluster) -> Cluster {
    let of = |model: &Cluster| wanted(model, Some(model), Goal::Present, &Owner::nobody()).spec;
    let id = ClusterId { cloud: Cloud::Aws, location: configured.location.clone(), name: configured.name.clone() };
    let blank = Cluster::blank(&id);
    model(&as_wanted(&of(configured)), &blank, &of(&blank), Unmentioned::TakeIn).unwrap()
}

/// A role that is given and missing in the state would be a change, and one of the control plane's would cost the cluster.
#[test]
fn an_import_takes_in_what_is_given_and_not_what_is_made() {
    let configured = given();
    let read = imported(&configured);
    assert_eq!(read.aws, configured.aws);
    assert_eq!(read.network, configured.network);
    let read = imported(&made());
    assert_eq!((read.network.create, read.network.subnet_ids), (made().network.create, None));
    let read = imported(&made());
    assert_eq!(read.aws, Some(Aws { role_arn: None, node_role_arn: None }));
    assert_eq!(read.network.service_cidr, made().network.service_cidr);
}

/// Otherwise a configuration without access would hand over entries that cannot be there.
#[test]
fn access_of_a_cluster_without_entries_is_managed_elsewhere() {
    let of = |model: &Cluster| wanted(model, Some(model), Goal::Present, &Owner::nobody()).spec;
    let mut seen = as_wanted(&of(&given()));
    seen.cluster.as_mut().unwrap().access = None;
    let id = ClusterId { cloud: Cloud::Aws, location: "eu-west-1".to_owned(), name: "prod".to_owned() };
    let blank = Cluster::blank(&id);
    assert_eq!(model(&seen, &blank, &of(&blank), Unmentioned::TakeIn).unwrap().access, None);
}

#[test]
fn pools_with_roles_of_their_own_have_no_role_in_common() {
    let of = |model: &Cluster| wanted(model, Some(model), Goal::Present, &Owner::nobody()).spec;
    let mut seen = as_wanted(&of(&given()));
    let cluster = seen.cluster.as_mut().unwrap();
    let mut other = cluster.pools.values().next().unwrap().clone();
    other.role = Some("arn:aws:iam::1:role/other".to_owned());
    cluster.pools.insert("other".to_owned(), other);
    cluster.settings.remove(SERVICE_CIDR);
    let read = model(&seen, &given(), &of(&given()), Unmentioned::TakeIn).unwrap();
    assert_eq!(read.aws.unwrap().node_role_arn, None);
}

/// Something else about a pool.
type Change = fn(&mut observed::Pool);

/// Without them the next apply would make the pools anew.
#[test]
fn an_import_takes_in_what_pools_of_others_have_of_their_own() {
    let of = |model: &Cluster| wanted(model, Some(model), Goal::Present, &Owner::nobody()).spec;
    let mut seen = as_wanted(&of(&given()));
    let cluster = seen.cluster.as_mut().unwrap();
    let (_, usual) = cluster.pools.pop_first().unwrap();
    let usual = observed::Pool { tags: BTreeMap::new(), ..usual };
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
    let pools: [(&str, Change); 6] = [
        ("usual", |_| {}),
        ("within", |pool| pool.subnets = Some(BTreeSet::from(["subnet-a".to_owned()]))),
        ("elsewhere", |pool| pool.subnets = Some(BTreeSet::from(["subnet-z".to_owned()]))),
        ("image", |pool| pool.image = Some("BOTTLEROCKET_x86_64".to_owned())),
        ("role", |pool| pool.role = Some("arn:aws:iam::1:role/other".to_owned())),
        ("disk", |pool| pool.disk_gb = Some(20)),
    ];
    for (name, change) in pools {
        let mut pool = usual.clone();
        change(&mut pool);
        cluster.pools.insert(name.to_owned(), pool);
    }
    let id = ClusterId { cloud: Cloud::Aws, location: "eu-west-1".to_owned(), name: "prod".to_owned() };
    let mut read = model(&seen, &Cluster::blank(&id), &of(&Cluster::blank(&id)), Unmentioned::TakeIn).unwrap();
    let own = |name: &str| {
        let pool = &read.node_pools[name];
        (pool.subnet_ids.clone(), pool.image.as_deref(), pool.role.as_deref(), pool.disk_gb)
    };
    let role = Some("arn:aws:iam::1:role/nodes");
    assert_eq!(own("usual"), (None, None, role, 80));
    assert_eq!(own("within"), (None, None, role, 80));
    assert_eq!(own("elsewhere"), (Some(set(&["subnet-z"])), None, role, 80));
    assert_eq!(own("image"), (None, Some("BOTTLEROCKET_x86_64"), role, 80));
    assert_eq!(own("role"), (None, None, Some("arn:aws:iam::1:role/other"), 80));
    assert_eq!(own("disk"), (None, None, role, 20));
    read.cloud_id = Attr::Known("arn".to_owned());
    let spec = wanted(&read, Some(&read), Goal::Present, &Owner::nobody()).spec;
    assert_eq!(engine::plan::rotations(&spec, &unclaimed(seen)), []);
}

/// A cluster without a tag of ours.
fn unclaimed(mut seen: Seen) -> Seen {
    seen.cluster.as_mut().unwrap().tags.clear();
    seen
}

/// A role or a provider of ours that the configuration needs no more is found by what the state says was there.
#[test]
fn what_an_update_did_not_come_to_delete_stays_in_the_state() {
    let prior = made();
    let planned =
        Cluster { aws: given().aws, identity: Identity { workload: false }, access: None, addons: None, ..made() };
    let state = unfinished(&planned, &prior);
    assert_eq!(state.aws.as_ref().unwrap().node_role_arn, None);
    assert_eq!(
        (state.identity.workload, state.access, state.addons),
        (true, prior.access.clone(), prior.addons.clone())
    );
    assert_eq!(state.version_actual, Attr::Null);
    let mut planned = prior.clone();
    planned.network.security_group_ids.clear();
    assert_eq!(unfinished(&planned, &prior).network, prior.network);
}
