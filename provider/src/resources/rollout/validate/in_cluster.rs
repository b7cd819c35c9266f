//! What runs in the cluster on behalf of a rollout.

use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Problems, View};

use super::Given;
use crate::resources::rollout::model::{Runner, Span, millis};
use crate::resources::rollout::wanted::LOCK_TTL;

/// Letters of a rollout's name for which the names of its Jobs are labels still: `kgas-rollout-NAME-dead-man` of 63.
const LONGEST_NAME: usize = 41;

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let dead_man = Given::at(config, "dead_man").is_yes();
    let job = config.get::<Runner>("runner")? == Attr::Known(Runner::Job);
    if dead_man && job {
        told.push(
            Diagnostic::error("A Job needs no dead man")
                .at("dead_man")
                .detail("With `runner = \"job\"` the rollout does not depend on the apply: Kubernetes starts the Job's pod again when it dies.")
                .next_step("Remove `dead_man`."),
        );
    }
    if !dead_man && !job {
        return Ok(());
    }
    let asked = if job { "`runner = \"job\"`" } else { "`dead_man`" };
    if Given::at(config, "in_cluster").is_no() {
        told.push(
            Diagnostic::error("There is nothing to run in the cluster")
                .at("in_cluster")
                .detail(format!(
                    "{asked} runs this provider's own program in the cluster, and no image of it is named."
                ))
                .next_step("Write `in_cluster = { image = \"registry.example.com/kgas:0.1.0\" }`."),
        );
    }
    if let Attr::Known(name) = config.get::<String>("name")?
        && name.len() > LONGEST_NAME
    {
        told.push(
            Diagnostic::error("The name is too long for a Job")
                .at("name")
                .detail(format!(
                    "With {asked} a Job is named after the rollout: the name may have {LONGEST_NAME} letters, and has {}.",
                    name.len()
                ))
                .next_step("Choose a shorter name."),
        );
    }
    if let Attr::Known(after) = config.get::<Span>("dead_man.after")?
        && millis(after.get()) < LOCK_TTL
    {
        told.push(
            Diagnostic::error("Too short for a dead man")
                .at("dead_man.after")
                .detail(format!(
                    "For {} seconds after a sign of life the lock is still the apply's own.",
                    LOCK_TTL / 1_000
                ))
                .next_step(format!("Write \"{}s\" or more.", LOCK_TTL / 1_000)),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};
    use tfplugin_rs::testing::UNKNOWN;

    use crate::resources::rollout::paper::told;
    use crate::resources::rollout::sample::{small, with};

    fn with_image(path: &str, value: Json) -> Json {
        with(with(small(), "in_cluster", json!({ "image": "registry/kgas:1" })), path, value)
    }

    #[test]
    fn what_runs_in_the_cluster_needs_an_image() {
        for (path, value) in [("runner", json!("job")), ("dead_man", json!({}))] {
            let missing = ["in_cluster: There is nothing to run in the cluster"];
            assert_eq!(told(&with(small(), path, value.clone())), missing, "{path}");
            assert_eq!(told(&with_image(path, value.clone())), [""; 0], "{path}");
            let unknown = with(with(small(), path, value), "in_cluster", json!(UNKNOWN));
            assert_eq!(told(&unknown), [""; 0], "{path}");
        }
        assert_eq!(
            told(&with(with_image("runner", json!("job")), "in_cluster.service_account", json!("a/b"))),
            ["in_cluster.service_account: Invalid value"]
        );
    }

    #[test]
    fn a_dead_man_waits_for_longer_than_a_lock_lasts() {
        let short = ["dead_man.after: Too short for a dead man"];
        for (after, expected) in [("29s", &short[..]), ("30s", &[]), ("5m", &[])] {
            assert_eq!(told(&with_image("dead_man", json!({ "after": after }))), expected, "{after}");
        }
        assert_eq!(told(&with_image("dead_man", json!({ "after": UNKNOWN }))), [""; 0]);
    }

    #[test]
    fn a_job_needs_no_dead_man() {
        let both = with(with_image("runner", json!("job")), "dead_man", json!({}));
        assert_eq!(told(&both), ["dead_man: A Job needs no dead man"]);
        assert_eq!(told(&with(both, "runner", json!(UNKNOWN))), [""; 0]);
    }

    #[test]
    fn a_job_is_named_after_the_rollout() {
        let named = |letters: usize| with(with_image("runner", json!("job")), "name", json!("a".repeat(letters)));
        assert_eq!(told(&named(41)), [""; 0]);
        assert_eq!(told(&named(42)), ["name: The name is too long for a Job"]);
    }
}
