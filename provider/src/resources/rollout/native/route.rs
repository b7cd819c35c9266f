//! An `HTTPRoute` of the Gateway API: what it says of the slots' shares, and how it is made to say something else.
//!
//! Source: <https://gateway-api.sigs.k8s.io/reference/spec/#httproute>.

use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::{Condition, HttpRoute, Object, Pointer, Truth, View as _, condition};
use kgas_engine::rollout::{BySlot, Slot, Traffic};
use serde_json::{Value, json};

use super::covers::covers;
use super::marks::{DECLARED, EPOCH, annotate, epoch_of, fenced, unannotate};

/// The sum of two weights that have a rule for themselves.
const WHOLE: u32 = 100;

/// What is declared of the route.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// Whole and ours, or somebody else's with a place for ours.
    pub(super) owned: bool,
    /// Of a shared route: the rules that are meant, by name; all that have the backend if there is none.
    pub(super) rules: Vec<String>,
    /// Of a shared route: the Service whose place the slots take.
    pub(super) backend: String,
    /// The slots' Services.
    pub(super) services: BySlot<String>,
    /// Their port.
    pub(super) port: u16,
    /// Of an owned route: `parentRefs`.
    pub(super) parents: Value,
    /// Of an owned route: `hostnames`.
    pub(super) hostnames: Vec<String>,
    /// Whether its status has to say that a gateway has taken it up.
    pub(super) verified: bool,
}

/// Two references in one rule.
struct Pair {
    rule: usize,
    /// Index and weight of each slot's.
    refs: BySlot<(usize, u32)>,
}

impl Route {
    /// All of an owned route.
    pub(super) fn spec(&self, a: u32) -> Value {
        let backend =
            |slot: Slot, weight: u32| json!({ "name": self.services.get(slot), "port": self.port, "weight": weight });
        let mut spec = json!({
            "parentRefs": self.parents,
            "rules": [{ "backendRefs": [backend(Slot::A, a), backend(Slot::B, WHOLE - a.min(WHOLE))] }],
        });
        if !self.hostnames.is_empty() {
            spec["hostnames"] = json!(self.hostnames);
        }
        spec
    }

    /// What a route shows.
    ///
    /// # Errors
    /// What of it cannot be read.
    pub(super) fn read(&self, object: &Object) -> Result<Traffic, String> {
        let route = HttpRoute::of(object).map_err(|err| err.to_string())?;
        let pairs = self.pairs(&route);
        let shares: Vec<_> = pairs.iter().map(|pair| share(pair)).collect();
        let weights = match shares.split_first() {
            Some((Some(first), rest)) if rest.iter().all(|share| *share == Some(*first)) => Some(*first),
            _ => None,
        };
        let as_declared = if self.owned {
            let mut wanted = self.spec(0);
            for backend in wanted["rules"][0]["backendRefs"].as_array_mut().into_iter().flatten() {
                drop(backend.as_object_mut().and_then(|backend| backend.shift_remove("weight")));
            }
            object.get(&["spec"]).is_some_and(|live| covers(live, &wanted))
        } else {
            !pairs.is_empty() && self.replaced(&route).is_empty()
        };
        let (accepted, refused) = if self.verified { taken_up(object, &route) } else { (true, None) };
        Ok(Traffic {
            exists: self.owned || !pairs.is_empty() || object.annotation(EPOCH).is_some(),
            weights: weights.map(|a| BySlot { a, b: WHOLE - a }),
            accepted,
            refused,
            epoch: epoch_of(object),
            as_declared,
            steady: 0,
        })
    }

    fn meant<'a>(
        &'a self,
        route: &'a HttpRoute,
    ) -> impl Iterator<Item = (usize, &'a kgas_api::kubernetes::HttpRouteRule)> {
        route.spec.rules.iter().enumerate().filter(|(_, rule)| {
            self.owned || self.rules.is_empty() || rule.name.as_ref().is_some_and(|name| self.rules.contains(name))
        })
    }

    /// The slots' references.
    fn pairs(&self, route: &HttpRoute) -> Vec<Pair> {
        let pair = |(rule, of): (usize, &kgas_api::kubernetes::HttpRouteRule)| {
            let find = |slot| {
                let name = self.services.get(slot);
                of.backend_refs.iter().position(|backend| backend.kind == "Service" && backend.name == *name)
            };
            let (a, b) = (find(Slot::A)?, find(Slot::B)?);
            let weight = |index: usize| (index, of.backend_refs[index].weight);
            Some(Pair { rule, refs: BySlot { a: weight(a), b: weight(b) } })
        };
        self.meant(route).filter_map(pair).collect()
    }

    /// Rules and references of a shared route in whose place the slots are to come.
    fn replaced(&self, route: &HttpRoute) -> Vec<(usize, usize)> {
        let place = |(rule, of): (usize, &kgas_api::kubernetes::HttpRouteRule)| {
            let backend = |it: &kgas_api::kubernetes::BackendRef| it.kind == "Service" && it.name == self.backend;
            Some((rule, of.backend_refs.iter().position(backend)?))
        };
        self.meant(route).filter_map(place).collect()
    }

    /// Puts the slots into the place of the declared backend of a shared route, and notes what was there.
    ///
    /// # Errors
    /// Why it has no place for them.
    pub(super) fn take_place(&self, object: &Object, a: u32, epoch: u64) -> Result<Vec<Operation>, String> {
        let route = HttpRoute::of(object).map_err(|err| err.to_string())?;
        let places = self.replaced(&route);
        if places.is_empty() {
            return Err(format!("none of the rules of {object} has the backend {:?}", self.backend));
        }
        let mut operations: Vec<_> = object.resource_version().map(Operation::test_version).into_iter().collect();
        let mut declared = json!({});
        for (rule, index) in places {
            let refs = at(object, rule).cloned().unwrap_or_default();
            let mut refs = refs.as_array().cloned().unwrap_or_default();
            let alone = refs.len() == 1;
            let whole = if alone { WHOLE } else { route.spec.rules[rule].backend_refs[index].weight };
            if whole < WHOLE {
                return Err(format!(
                    "rule {rule} of {object} has other backends beside {:?}, whose weight {whole} cannot be divided into percents: give \
                     all its backends weights a hundred times as high",
                    self.backend
                ));
            }
            let original = refs.remove(index);
            let ours = Slot::BOTH.map(|slot| {
                let mut backend = original.clone();
                let weight = portion(a, slot, whole);
                backend["name"] = json!(self.services.get(slot));
                backend["port"] = json!(self.port);
                backend["weight"] = json!(weight);
                backend
            });
            declared[rule.to_string()] = original;
            refs.splice(index..index, ours);
            operations.push(Operation::replace(backends(rule), Value::Array(refs)));
        }
        let fresh = with_annotations(object);
        operations.extend(annotate(object, DECLARED, &declared.to_string()));
        operations.extend(annotate(&fresh, EPOCH, &epoch.to_string()));
        Ok(operations)
    }

    /// Gives slot a its percents, wherever the slots are, unless another run has taken over.
    ///
    /// # Errors
    /// Why that is not possible.
    pub(super) fn weigh(&self, object: &Object, a: u32, epoch: u64) -> Result<Vec<Operation>, String> {
        let route = HttpRoute::of(object).map_err(|err| err.to_string())?;
        let pairs = self.pairs(&route);
        if pairs.is_empty() {
            return Err(format!("none of the rules of {object} has both slots as backends"));
        }
        let mut operations = Vec::new();
        for Pair { rule, refs } in &pairs {
            let whole = (refs.a.1 + refs.b.1).max(WHOLE);
            for slot in Slot::BOTH {
                let (index, _) = *refs.get(slot);
                let backend = backends(*rule).index(index);
                operations.push(Operation::test(backend.clone().field("name"), self.services.get(slot).as_str()));
                // `add` sets it also where it was left out, which stands for 1.
                operations.push(Operation::add(backend.field("weight"), portion(a, slot, whole)));
            }
        }
        Ok(fenced(epoch, operations))
    }

    /// Gives a shared route back as it was declared.
    ///
    /// # Errors
    /// What of it cannot be read.
    pub(super) fn give_back(&self, object: &Object) -> Result<Vec<Operation>, String> {
        let route = HttpRoute::of(object).map_err(|err| err.to_string())?;
        let noted = object.annotation(DECLARED).and_then(|text| serde_json::from_str::<Value>(text).ok());
        let mut operations: Vec<_> = object.resource_version().map(Operation::test_version).into_iter().collect();
        for Pair { rule, refs } in self.pairs(&route) {
            let mut live = at(object, rule).and_then(Value::as_array).cloned().unwrap_or_default();
            let (first, last) = (refs.a.0.min(refs.b.0), refs.a.0.max(refs.b.0));
            let kept = live.remove(last);
            live[first] = noted.as_ref().and_then(|noted| noted.get(rule.to_string())).cloned().unwrap_or_else(|| {
                let mut backend = kept;
                backend["name"] = json!(self.backend);
                backend["weight"] = json!(refs.a.1 + refs.b.1);
                backend
            });
            operations.push(Operation::replace(backends(rule), Value::Array(live)));
        }
        operations.extend([DECLARED, EPOCH].into_iter().filter_map(|name| unannotate(object, name)));
        Ok(operations)
    }
}

fn backends(rule: usize) -> Pointer {
    Pointer::to("spec").field("rules").index(rule).field("backendRefs")
}

fn at(object: &Object, rule: usize) -> Option<&Value> {
    object.get(&["spec", "rules"])?.get(rule)?.get("backendRefs")
}

/// The object as it is once it has annotations.
fn with_annotations(object: &Object) -> Object {
    let mut object = object.clone();
    if let Some(metadata) = object.fields_mut().get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.entry("annotations").or_insert_with(|| json!({}));
    }
    object
}

/// A slot's part of `whole`; whoever gets any percent gets something.
fn portion(a: u32, slot: Slot, whole: u32) -> u32 {
    let of_a = (u64::from(a.min(WHOLE)) * u64::from(whole) + 50) / 100;
    let of_a = u32::try_from(of_a).unwrap_or(whole);
    match slot {
        Slot::A => of_a,
        Slot::B => whole - of_a,
    }
}

/// Percent of slot a, if both weights are what that makes of their sum.
fn share(pair: &Pair) -> Option<u32> {
    let (a, b) = (pair.refs.a.1, pair.refs.b.1);
    let whole = a + b;
    if whole < WHOLE {
        return None;
    }
    let percent = (u64::from(a) * 100 + u64::from(whole) / 2) / u64::from(whole);
    let percent = u32::try_from(percent).ok()?;
    (portion(percent, Slot::A, whole) == a).then_some(percent)
}

/// Whether every gateway that has an opinion has taken up the newest version, and else why not.
fn taken_up(object: &Object, route: &HttpRoute) -> (bool, Option<String>) {
    let generation = object.generation().unwrap_or(0);
    let parents = &route.status.parents;
    if parents.is_empty() {
        return (false, Some("no gateway has reported on it".to_owned()));
    }
    for parent in parents {
        for kind in ["Accepted", "ResolvedRefs"] {
            match condition(&parent.conditions, kind) {
                Some(Condition { status: Truth::True, observed_generation, .. })
                    if observed_generation.is_none_or(|observed| observed >= generation) => {}
                Some(Condition { status: Truth::True, .. }) | None => return (false, None),
                Some(Condition { reason, message, .. }) => {
                    let gateway = &parent.parent_ref.name;
                    return (false, Some(format!("gateway {gateway} says {kind}: {reason}: {message}")));
                }
            }
        }
    }
    (true, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(owned: bool) -> Route {
        Route {
            owned,
            rules: vec![],
            backend: "api".to_owned(),
            services: BySlot { a: "api-a".to_owned(), b: "api-b".to_owned() },
            port: 80,
            parents: json!([{ "name": "edge" }]),
            hostnames: vec!["api.example.com".to_owned()],
            verified: true,
        }
    }

    fn object(rules: Value, annotations: Value) -> Object {
        let metadata = json!({ "name": "api", "namespace": "shop", "resourceVersion": "5", "generation": 2, "annotations": annotations });
        let spec = json!({ "parentRefs": [{ "name": "edge", "kind": "Gateway" }], "hostnames": ["api.example.com"], "rules": rules });
        let parts = json!({
            "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": metadata, "spec": spec,
        });
        Object::from_value(parts).unwrap()
    }

    fn patched(object: &Object, operations: &[Operation]) -> Object {
        let mut value = object.clone().into_value();
        for operation in operations {
            let json = json!(operation);
            let path = json["path"].as_str().unwrap();
            let (parent, last) = path.rsplit_once('/').unwrap();
            let last = last.replace("~1", "/");
            let slot = value.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}"));
            match json["op"].as_str().unwrap() {
                "test" => assert_eq!(
                    if slot.is_array() { &slot[last.parse::<usize>().unwrap()] } else { &slot[&last] },
                    &json["value"]
                ),
                "remove" => drop(slot.as_object_mut().unwrap().shift_remove(&last)),
                _ => slot[&last] = json["value"].clone(),
            }
        }
        Object::from_value(value).unwrap()
    }

    #[test]
    fn an_owned_route_is_read_and_weighed() {
        let wanted = route(true);
        let live = object(wanted.spec(100)["rules"].clone(), json!({ "kgas.dev/epoch": "4" }));
        let seen = wanted.read(&live).unwrap();
        assert_eq!((seen.exists, seen.as_declared, seen.epoch), (true, true, Some(4)));
        assert_eq!(seen.weights, Some(BySlot { a: 100, b: 0 }));
        assert_eq!(seen.refused.as_deref(), Some("no gateway has reported on it"));
        let weighed = patched(&live, &wanted.weigh(&live, 75, 4).unwrap());
        assert_eq!(wanted.read(&weighed).unwrap().weights, Some(BySlot { a: 75, b: 25 }));
    }

    #[test]
    fn a_shared_route_changes_in_its_two_weights_only_and_is_given_back_whole() {
        let wanted = route(false);
        let others = json!([
            { "matches": [{ "path": { "value": "/old" } }], "backendRefs": [{ "name": "legacy", "port": 81 }] },
            { "filters": [{ "type": "URLRewrite" }], "backendRefs": [{ "name": "api", "port": 80, "filters": [] }] },
            { "backendRefs": [{ "name": "mirror", "weight": 100 }, { "name": "api", "port": 80, "weight": 300 }] },
        ]);
        let live = object(others, json!({ "team": "shop" }));
        let taken = patched(&live, &wanted.take_place(&live, 100, 9).unwrap());
        let seen = wanted.read(&taken).unwrap();
        assert_eq!((seen.as_declared, seen.weights, seen.epoch), (true, Some(BySlot { a: 100, b: 0 }), Some(9)));
        let weighed = patched(&taken, &wanted.weigh(&taken, 75, 9).unwrap());
        let rules = weighed.get(&["spec", "rules"]).unwrap();
        let weights = |rule: usize| -> Vec<_> {
            rules[rule]["backendRefs"].as_array().unwrap().iter().map(|it| it["weight"].as_u64()).collect()
        };
        assert_eq!(weights(0), [None]);
        assert_eq!(weights(1), [Some(75), Some(25)]);
        assert_eq!(weights(2), [Some(100), Some(225), Some(75)]);
        let back = patched(&weighed, &wanted.give_back(&weighed).unwrap());
        assert_eq!(back, live);
    }

    #[test]
    fn weights_that_cannot_be_divided_are_told() {
        let rules = json!([{ "backendRefs": [{ "name": "mirror" }, { "name": "api", "port": 80 }] }]);
        let told = route(false).take_place(&object(rules, json!({})), 100, 1).unwrap_err();
        assert!(told.contains("a hundred times"), "{told}");
        let told = route(false).take_place(&object(json!([]), json!({})), 100, 1).unwrap_err();
        assert!(told.contains("none of the rules"), "{told}");
    }

    #[test]
    fn every_percent_of_every_sum_is_read_as_it_was_written() {
        for whole in [100, 101, 255, 1_000] {
            for a in 0..=100 {
                let refs = BySlot::of(|slot| (0, portion(a, slot, whole)));
                assert_eq!(share(&Pair { rule: 0, refs }), Some(a), "{a} % of {whole}");
            }
        }
    }
}
