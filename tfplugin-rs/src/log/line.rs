//! One line.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value as Json;
use tracing::Level;

/// go-plugin reads lines of up to 64 KiB and takes what follows for another line.
const LONGEST_LINE: usize = 60_000;

/// A field's text beyond this many bytes is cut.
const LONGEST_TEXT: usize = 4_000;

/// What is known of an event, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(BTreeMap<String, Json>);

impl Fields {
    pub(super) fn set(&mut self, name: &str, value: Json) {
        let value = match value {
            Json::String(text) if text.len() > LONGEST_TEXT => {
                let end = text.floor_char_boundary(LONGEST_TEXT);
                format!("{}... ({} bytes)", &text[..end], text.len()).into()
            }
            value => value,
        };
        // The names with an @ are the format's own. One of another type in their place makes Terraform panic.
        self.0.insert(name.trim_start_matches('@').to_owned(), value);
    }

    pub(super) fn extend(&mut self, more: Fields) {
        self.0.extend(more.0);
    }

    /// The line, with its end.
    pub(super) fn line(mut self, level: Level, module: &str, now: Timestamp) -> String {
        let message = match self.0.remove("message") {
            None => String::new(),
            Some(Json::String(text)) => text,
            Some(other) => other.to_string(),
        };
        let own = [
            ("@level", level.as_str().to_ascii_lowercase()),
            ("@message", message),
            ("@module", module.to_owned()),
            ("@timestamp", now.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()),
        ];
        let own = own.map(|(name, text)| (name.to_owned(), Json::String(text)));
        let mut all = BTreeMap::from(own.clone());
        all.append(&mut self.0);
        let line = in_a_line(&all);
        if line.len() <= LONGEST_LINE { line } else { in_a_line(&BTreeMap::from(own)) }
    }
}

fn in_a_line(all: &BTreeMap<String, Json>) -> String {
    let mut line = serde_json::to_string(all).unwrap_or_default();
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(fields: &[(&str, Json)]) -> (usize, BTreeMap<String, Json>) {
        let mut all = Fields::default();
        for (name, value) in fields {
            all.set(name, value.clone());
        }
        let line = all.line(Level::INFO, "m", Timestamp::from_microsecond(1_500_000).unwrap());
        assert_eq!(line.matches('\n').count(), 1);
        (line.len(), serde_json::from_str(&line).unwrap())
    }

    #[test]
    fn the_formats_own_fields_are_text_whatever_is_logged() {
        let fields = [("message", Json::from(7)), ("@level", Json::from(1)), ("@timestamp", Json::Null)];
        let (_, line) = written(&fields);
        assert_eq!(line["@message"], "7");
        assert_eq!(line["@level"], "info");
        assert_eq!(line["@timestamp"], "1970-01-01T00:00:01.500000Z");
        assert_eq!((&line["level"], &line["timestamp"]), (&Json::from(1), &Json::Null));
    }

    #[test]
    fn a_line_stays_a_line_and_short_enough_to_be_read_as_one() {
        let (length, line) = written(&[("message", "ä\n".repeat(50_000).into())]);
        assert!(length < 10_000 && line["@message"].as_str().unwrap().ends_with("... (150000 bytes)"));
        let many: Vec<_> = (0..50).map(|n| (format!("f{n}"), Json::from("x".repeat(3_000)))).collect();
        let many: Vec<_> = many.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let (length, line) = written(&many);
        assert!(length < 64 << 10 && line.len() == 4, "{length}");
    }
}
