//! Which attempt brought a template. To a controller the same version of another attempt is another template: it begins anew, where
//! it would go on with the pods, the weight or the verdict of the attempt before.

use kgas_engine::rollout::Revision;
use serde_json::{Value, json};

use super::world::Look;

/// Annotation of the pods: the attempt that brought them. The first version of all has none.
const ATTEMPT: &str = "kgas.dev/attempt";

/// `template` of `revision` with the mark of the attempt that brought it, or brings it now.
pub(super) fn marked(template: &Value, revision: &Revision, look: &Look) -> Value {
    let mut template = template.clone();
    if let Some(attempt) = attempt(revision, look) {
        template["metadata"]["annotations"][ATTEMPT] = json!(attempt);
    }
    template
}

/// What is there, and what is stable, was brought before and keeps its mark: without it, it would be another version.
fn attempt(revision: &Revision, look: &Look) -> Option<String> {
    let mark = |template: &Value| template["metadata"]["annotations"][ATTEMPT].as_str().map(str::to_owned);
    if look.seen.workload.as_ref().is_some_and(|workload| workload.revision.as_ref() == Some(revision)) {
        return look.workload.as_ref()?.get(&["spec", "template"]).and_then(mark);
    }
    let journal = look.seen.journal.as_ref()?;
    if journal.stable.as_ref().is_some_and(|stable| stable.revision == *revision) {
        return look.record.stable.as_ref().and_then(mark);
    }
    (journal.attempt > 0).then(|| journal.attempt.to_string())
}

#[cfg(test)]
mod tests {
    use kgas_api::kubernetes::Object;
    use kgas_engine::rollout::delegated::{Seen, Workload};
    use kgas_engine::rollout::{Journal, Side, Slot};

    use super::*;
    use crate::resources::rollout::delegated::record::Record;

    fn template(attempt: &str) -> Value {
        json!({ "metadata": { "annotations": { ATTEMPT: attempt } } })
    }

    /// The mark of `wanted` in the seventh attempt, where `there` of the fifth is there and `v1` of the third is stable.
    fn mark(there: &str, wanted: &str) -> Value {
        let revision = |name: &str| Revision(name.to_owned());
        let object = json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "api" }, "spec": { "template": template("5") },
        });
        let stable = Some(Side { slot: Slot::A, revision: revision("v1") });
        let look = Look {
            seen: Seen {
                journal: Some(Journal { attempt: 7, stable, ..Journal::default() }),
                workload: Some(Workload { revision: Some(revision(there)), ..Workload::default() }),
                ..Seen::default()
            },
            record: Record { stable: Some(template("3")), said: String::new() },
            workload: Some(Object::from_value(object).unwrap()),
            ..Look::default()
        };
        marked(&json!({}), &revision(wanted), &look)["metadata"]["annotations"][ATTEMPT].clone()
    }

    #[test]
    fn a_version_is_another_in_each_attempt_and_what_was_brought_stays_the_same() {
        assert_eq!(mark("v1", "v2"), "7", "it is brought now");
        assert_eq!(mark("v2", "v2"), "5", "it is there");
        assert_eq!(mark("v2", "v1"), "3", "it is stable");
        assert_eq!(marked(&json!({}), &Revision("v1".to_owned()), &Look::default()), json!({}), "the first of all");
    }
}
