use kgas_api::Refusal;

use super::*;

fn refused(class: Class) -> Failure {
    let (code, message) = ("Code".to_owned(), String::new());
    let refusal = Refusal { status: 400, code, message, request_id: None, retry_after: None, details: None };
    Failure::Api(ApiError::Refused(refusal), class)
}

fn policy() -> Policy {
    Policy { attempts: 10, ..Policy::default() }
}

fn sent(sent: u32) -> Attempts {
    Attempts { sent, ..Attempts::default() }
}

fn again(ceiling_millis: u64, patience_seconds: u64, cost: u32) -> Decision {
    let ceiling = Duration::from_millis(ceiling_millis);
    Decision::Again { ceiling, patience: Duration::from_secs(patience_seconds), cost }
}

#[test]
fn waits_patience_and_cost_depend_on_the_failure() {
    let lost = Failure::Http(HttpError::Unknown(String::new()));
    let not_sent = Failure::Http(HttpError::NotSent(String::new()));
    for (name, failure, nth, expected) in [
        ("first wait of a transient failure", refused(Class::Transient), 1, again(50, 180, 5)),
        ("it doubles", refused(Class::Transient), 4, again(400, 180, 5)),
        ("up to the cap", refused(Class::Throttled), 9, again(20_000, 180, 5)),
        ("throttling waits longer", refused(Class::Throttled), 1, again(1_000, 180, 5)),
        ("a lost answer costs more", lost, 1, again(50, 180, 10)),
        ("nothing sent", not_sent, 2, again(100, 180, 5)),
        ("what is not everywhere yet has two minutes", refused(Class::Propagation), 2, again(2_000, 120, 5)),
    ] {
        assert_eq!(decide(&failure, Repeat::Safe, &sent(nth), &policy()), expected, "{name}");
    }
}

#[test]
fn what_happened_not_is_repeated_whatever_it_was() {
    for class in [Class::Throttled, Class::Propagation] {
        assert!(matches!(decide(&refused(class), Repeat::LookFirst, &sent(1), &policy()), Decision::Again { .. }));
    }
    assert_eq!(decide(&refused(Class::Transient), Repeat::LookFirst, &sent(1), &policy()), Decision::OutcomeUnknown);
}

#[test]
fn identity_and_clock_are_mended_once_and_within_the_attempts() {
    let skewed = Attempts { skewed: true, ..sent(1) };
    let renewed = Attempts { renewed: true, ..sent(1) };
    for (class, so_far, expected) in [
        (Class::Expired, sent(1), Decision::Renew),
        (Class::Expired, renewed, Decision::GiveUp),
        (Class::Expired, sent(10), Decision::GiveUp),
        (Class::Expired, skewed, Decision::Resync),
        (Class::Signature, skewed, Decision::Resync),
        (Class::Signature, sent(1), Decision::GiveUp),
        (Class::Final, skewed, Decision::GiveUp),
    ] {
        assert_eq!(decide(&refused(class), Repeat::LookFirst, &so_far, &policy()), expected, "{class:?} {so_far:?}");
    }
}

#[test]
fn the_last_attempt_is_the_last() {
    for class in [Class::Transient, Class::Throttled, Class::Propagation] {
        assert_eq!(decide(&refused(class), Repeat::Safe, &sent(10), &policy()), Decision::GiveUp, "{class:?}");
        assert!(matches!(decide(&refused(class), Repeat::Safe, &sent(9), &policy()), Decision::Again { .. }));
    }
}
