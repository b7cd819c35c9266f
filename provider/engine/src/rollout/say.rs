//! Causes in one line, for the evidence, events and errors.

use std::fmt;

use super::Cause;

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metric { finding, step, weight } => write!(
                f,
                "metric {} was {} at step {step} ({weight} %), where {} is asked for: {}",
                finding.metric, finding.value, finding.bound, finding.evidence
            ),
            Self::Deadline { step, available, needed, trouble } => {
                write!(f, "{available} of {needed} pods were available in time for step {step}")?;
                trouble.as_ref().map_or(Ok(()), |trouble| write!(f, ": {trouble}"))
            }
            Self::NotRouted { step, why } => {
                write!(f, "the weight of step {step} did not come into effect in time: {why}")
            }
            Self::NoVerdict { step, why } => write!(f, "step {step} came to no verdict in time: {why}"),
            Self::NoPods { step, weight } => {
                write!(f, "none of the candidate's pods was available at step {step} ({weight} %)")
            }
            Self::Zeroed { step, weight } => {
                write!(f, "the candidate's traffic was found taken away at step {step} ({weight} %)")
            }
            Self::Blocked { step, why } => write!(f, "step {step} may not begin: {why}"),
            Self::Superseded { by } => write!(f, "revision {} is wanted instead", by.0),
            Self::Interrupted { step, weight } => write!(f, "the run was stopped at step {step} ({weight} %)"),
            Self::DeadMan { step, weight, after } => {
                let seconds = after.div_ceil(1_000);
                write!(
                    f,
                    "its run gave no sign of life for {seconds} s at step {step} ({weight} %), and the dead man took it back"
                )
            }
            Self::Unguarded { step, trouble } => {
                write!(f, "the dead man did not run in time for step {step}")?;
                trouble.as_ref().map_or(Ok(()), |trouble| write!(f, ": {trouble}"))
            }
            Self::GivenUp { step, weight, why } => {
                write!(f, "the controller gave it up at step {step} ({weight} %): {why}")
            }
            Self::Destroyed => f.write_str("the rollout is destroyed"),
        }
    }
}
