//! A rollout that a controller in the cluster carries out: Argo Rollouts, or Flagger.
//!
//! This provider brings a template and looks on. What the controller does by itself, steps, metrics and taking back, is not
//! decided here; what it cannot do is: telling which version is the stable one, going back to it as a whole, and noticing that
//! nobody is there to carry anything out. The [`Journal`](super::Journal) is the one of every rollout.
//!
//! There is no lock: the controller is the only one that moves traffic, and whose template it brings says the object itself.

mod act;
mod history;
mod next;
mod revert;
mod seen;
mod stop;

pub use act::{Action, Problem, Waiting};
pub use history::History;
pub use next::next;
pub use seen::{Left, Pause, Remembered, Report, Seen, Spec, Workload};

/// What such a rollout does next.
pub type Step = crate::Step<Action, Waiting, Problem>;
