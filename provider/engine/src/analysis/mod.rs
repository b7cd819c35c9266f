//! Is the new version good enough? The verdict of one metric within one step of a rollout, as a fold over samples.
//!
//! A [`Metric`] says what is asked, a [`Sample`] what one look saw, a [`State`] what the samples of this step so far say:
//! `State::default().judge(&metric, &first).judge(&metric, &second)`, and [`State::verdict`] at any point. A new step starts
//! with a new [`State`]. What several metrics say together is [`combine`]; whether the error budget allows a rollout at all is
//! [`gate`].
//!
//! Four things that peers count together are kept apart, because only the first says anything about the new version:
//!
//! | what was seen | rule | counts as a failing sample |
//! |---|---|---|
//! | a value beyond its bound | [`Metric::failures`] in a row | yes |
//! | no series at all | [`Metric::no_data`] | no |
//! | the backend could not be asked | [`Metric::on_error`] | no |
//! | too few requests to say anything | [`Metric::min_requests`] | no |
//!
//! A value that is not a number, 0/0 of a slot without traffic for one, is [`Verdict::Inconclusive`].

mod combine;
mod evidence;
pub mod gate;
mod metric;
mod number;
mod sample;
mod share;
mod state;
mod verdict;

pub use combine::{Combined, combine};
pub use evidence::{Count, Evidence, Null};
pub use metric::{Compare, Measure, Metric, OnError, Policy, Problem, Test, Window, Worse};
pub use sample::{Outcome, Requests, Sample, really_seen};
pub use share::in_effect;
pub use state::State;
pub use verdict::{Failure, Holding, Unclear, Verdict};
