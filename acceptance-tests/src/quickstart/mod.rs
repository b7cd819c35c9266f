//! What `cargo quickstart` shows of a rollout: what its evidence says, what Prometheus saw meanwhile, and a picture of both.
mod attempt;
mod bars;
mod picture;
mod watch;

pub use attempt::Attempt;
pub use picture::{Scene, picture};
pub use watch::{Reading, Watch};
