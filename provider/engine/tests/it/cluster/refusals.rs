//! What is refused before anything is touched, and what a look at the whole cluster answers.

use std::collections::BTreeSet;

use kgas_engine::Millis;
use kgas_engine::cluster::observed::{Cluster, Encryption, Failure, Issue, Status, Update, UpdateStatus};
use kgas_engine::cluster::{Action, History, Minor, Problem, Ref, Seen, Spec, Step, Waiting, next};

use super::fixtures::{V33, V34, V35, V36, map, whole};
use super::run::{End, apply, with};
use super::world::World;

fn known() -> Spec {
    Spec { known: true, version_before: Some(V33), ..whole() }
}

/// The first step in a world where `whole` was applied and then changed.
fn first(spec: &Spec, change: impl FnOnce(&mut Cluster)) -> Step {
    let mut world = with(&whole());
    change(world.cluster());
    let seen = History::default().note(spec, world.look());
    next(spec, &seen, world.now)
}

fn stuck(step: Step) -> Problem {
    match step {
        Step::Stuck(problem) => problem,
        step => panic!("{step:?} is not stuck"),
    }
}

#[test]
fn a_cluster_of_somebody_else_is_left_alone() {
    for (known, tags, owner) in [
        (false, map(&[]), None),
        (false, map(&[("kgas-owner", "other")]), Some("other".to_owned())),
        (true, map(&[("kgas-owner", "other")]), Some("other".to_owned())),
    ] {
        let spec = Spec { known, ..whole() };
        let problem = stuck(first(&spec, |cluster| cluster.tags = tags));
        assert!(problem.advice().next_step.contains("terraform import"), "{problem}");
        let Problem::Foreign { what, owner: seen, path, .. } = problem else { panic!("{problem:?}") };
        assert_eq!((what.as_str(), seen, path.as_str()), ("cluster \"prod\"", owner, "name"));
    }
}

#[test]
fn a_foreign_cluster_is_noticed_before_a_network_is_built_for_it() {
    let mut world = with(&whole());
    world.cluster().tags.clear();
    world.truth.support.clear();
    let run = apply(&mut world, &whole(), &[]);
    assert!(matches!(run.end, End::Stuck(Problem::Foreign { .. })));
    assert_eq!(run.log, []);
}

#[test]
fn a_known_cluster_that_is_gone_is_not_made_again() {
    let mut world = World::default();
    let run = apply(&mut world, &known(), &[]);
    assert_eq!(run.end, End::Stuck(Problem::Gone { name: "prod".into() }));
    assert_eq!(run.log, []);
    assert_eq!(world.now, Millis(6_000), "three looks, three seconds apart");
}

#[test]
fn a_stale_absence_of_a_known_cluster_is_outwaited() {
    let mut world = with(&whole());
    let there = world.truth.clone();
    world.truth = Seen { addon_offers: there.addon_offers.clone(), ..Seen::default() };
    world.freeze(2);
    world.truth = there;
    assert_eq!(apply(&mut world, &known(), &[]).end, End::Done);
}

#[test]
fn changes_that_need_a_new_cluster() {
    let rows: [(&str, fn(&mut Spec), fn(&mut Cluster)); 4] = [
        ("aws.role_arn", |s| s.role = Some(Ref::Id("arn:other".into())), |_| {}),
        (
            "encryption.key_id",
            |s| s.encryption = Some(Ref::Id("k2".into())),
            |c| c.encryption = Encryption::Key("k1".into()),
        ),
        ("authentication_mode", |s| drop(s.settings.insert("authentication_mode".into(), "CONFIG_MAP".into())), |_| {}),
        (
            "network.service_cidr",
            |s| drop(s.settings.insert("network.service_cidr".into(), "10.0.0.0/16".into())),
            |c| drop(c.settings.insert("network.service_cidr".into(), "172.20.0.0/16".into())),
        ),
    ];
    for (expected, wanted, is) in rows {
        let mut spec = known();
        wanted(&mut spec);
        match stuck(first(&spec, is)) {
            Problem::NeedsReplacement { path, .. } => assert_eq!(path, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

/// A refusal says that nothing was changed, so it comes before repairs of what stands around the cluster.
#[test]
fn what_is_refused_is_refused_before_anything_is_touched() {
    let rows: [fn(&mut Spec); 2] = [|s| s.version = V36, |s| s.role = Some(Ref::Id("arn:other".into()))];
    for wanted in rows {
        let mut world = with(&whole());
        world.truth.support.iter_mut().for_each(|support| support.digest = Some("0".into()));
        world.cluster().tags.clear();
        let mut spec = known();
        wanted(&mut spec);
        let run = apply(&mut world, &spec, &[]);
        assert!(matches!(run.end, End::Stuck(_)), "{:?}", run.end);
        assert_eq!(run.log, [], "{:?}", run.end);
    }
}

/// What a cluster on its way out is or runs is no reason to refuse the one that will be made after it.
#[test]
fn a_cluster_on_its_way_out_refuses_nothing() {
    let mut world = with(&whole());
    world.cluster().status = Status::Deleting;
    let spec = Spec { version: V36, ..whole() };
    assert!(matches!(next(&spec, &world.look(), world.now), Step::Wait { .. }));
}

#[test]
fn settings_move_forward_one_value_at_a_time() {
    let step = first(&known(), |c| drop(c.settings.insert("authentication_mode".into(), "CONFIG_MAP".into())));
    let value = "API_AND_CONFIG_MAP".into();
    assert_eq!(step, Step::Do(Action::UpdateSetting { name: "authentication_mode".into(), value }));
}

#[test]
fn what_the_cloud_does_not_tell_is_not_drift() {
    let step = first(&known(), |c| {
        (c.role, c.subnets, c.security_groups, c.endpoint, c.logging) = (None, None, None, None, None);
        (c.channel, c.deletion_protection, c.encryption) = (None, None, Encryption::Unknown);
        (c.access, c.addons) = (None, None);
        c.settings.clear();
        for pool in c.pools.values_mut() {
            (pool.image, pool.capacity, pool.role, pool.subnets) = (None, None, None, None);
            (pool.surge, pool.template_digest, pool.version) = (None, None, None);
            pool.machine_types.clear();
        }
    });
    assert_eq!(step, Step::Done);
}

#[test]
fn what_is_not_configured_is_not_compared() {
    let mut spec = known();
    (spec.role, spec.endpoint, spec.logging, spec.channel) = (None, None, None, None);
    (spec.access, spec.addons, spec.pools, spec.network.security_groups) = (None, None, None, None);
    spec.settings.clear();
    let others = |c: &mut Cluster| {
        c.encryption = Encryption::Key("k".into());
        c.addons.iter_mut().flatten().for_each(|(_, addon)| addon.tags.clear());
        c.access.iter_mut().flatten().for_each(|(_, entry)| entry.tags.clear());
    };
    assert_eq!(first(&spec, others), Step::Done);
}

#[test]
fn allowed_networks_of_a_private_endpoint_are_not_compared() {
    let step = first(&known(), |c| c.endpoint.as_mut().unwrap().allowed_cidrs = BTreeSet::from(["0.0.0.0/0".into()]));
    assert_eq!(step, Step::Done);
}

#[test]
fn statuses_of_the_cluster() {
    let waits = |status: Status, word: &str| match first(&known(), |c| c.status = status) {
        Step::Wait { why: Waiting::For { status, .. }, .. } => assert_eq!(status, word),
        step => panic!("{step:?} for {word}"),
    };
    waits(Status::Creating, "creating");
    waits(Status::Deleting, "deleting");
    waits(Status::Updating, "updating");
    waits(Status::Other("HIBERNATING".into()), "HIBERNATING");
    assert_eq!(first(&known(), |c| c.status = Status::Degraded), Step::Done);
    let issue =
        Issue { code: "SubnetNotFound".into(), message: "subnet-1 is gone".into(), resources: vec!["subnet-1".into()] };
    let problem = stuck(first(&known(), |c| {
        (c.status, c.health) = (Status::Failed(Failure::Create), vec![issue.clone()]);
    }));
    assert!(problem.to_string().contains("SubnetNotFound: subnet-1 is gone (subnet-1)"), "{problem}");
}

fn update(id: &str, status: UpdateStatus) -> Update {
    Update { id: id.into(), child: None, kind: "LoggingUpdate".into(), status, issues: vec![], inherited: false }
}

#[test]
fn an_update_in_flight_is_waited_for_whoever_began_it() {
    for status in [UpdateStatus::InProgress, UpdateStatus::Other("QUEUED".into())] {
        match first(&known(), |c| c.updates = vec![update("u1", status)]) {
            Step::Wait { why: Waiting::Update { kind, id, .. }, .. } => {
                assert_eq!((kind.as_str(), id.as_str()), ("LoggingUpdate", "u1"));
            }
            step => panic!("{step:?}"),
        }
    }
}

#[test]
fn an_update_that_fails_during_the_run_ends_it_and_the_next_run_tries_again() {
    let spec = Spec { logging: Some(BTreeSet::new()), ..known() };
    let mut world = with(&whole());
    world.script.failing_updates = 1;
    let run = apply(&mut world, &spec, &[]);
    match run.end {
        End::Stuck(Problem::UpdateFailed { issues, .. }) => assert_eq!(issues[0].code, "InternalFailure"),
        end => panic!("{end:?}"),
    }
    assert_eq!(apply(&mut world, &spec, &[]).end, End::Done);
}

#[test]
fn versions_that_are_refused() {
    let old = Minor::new(1, 32);
    let too_far = Spec { version: V36, ..known() };
    assert_eq!(stuck(first(&too_far, |_| {})), Problem::TooManySteps { from: V33, to: V36, max: 2 });
    let lower = Spec { version: old, ..known() };
    assert_eq!(stuck(first(&lower, |_| {})), Problem::Downgrade { from: V33, to: old });
    let by_the_cloud = Spec { version_before: Some(old), ..lower };
    assert_eq!(first(&by_the_cloud, |_| {}), Step::Done);
}

#[test]
fn nothing_is_changed_when_something_is_refused() {
    let mut spec = Spec { version: V36, ..known() };
    spec.tags = map(&[("team", "other")]);
    spec.logging = Some(BTreeSet::new());
    let mut world = with(&whole());
    assert_eq!(apply(&mut world, &spec, &[]).log, []);
}

#[test]
fn every_problem_speaks() {
    let (key, name) = ("workers".to_owned(), "prod".to_owned());
    let all = [
        Problem::Foreign { what: "x".into(), owner: None, path: "name".into(), otherwise: None },
        Problem::Gone { name: name.clone() },
        Problem::Failed { what: name.clone(), path: Some("name".into()), issues: vec![] },
        Problem::Stillborn { what: name.clone(), issues: vec![] },
        Problem::UpdateFailed { what: name, path: "name".into(), kind: "k".into(), issues: vec![] },
        Problem::NeedsReplacement { path: "name".into(), seen: "a".into(), wanted: "b".into() },
        Problem::Downgrade { from: V34, to: V33 },
        Problem::RollbackImpossible { from: V34, to: V33, because: "no".into() },
        Problem::TooManySteps { from: V33, to: V35, max: 1 },
        Problem::UpgradeBlocked { to: V34, issues: vec![] },
        Problem::PoolsHoldBack { pools: vec![key.clone()], at: V33 },
        Problem::AddonVersion { addon: "coredns".into(), version: "v1".into(), minor: V33 },
        Problem::AddonNotOffered { addon: "core-dns".into(), minor: V33 },
        Problem::PoolImmutable { key, fields: vec!["image".into()] },
        Problem::Protected,
        Problem::ForeignPools { pools: vec![] },
        Problem::LeaksInTheWay { leaks: vec![] },
        Problem::MissingSupport { key: "vpc".into() },
        Problem::Unsupported { path: "x".into(), cloud: "AWS".into() },
        Problem::NoEffect { action: "update logging".into() },
    ];
    for problem in all {
        let advice = problem.advice();
        assert!(advice.summary.len() <= 60 && !advice.summary.ends_with('.'), "{problem:?}");
        assert!(advice.detail.ends_with('.') && advice.next_step.ends_with('.'), "{problem}");
    }
}

/// Nothing is tried on it, and the words name the way out that is not refused.
#[test]
fn a_cluster_that_failed_is_to_be_replaced() {
    let issues = vec![Issue { code: "InsufficientFreeAddresses".into(), ..Issue::default() }];
    let problem = stuck(first(&known(), |cluster| {
        cluster.status = Status::Failed(Failure::Create);
        cluster.health.clone_from(&issues);
    }));
    assert!(problem.advice().next_step.contains("-replace"), "{problem}");
    assert_eq!(problem, Problem::Stillborn { what: "cluster \"prod\"".into(), issues });
}
