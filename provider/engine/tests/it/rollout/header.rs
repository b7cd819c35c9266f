//! Those who try a candidate out, by a header.

use kgas_engine::rollout::{Action, Header, Slot};

use super::fixtures::{canary, gone, headed, revision, with, with_ingresses};
use super::run::{End, Run, apply, done, killed_after};
use super::world::World;

fn header(world: &World) -> Option<Header> {
    world.route.as_ref().map(|route| route.header)
}

fn moves(log: &[Action]) -> Vec<&Action> {
    let of_route = |action: &&Action| {
        matches!(action, Action::Header(_) | Action::Route { .. } | Action::Weigh { .. } | Action::Revert { .. })
    };
    log.iter().filter(of_route).collect()
}

#[test]
fn they_reach_it_before_it_has_any_weight_and_no_longer_than_it_is_a_candidate() {
    let mut world = with(&headed("v1"));
    let log = done(&mut world, &headed("v2"));
    let all = moves(&log);
    assert_eq!(all[..2], [&Action::Header(Some(Slot::B)), &Action::Weigh { a: 95 }], "{all:?}");
    assert_eq!(all[all.len() - 2..], [&Action::Weigh { a: 0 }, &Action::Header(None)], "{all:?}");
    assert_eq!(header(&world), Some(Header::Along));
}

#[test]
fn a_revert_takes_their_requests_back_in_the_same_write() {
    let mut world = with(&headed("v1"));
    world.bad.insert(revision("v2"));
    let (end, run) = apply(&mut world, &headed("v2"));
    assert!(matches!(end, End::Stuck(_)));
    let all = moves(&run.log);
    assert!(
        matches!(all[..], [Action::Header(Some(_)), Action::Weigh { a: 95 }, Action::Revert { a: 100, .. }]),
        "{all:?}"
    );
    assert_eq!(header(&world), Some(Header::Along));
}

#[test]
fn a_candidate_without_weight_is_taken_back_from_them_first() {
    let mut world = with(&headed("v1"));
    killed_after(&mut world, headed("v2"), |action| matches!(action, Action::Header(Some(_))));
    assert_eq!((header(&world), world.weight(Slot::B)), (Some(Header::To(Slot::B)), 0));
    let log = done(&mut world, &headed("v3"));
    assert!(matches!(moves(&log)[..2], [Action::Revert { a: 100, .. }, Action::Header(Some(Slot::B))]), "{log:#?}");
}

#[test]
fn pods_that_are_gone_get_none_of_them() {
    let mut world = with(&headed("v1"));
    let mut approving = headed("v2");
    approving.stages[0].approval = true;
    let (mut lost, mut seen) = (false, vec![]);
    let mut run = Run::new(approving);
    let end = run.meddled(&mut world, |world, _| {
        seen.push(header(world));
        if header(world) == Some(Header::To(Slot::B)) && !lost {
            lost = true;
            let later = world.now.after(5_000);
            world.slots.b.deployment.as_mut().unwrap().pods.fill(later);
        } else if lost && header(world) == Some(Header::To(Slot::B)) {
            world.approved = Some((1, 5));
        }
    });
    seen.dedup();
    assert_eq!(end, End::Done);
    let to = Some(Header::To(Slot::B));
    let along = Some(Header::Along);
    assert_eq!(seen, [along, to, along, to, along]);
}

#[test]
fn what_somebody_made_of_the_way_is_mended_and_what_is_no_longer_declared_goes() {
    let mut world = with(&headed("v1"));
    let mut meddled = false;
    let end = Run::new(headed("v2")).meddled(&mut world, |world, _| {
        if let Some(route) = world.route.as_mut().filter(|route| route.a == 75 && !meddled) {
            meddled = true;
            route.header = Header::Otherwise;
        }
    });
    assert_eq!((end, meddled, header(&world)), (End::Done, true, Some(Header::Along)));
    let quarter = |action: &Action| matches!(action, Action::Write(journal) if journal.weight == 25);
    killed_after(&mut world, headed("v3"), quarter);
    assert_eq!(header(&world), Some(Header::To(Slot::A)));
    let log = done(&mut world, &canary("v3"));
    assert_eq!(moves(&log)[0], &Action::Header(None), "nobody asks for it any more");
}

#[test]
fn what_has_no_place_for_them_is_mended_first() {
    let mut world = with_ingresses(&headed("v1"));
    let mut lost = false;
    let end = Run::new(headed("v2")).meddled(&mut world, |world, _| {
        let about = world.journal.as_ref().is_some_and(|(journal, _)| journal.intent == Some(5));
        if about && !lost {
            lost = true;
            world.lose_beside();
        }
    });
    assert_eq!((end, lost, header(&world)), (End::Done, true, Some(Header::Along)));
}

#[test]
fn a_destroy_takes_it_away_with_the_candidate() {
    let mut world = with(&headed("v1"));
    killed_after(&mut world, headed("v2"), |action| matches!(action, Action::Weigh { a: 75 }));
    let log = done(&mut world, &gone(headed("v2")));
    assert!(matches!(moves(&log)[..], [Action::Revert { a: 100, .. }]), "{log:#?}");
    assert!(world.route.is_none());
}
