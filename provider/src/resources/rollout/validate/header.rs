//! A header by which those who try a new version out are known.

use kgas_engine::rollout::Routing;
use tfplugin_rs::{Diagnostic, Diagnostics, View};

use super::Given;
use super::strategy::routing;

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) {
    if !Given::at(config, "traffic.header").is_yes() {
        return;
    }
    let by = |router: &str| Given::at(config, &format!("traffic.{router}")).is_yes();
    let why = match routing(config) {
        Some(Routing::Ratio) => "Without a router requests go to any pod, whatever headers they have.",
        Some(Routing::Switched) => "A Service knows no headers: it sends all requests to one slot.",
        Some(Routing::Weighted) if by("alb") => {
            "An Ingress has one rule for a path of a load balancer, and no place for another."
        }
        Some(Routing::Weighted) | None => return,
    };
    told.push(
        Diagnostic::error("The router does not know headers")
            .at("traffic.header")
            .detail(why)
            .next_step("Use `gateway_api`, `istio` or `nginx`, or leave `header` out."),
    );
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::resources::rollout::paper::told;
    use crate::resources::rollout::sample::{small, with};

    fn by(mut traffic: Json) -> Vec<String> {
        traffic["header"] = json!({ "name": "x-canary", "exact": "1" });
        told(&with(small(), "traffic", traffic))
    }

    #[test]
    fn a_header_needs_a_router_that_knows_it() {
        for good in [
            json!({ "gateway_api": { "parents": [{ "name": "edge" }] } }),
            json!({ "istio": { "hosts": ["api"] } }),
            json!({ "nginx": {} }),
        ] {
            assert_eq!(by(good), Vec::<String>::new());
        }
        let unknown = ["traffic.header: The router does not know headers"];
        assert_eq!(by(json!({ "alb": {} })), unknown);
        assert_eq!(by(json!({})), unknown);
        let rolling = with(with(small(), "canary", Json::Null), "rolling", json!({}));
        let header = json!({ "header": { "name": "x-canary", "exact": "1" } });
        assert_eq!(told(&with(rolling.clone(), "traffic", header)), unknown);
        let switched = with(with(rolling, "rolling", Json::Null), "blue_green", json!({}));
        let header = json!({ "service": {}, "header": { "name": "x-canary", "exact": "1" } });
        assert_eq!(told(&with(switched, "traffic", header)), unknown);
    }

    #[test]
    fn a_header_is_one_that_every_router_takes() {
        let with_header = |name: &str, exact: &str| {
            told(&with(small(), "traffic", json!({ "nginx": {}, "header": { "name": name, "exact": exact } })))
        };
        assert_eq!(with_header("X-Canary", "try-it.1"), Vec::<String>::new());
        for (name, exact, path) in
            [("", "1", "name"), ("x canary", "1", "name"), ("x", "", "exact"), ("x", "a b", "exact")]
        {
            let told = with_header(name, exact);
            assert!(told.len() == 1 && told[0].starts_with(&format!("traffic.header.{path}")), "{told:?}");
        }
    }
}
