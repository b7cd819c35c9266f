//! Kubernetes Events: what `kubectl describe` shows of a rollout beside its journal.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/>.

use std::time::{Duration, UNIX_EPOCH};

use jiff::Timestamp;
use kgas_api::kubernetes::{Kind, Object, Write, create, micro_time};
use kgas_engine::rollout::{Journal, Phase};
use serde_json::json;

use super::marks::MANAGER;
use super::world::World;

/// How long an event may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// Letters of a note that the API server takes.
const LONGEST: usize = 1_024;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct News {
    /// In one word, as Kubernetes has it.
    pub(super) reason: &'static str,
    /// Somebody should look.
    pub(super) warning: bool,
    /// For people.
    pub(super) note: String,
}

/// Tells what is new in a journal.
pub(super) async fn tell(world: &World<'_>, before: Option<&Journal>, after: &Journal) {
    post(world, news(before, after)).await;
}

/// Tells. Whether that succeeds changes nothing about the rollout.
pub(super) async fn post(world: &World<'_>, news: Vec<News>) {
    for (nth, News { reason, warning, note }) in news.into_iter().enumerate() {
        let (names, since) = (&world.fixed.names, world.clock.wall().duration_since(UNIX_EPOCH).unwrap_or_default());
        let name = format!("{}.{:x}{nth}", names.journal().name(), since.as_nanos());
        let place = names.named(Kind::EVENT, &name);
        let time = Timestamp::try_from(world.clock.wall());
        let kind = place.kind();
        let mut body = world.fixed.owner().object(&kind.api_version(), kind.kind, &name);
        body["eventTime"] = json!(micro_time(time.unwrap_or(Timestamp::UNIX_EPOCH)));
        body["reportingController"] = json!("kgas.dev/rollout");
        body["reportingInstance"] = json!(world.spec.holder.chars().take(128).collect::<String>());
        body["action"] = json!("Rollout");
        body["reason"] = json!(reason);
        body["type"] = json!(if warning { "Warning" } else { "Normal" });
        body["note"] = json!(note.chars().take(LONGEST).collect::<String>());
        body["regarding"] = json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "namespace": names.namespace().as_str(), "name": names.journal().name().as_str(),
        });
        let call = create::request(&place, &Object::at(&place, body), Write::by(MANAGER));
        // Nothing waits for it for long: the next look may have a weight to take away.
        tokio::select! {
            told = world.wire().call(call) => {
                if let Err(err) = told {
                    tracing::debug!(%err, "an event was not recorded");
                }
            }
            () = world.clock.sleep(PATIENCE) => tracing::debug!("an event was not recorded in time"),
        }
    }
}

/// What an entry or a phase that was not there before says.
fn news(before: Option<&Journal>, after: &Journal) -> Vec<News> {
    let mut news = Vec::new();
    let mut tell = |reason, warning, note| news.push(News { reason, warning, note });
    let newest = before.and_then(|before| before.entries.last());
    let fresh = after.entries.iter().rev().take_while(|entry| Some(*entry) != newest).collect::<Vec<_>>();
    for entry in fresh.into_iter().rev() {
        let values: Vec<_> = entry.metrics.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let values = if values.is_empty() { String::new() } else { format!(" [{}]", values.join(", ")) };
        let lowered = entry.to < entry.from;
        let (revision, from, to, why) = (&entry.revision.0, entry.from, entry.to, &entry.why);
        tell("WeightChanged", lowered, format!("{revision}: {from} % to {to} %: {why}{values}"));
    }
    let phase = before.map(|before| before.phase);
    if phase != Some(after.phase) {
        let of =
            |side: &Option<kgas_engine::rollout::Side>| side.as_ref().map_or("", |side| &side.revision.0).to_owned();
        let (stable, candidate) = (of(&after.stable), of(&after.candidate));
        match after.phase {
            Phase::Progressing => tell("Started", false, format!("{candidate} beside {stable}")),
            Phase::Held => tell("Held", true, format!("{candidate} stays at {} %", after.weight)),
            Phase::Reverting if phase != Some(Phase::Reverting) && after.entries.last() == newest => {
                let why = after.cause.as_ref().map(ToString::to_string).unwrap_or_default();
                tell("Reverting", true, format!("{candidate}: {why}"));
            }
            Phase::Reverted => tell("Reverted", true, format!("{candidate} was taken back; {stable} is stable")),
            Phase::Keeping => tell("Promoted", false, format!("{stable} is stable")),
            Phase::Installing | Phase::Idle | Phase::Reverting => {}
        }
    }
    news
}

#[cfg(test)]
mod tests {
    use kgas_engine::Millis;
    use kgas_engine::rollout::{Entry, Revision, Side, Slot};

    use super::*;

    #[test]
    fn each_change_is_told_once() {
        let told = |reason, warning, note: &str| News { reason, warning, note: note.to_owned() };
        let side = |slot, name: &str| Some(Side { slot, revision: Revision(name.to_owned()) });
        let before = Journal { stable: side(Slot::A, "v1"), phase: Phase::Idle, ..Journal::default() };
        let started = Journal { phase: Phase::Progressing, candidate: side(Slot::B, "v2"), ..before.clone() };
        assert_eq!(news(Some(&before), &started), [told("Started", false, "v2 beside v1")]);
        let entry = Entry {
            at: Millis(1),
            attempt: 1,
            revision: Revision("v2".to_owned()),
            from: 0,
            to: 5,
            why: "step 1".to_owned(),
            metrics: [("errors".to_owned(), "0.001".to_owned())].into(),
        };
        let raised = Journal { entries: vec![entry], weight: 5, ..started.clone() };
        let heard = news(Some(&started), &raised);
        assert_eq!(heard, [told("WeightChanged", false, "v2: 0 % to 5 %: step 1 [errors 0.001]")]);
        assert_eq!(news(Some(&raised), &raised), []);
    }
}
