//! Weights that are in effect once the candidate is seen to get its share.

use kgas_engine::rollout::Routing;
use tfplugin_rs::value::Number;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Problems, View};

use super::strategy::routing;
use super::{Given, analysis};
use crate::resources::rollout::model::VerifyBy;

const BY: &str = "traffic.verify.by";
const QUERY: &str = "traffic.verify.query";
const TOLERANCE: &str = "traffic.verify.tolerance";

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let by = config.get::<VerifyBy>(BY)?;
    if by.is_unknown() {
        return Ok(());
    }
    if by != Attr::Known(VerifyBy::ObservedShare) {
        for path in [QUERY, TOLERANCE].into_iter().filter(|path| Given::at(config, path).is_yes()) {
            told.push(
                Diagnostic::error("No share is observed")
                    .at(path)
                    .detail(
                        "It is for `by = \"observed_share\"`, and weights are known to be in effect by something else.",
                    )
                    .next_step("Write `by = \"observed_share\"`, or leave it out."),
            );
        }
        return Ok(());
    }
    let mut refuse = |path: &str, summary: &str, detail: &str, next: &str| {
        told.push(Diagnostic::error(summary).at(path).detail(detail).next_step(next));
    };
    if matches!(routing(config), Some(Routing::Ratio | Routing::Switched)) {
        let detail = "Without a route that has weights there is none whose share could be observed.";
        refuse(BY, "No weight has a share", detail, "Leave `by` out, or use a router with weights.");
    }
    if Given::at(config, "traffic.header").is_yes() {
        let detail = "Requests that come by the header go to the candidate whatever its weight, and the share would have them in it: it \
                      would not be the weight's, and a good version would be taken back for that.";
        refuse(BY, "A header changes the share", detail, "Leave `by` out, or `traffic.header`.");
    }
    if Given::at(config, "analysis").is_no() {
        let detail = "A share is asked of `analysis.prometheus`, which is not there.";
        refuse(BY, "Nobody can be asked", detail, "Write `analysis = { prometheus = { url = \"...\" } }`.");
    }
    if Given::at(config, QUERY).is_no() {
        let detail = "`observed_share` needs a query for the share that a slot gets.";
        let next = "Write `query = \"sum(rate(METRIC{slot=\\\"$slot\\\"}[1m])) / sum(rate(METRIC[1m]))\"`.";
        refuse(QUERY, "A query is needed", detail, next);
    }
    if let Attr::Known(tolerance) = config.get::<Number>(TOLERANCE)?
        && !(tolerance.to_f64() > 0.0 && tolerance.to_f64() < 1.0)
    {
        let detail =
            format!("{tolerance} was given; this must be more than 0 and less than 1, such as `0.05` for a twentieth.");
        refuse(TOLERANCE, "Not a tolerance", &detail, "Leave it out, or write such a fraction.");
    }
    analysis::share(config, QUERY, told)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::resources::rollout::paper::told;
    use crate::resources::rollout::sample::{small, with};

    const SHARE: &str = "sum(rate(http_requests_total{slot=\"$slot\"}[1m])) / sum(rate(http_requests_total{namespace=\"$namespace\"}[1m]))";

    #[expect(clippy::needless_pass_by_value, reason = "called with literals")]
    fn with_verify(verify: Json) -> Json {
        with(small(), "traffic", json!({ "nginx": {}, "verify": verify }))
    }

    #[test]
    fn a_share_is_asked_for_by_its_slot() {
        let good = json!({ "by": "observed_share", "query": SHARE, "tolerance": 0.1 });
        assert_eq!(told(&with_verify(good.clone())), Vec::<String>::new());
        // A Prometheus that is there for nothing else is enough.
        let alone =
            with(with_verify(good.clone()), "analysis", json!({ "prometheus": { "url": "http://prometheus:9090" } }));
        assert_eq!(told(&alone), Vec::<String>::new());
        let rows: [(&str, Json, &str); 6] = [
            ("query", Json::Null, "traffic.verify.query: A query is needed"),
            ("query", json!("sum(rate(x_total[1m]))"), "traffic.verify.query: Query cannot be asked"),
            ("query", json!("sum("), "traffic.verify.query: Query cannot be asked"),
            ("tolerance", json!(0), "traffic.verify.tolerance: Not a tolerance"),
            ("tolerance", json!(1), "traffic.verify.tolerance: Not a tolerance"),
            ("tolerance", json!(-0.1), "traffic.verify.tolerance: Not a tolerance"),
        ];
        for (name, value, expected) in rows {
            assert_eq!(told(&with_verify(with(good.clone(), name, value))), [expected]);
        }
    }

    #[test]
    fn a_share_needs_somebody_to_ask_and_a_weight() {
        let good = json!({ "by": "observed_share", "query": SHARE });
        let alone = with(with_verify(good.clone()), "analysis", Json::Null);
        assert_eq!(told(&alone), ["traffic.verify.by: Nobody can be asked"]);
        let header = json!({ "name": "x-canary", "exact": "1" });
        let by_it = with(small(), "traffic", json!({ "nginx": {}, "header": header, "verify": good }));
        assert_eq!(told(&by_it), ["traffic.verify.by: A header changes the share"]);
        let none = with(small(), "traffic", json!({ "verify": good }));
        assert_eq!(told(&none), ["traffic.verify.by: No weight has a share"]);
        let idle = json!({ "by": "none", "query": SHARE, "tolerance": 0.1 });
        let unneeded = ["query", "tolerance"].map(|name| format!("traffic.verify.{name}: No share is observed"));
        assert_eq!(told(&with_verify(idle)), unneeded);
    }
}
