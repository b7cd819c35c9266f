//! Objects around the cluster.

use kgas_engine::cluster::observed::{Failure, Issue, Status, Support};
use kgas_engine::cluster::{Action, Goal, Key, Problem, Seen, Spec, Step, next};

use super::fixtures::{V33, whole};
use super::run::{End, apply, done, with};
use super::world::World;

fn known() -> Spec {
    Spec { known: true, version_before: Some(V33), ..whole() }
}

fn support<'a>(seen: &'a mut Seen, key: &str) -> &'a mut Support {
    seen.support.iter_mut().find(|support| support.key.0 == key).unwrap()
}

#[test]
fn what_needs_something_comes_after_it_and_goes_before_it() {
    let up = done(&mut World::default(), &whole());
    let down = done(&mut with(&whole()), &super::fixtures::gone());
    for wanted in &whole().support {
        let made = |made| up.iter().position(|a| matches!(a, Action::CreateSupport { key } if *key == made)).unwrap();
        let deleted = |wanted| {
            down.iter().position(|a| matches!(a, Action::DeleteSupport { key, .. } if *key == wanted)).unwrap()
        };
        for need in &wanted.needs {
            assert!(made(need.clone()) < made(wanted.key.clone()), "{} needs {need}", wanted.key);
            assert!(deleted(need.clone()) > deleted(wanted.key.clone()), "{} needs {need}", wanted.key);
        }
    }
}

#[test]
fn drift_is_repaired_in_place_and_an_unreadable_digest_is_no_drift() {
    let mut world = with(&whole());
    support(&mut world.truth, "subnet/a").digest = Some("0".into());
    support(&mut world.truth, "vpc").digest = None;
    let log: Vec<_> = done(&mut world, &known()).iter().map(ToString::to_string).collect();
    assert_eq!(log, ["update subnet/a"]);
}

/// A gateway is made, and then the routes lead there; they lead elsewhere, and then it goes, and its address after it.
#[test]
fn a_way_out_comes_before_the_routes_to_it_and_goes_after_them() {
    let bare = |known| {
        let mut spec = Spec { known, ..self::known() };
        spec.support.retain(|support| support.key.0 != "eip" && support.key.0 != "nat");
        let routes = spec.support.iter_mut().find(|support| support.key.0 == "routes").unwrap();
        (routes.needs, routes.digest) = (["subnet/a", "subnet/b"].map(Key::from).into(), "bare".into());
        spec
    };
    let mut world = with(&bare(false));
    let log: Vec<_> = done(&mut world, &known()).iter().map(ToString::to_string).collect();
    assert_eq!(log, ["create eip", "create nat", "update routes"]);
    assert_eq!(done(&mut world, &known()), []);
    let log: Vec<_> = done(&mut world, &bare(true)).iter().map(ToString::to_string).collect();
    assert_eq!(log, ["update routes", "delete nat (nat#1)", "delete eip (eip#1)"]);
}

#[test]
fn what_is_gone_is_made_again() {
    let mut world = with(&whole());
    let calm = world.fingerprint();
    world.truth.support.retain(|support| support.key.0 != "oidc" && support.key.0 != "eip");
    let log: Vec<_> = done(&mut world, &known()).iter().map(ToString::to_string).collect();
    assert_eq!(log, ["create eip", "create oidc"]);
    assert_eq!(world.fingerprint(), calm);
}

#[test]
fn what_is_no_longer_wanted_is_deleted_at_the_end() {
    let mut spec = known();
    spec.support.retain(|support| support.key.0 != "oidc" && support.key.0 != "template/workers");
    spec.pools.as_mut().unwrap().remove("workers");
    let log: Vec<_> = done(&mut with(&whole()), &spec).iter().map(ToString::to_string).collect();
    assert_eq!(log.len(), 3, "{log:?}");
    assert!(log[0].starts_with("delete pool workers-"));
    assert_eq!(log[1..], ["delete template/workers (template/workers#1)", "delete oidc (oidc#1)"]);
}

#[test]
fn somebody_elses_object_in_the_place_of_ours_stops() {
    let mut world = with(&whole());
    support(&mut world.truth, "role/nodes").owner = None;
    let run = apply(&mut world, &known(), &[]);
    let End::Stuck(problem @ Problem::Foreign { .. }) = run.end else { panic!("{:?}", run.end) };
    let advice = problem.advice();
    assert!(advice.detail.contains("role/nodes"), "{advice:?}");
    assert_eq!(advice.path.as_deref(), Some("asked.for.role"), "the attribute that asks for it");
    assert_eq!(advice.next_step, "Do without role/nodes.");
    assert_eq!(run.log, []);
}

/// A provider of tokens is one for all of an account: whoever made it, it does.
#[test]
fn what_may_be_shared_is_used_and_never_touched() {
    let shared = |goal| {
        let mut spec = Spec { goal, ..known() };
        spec.support.iter_mut().for_each(|support| support.shared = support.key.0 == "oidc");
        spec
    };
    for owner in [None, Some("other".to_owned())] {
        let mut world = with(&whole());
        let theirs = support(&mut world.truth, "oidc");
        (theirs.owner, theirs.digest) = (owner, Some("theirs".into()));
        assert_eq!(done(&mut world, &shared(Goal::Present)), []);
        done(&mut world, &shared(Goal::Absent));
        let left: Vec<_> = world.truth.support.iter().map(|support| support.id.as_str()).collect();
        assert_eq!(left, ["oidc#1"]);
    }
}

#[test]
fn a_failed_object_stops_this_run_and_is_replaced_by_the_next() {
    let mut world = with(&whole());
    let nat = support(&mut world.truth, "nat");
    nat.status = Status::Failed(Failure::Create);
    nat.issue = Some(Issue { code: "InsufficientFreeAddressesInSubnet".into(), ..Issue::default() });
    let step = next(&known(), &world.look(), world.now);
    match step {
        Step::Stuck(Problem::Failed { issues, path, .. }) => {
            assert_eq!(issues[0].code, "InsufficientFreeAddressesInSubnet");
            assert_eq!(path.as_deref(), Some("asked.for.nat_gateway"));
        }
        step => panic!("{step:?}"),
    }
    world.truth.support.retain(|support| support.key.0 != "routes");
    let log: Vec<_> = done(&mut world, &known()).iter().map(ToString::to_string).collect();
    assert_eq!(log, ["delete nat (nat#1)", "create nat", "create routes"]);
}

#[test]
fn statuses_on_the_way_are_waited_for() {
    for status in [Status::Creating, Status::Updating, Status::Other("WARMING".into())] {
        let mut world = with(&whole());
        support(&mut world.truth, "nat").status = status;
        assert!(matches!(next(&known(), &world.look(), world.now), Step::Wait { .. }));
    }
}

#[test]
fn a_reference_to_nothing_is_our_bug_and_says_so() {
    let mut spec = whole();
    spec.support.retain(|support| support.key.0 != "role/cluster");
    let run = apply(&mut World::default(), &spec, &[]);
    assert_eq!(run.end, End::Stuck(Problem::MissingSupport { key: "role/cluster".into() }));
}
