use std::time::Duration;

use kgas_api::prometheus::query_range::Range;
use kgas_api::prometheus::{build_info, query, query_range, rules, targets};

use crate::case::{Case, case};

pub(crate) fn all() -> Vec<Case> {
    let at = "2026-03-01T00:00:00.25Z".parse().unwrap();
    let before_1970 = "1969-12-31T23:59:59.5Z".parse().unwrap();
    let three_seconds = Some(Duration::from_secs(3));
    let expr = "sum(rate(http_requests_total{code=~\"5..\"}[1m])) / 2 & 1";
    vec![
        case(query::request(expr, Some(at), three_seconds)),
        case(query::request("up", None, None)),
        case(query_range::request(
            expr,
            Range { start: before_1970, end: at, step: Duration::from_millis(1_500) },
            three_seconds,
        )),
        case(rules::request()),
        case(targets::request()),
        case(build_info::request()),
    ]
}
