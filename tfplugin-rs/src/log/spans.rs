//! What is known of the calls that are running, so that every line says to which of them it belongs.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tracing::span::Id;

use super::line::Fields;

thread_local! {
    /// The spans this thread is in, innermost last.
    static ENTERED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

struct Span {
    fields: Fields,
    handles: usize,
}

/// The open spans by their id.
#[derive(Default)]
pub(super) struct Spans(Mutex<(u64, BTreeMap<u64, Span>)>);

impl Spans {
    fn lock(&self) -> MutexGuard<'_, (u64, BTreeMap<u64, Span>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a span that knows also what the one around it knows.
    pub(super) fn open(&self, fields: Fields, parent: Option<&Id>) -> Id {
        let mut known = self.around(parent);
        known.extend(fields);
        let (last, open) = &mut *self.lock();
        *last += 1;
        open.insert(*last, Span { fields: known, handles: 1 });
        Id::from_u64(*last)
    }

    /// Adds what became known later.
    pub(super) fn add(&self, span: &Id, fields: Fields) {
        if let Some(span) = self.lock().1.get_mut(&span.into_u64()) {
            span.fields.extend(fields);
        }
    }

    /// What is known in `parent`, or else in the span this thread is in.
    pub(super) fn around(&self, parent: Option<&Id>) -> Fields {
        let id = parent.map(Id::into_u64).or_else(|| ENTERED.with_borrow(|entered| entered.last().copied()));
        let open = self.lock();
        id.and_then(|id| open.1.get(&id)).map(|span| span.fields.clone()).unwrap_or_default()
    }

    pub(super) fn enter(span: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(span.into_u64()));
    }

    pub(super) fn exit(span: &Id) {
        ENTERED.with_borrow_mut(|entered| {
            if let Some(position) = entered.iter().rposition(|id| *id == span.into_u64()) {
                entered.remove(position);
            }
        });
    }

    /// One more handle holds the span.
    pub(super) fn share(&self, span: &Id) {
        if let Some(span) = self.lock().1.get_mut(&span.into_u64()) {
            span.handles += 1;
        }
    }

    /// One handle fewer holds it. Whether that was the last.
    pub(super) fn close(&self, span: &Id) -> bool {
        let open = &mut self.lock().1;
        let Some(held) = open.get_mut(&span.into_u64()) else { return false };
        held.handles -= 1;
        let last = held.handles == 0;
        if last {
            open.remove(&span.into_u64());
        }
        last
    }
}
