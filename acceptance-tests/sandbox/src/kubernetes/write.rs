//! Creating, replacing and patching.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/>.
use serde_json::{Value, json};

use super::ask::{Ask, Form, Verb};
use super::fields::apply::apply;
use super::fields::{By, Manager, updated};
use super::kind::{SCALE, Trait};
use super::refusal::Wrong;
use super::target::Part;
use super::{Cluster, Object, admission, event, patch, refusal, scale, unknown};
use crate::call::Refusal;

/// What a write answers.
pub(super) struct Written {
    pub(super) doc: Value,
    pub(super) created: bool,
}

impl Cluster {
    pub(super) fn create(&mut self, ask: &Ask) -> Result<Written, Refusal> {
        let kind = ask.target.kind;
        admission::check_type(kind, &ask.body)?;
        unknown::check(kind, ask)?;
        let mut doc = event::kept(kind, ask.body.clone());
        self.name(ask, &mut doc)?;
        let by = By::of(&ask.manager, true, Part::Whole);
        self.begin(ask, doc, |admitted, now| {
            updated(kind, &[], (&json!({}), &admission::given(kind, admitted)), &by, now)
        })
    }

    pub(super) fn replace(&mut self, ask: &Ask) -> Result<Written, Refusal> {
        let kind = ask.target.kind;
        if ask.target.part == Part::Scale {
            return self.rescale(ask, &ask.body.clone());
        }
        admission::check_type(kind, &ask.body)?;
        unknown::check(kind, ask)?;
        admission::check_named(ask)?;
        let mut doc = event::kept(kind, ask.body.clone());
        let live = match self.live(ask) {
            Err(_) if kind.has(Trait::PutCreates) && ask.target.part == Part::Whole => {
                doc["metadata"]["name"] = ask.target.name.clone().into();
                doc["metadata"]["resourceVersion"] = "".into();
                return self.create(&Ask { body: doc, verb: Verb::Create, ..ask.clone() });
            }
            live => live?.clone(),
        };
        admission::check_version(kind, &live, &doc, kind.has(Trait::PutNeedsVersion))?;
        self.commit(ask, &live, doc, None)
    }

    pub(super) fn patch(&mut self, ask: &Ask, form: Form) -> Result<Written, Refusal> {
        let kind = ask.target.kind;
        if form == Form::Apply && ask.target.part == Part::Whole {
            return self.apply(ask);
        }
        let live = self.live(ask)?.clone();
        if ask.target.part == Part::Scale {
            let scale = patch::patched(kind, form, &scale::shown(&live), &ask.body)?;
            return self.rescale(ask, &scale);
        }
        if form == Form::Apply {
            return Err(refusal::not_allowed());
        }
        let doc = patch::patched(kind, form, &event::shown(kind, live.doc.clone()), &ask.body)?;
        unknown::check_patched(kind, ask, &doc)?;
        let doc = event::kept(kind, doc);
        admission::check_version(kind, &live, &doc, false)?;
        self.commit(ask, &live, doc, None)
    }

    fn apply(&mut self, ask: &Ask) -> Result<Written, Refusal> {
        let (kind, by) = (ask.target.kind, By::of(&ask.manager, false, Part::Whole));
        if ask.body["metadata"].get("managedFields").is_some() {
            return Err(refusal::bad_request("metadata.managedFields must be nil"));
        }
        admission::check_applied(ask)?;
        unknown::check_applied(kind, ask)?;
        let mut config = event::kept(kind, ask.body.clone());
        if kind.has(Trait::Status)
            && let Some(members) = config.as_object_mut()
        {
            members.shift_remove("status");
        }
        let live = self.live(ask).ok().cloned();
        let (mut doc, managers) = apply(kind, live.as_ref(), &config, (&by, ask.forces()), self.now)?;
        if let Some(live) = live {
            admission::check_version(kind, &live, &config, false)?;
            return self.commit(ask, &live, doc, Some(managers));
        }
        admission::check_named(ask)?;
        for (member, value) in [("apiVersion", kind.api_version()), ("kind", kind.name.to_owned())] {
            doc[member] = value.into();
        }
        self.name(ask, &mut doc)?;
        self.begin(ask, doc, |_, _| managers)
    }

    /// Writes the replicas of a `Scale`.
    fn rescale(&mut self, ask: &Ask, scale: &Value) -> Result<Written, Refusal> {
        let kind = ask.target.kind;
        let live = self.live(ask)?.clone();
        admission::check_version(kind, &live, scale, false)?;
        let replicas = scale["spec"].get("replicas").cloned().unwrap_or(json!(0));
        if replicas.as_i64().is_none_or(|replicas| replicas < 0) {
            let wrong = Wrong::invalid("spec.replicas", &replicas, "must be greater than or equal to 0");
            refusal::check(&SCALE, live.name(), &[wrong])?;
        }
        let mut doc = live.doc.clone();
        doc["spec"]["replicas"] = replicas;
        let written = self.commit(ask, &live, doc, None)?;
        let shown = self.live(ask).map(scale::shown)?;
        Ok(Written { doc: shown, ..written })
    }

    /// Puts an object where none was; `owned` says who owns its fields.
    fn begin(
        &mut self,
        ask: &Ask,
        doc: Value,
        owned: impl FnOnce(&Value, crate::Moment) -> Vec<Manager>,
    ) -> Result<Written, Refusal> {
        let kind = ask.target.kind;
        let doc = self.admit_new(kind, doc)?;
        let name = doc["metadata"]["name"].as_str().unwrap_or_default();
        if self.get(kind.name, &ask.target.namespace, name).is_some() {
            return Err(refusal::exists(kind, name));
        }
        let mut object = Object::new(doc, self.now);
        object.managers = owned(&object.doc, self.now);
        let (namespace, name) = (object.namespace().to_owned(), object.name().to_owned());
        self.keep(kind.name, object);
        self.wake(&namespace);
        if kind.name == "Namespace" {
            self.wake(&name);
        }
        let doc = self.get(kind.name, &namespace, &name).map(|object| object.shown(kind)).unwrap_or_default();
        Ok(Written { doc, created: true })
    }

    /// Puts `doc` in the place of `live`, unless nothing is different.
    fn commit(
        &mut self,
        ask: &Ask,
        live: &Object,
        doc: Value,
        managers: Option<Vec<Manager>>,
    ) -> Result<Written, Refusal> {
        let (kind, part) = (ask.target.kind, ask.target.part);
        let doc = admission::change(kind, live, doc, part)?;
        let by = By::of(&ask.manager, true, part);
        let managers = managers.unwrap_or_else(|| updated(kind, &live.managers, (&live.doc, &doc), &by, self.now));
        if doc == live.doc && managers == live.managers {
            return Ok(Written { doc: live.shown(kind), created: false });
        }
        let mut object = Object { doc, managers, marks: live.marks };
        if object.generation() != live.generation() {
            object.marks.wanted = self.now;
        }
        let (namespace, name) = (object.namespace().to_owned(), object.name().to_owned());
        let finalizers = &object.doc["metadata"]["finalizers"];
        if object.is_deleting() && finalizers.as_array().is_none_or(Vec::is_empty) && object.marks.deleted.is_none() {
            let doc = object.shown(kind);
            self.forget(kind.name, &namespace, &name);
            self.wake(&namespace);
            return Ok(Written { doc, created: false });
        }
        self.keep(kind.name, object);
        self.wake(&namespace);
        let doc = self.get(kind.name, &namespace, &name).map(|object| object.shown(kind)).unwrap_or_default();
        Ok(Written { doc, created: false })
    }
}
