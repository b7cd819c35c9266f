//! What reads were answered last, for a reader that sees the past.
use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;

use crate::call::Call;

/// The last answer to each question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(BTreeMap<String, Response<Bytes>>);

impl Seen {
    /// What the same question was answered before.
    pub(crate) fn earlier(&self, call: &Call) -> Option<Response<Bytes>> {
        self.0.get(&question(call)).cloned()
    }

    pub(crate) fn remember(&mut self, call: &Call, answer: &Response<Bytes>) {
        self.0.insert(question(call), answer.clone());
    }
}

fn question(call: &Call) -> String {
    format!("{} {} {:?} {:?} {}", call.region, call.operation, call.path, call.params, call.body)
}
