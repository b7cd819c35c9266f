//! All parts at once: each is got, and started once.
use std::path::Path;
use std::process::Command;
use std::thread;

use super::{Definitions, Error, argo_rollouts, flagger, ministack, moto, opentofu, run, terraform};
use crate::kubernetes::Kubernetes;
use crate::prometheus::Prometheus;
use crate::stage::Tally;

/// Gets every part that others wrote and sees it answer, and tells one line for each: its version, or what is wrong and
/// what would help.
#[must_use]
pub fn all() -> (Tally, String) {
    // Go's programs are builds, Python's packages are a download: one does not slow the other.
    let answers = thread::scope(|scope| {
        let built = scope.spawn(built);
        let fetched = [
            ("terraform", terraform().and_then(|path| version(&path))),
            ("moto", moto().map(|_| "answers".to_owned())),
            ("ministack", ministack().map(|_| "answers".to_owned())),
        ];
        let built = built.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        fetched.into_iter().chain(built).collect::<Vec<_>>()
    });
    let mut tally = Tally::default();
    let mut lines = String::new();
    for (name, answer) in answers {
        let words = match answer {
            Ok(words) => {
                tally.passed += 1;
                words
            }
            Err(why) => {
                tally.failed += 1;
                why.to_string()
            }
        };
        lines.extend([name, ": ", &words, "\n"]);
    }
    (tally, lines)
}

/// One after another: each build takes all processors.
fn built() -> [(&'static str, Result<String, Error>); 6] {
    let more = || [Definitions::ArgoRollouts, Definitions::Flagger].into_iter();
    [
        ("tofu", opentofu().and_then(|path| version(&path))),
        ("kubernetes", Kubernetes::start().map(|_| "answers".to_owned())),
        ("prometheus", Prometheus::scraping(&[]).map(|_| "answers".to_owned())),
        ("argo-rollouts", argo_rollouts().map(|_| "is built".to_owned())),
        ("flagger", flagger().map(|_| "is built".to_owned())),
        ("definitions", more().try_for_each(|one| one.documents().map(drop)).map(|()| "are there".to_owned())),
    ]
}

/// The first line of what the program says of itself.
fn version(program: &Path) -> Result<String, Error> {
    let mut command = Command::new(program);
    command.arg("version").env("CHECKPOINT_DISABLE", "1");
    let words = run::must("asking for the version", "the command line", "remove it from the cache", &mut command)?;
    Ok(words.lines().next().unwrap_or_default().to_owned())
}
