//! A route with weights: what it says of the slots' shares, and how it is made to say something else.

#[cfg(test)]
pub(super) mod tests;

use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::{Object, Pointer};
use kgas_engine::rollout::{BySlot, Slot, Traffic};
use serde_json::{Value, json};

use super::covers::covers;
use super::dialect::Dialect;
use super::header::{Exact, is_ours};
use super::marks::{DECLARED, EPOCH, annotate, declared, epoch_of, fenced, unannotate, with_annotations};
use super::objection;
use crate::resources::rollout::template::ROLLOUT_LABEL;

/// The sum of two weights that have a rule for themselves.
const WHOLE: u32 = 100;

/// What is declared of the route.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// Its kind.
    pub(super) dialect: Dialect,
    /// Where it is, and its backends.
    pub(super) namespace: String,
    /// The rollout's name.
    pub(super) rollout: String,
    /// Of an owned route: its `spec` but for the rules. Nothing of a shared one, which is somebody else's.
    pub(super) frame: Option<Value>,
    /// Of a shared route: the rules that are meant, by name; all that have the backend if there is none.
    pub(super) rules: Vec<String>,
    /// Of a shared route: the Service whose place the slots take.
    pub(super) backend: String,
    /// The slots' Services.
    pub(super) services: BySlot<String>,
    /// Their port.
    pub(super) port: u16,
    /// The header of those who try a candidate out.
    pub(super) header: Option<Exact>,
    /// Whether its status has to say that it was taken up.
    pub(super) verified: bool,
}

/// Two backends in one rule.
struct Pair {
    rule: usize,
    /// Index and weight of each slot's.
    refs: BySlot<(usize, u32)>,
}

impl Route {
    /// Whether all of it is ours.
    pub(super) const fn is_owned(&self) -> bool {
        self.frame.is_some()
    }

    /// All of an owned route.
    pub(super) fn spec(&self, a: u32) -> Value {
        let backend = |slot: Slot, weight: u32| {
            self.dialect.backend(&Value::Null, self.services.get(slot), Some(self.port), weight)
        };
        let mut spec = self.frame.clone().unwrap_or_else(|| json!({}));
        let backends = json!([backend(Slot::A, a), backend(Slot::B, WHOLE - a.min(WHOLE))]);
        spec[self.dialect.rules()] = json!([{ self.dialect.backends(): backends }]);
        spec
    }

    /// What a route shows.
    pub(super) fn read(&self, object: &Object) -> Traffic {
        let pairs = self.pairs(object);
        let shares: Vec<_> = pairs.iter().map(share).collect();
        let weights = match shares.split_first() {
            Some((Some(first), rest)) if rest.iter().all(|share| *share == Some(*first)) => Some(*first),
            _ => None,
        };
        let as_declared = if self.is_owned() {
            let mut wanted = self.spec(0);
            let backends = &mut wanted[self.dialect.rules()][0][self.dialect.backends()];
            for backend in backends.as_array_mut().into_iter().flatten() {
                drop(backend.as_object_mut().and_then(|backend| backend.shift_remove("weight")));
            }
            let mut live = object.get(&["spec"]).cloned().unwrap_or_default();
            if let Some(rules) = live.get_mut(self.dialect.rules()).and_then(Value::as_array_mut) {
                rules.retain(|rule| !is_ours(rule));
            }
            covers(&live, &wanted)
        } else {
            !pairs.is_empty() && self.places(object).is_empty()
        };
        let (accepted, refused) = if self.verified { self.dialect.taken_up(object) } else { (true, None) };
        Traffic {
            exists: self.is_owned() || !pairs.is_empty() || object.annotation(EPOCH).is_some(),
            weights: weights.map(|a| BySlot { a, b: WHOLE - a }),
            accepted,
            refused,
            epoch: epoch_of(object),
            as_declared,
            header: self.header(object),
            steady: 0,
        }
    }

    /// Why this run cannot use the route, if it cannot: another rollout's slots are in it, or the port is another.
    pub(super) fn objection(&self, object: &Object) -> Option<String> {
        let tenant = if self.is_owned() {
            None
        } else {
            objection::to_tenant(object, &self.rollout).or_else(|| self.unplaced(object))
        };
        let ports = self.pairs(object).into_iter().flat_map(|Pair { rule, refs }| {
            let backends = self.backends_of(object, rule);
            [refs.a.0, refs.b.0].map(|index| self.dialect.port(&backends[index]))
        });
        let port = || objection::to_port(object, ports.flatten(), self.port);
        tenant.or_else(port).or_else(|| self.unheaded(object))
    }

    /// Why the slots cannot stand for the declared backend of a shared route.
    fn unplaced(&self, object: &Object) -> Option<String> {
        let names = |rule: &Value, name: &String| rule["name"].as_str() == Some(name);
        let unknown = self.rules.iter().find(|name| !self.rules_of(object).iter().any(|rule| names(rule, name)));
        if let Some(name) = unknown {
            return Some(format!("none of the rules of {object} is called {name:?}"));
        }
        let noted = declared(object);
        let is_meant = |backend: &&Value| self.dialect.is(backend, &self.backend, &self.namespace);
        for (index, backends) in self.meant(object) {
            let all: Vec<_> = backends.iter().filter(is_meant).collect();
            if let Some(subset) = all.iter().find_map(|backend| self.dialect.subset(backend)) {
                return Some(format!(
                    "rule {index} of {object} sends to the subset {subset:?} of {:?}, and the slots' Services have no subsets: leave \
                     `subset` out",
                    self.backend
                ));
            }
            if all.len() > 1 {
                return Some(format!(
                    "rule {index} of {object} has the backend {:?} more than once, and the slots can take one place in it",
                    self.backend
                ));
            }
        }
        let live = self.meant(object).flat_map(|(_, backends)| backends.iter().filter(is_meant));
        let ports: Vec<_> =
            live.chain(noted.values()).filter_map(|backend| self.dialect.port(backend)).map(Value::from).collect();
        objection::to_ports(object, &self.backend, &ports)
    }

    /// What tells a rule from all others wherever it stands: its name, or its conditions, and where there are several such, which.
    fn key(&self, object: &Object, rule: usize) -> String {
        let rules = self.rules_of(object);
        let of = |rule: &Value| {
            let name = rule["name"].as_str().map(str::to_owned);
            name.unwrap_or_else(|| rule[self.dialect.matches()].to_string())
        };
        let key = rules.get(rule).map(of).unwrap_or_default();
        match rules.iter().take(rule).filter(|before| of(before) == key).count() {
            0 => key,
            more => format!("{key} {more}"),
        }
    }

    /// The rules that are meant, with their backends.
    fn meant<'a>(&'a self, object: &'a Object) -> impl Iterator<Item = (usize, &'a [Value])> {
        let meant = self.rules_of(object).iter().enumerate().filter(|(_, rule)| self.is_meant(rule));
        meant.map(|(index, rule)| {
            let backends = rule[self.dialect.backends()].as_array();
            (index, backends.map(Vec::as_slice).unwrap_or_default())
        })
    }

    pub(super) fn rules_of<'a>(&self, object: &'a Object) -> &'a [Value] {
        let rules = object.get(&["spec", self.dialect.rules()]).and_then(Value::as_array);
        rules.map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn is_meant(&self, rule: &Value) -> bool {
        let named = rule["name"].as_str().is_some_and(|name| self.rules.iter().any(|one| one == name));
        !is_ours(rule) && (self.is_owned() || self.rules.is_empty() || named)
    }

    /// The rules that have both slots.
    pub(super) fn with_both(&self, object: &Object) -> Vec<usize> {
        self.pairs(object).into_iter().map(|pair| pair.rule).collect()
    }

    pub(super) fn find(&self, backends: &[Value], service: &str) -> Option<usize> {
        backends.iter().position(|backend| self.dialect.is(backend, service, &self.namespace))
    }

    /// The slots' backends.
    fn pairs(&self, object: &Object) -> Vec<Pair> {
        let pair = |(rule, backends): (usize, &[Value])| {
            let of = |slot| {
                let index = self.find(backends, self.services.get(slot))?;
                Some((index, self.dialect.weight(&backends[index], backends.len() == 1)))
            };
            Some(Pair { rule, refs: BySlot { a: of(Slot::A)?, b: of(Slot::B)? } })
        };
        self.meant(object).filter_map(pair).collect()
    }

    /// Rules and backends of a shared route in whose place the slots are to come.
    pub(super) fn places(&self, object: &Object) -> Vec<(usize, usize)> {
        let place = |(rule, backends): (usize, &[Value])| Some((rule, self.find(backends, &self.backend)?));
        self.meant(object).filter_map(place).collect()
    }

    /// Puts the slots into the place of the declared backend of a shared route, and notes what was there.
    ///
    /// # Errors
    /// Why it has no place for them.
    pub(super) fn take_place(&self, object: &Object, a: u32, epoch: u64) -> Result<Vec<Operation>, String> {
        let places = self.places(object);
        if places.is_empty() && !self.pairs(object).is_empty() {
            return self.weigh(object, a, epoch);
        }
        if places.is_empty() {
            return Err(format!("none of the rules of {object} has the backend {:?}", self.backend));
        }
        let mut operations: Vec<_> = object.resource_version().map(Operation::test_version).into_iter().collect();
        // Of the rules that the slots are in still, what was noted of them.
        let mut declared = declared(object);
        for (rule, index) in places {
            let mut refs = self.backends_of(object, rule);
            let alone = refs.len() == 1;
            let whole = if alone { WHOLE } else { self.dialect.weight(&refs[index], alone) };
            if whole < WHOLE {
                return Err(format!(
                    "rule {rule} of {object} has other backends beside {:?}, whose weight {whole} cannot be divided into percents: give \
                     all its backends weights a hundred times as high",
                    self.backend
                ));
            }
            let original = refs.remove(index);
            let ours = Slot::BOTH.map(|slot| {
                let weight = portion(a, slot, whole);
                self.dialect.backend(&original, self.services.get(slot), Some(self.port), weight)
            });
            declared.insert(self.key(object, rule), original);
            refs.splice(index..index, ours);
            operations.push(Operation::replace(self.backends_at(rule), Value::Array(refs)));
        }
        let fresh = with_annotations(object);
        operations.extend(annotate(object, DECLARED, &Value::Object(declared).to_string()));
        operations.extend(annotate(&fresh, EPOCH, &epoch.to_string()));
        operations.extend(annotate(&fresh, ROLLOUT_LABEL, &self.rollout));
        Ok(operations)
    }

    /// Gives slot a its percents, wherever the slots are, unless another run has taken over.
    ///
    /// # Errors
    /// Why that is not possible.
    pub(super) fn weigh(&self, object: &Object, a: u32, epoch: u64) -> Result<Vec<Operation>, String> {
        let pairs = self.pairs(object);
        if pairs.is_empty() {
            return Err(format!("none of the rules of {object} has both slots as backends"));
        }
        let mut operations = Vec::new();
        for Pair { rule, refs } in &pairs {
            let whole = (refs.a.1 + refs.b.1).max(WHOLE);
            let live = self.backends_of(object, *rule);
            for slot in Slot::BOTH {
                let (index, _) = *refs.get(slot);
                let backend = self.backends_at(*rule).index(index);
                let host = self.dialect.host(&live[index]).unwrap_or_default();
                operations.push(Operation::test(self.dialect.host_at(backend.clone()), host));
                // `add` sets it also where it was left out.
                operations.push(Operation::add(backend.field("weight"), portion(a, slot, whole)));
            }
        }
        Ok(fenced(epoch, operations))
    }

    /// The same, and requests with the declared header go where all others go.
    ///
    /// # Errors
    /// As [`Self::weigh`].
    pub(super) fn revert(&self, object: &Object, a: u32, epoch: u64) -> Result<Vec<Operation>, String> {
        let mut operations = self.weigh(object, a, epoch)?;
        operations.extend(self.head(object, None));
        Ok(operations)
    }

    /// Gives a shared route back as it was declared.
    pub(super) fn give_back(&self, object: &Object) -> Vec<Operation> {
        let noted = declared(object);
        // A rule whose conditions were changed since has the port that the others had.
        let port = noted.values().find_map(|backend| self.dialect.port(backend)).and_then(|port| port.try_into().ok());
        let mut operations: Vec<_> = object.resource_version().map(Operation::test_version).into_iter().collect();
        for Pair { rule, refs } in self.pairs(object) {
            let mut live = self.backends_of(object, rule);
            let (first, last) = (refs.a.0.min(refs.b.0), refs.a.0.max(refs.b.0));
            let kept = live.remove(last);
            live[first] = noted
                .get(&self.key(object, rule))
                .cloned()
                .unwrap_or_else(|| self.dialect.backend(&kept, &self.backend, port, refs.a.1 + refs.b.1));
            operations.push(Operation::replace(self.backends_at(rule), Value::Array(live)));
        }
        operations.extend(self.head(object, None));
        operations.extend([DECLARED, EPOCH, ROLLOUT_LABEL].into_iter().filter_map(|name| unannotate(object, name)));
        operations
    }

    fn backends_at(&self, rule: usize) -> Pointer {
        Pointer::to("spec").field(self.dialect.rules()).index(rule).field(self.dialect.backends())
    }

    fn backends_of(&self, object: &Object, rule: usize) -> Vec<Value> {
        let rules = object.get(&["spec", self.dialect.rules()]);
        let backends = rules.and_then(|rules| rules.get(rule)?.get(self.dialect.backends())?.as_array());
        backends.cloned().unwrap_or_default()
    }
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
    // Whatever the sum: one of them has everything.
    match (a, b) {
        (0, 0) => return None,
        (0, _) => return Some(0),
        (_, 0) => return Some(WHOLE),
        _ => {}
    }
    if whole < WHOLE {
        return None;
    }
    let percent = (u64::from(a) * 100 + u64::from(whole) / 2) / u64::from(whole);
    let percent = u32::try_from(percent).ok()?;
    (portion(percent, Slot::A, whole) == a).then_some(percent)
}
