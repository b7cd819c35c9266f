//! Logs as Terraform reads them: JSON objects, one a line, on standard error; nothing at all when no log is asked for.
//!
//! `TF_LOG` and `TF_LOG_PROVIDER` are Terraform's own variables, which a provider inherits. `TF_LOG_PROVIDER_<NAME>` is for the
//! provider of that name alone. The narrowest that is set wins; Terraform itself still drops what the others do not ask for.
//!
//! Source: <https://github.com/hashicorp/go-plugin/blob/v1.6.0/log_entry.go> and, for the names of fields,
//! <https://github.com/hashicorp/terraform-plugin-go/blob/main/internal/logging/keys.go>.

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

/// The protocol we serve, in every line.
const PROTOCOL: &str = "6.11";

/// Starts to log, if the environment asks for it: for a program that does not [serve](crate::serve), which does this itself.
///
/// * `address`: the provider's, or empty when it has not said it.
pub fn start(address: &str) {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let program = std::env::current_exe().unwrap_or_default();
    let own = own_variable(address, &program.file_name().unwrap_or_default().to_string_lossy());
    let word = set(&own).or_else(|| set("TF_LOG_PROVIDER")).or_else(|| set("TF_LOG"));
    if let Some(level) = asked(word.as_deref()) {
        // A program that set a subscriber of its own before serving keeps it.
        let _ = tracing::subscriber::set_global_default(Stderr::new(level, address));
    }
}

/// The variable for this provider alone: its name is the last part of its address, or else what its program is named after.
fn own_variable(address: &str, program: &str) -> String {
    let program = program.strip_prefix("terraform-provider-").unwrap_or(program);
    // As the registry's archives name it: `terraform-provider-acme_v1.2.3`.
    let program = program.split_once("_v").map_or(program, |(name, _)| name);
    let name = address.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(program);
    format!("TF_LOG_PROVIDER_{}", name.replace('-', "_").to_ascii_uppercase())
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
    /// What every line says.
    always: Fields,
    spans: Spans,
}

impl Stderr {
    fn new(level: Level, address: &str) -> Self {
        let mut always = Fields::default();
        always.set("tf_proto_version", PROTOCOL.into());
        if !address.is_empty() {
            always.set("tf_provider_addr", address.into());
        }
        Self { level, always, spans: Spans::default() }
    }

    /// What is known where an event happens.
    fn around(&self, parent: Option<&Id>) -> Fields {
        let mut fields = self.always.clone();
        fields.extend(self.spans.around(parent));
        fields
    }
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
        let mut fields = self.around(event.parent());
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
    fn a_provider_has_a_variable_of_its_own() {
        for (address, program, variable) in [
            ("registry.terraform.io/acme/cloud-dns", "anything", "TF_LOG_PROVIDER_CLOUD_DNS"),
            ("", "terraform-provider-acme_v1.2.3", "TF_LOG_PROVIDER_ACME"),
            ("", "terraform-provider-acme", "TF_LOG_PROVIDER_ACME"),
            ("", "acme", "TF_LOG_PROVIDER_ACME"),
        ] {
            assert_eq!(own_variable(address, program), variable);
        }
    }

    #[test]
    fn an_event_carries_what_is_known_of_the_call_around_it() {
        let subscriber = Stderr::new(Level::DEBUG, "a.example/b/c");
        let id = tracing::subscriber::with_default(subscriber, || {
            let outer = tracing::debug_span!("call", tf_rpc = "ReadResource", tries = 2);
            let inner = outer.in_scope(|| tracing::debug_span!("more", deep = true));
            inner.in_scope(|| {
                tracing::dispatcher::get_default(|dispatch| {
                    let stderr = dispatch.downcast_ref::<Stderr>().unwrap();
                    let fields = stderr.around(None);
                    fields.line(Level::DEBUG, "test", jiff::Timestamp::UNIX_EPOCH)
                })
            })
        });
        assert_eq!(
            id,
            "{\"@level\":\"debug\",\"@message\":\"\",\"@module\":\"test\",\
             \"@timestamp\":\"1970-01-01T00:00:00.000000Z\",\"deep\":true,\
             \"tf_proto_version\":\"6.11\",\"tf_provider_addr\":\"a.example/b/c\",\
             \"tf_rpc\":\"ReadResource\",\"tries\":2}\n"
        );
    }
}
