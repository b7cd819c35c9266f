//! An Ingress by which traffic comes.

use std::ops::RangeInclusive;

use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Problems, View};

use super::Given;
use super::traffic::{Kind, hostnames, ownership, port};
use crate::resources::rollout::model::{Rollout, Span, StableScale, VerifyBy};
use crate::resources::rollout::wanted::SETTLE_ALB;

const fn kind(at: &'static str) -> Kind {
    Kind {
        at,
        shared: &["backend"],
        owned: &["hosts", "path", "class"],
        why_shared: "for a shared Ingress: an owned one has no other backends than the two slots",
        why_owned: "for an owned Ingress: a shared one has its own",
        without: None,
    }
}

const NGINX: Kind = kind("traffic.nginx");
const ALB: Kind = kind("traffic.alb");

/// Seconds for which a load balancer may keep a client where it is.
/// Source: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupStickinessConfig.html>.
const STICKY: RangeInclusive<u64> = 1..=604_800;

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    if Given::at(config, NGINX.at).is_yes() {
        ownership(config, &NGINX, told)?;
        hostnames(config, "traffic.nginx.hosts", told)?;
        port(config, "traffic.nginx.port", told)?;
        stays(config, told)?;
        two(config, told)?;
    }
    if Given::at(config, ALB.at).is_yes() {
        ownership(config, &ALB, told)?;
        hostnames(config, "traffic.alb.hosts", told)?;
        port(config, "traffic.alb.port", told)?;
        stickiness(config, told)?;
        plain(config, told)?;
    }
    Ok(())
}

fn stickiness(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    const PATH: &str = "traffic.alb.stickiness";
    let Attr::Known(length) = config.get::<Span>(PATH)? else { return Ok(()) };
    let length = length.get();
    if length.subsec_nanos() > 0 || !STICKY.contains(&length.as_secs()) {
        told.push(
            Diagnostic::error("Not a time for stickiness")
                .at(PATH)
                .detail("A load balancer keeps a client with a slot for a whole number of seconds, from 1 to 604800.")
                .next_step("Write one such as `\"1h\"`, `\"168h\"` at most, or leave it out."),
        );
    }
    Ok(())
}

/// The path of an owned Ingress is a prefix, in which the controller takes no wildcard: it says so in an event only.
fn plain(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    const PATH: &str = "traffic.alb.path";
    if let Attr::Known(path) = config.get::<String>(PATH)?
        && path.contains(['*', '?'])
    {
        told.push(
            Diagnostic::error("The path has a wildcard")
                .at(PATH)
                .detail(format!(
                    "{path:?} was given. It is what the paths of requests begin with, and the controller takes no `*` and no `?` there."
                ))
                .next_step("Write what they begin with, such as `\"/api\"` for `\"/api/*\"`."),
        );
    }
    Ok(())
}

/// The main Ingress and the one beside it are two.
fn two(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    const PATH: &str = "traffic.nginx.ingress";
    if let (Attr::Known(main), Attr::Known(rollout)) = (config.get::<String>(PATH)?, config.get::<String>("name")?)
        && main == format!("{rollout}-kgas-canary")
    {
        told.push(
            Diagnostic::error("The name is the canary's")
                .at(PATH)
                .detail(format!(
                    "{main:?} is what the Ingress beside the main one is called, which has the new version."
                ))
                .next_step("Name another Ingress, or leave it out."),
        );
    }
    Ok(())
}

/// The main Ingress sends to the stable version, also while the candidate has everything.
fn stays(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    if config.get::<StableScale>("canary.stable_scale")? == Attr::Known(StableScale::Follow) {
        told.push(
            Diagnostic::error("The stable version must keep pods")
                .at("canary.stable_scale")
                .detail(
                    "`follow` takes the stable version's pods away as the candidate gets its share, all of them in the end. ingress-nginx \
                     answers with 503 when the Service of the main Ingress has no pod, whatever the canary's weight.",
                )
                .next_step("Leave `stable_scale` out, or use another router."),
        );
    }
    Ok(())
}

/// Less than a load balancer takes for a weight.
pub(super) fn hasty(model: &Rollout) -> Option<Diagnostic> {
    let traffic = model.traffic.as_ref().filter(|traffic| traffic.alb.is_some())?;
    let settle = traffic.verify.settle.as_ref()?.get();
    let seen = traffic.verify.by == VerifyBy::ObservedShare;
    (!seen && settle < SETTLE_ALB).then(|| {
        Diagnostic::warning("A load balancer takes longer")
            .at("traffic.verify.settle")
            .detail("The controller and the load balancer take 30 seconds or more for a weight: a step would be watched before it began.")
            .next_step("Leave it out, write `\"30s\"` or more, or verify by `observed_share`.")
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};
    use tfplugin_rs::testing::UNKNOWN;

    use crate::resources::rollout::paper::told;
    use crate::resources::rollout::sample::{small, with};

    #[expect(clippy::needless_pass_by_value, reason = "called with literals")]
    fn by(router: &str, ingress: Json) -> Vec<String> {
        told(&with(small(), "traffic", json!({ router: ingress })))
    }

    #[test]
    fn an_ingress_has_what_its_owner_gives_it() {
        for router in ["nginx", "alb"] {
            let foreign = |name: &str| vec![format!("traffic.{router}.{name}: Does not belong to this route")];
            for owned in [json!({}), json!({ "hosts": ["a.example.com"], "path": "/api", "class": "public" })] {
                assert_eq!(by(router, owned), Vec::<String>::new());
            }
            assert_eq!(by(router, json!({ "ownership": "shared", "backend": "web" })), Vec::<String>::new());
            assert_eq!(by(router, json!({ "backend": "web" })), foreign("backend"));
            assert_eq!(by(router, json!({ "ownership": "shared", "path": "/" })), foreign("path"));
            let path = format!("traffic.{router}");
            assert_eq!(by(router, json!({ "hosts": ["a_b"] })), [format!("{path}.hosts[0]: Not a host name")]);
            let wrong = by(router, json!({ "path": "api" }));
            assert!(wrong.len() == 1 && wrong[0].starts_with(&format!("{path}.path")), "{wrong:?}");
            let slot = by(router, json!({ "ownership": "shared", "backend": "api-b" }));
            assert_eq!(slot, [format!("{path}.backend: The name is a slot's")]);
            let both = json!({ router: {}, "istio": { "hosts": ["api"] } });
            assert_eq!(told(&with(small(), "traffic", both)), ["traffic: One router is needed"]);
            let verify = json!({ router: {}, "verify": { "by": "route_status" } });
            assert_eq!(told(&with(small(), "traffic", verify)), ["traffic.verify.by: No route has a status"]);
        }
    }

    #[test]
    fn what_a_controller_would_not_carry_out_is_told() {
        for path in ["/api/*", "/a?c"] {
            assert_eq!(by("alb", json!({ "path": path })), ["traffic.alb.path: The path has a wildcard"]);
        }
        let canary = by("nginx", json!({ "ingress": "api-kgas-canary" }));
        assert_eq!(canary, ["traffic.nginx.ingress: The name is the canary's"]);
        assert_eq!(by("alb", json!({ "ingress": "api-kgas-canary" })), Vec::<String>::new());
    }

    #[test]
    fn a_load_balancer_has_time_for_a_weight() {
        let settled =
            |settle: &str| told(&with(small(), "traffic", json!({ "alb": {}, "verify": { "settle": settle } })));
        assert_eq!(settled("30s"), Vec::<String>::new());
        assert_eq!(settled("5s"), ["traffic.verify.settle: A load balancer takes longer"]);
    }

    #[test]
    fn what_is_not_known_yet_is_not_judged() {
        for router in ["nginx", "alb"] {
            assert_eq!(
                by(router, json!({ "ownership": UNKNOWN, "backend": "web", "path": "/" })),
                Vec::<String>::new()
            );
            assert_eq!(
                by(router, json!({ "hosts": [UNKNOWN], "path": UNKNOWN, "port": UNKNOWN })),
                Vec::<String>::new()
            );
            assert_eq!(told(&with(small(), "traffic", json!({ router: UNKNOWN }))), Vec::<String>::new());
        }
        assert_eq!(by("alb", json!({ "stickiness": UNKNOWN })), Vec::<String>::new());
        let header = |header: Json| told(&with(small(), "traffic", json!({ "nginx": {}, "header": header })));
        assert_eq!(header(json!(UNKNOWN)), Vec::<String>::new());
        assert_eq!(header(json!({ "name": UNKNOWN, "exact": UNKNOWN })), Vec::<String>::new());
        let verify = |verify: Json| told(&with(small(), "traffic", json!({ "nginx": {}, "verify": verify })));
        assert_eq!(verify(json!({ "by": UNKNOWN, "query": "x" })), Vec::<String>::new());
        let unknown = json!({ "by": "observed_share", "query": UNKNOWN, "tolerance": UNKNOWN });
        assert_eq!(verify(unknown), Vec::<String>::new());
    }

    #[test]
    fn the_main_ingress_keeps_a_stable_version_with_pods() {
        let follows = with(small(), "canary", json!({ "stable_scale": "follow" }));
        let by = |router: &str| told(&with(follows.clone(), "traffic", json!({ router: {} })));
        assert_eq!(by("nginx"), ["canary.stable_scale: The stable version must keep pods"]);
        assert_eq!(by("alb"), Vec::<String>::new());
    }

    #[test]
    fn a_load_balancer_is_sticky_for_whole_seconds_up_to_a_week() {
        for good in ["1s", "1h", "168h"] {
            assert_eq!(by("alb", json!({ "stickiness": good })), Vec::<String>::new());
        }
        for bad in ["0s", "1.5s", "169h"] {
            let told = by("alb", json!({ "stickiness": bad }));
            assert_eq!(told, ["traffic.alb.stickiness: Not a time for stickiness"], "{bad}");
        }
    }
}
