//! One request as the API server saw it. Source: <https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/>.
use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

/// A request that was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When it came.
    pub received: Timestamp,
    /// When it was answered.
    pub at: Timestamp,
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` and so on.
    pub verb: String,
    /// Who asked.
    pub user: String,
    /// With which program.
    pub agent: String,
    /// For what.
    pub object: Object,
    /// With which path and query.
    pub uri: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The request's body, where the policy asks for it.
    pub request: Value,
    /// The answer's body, where the policy asks for it.
    pub response: Value,
}

/// What a request is about; empty where it has no such part.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// The plural name of its kind.
    pub resource: String,
    /// `status`, `scale` and so on.
    pub subresource: String,
    /// Where it is.
    pub namespace: String,
    /// Its name; empty for collections.
    pub name: String,
}

impl Event {
    /// Reads a log as far as it is written: a last line without its end is left out.
    ///
    /// # Errors
    /// When the file cannot be read, or a line is no event.
    pub fn read(log: &Path) -> io::Result<Vec<Self>> {
        let text = fs::read_to_string(log)?;
        let written = text.rfind('\n').map_or("", |end| &text[..end]);
        written
            .lines()
            .map(|line| Self::parse(line).ok_or_else(|| io::Error::other(format!("no event: {line}"))))
            .collect()
    }

    fn parse(line: &str) -> Option<Self> {
        let mut event: Value = serde_json::from_str(line).ok()?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let time = |value: &Value| value.as_str()?.parse().ok();
        let object = &event["objectRef"];
        Some(Self {
            received: time(&event["requestReceivedTimestamp"])?,
            at: time(&event["stageTimestamp"])?,
            verb: text(&event["verb"]),
            user: text(&event["user"]["username"]),
            agent: text(&event["userAgent"]),
            object: Object {
                resource: text(&object["resource"]),
                subresource: text(&object["subresource"]),
                namespace: text(&object["namespace"]),
                name: text(&object["name"]),
            },
            uri: text(&event["requestURI"]),
            status: u16::try_from(event["responseStatus"]["code"].as_u64()?).ok()?,
            request: event["requestObject"].take(),
            response: event["responseObject"].take(),
        })
    }

    /// Whether it was asked by a program whose name begins like this.
    #[must_use]
    pub fn is_by(&self, agent: &str) -> bool {
        self.agent.starts_with(agent)
    }

    /// Whether it may have changed something: a write, done, and not only tried.
    #[must_use]
    pub fn is_write(&self) -> bool {
        let writes = ["create", "update", "patch", "delete", "deletecollection"].contains(&self.verb.as_str());
        // Questions that are asked with a body.
        let asks = self.object.resource.ends_with("reviews") || self.object.subresource == "token";
        writes && !asks && (200..300).contains(&self.status) && !self.uri.contains("dryRun=All")
    }

    /// The store's revision after it, which orders writes to all objects; none of what is deleted.
    pub(super) fn revision(&self) -> Option<u64> {
        self.response["metadata"]["resourceVersion"].as_str()?.parse().ok()
    }
}

/// What a program has written since a time; for a plan, that is nothing.
#[must_use]
pub fn writes<'a>(events: &'a [Event], agent: &str, since: Timestamp) -> Vec<&'a Event> {
    events.iter().filter(|event| event.is_write() && event.is_by(agent) && event.received >= since).collect()
}

/// The objects that a program has made and that nobody has deleted since.
#[must_use]
pub fn leftovers(events: &[Event], agent: &str) -> Vec<Object> {
    let mut left = std::collections::BTreeSet::new();
    for event in events.iter().filter(|event| event.is_write() && event.object.subresource.is_empty()) {
        // Server-side apply makes with a patch, and says so by the status.
        if event.is_by(agent) && event.status == 201 && event.object.resource != "events" {
            left.insert(event.object.clone());
        } else if event.verb == "delete" {
            left.remove(&event.object);
        } else if event.verb == "deletecollection" {
            let (resource, namespace) = (&event.object.resource, &event.object.namespace);
            left.retain(|object| object.resource != *resource || object.namespace != *namespace);
        }
    }
    left.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{event, sample};
    use super::*;

    const LINE: &str = r#"{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","stage":"ResponseComplete",
        "requestURI":"/apis/apps/v1/namespaces/shop/deployments/api?fieldManager=kgas","verb":"patch",
        "user":{"username":"admin"},"userAgent":"terraform-provider-kgas/0.1.0",
        "objectRef":{"resource":"deployments","namespace":"shop","name":"api","apiGroup":"apps","apiVersion":"v1"},
        "responseStatus":{"metadata":{},"code":201},"requestObject":{"spec":1},
        "responseObject":{"metadata":{"resourceVersion":"318"}},
        "requestReceivedTimestamp":"2026-11-28T11:27:03.401234Z","stageTimestamp":"2026-11-28T11:27:03.417082Z"}"#;

    #[test]
    fn a_line_is_an_event() {
        let event = Event::parse(LINE).unwrap();
        assert!(event.is_write() && event.is_by("terraform-provider-kgas"));
        assert_eq!((event.revision(), event.status, event.object.name.as_str()), (Some(318), 201, "api"));
        assert_eq!(event.at.duration_since(event.received).as_micros(), 15_848);
        assert!(!Event::parse(&LINE.replace("fieldManager=kgas", "dryRun=All")).unwrap().is_write());
        assert!(!Event::parse(&LINE.replace("201", "409")).unwrap().is_write());
        assert!(!Event::parse(&LINE.replace("\"deployments\"", "\"selfsubjectaccessreviews\"")).unwrap().is_write());
        assert_eq!(Event::parse("{}"), None);
    }

    #[test]
    fn what_is_written_since_then() {
        let log = sample(
            [("patch", 200), ("get", 200), ("patch", 409), ("patch", 201)]
                .map(|(verb, status)| event(verb, status, ("services", "", verb), Value::Null)),
        );
        let since = |nth: usize| writes(&log, super::super::PROVIDER, log[nth].received).len();
        assert_eq!([0, 1, 3].map(since), [2, 1, 1]);
        assert!(writes(&log, "kubectl", log[0].received).is_empty());
    }

    #[test]
    fn what_is_made_and_not_deleted_is_left() {
        let made = |name: &str| event("patch", 201, ("services", "", name), Value::Null);
        let gone = |name: &str| event("delete", 200, ("services", "", name), Value::Null);
        let mut foreign = made("foreign");
        foreign.agent = "kubectl".to_owned();
        let all = [
            made("api-a"),
            made("api-b"),
            foreign,
            gone("api-a"),
            event("patch", 200, ("services", "", "old"), Value::Null),
        ];
        let left: Vec<_> = leftovers(&all, super::super::PROVIDER).into_iter().map(|object| object.name).collect();
        assert_eq!(left, ["api-b"]);
    }
}
