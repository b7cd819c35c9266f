//! Answers that something on the way has damaged: read or refused, never a panic, never shown.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kgas_api::{ApiError, Service};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::answers::Filled;
use super::models;
use crate::case::answer;
use crate::cases;

/// In every text of every answer.
const CANARY: &str = "a-";

/// Every operation's answer with all its fields.
static BODIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let models = models();
    cases::modelled().iter().map(|case| Filled { model: &models[&case.service], nth: 0 }.body(case.operation)).collect()
});

fn damages() -> impl Strategy<Value = Vec<(usize, u8)>> {
    prop::collection::vec(
        (any::<usize>(), prop_oneof![any::<u8>(), prop::sample::select(b"<>{}[]\",:/&;-0".to_vec())]),
        1..6,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn never_a_panic_never_shown(
        which in any::<prop::sample::Index>(),
        damages in damages(),
        status in prop::sample::select(vec![200_u16, 404, 503]),
    ) {
        let cases = cases::modelled();
        let nth = which.index(cases.len());
        let mut body = BODIES[nth].clone().into_bytes();
        for (place, byte) in damages {
            let place = place % body.len();
            body[place] = byte;
        }
        let mut damaged = answer(status, &[], "");
        *damaged.body_mut() = body.into();
        if let Err(ApiError::Malformed { why, .. }) = (cases[nth].read)(&damaged) {
            prop_assert!(!why.contains(CANARY), "{why}");
        }
    }
}

#[test]
fn no_depth_overflows_the_stack() {
    let one_of_each = cases::modelled().into_iter().map(|case| (case.service, case)).collect::<BTreeMap<_, _>>();
    for case in one_of_each.into_values() {
        let (name, depth) = (case.operation, 100_000);
        let body = match case.service {
            Service::AwsEks | Service::AwsKms | Service::AwsLogs => "{\"a\":".repeat(depth),
            _ => format!("<{name}Response>{}{}</{name}Response>", "<a>".repeat(depth), "</a>".repeat(depth)),
        };
        for status in [200, 400] {
            // Some answers say nothing, so that a deep element beside that nothing is passed over.
            if let Err(err) = (case.read)(&answer(status, &[], &body)) {
                assert!(matches!(err, ApiError::Malformed { .. }), "{name} {err:?}");
            }
        }
    }
}
