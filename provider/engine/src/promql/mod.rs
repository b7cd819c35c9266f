//! A metric's `PromQL` query: checked when a plan is made, and bound to the slots by construction.
//!
//! A query that measures both slots at once shows a canary of 5 % as a twentieth of itself. So every query depends on the slot: it says
//! where (`$slot`), or a matcher on the slot's label is put into every selector it has, and that each has it is checked on the
//! syntax tree.
//!
//! | variable | is |
//! |---|---|
//! | `$slot` | the label value of the slot that is measured |
//! | `$baseline` | the label value of the stable slot |
//! | `$namespace`, `$name` | the workload's |
//! | `$window` | the time since the step began, as a duration |
//!
//! `${slot}` is the same as `$slot`. `$$` is a dollar sign, and `$1` stays as it is, for `label_replace`. The text that is sent is the user's own with the variables and
//! matchers put in, never a syntax tree written out again.
//!
//! The grammar is that of `promql-parser`; what it lacks of Prometheus 3 (`anchored`, `smoothed`, arithmetic in durations) is refused
//! here. Sources: <https://prometheus.io/docs/prometheus/latest/querying/basics/>,
//! <https://docs.rs/promql-parser>.

mod bind;
mod query;
mod shape;
mod syntax;
mod template;
mod tokens;
mod tree;
mod warning;

pub use query::{Binding, Query, QueryError};
pub use tokens::Position;
pub use warning::Warning;
