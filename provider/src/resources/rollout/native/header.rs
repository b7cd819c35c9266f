//! Rules of ours, each before one that is meant: requests with the declared header go to one slot, whatever its weight.
//!
//! They are told by their name. Of the Gateway API that is a field since v1.4 of its standard channel.
//! Source: <https://gateway-api.sigs.k8s.io/geps/gep-995/>.

use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::{Object, Pointer};
use kgas_engine::rollout::{Header, Slot};
use serde_json::{Value, json};

use super::covers::covers;
use super::dialect::Dialect;
use super::route::Route;

/// Rules of one `HTTPRoute`.
/// Source: <https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec>.
const MOST: usize = 16;

/// With what the names of our rules begin.
const OURS: &str = "kgas-header-";

/// A header by which those who try a candidate out are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exact {
    /// Its name.
    pub(super) name: String,
    /// Its value.
    pub(super) value: String,
}

/// Whether a rule is one of ours.
pub(super) fn is_ours(rule: &Value) -> bool {
    rule["name"].as_str().is_some_and(|name| name.starts_with(OURS))
}

impl Route {
    /// Where requests with the declared header go.
    pub(super) fn header(&self, object: &Object) -> Header {
        let rules = self.rules_of(object);
        let ours = rules.iter().filter(|rule| is_ours(rule)).count();
        if ours == 0 {
            return Header::Along;
        }
        let goes_to = |slot: &Slot| {
            let meant = self.with_both(object);
            let stands = |(nth, rule): (usize, usize)| {
                let before = rule.checked_sub(1).and_then(|before| rules.get(before));
                before.zip(self.rule(nth, &rules[rule], *slot)).is_some_and(|(live, wanted)| covers(live, &wanted))
            };
            meant.len() == ours && meant.into_iter().enumerate().all(stands)
        };
        Slot::BOTH.into_iter().find(goes_to).map_or(Header::Otherwise, Header::To)
    }

    /// Puts rules for a slot before those that are meant, in place of any that are there; for no slot there are none.
    pub(super) fn head(&self, object: &Object, to: Option<Slot>) -> Vec<Operation> {
        let rules = self.rules_of(object);
        let at = |index: usize| Pointer::to("spec").field(self.dialect.rules()).index(index);
        let ours = rules.iter().enumerate().rev().filter(|(_, rule)| is_ours(rule));
        // From the last to the first: what is before them stays where it is.
        let gone = ours.flat_map(|(index, rule)| {
            [Operation::test(at(index).field("name"), rule["name"].clone()), Operation::remove(at(index))]
        });
        let mut operations: Vec<_> = gone.collect();
        for (nth, rule) in self.with_both(object).into_iter().enumerate().rev() {
            let ours = to.and_then(|slot| self.rule(nth, &rules[rule], slot));
            let index = self.without_ours(object, rule);
            operations.extend(ours.map(|ours| Operation::add(at(index), ours)));
        }
        operations
    }

    /// The place of a rule among those that are not ours.
    pub(super) fn without_ours(&self, object: &Object, rule: usize) -> usize {
        rule - self.rules_of(object).iter().take(rule).filter(|rule| is_ours(rule)).count()
    }

    /// Why there is no place for rules of ours, if there is none.
    pub(super) fn unheaded(&self, object: &Object) -> Option<String> {
        let header = self.header.as_ref()?;
        let rules = self.rules_of(object);
        let told = |(index, rule): (usize, &Value)| {
            let asks = !is_ours(rule) && self.dialect.asks_for(rule, &header.name) && self.is_meant(rule);
            asks.then(|| format!("rule {index} of {object} has a condition on the header {:?} itself", header.name))
        };
        let found = rules.iter().enumerate().find_map(told);
        // Before the slots have come into a rule it has the place for them.
        let meant = self.with_both(object).len() + self.places(object).len();
        let others = rules.iter().filter(|rule| !is_ours(rule)).count();
        let crowded = || {
            (self.dialect == Dialect::GatewayApi && others + meant > MOST).then(|| {
                format!(
                    "{object} has {others} rules, and a header needs {meant} more of them: an HTTPRoute has {MOST} at most. Name fewer in \
                     `traffic.gateway_api.rules`, or leave `traffic.header` out"
                )
            })
        };
        found.or_else(crowded)
    }

    /// The rule of ours before the `nth` of those that are meant.
    fn rule(&self, nth: usize, meant: &Value, slot: Slot) -> Option<Value> {
        let header = self.header.as_ref()?;
        let backends = meant[self.dialect.backends()].as_array()?;
        let mut backend = backends[self.find(backends, self.services.get(slot))?].clone();
        drop(backend.as_object_mut()?.shift_remove("weight"));
        let mut rule = self.dialect.asking_for(meant, header);
        rule["name"] = json!(format!("{OURS}{}", nth + 1));
        rule[self.dialect.backends()] = json!([backend]);
        Some(rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::rollout::native::patched::patched;
    use crate::resources::rollout::native::route::tests::{object, route};

    type Change = fn(&mut Vec<Value>);

    fn headed(owned: bool) -> Route {
        let header = Exact { name: "X-Canary".to_owned(), value: "1".to_owned() };
        Route { header: Some(header), ..route(owned) }
    }

    fn shared() -> Object {
        let path = |path: &str| json!([{ "path": { "type": "PathPrefix", "value": path } }]);
        let rules = json!([
            { "matches": path("/old"), "backendRefs": [{ "name": "legacy", "port": 81 }] },
            { "matches": path("/a"), "filters": [{ "type": "URLRewrite" }], "backendRefs": [{ "name": "api", "port": 80 }] },
            { "backendRefs": [{ "name": "mirror", "weight": 100 }, { "name": "api", "port": 80, "weight": 100 }] },
        ]);
        object(rules, json!({ "team": "shop" }))
    }

    fn names(object: &Object) -> Vec<String> {
        let rules = object.get(&["spec", "rules"]).unwrap().as_array().unwrap();
        rules.iter().map(|rule| rule["name"].as_str().unwrap_or("-").to_owned()).collect()
    }

    #[test]
    fn a_rule_of_ours_stands_before_each_that_is_meant() {
        let wanted = headed(false);
        let before = shared();
        let taken = patched(&before, &wanted.take_place(&before, 100, 3).unwrap());
        assert_eq!(wanted.read(&taken).header, Header::Along);
        let to_b = patched(&taken, &wanted.head(&taken, Some(Slot::B)));
        assert_eq!(names(&to_b), ["-", "kgas-header-1", "-", "kgas-header-2", "-"]);
        let first = &to_b.get(&["spec", "rules"]).unwrap()[1];
        assert_eq!(
            *first,
            json!({
                "matches": [{ "path": { "type": "PathPrefix", "value": "/a" },
                    "headers": [{ "type": "Exact", "name": "X-Canary", "value": "1" }] }],
                "filters": [{ "type": "URLRewrite" }],
                "backendRefs": [{ "name": "api-b", "port": 80 }],
                "name": "kgas-header-1",
            })
        );
        let seen = wanted.read(&to_b);
        assert_eq!((seen.header, seen.as_declared), (Header::To(Slot::B), true));
        assert_eq!(seen.weights.map(|weights| weights.a), Some(100), "they are none of the rules that have weights");
        // The other slot in their place, and weights beside them.
        let to_a = patched(&to_b, &wanted.head(&to_b, Some(Slot::A)));
        assert_eq!((wanted.read(&to_a).header, names(&to_a)), (Header::To(Slot::A), names(&to_b)));
        let weighed = patched(&to_b, &wanted.weigh(&to_b, 75, 3).unwrap());
        let seen = wanted.read(&weighed);
        assert_eq!((seen.header, seen.weights.map(|weights| weights.b)), (Header::To(Slot::B), Some(25)));
        // A revert takes both back at once.
        let operations = wanted.revert(&weighed, 100, 3).unwrap();
        let reverted = patched(&weighed, &operations);
        let seen = wanted.read(&reverted);
        assert_eq!((seen.header, seen.weights.map(|weights| weights.b)), (Header::Along, Some(0)));
        assert_eq!(reverted, taken);
        assert_eq!(patched(&weighed, &wanted.give_back(&weighed)), before, "whole, whatever stood in it");
    }

    #[test]
    fn what_somebody_made_of_our_rules_is_seen_and_put_right() {
        let wanted = headed(false);
        let taken = patched(&shared(), &wanted.take_place(&shared(), 100, 3).unwrap());
        let to_b = patched(&taken, &wanted.head(&taken, Some(Slot::B)));
        let rules = |object: &Object| object.get(&["spec", "rules"]).unwrap().clone();
        let with = |change: Change| {
            let mut all = rules(&to_b);
            change(all.as_array_mut().unwrap());
            patched(&to_b, &[Operation::replace(Pointer::to("spec").field("rules"), all)])
        };
        let cases: [Change; 3] = [
            |all| drop(all.remove(1)),
            |all| all[1]["backendRefs"][0]["name"] = json!("web"),
            |all| all[3]["matches"] = json!([{}]),
        ];
        for (nth, case) in cases.into_iter().enumerate() {
            let changed = with(case);
            assert_eq!(wanted.read(&changed).header, Header::Otherwise, "{nth}");
            let mended = patched(&changed, &wanted.head(&changed, Some(Slot::B)));
            assert_eq!(rules(&mended), rules(&to_b), "{nth}");
        }
        // What is declared no more goes, and so does what was for another header.
        let plain = Route { header: None, ..wanted.clone() };
        assert_eq!(plain.read(&to_b).header, Header::Otherwise);
        assert_eq!(rules(&patched(&to_b, &plain.head(&to_b, None))), rules(&taken));
        let other = Route { header: Some(Exact { name: "x-other".to_owned(), value: "1".to_owned() }), ..wanted };
        assert_eq!(other.read(&to_b).header, Header::Otherwise);
    }

    #[test]
    fn an_owned_route_is_as_declared_with_them() {
        let wanted = headed(true);
        let live = object(wanted.spec(95)["rules"].clone(), json!({ "kgas.dev/epoch": "3" }));
        let to_b = patched(&live, &wanted.head(&live, Some(Slot::B)));
        let seen = wanted.read(&to_b);
        assert_eq!((seen.header, seen.as_declared), (Header::To(Slot::B), true));
        assert_eq!(seen.weights.map(|weights| weights.b), Some(5));
    }

    #[test]
    fn a_rule_that_asks_for_the_header_itself_leaves_no_place() {
        let rule = json!({ "matches": [{ "headers": [{ "name": "x-canary", "value": "2" }] }], "backendRefs": [{ "name": "api", "weight": 100 }] });
        let told = headed(false).objection(&object(json!([rule]), json!({}))).unwrap();
        assert!(told.contains("X-Canary"), "{told}");
    }

    #[test]
    fn more_rules_than_a_route_can_have_are_told() {
        let many = |count: usize| {
            let rule = |nth: usize| json!({ "name": nth.to_string(), "backendRefs": [{ "name": "api", "port": 80 }] });
            object((0..count).map(rule).collect(), json!({}))
        };
        assert_eq!(headed(false).objection(&many(8)), None);
        let told = headed(false).objection(&many(9)).unwrap();
        assert!(told.contains("needs 9 more"), "{told}");
    }

    #[test]
    fn a_mesh_takes_the_first_rule_that_fits() {
        let wanted = Route { dialect: Dialect::Istio, ..headed(false) };
        let to = |host: &str| json!({ "destination": { "host": host, "port": { "number": 80 } } });
        let spec = json!({ "hosts": ["api"], "http": [
            { "name": "main", "match": [{ "uri": { "prefix": "/" } }], "route": [to("api")] },
        ] });
        let live = json!({
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "spec": spec,
            "metadata": { "name": "api", "namespace": "shop", "resourceVersion": "5", "annotations": {} },
        });
        let live = Object::from_value(live).unwrap();
        let taken = patched(&live, &wanted.take_place(&live, 100, 3).unwrap());
        let to_b = patched(&taken, &wanted.head(&taken, Some(Slot::B)));
        let rules = to_b.get(&["spec", "http"]).unwrap();
        assert_eq!(
            rules[0]["match"],
            json!([{ "uri": { "prefix": "/" }, "headers": { "x-canary": { "exact": "1" } } }])
        );
        assert_eq!(rules[0]["route"], json!([to("api-b")]));
        assert_eq!((wanted.read(&to_b).header, wanted.read(&to_b).as_declared), (Header::To(Slot::B), true));
        assert_eq!(patched(&to_b, &wanted.give_back(&to_b)).get(&["spec"]), live.get(&["spec"]));
    }
}
