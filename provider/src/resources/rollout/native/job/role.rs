//! What the identity of a Job may do: the verbs that the program uses, on the names that it uses them on.
//!
//! To make an object cannot be restricted to a name.
//! Source: <https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources>.

use kgas_api::kubernetes::{Kind, Object};
use kgas_engine::rollout::Slot;
use serde_json::{Value, json};

use super::Duty;
use crate::resources::rollout::native::world::{Fixed, Router};
use crate::resources::rollout::template::{COPY_OF, ConfigKind, PodTemplate, slot_name};

/// The rules of a Role for `duty`.
pub(super) fn rules(fixed: &Fixed, duty: Duty) -> Vec<Value> {
    let runs = duty == Duty::Run;
    let names = &fixed.names;
    let slots = || Slot::BOTH.map(|slot| slot_name(names.rollout(), slot)).to_vec();
    let (lease, journal) = (vec![names.lease().name().to_string()], vec![names.journal().name().to_string()]);
    let adopted: Vec<String> = fixed.adopts.iter().cloned().collect();
    let mut rules = Rules::default();
    rules.named(Kind::LEASE, &["get", "update"], lease);
    rules.named(Kind::CONFIG_MAP, &["get", "update"], journal);
    rules.named(Kind::DEPLOYMENT, &["get", "patch"], slots());
    rules.named(Kind::DEPLOYMENT, if runs { &["get", "patch"] } else { &["get"] }, adopted);
    rules.named(Kind::SERVICE, if runs { &["get", "patch"] } else { &["get"] }, slots());
    let scalers: &[&str] = if runs { &["get", "patch", "delete"] } else { &["get"] };
    rules.named(Kind::HORIZONTAL_POD_AUTOSCALER, scalers, slots());
    let routed = match &fixed.router {
        Router::Route(name, route) => Some((route.dialect.kind(), vec![name.clone()], route.is_owned())),
        Router::Service(name, _) => Some((Kind::SERVICE, vec![name.clone()], false)),
        // The one beside the main one is made in any case.
        Router::Nginx(name, _) => Some((Kind::INGRESS, vec![name.clone(), names.beside().name().to_string()], true)),
        Router::Alb(name, alb) => Some((Kind::INGRESS, vec![name.clone()], alb.main.is_owned())),
        Router::Pods => None,
    };
    if let Some((kind, names, _)) = &routed {
        rules.named(*kind, &["get", "patch"], names.clone());
    }
    let job = vec![duty.place(names, Kind::JOB).name().to_string()];
    rules.named(Kind::JOB, &[if runs { "get" } else { "patch" }], job);
    rules.any(Kind::POD, "list");
    rules.any(Kind::EVENT, "create");
    if runs {
        for kind in [Kind::LEASE, Kind::CONFIG_MAP, Kind::DEPLOYMENT, Kind::SERVICE] {
            rules.any(kind, "create");
        }
        if let Some((kind, _, true)) = routed {
            rules.any(kind, "create");
        }
        scaled(fixed, &mut rules);
        copied(fixed, &mut rules);
    }
    rules.0
}

/// The autoscaler that is copied, and its copies.
fn scaled(fixed: &Fixed, rules: &mut Rules) {
    let Some(original) = fixed.resolved.as_ref().and_then(|resolved| resolved.autoscaler.as_ref()) else { return };
    let name = original["metadata"]["name"].as_str().unwrap_or_default().to_owned();
    rules.named(Kind::HORIZONTAL_POD_AUTOSCALER, &["get"], vec![name]);
    rules.any(Kind::HORIZONTAL_POD_AUTOSCALER, "create");
}

/// Configuration that the pods read, and its copies.
fn copied(fixed: &Fixed, rules: &mut Rules) {
    let Some(resolved) = fixed.resolved.as_ref().filter(|resolved| resolved.snapshots) else { return };
    let templates = [Some(&resolved.wanted), resolved.found.as_ref().map(|found| &found.template)];
    let read: Vec<_> =
        templates.into_iter().flatten().flat_map(PodTemplate::configs).map(|(config, _)| config).collect();
    for (kind, of) in [(Kind::CONFIG_MAP, ConfigKind::ConfigMap), (Kind::SECRET, ConfigKind::Secret)] {
        let copies: Vec<&Object> =
            resolved.copies.iter().filter(|(place, _)| place.kind() == kind).map(|(_, copy)| copy).collect();
        let originals = copies.iter().filter_map(|copy| copy.annotation(COPY_OF)).map(str::to_owned);
        // What is optional and not there has no copy, and is read all the same.
        let named = read.iter().filter(|config| config.kind == of).map(|config| config.name.clone());
        rules.named(kind, &["get"], originals.chain(named).collect());
        rules.named(kind, &["get", "patch"], copies.iter().map(|copy| copy.name().to_owned()).collect());
        if kind == Kind::SECRET && !copies.is_empty() {
            rules.any(kind, "create");
        }
    }
}

#[derive(Default)]
struct Rules(Vec<Value>);

impl Rules {
    fn named(&mut self, kind: Kind, verbs: &[&str], mut names: Vec<String>) {
        names.sort();
        names.dedup();
        if !names.is_empty() {
            self.0.push(json!({
                "apiGroups": [kind.group], "resources": [kind.plural], "verbs": verbs, "resourceNames": names,
            }));
        }
    }

    fn any(&mut self, kind: Kind, verb: &str) {
        self.0.push(json!({ "apiGroups": [kind.group], "resources": [kind.plural], "verbs": [verb] }));
    }
}
