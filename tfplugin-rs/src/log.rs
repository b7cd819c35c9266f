//! Logs as Terraform reads them: JSON objects, one a line, on standard error; nothing at all when no log is asked for.
//!
//! `TF_LOG` and `TF_LOG_PROVIDER` are Terraform's own variables, which a provider inherits; the second one wins.
//!
//! Source: <https://github.com/hashicorp/go-plugin/blob/v1.6.0/log_entry.go>.

mod line;
mod spans;

use std::io::Write as _;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use line::Fields;
use spans::Spans;

/// Libraries of the transport below us: what they do is no news of the provider.
const QUIET: [&str; 6] = ["h2", "hyper", "hyper_util", "rustls", "tokio", "tonic"];

/// Starts to log, if the environment asks for it.
pub(crate) fn start() {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(level) = asked(set("TF_LOG_PROVIDER").or_else(|| set("TF_LOG")).as_deref()) {
        // A program that set a subscriber of its own before serving keeps it.
        let _ = tracing::subscriber::set_global_default(Stderr { level, spans: Spans::default() });
    }
}

/// The least severe level to log. A word that Terraform does not know means everything, as it does for Terraform.
fn asked(word: Option<&str>) -> Option<Level> {
    match word?.to_ascii_uppercase().as_str() {
        "OFF" => None,
        "ERROR" => Some(Level::ERROR),
        "WARN" => Some(Level::WARN),
        "INFO" => Some(Level::INFO),
        "DEBUG" => Some(Level::DEBUG),
        _ => Some(Level::TRACE),
    }
}

struct Stderr {
    level: Level,
    spans: Spans,
}

impl Subscriber for Stderr {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let library = metadata.target().split("::").next().unwrap_or_default();
        *metadata.level() <= self.level && !QUIET.contains(&library)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level.into())
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        span.record(&mut fields);
        self.spans.open(fields, span.parent())
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        self.spans.add(span, fields);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = self.spans.around(event.parent());
        event.record(&mut fields);
        let metadata = event.metadata();
        let line = fields.line(*metadata.level(), metadata.target(), jiff::Timestamp::now());
        // A log that nobody reads any more is no reason to fail.
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    }

    fn enter(&self, span: &Id) {
        Spans::enter(span);
    }

    fn exit(&self, span: &Id) {
        Spans::exit(span);
    }

    fn clone_span(&self, span: &Id) -> Id {
        self.spans.share(span);
        span.clone()
    }

    fn try_close(&self, span: Id) -> bool {
        self.spans.close(&span)
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field.name(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field.name(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field.name(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field.name(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field.name(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.set(field.name(), format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_levels_are_terraforms() {
        for (word, level) in [
            (None, None),
            (Some("off"), None),
            (Some("WARN"), Some(Level::WARN)),
            (Some("json"), Some(Level::TRACE)),
            (Some("1"), Some(Level::TRACE)),
        ] {
            assert_eq!(asked(word), level, "{word:?}");
        }
    }

    #[test]
    fn an_event_carries_what_is_known_of_the_call_around_it() {
        let subscriber = Stderr { level: Level::DEBUG, spans: Spans::default() };
        let id = tracing::subscriber::with_default(subscriber, || {
            let outer = tracing::debug_span!("call", tf_rpc = "ReadResource", tries = 2);
            let inner = outer.in_scope(|| tracing::debug_span!("more", deep = true));
            inner.in_scope(|| {
                tracing::dispatcher::get_default(|dispatch| {
                    let stderr = dispatch.downcast_ref::<Stderr>().unwrap();
                    let fields = stderr.spans.around(None);
                    fields.line(Level::DEBUG, "test", jiff::Timestamp::UNIX_EPOCH)
                })
            })
        });
        assert_eq!(
            id,
            "{\"@level\":\"debug\",\"@message\":\"\",\"@module\":\"test\",\
             \"@timestamp\":\"1970-01-01T00:00:00.000000Z\",\"deep\":true,\"tf_rpc\":\"ReadResource\",\"tries\":2}\n"
        );
    }
}
