//! An Ingress by which traffic comes.

use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Problems, View};

use super::Given;
use super::traffic::{Kind, hostnames, ownership, port};
use crate::resources::rollout::model::StableScale;

const NGINX: Kind = Kind {
    at: "traffic.nginx",
    shared: &["backend"],
    owned: &["hosts", "path", "class"],
    why_shared: "for a shared Ingress: an owned one has no other backends than the two slots",
    why_owned: "for an owned Ingress: a shared one has its own",
    without: None,
};

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    if Given::at(config, NGINX.at).is_yes() {
        ownership(config, &NGINX, told)?;
        hostnames(config, "traffic.nginx.hosts", told)?;
        port(config, "traffic.nginx.port", told)?;
        stays(config, told)?;
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

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::resources::rollout::paper::told;
    use crate::resources::rollout::sample::{small, with};

    fn by(router: &str, ingress: Json) -> Vec<String> {
        told(&with(small(), "traffic", json!({ router: ingress })))
    }

    #[test]
    fn an_ingress_has_what_its_owner_gives_it() {
        for router in ["nginx"] {
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
    fn the_main_ingress_keeps_a_stable_version_with_pods() {
        let follows = with(small(), "canary", json!({ "stable_scale": "follow" }));
        let by = |router: &str| told(&with(follows.clone(), "traffic", json!({ router: {} })));
        assert_eq!(by("nginx"), ["canary.stable_scale: The stable version must keep pods"]);
    }
}
