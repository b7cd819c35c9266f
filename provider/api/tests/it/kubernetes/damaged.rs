//! Answers that something on the way has damaged: read or refused, never a panic, never shown.

use kgas_api::ApiError;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::case::answer;
use crate::cases;

const CANARY: &str = "hunter2";

const BODIES: [&str; 4] = [
    r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"a":"hunter2"}},"spec":{"replicas":3},"status":{"replicas":"hunter2"}}"#,
    r#"{"apiVersion":"v1","kind":"PodList","metadata":{"continue":"hunter2"},"items":[{"metadata":{"name":"hunter2"}}]}"#,
    r#"{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"a"},"spec":{"replicas":3},"status":{"replicas":2,"selector":"hunter2"}}"#,
    r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"hunter2"},"value":[1.5,"2"]}]},"warnings":["hunter2"]}"#,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn never_a_panic_never_shown(
        which in any::<prop::sample::Index>(),
        body in prop::sample::select(BODIES.to_vec()),
        damages in prop::collection::vec((any::<usize>(), any::<u8>()), 0..4),
        status in prop::sample::select(vec![200_u16, 404, 409, 503]),
    ) {
        let cases = cases::unmodelled();
        let case = &cases[which.index(cases.len())];
        let mut body = body.as_bytes().to_vec();
        for (place, byte) in damages {
            let place = place % body.len();
            body[place] = byte;
        }
        let mut damaged = answer(status, &[], "");
        *damaged.body_mut() = body.into();
        if let Err(ApiError::Malformed { why, .. }) = (case.read)(&damaged) {
            prop_assert!(!why.contains(CANARY), "{} {why}", case.operation);
        }
    }
}

#[test]
fn no_depth_overflows_the_stack() {
    for case in cases::unmodelled() {
        for status in [200, 404] {
            let err = (case.read)(&answer(status, &[], &"{\"kind\":".repeat(100_000))).unwrap_err();
            assert!(matches!(err, ApiError::Malformed { .. }), "{} {err:?}", case.operation);
        }
    }
}
