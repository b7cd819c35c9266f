//! Two Ingresses for ingress-nginx: one of them is the main one of a path, and one beside it takes a share of its requests.
//!
//! The main one sends to the stable slot, always: where the main backend has no endpoint, ingress-nginx answers every request with
//! 503, whatever the weight beside it. So a weight is one write of the Ingress beside it, and the main one is moved once the
//! candidate is stable, while everything goes to it already.
//! Source: <https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary>.

mod perform;
#[cfg(test)]
mod tests;

use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::{Object, Pointer};
use kgas_engine::rollout::{BySlot, Header, Slot, Traffic};
use serde_json::{Value, json};

use super::covers::covers;
use super::header::Exact;
use super::ingress::{Ingress, paths};
use super::marks::{EPOCH, annotate, epoch_of, fenced, unannotate};
use super::objection;

const CANARY: &str = "nginx.ingress.kubernetes.io/canary";
const WEIGHT: &str = "nginx.ingress.kubernetes.io/canary-weight";
const TOTAL: &str = "nginx.ingress.kubernetes.io/canary-weight-total";
const BY_HEADER: [&str; 2] =
    ["nginx.ingress.kubernetes.io/canary-by-header", "nginx.ingress.kubernetes.io/canary-by-header-value"];
/// Clients come to the candidate by its weight alone: without it, one that came there keeps a cookie for it where the main one has
/// session affinity, and that is looked at before weights are, also once the candidate was taken back.
/// Source: <https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#session-affinity>.
const AFFINITY: (&str, &str) = ("nginx.ingress.kubernetes.io/affinity-canary-behavior", "legacy");
/// How an Ingress named its class before there was a field for it: nginx still reads it.
const CLASS: &str = "kubernetes.io/ingress.class";

/// The sum of both weights.
const WHOLE: u32 = 100;

/// What is declared of them.
#[derive(Debug, Clone)]
pub(super) struct Nginx {
    /// The main one.
    pub(super) main: Ingress,
    /// The header of those who try a candidate out.
    pub(super) header: Option<Exact>,
}

/// Both as they were found.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) main: Option<&'a Object>,
    pub(super) beside: Option<&'a Object>,
}

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Write {
    /// The main one, all of it: it is ours.
    Main(Value),
    /// Paths of a main one that is somebody else's.
    Paths(Vec<Operation>),
    /// The one beside it is made: its `spec` and its annotations.
    Make(Value, Value),
    /// The one beside it is changed.
    Beside(Vec<Operation>),
}

impl Nginx {
    /// What both show.
    ///
    /// * `stable`: the slot that the main one is to send to; before there is one, whichever it does send to.
    pub(super) fn read(&self, found: Found<'_>, stable: Option<Slot>) -> Traffic {
        let this = self.with_port_of(found);
        let slot = found.main.and_then(|main| self.slot(main));
        let stable = stable.or(slot).unwrap_or(Slot::A);
        let weight = match found.beside {
            None => Some(0),
            Some(beside) => weight(beside),
        };
        let beside = found.beside.and_then(|beside| self.slot(beside));
        // The candidate's share is what the one beside the main one says, also when somebody made something else of the main one.
        let is_without_slots = |main| !paths(main).iter().any(|path| self.slot_of(path.backend).is_some());
        let first = slot.or_else(|| beside.filter(|_| found.main.is_none_or(is_without_slots)).map(|_| stable));
        let weights = first.zip(weight).map(|(slot, weight)| match beside {
            Some(other) if other != slot => shares(slot, WHOLE - weight),
            // Of its own backend's weight nginx takes no notice.
            _ => shares(slot, WHOLE),
        });
        let main = self.taken(found);
        let epochs = main.into_iter().chain(found.beside).map(epoch_of);
        Traffic {
            exists: main.is_some() || found.beside.is_some(),
            weights,
            accepted: true,
            refused: None,
            // The one that another run may still change decides.
            epoch: epochs.min().flatten(),
            as_declared: this.is_as_declared(found, stable),
            header: found.beside.map_or(Header::Along, |beside| self.header_of(beside)),
            steady: 0,
        }
    }

    /// Why this run cannot use the main one, if it cannot.
    pub(super) fn objection(&self, main: &Object) -> Option<String> {
        let ours = paths(main).into_iter().filter(|path| self.slot_of(path.backend).is_some());
        let ports = ours.filter_map(|path| path.backend["service"]["port"]["number"].as_u64());
        objection::to_port(main, ports, self.main.port)
            .or_else(|| self.main.objection(main, |backend| self.slot_of(backend).is_some()))
    }

    /// The writes that are left until the main one sends to `stable`, and the one beside it the rest of slot a's percents to the
    /// other slot. They come in this order, and each can be the last: the stable slot is never without a backend, and a candidate loses
    /// its share before anything else is mended.
    ///
    /// * `heads`: requests with the declared header may go on to the one beside it.
    pub(super) fn writes(&self, found: Found<'_>, stable: Slot, a: u32, heads: bool, epoch: u64) -> Vec<Write> {
        let other = stable.other();
        let weight = match other {
            Slot::A => a.min(WHOLE),
            Slot::B => WHOLE - a.min(WHOLE),
        };
        let this = self.with_port_of(found);
        let main = this.move_main(found.main, stable, epoch);
        let beside = this.weigh_beside(found, other, weight, heads, epoch);
        let falls = found.beside.is_some_and(|beside| {
            self.slot(beside) == Some(other) && self::weight(beside).is_none_or(|live| live > weight)
        });
        let writes = if falls { [beside, main] } else { [main, beside] };
        writes.into_iter().flatten().collect()
    }

    fn with_port_of(&self, found: Found<'_>) -> Self {
        let ours = found.main.into_iter().chain(found.beside).flat_map(paths).map(|path| path.backend);
        let mut ports =
            ours.filter(|backend| self.slot_of(backend).is_some()).map(|backend| &backend["service"]["port"]);
        Self { main: self.main.with_port(ports.find_map(|port| port["number"].as_u64())), ..self.clone() }
    }

    fn move_main(&self, main: Option<&Object>, stable: Slot, epoch: u64) -> Option<Write> {
        if main.is_some_and(|main| self.is_main_of(main, stable)) {
            return None;
        }
        let backend = self.backend(stable);
        if self.main.is_owned() {
            return Some(Write::Main(self.main.spec(&backend)));
        }
        Some(Write::Paths(self.main.take(main?, |found| self.is_meant(found), &backend, epoch)))
    }

    fn weigh_beside(&self, found: Found<'_>, slot: Slot, weight: u32, heads: bool, epoch: u64) -> Option<Write> {
        let spec = self.spec_beside(found.main, slot);
        // Where the main one has no path for us, or is gone, there is none to put beside it.
        let empty = spec["rules"].as_array().is_none_or(Vec::is_empty);
        let Some(beside) = found.beside else {
            if empty {
                return None;
            }
            // Nobody's traffic moves by making it, so that a run that is gone moves none.
            let mut annotations = json!({ WEIGHT: "0", EPOCH: epoch.to_string() });
            for (name, wanted) in annotations_beside(found.main) {
                if let Some(wanted) = wanted {
                    annotations[name] = json!(wanted);
                }
            }
            return Some(Write::Make(spec, annotations));
        };
        let mut changes = Vec::new();
        let same = empty || beside.get(&["spec"]).is_some_and(|live| covers(live, &spec));
        if !same {
            changes.push(Operation::replace(Pointer::to("spec"), spec));
        }
        if !heads || !same {
            changes.extend(head(beside, None));
        }
        for (name, wanted) in annotations_beside(found.main).into_iter().chain([(WEIGHT, Some(weight.to_string()))]) {
            match wanted {
                Some(wanted) if beside.annotation(name) == Some(&wanted) => {}
                Some(wanted) => changes.extend(annotate(beside, name, &wanted)),
                None => changes.extend(unannotate(beside, name)),
            }
        }
        (!changes.is_empty()).then(|| Write::Beside(fenced(epoch, changes)))
    }

    /// Has requests with the declared header go to the one beside the main one, or to both by its weight.
    pub(super) fn head(&self, beside: &Object, to: Option<Slot>, epoch: u64) -> Vec<Operation> {
        fenced(epoch, head(beside, self.header.as_ref().filter(|_| to.is_some() && to == self.slot(beside))))
    }

    /// Where they go.
    fn header_of(&self, beside: &Object) -> Header {
        let header = self.header.as_ref();
        let wanted = header.map(|header| [Some(header.name.as_str()), Some(header.value.as_str())]);
        match (BY_HEADER.map(|name| beside.annotation(name)), self.slot(beside)) {
            ([None, None], _) => Header::Along,
            (found, Some(slot)) if Some(found) == wanted => Header::To(slot),
            _ => Header::Otherwise,
        }
    }

    /// Gives a shared main one back as it was declared.
    pub(super) fn give_back(&self, main: &Object) -> Vec<Operation> {
        let this = self.with_port_of(Found { main: Some(main), beside: None });
        this.main.give_back(main, |backend| self.slot_of(backend).is_some())
    }

    /// Whether the main one does not have the mark of the run yet; if it has, the one beside it may be without.
    pub(super) fn is_main_behind(&self, found: Found<'_>, epoch: u64) -> bool {
        self.taken(found).is_some_and(|main| epoch_of(main) != Some(epoch))
    }

    /// The main one, if we have a part in it.
    fn taken<'a>(&self, found: Found<'a>) -> Option<&'a Object> {
        found.main.filter(|main| self.main.is_owned() || epoch_of(main).is_some() || self.slot(main).is_some())
    }

    fn is_as_declared(&self, found: Found<'_>, stable: Slot) -> bool {
        let (Some(main), Some(beside)) = (found.main, found.beside) else { return false };
        self.is_main_of(main, stable)
            && beside.get(&["spec"]).is_some_and(|live| covers(live, &self.spec_beside(found.main, stable.other())))
            && annotations_beside(found.main)
                .into_iter()
                .all(|(name, wanted)| beside.annotation(name) == wanted.as_deref())
    }

    /// Whether the main one sends to `stable` all that it is to send there.
    fn is_main_of(&self, main: &Object, stable: Slot) -> bool {
        if self.main.is_owned() {
            return main.get(&["spec"]).is_some_and(|live| covers(live, &self.main.spec(&self.backend(stable))));
        }
        self.slot(main) == Some(stable) && !paths(main).iter().any(|path| path.service() == Some(&self.main.backend))
    }

    /// The same paths with the other slot as their backend.
    fn spec_beside(&self, main: Option<&Object>, slot: Slot) -> Value {
        let backend = self.backend(slot);
        if self.main.is_owned() {
            return self.main.spec(&backend);
        }
        let spec = main.and_then(|main| main.get(&["spec"])).cloned().unwrap_or_default();
        let rules = spec["rules"].as_array().into_iter().flatten().filter_map(|rule| {
            let meant =
                rule["http"]["paths"].as_array().into_iter().flatten().filter(|path| self.is_meant(&path["backend"]));
            let paths: Vec<Value> = meant
                .map(|path| {
                    let mut path = path.clone();
                    path["backend"] = backend.clone();
                    // To the main one none is `/`; beside it, it would be none of the main one's.
                    if path["path"].as_str().unwrap_or_default().is_empty() {
                        path["path"] = json!("/");
                    }
                    path
                })
                .collect();
            let mut rule = rule.clone();
            rule["http"]["paths"] = json!(paths);
            (!paths.is_empty()).then_some(rule)
        });
        let mut beside = json!({ "rules": rules.collect::<Vec<_>>() });
        if let Some(class) = spec.get("ingressClassName") {
            beside["ingressClassName"] = class.clone();
        }
        beside
    }

    /// The slot that all paths of ours send to, if it is one.
    fn slot(&self, object: &Object) -> Option<Slot> {
        let mut slots = paths(object).into_iter().filter_map(|path| self.slot_of(path.backend));
        let first = slots.next()?;
        slots.all(|slot| slot == first).then_some(first)
    }

    fn slot_of(&self, backend: &Value) -> Option<Slot> {
        let service = backend["service"]["name"].as_str()?;
        Slot::BOTH.into_iter().find(|slot| self.main.services.get(*slot) == service)
    }

    fn is_meant(&self, backend: &Value) -> bool {
        self.slot_of(backend).is_some() || backend["service"]["name"].as_str() == Some(&self.main.backend)
    }

    fn backend(&self, slot: Slot) -> Value {
        json!({ "service": { "name": self.main.services.get(slot), "port": { "number": self.main.port } } })
    }
}

/// What the one beside the main one says but for its weight; nothing stands for an annotation that it does not have. Without a main
/// one its class stays.
fn annotations_beside(main: Option<&Object>) -> Vec<(&'static str, Option<String>)> {
    let fixed = [(CANARY, "true".to_owned()), (TOTAL, WHOLE.to_string()), (AFFINITY.0, AFFINITY.1.to_owned())];
    let class = main.map(|main| (CLASS, main.annotation(CLASS).map(str::to_owned)));
    fixed.map(|(name, wanted)| (name, Some(wanted))).into_iter().chain(class).collect()
}

/// Whether a main one keeps clients where they are.
pub(super) fn keeps_clients(main: &Object) -> bool {
    main.annotation("nginx.ingress.kubernetes.io/affinity") == Some("cookie")
}

/// Percent that the one beside the main one takes, if nginx reads it as one.
fn weight(beside: &Object) -> Option<u32> {
    let number = |name| beside.annotation(name)?.parse().ok();
    let is_read = beside.annotation(CANARY) == Some("true") && number(TOTAL) == Some(WHOLE);
    number(WEIGHT).filter(|weight| is_read && *weight <= WHOLE)
}

/// The annotations for a header, or none.
fn head(beside: &Object, header: Option<&Exact>) -> Vec<Operation> {
    match header {
        None => BY_HEADER.into_iter().filter_map(|name| unannotate(beside, name)).collect(),
        Some(Exact { name, value }) => {
            let pairs = BY_HEADER.into_iter().zip([name, value]);
            pairs.flat_map(|(annotation, text)| annotate(beside, annotation, text)).collect()
        }
    }
}

/// So many percents for one slot, and the rest for the other.
const fn shares(slot: Slot, percent: u32) -> BySlot<u32> {
    match slot {
        Slot::A => BySlot { a: percent, b: WHOLE - percent },
        Slot::B => BySlot { a: WHOLE - percent, b: percent },
    }
}
