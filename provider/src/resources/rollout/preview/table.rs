//! The way that an apply takes, as a table.

use std::fmt::Write as _;
use std::time::Duration;

use kgas_engine::rollout::preview::{Course, Preview, Row};
use kgas_engine::rollout::{Routing, Seen, Slot, Spec, StableScale};
use tfplugin_rs::Diagnostic;

use crate::resources::rollout::wanted::written;

/// Rows that are shown: of more than these, the middle is left out.
const SHOWN: usize = 12;

/// What a table needs beside the way itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    /// The rollout's name.
    pub(super) name: &'a str,
    /// The adopted Deployment's name.
    pub(super) adopts: Option<&'a str>,
    /// Milliseconds from its creation until the slowest pod that runs could take traffic.
    pub(super) slowest_start: Option<u64>,
    /// Milliseconds for which a pod must be ready before it counts.
    pub(super) min_ready: u64,
    /// What could not be looked for, and why.
    pub(super) unread: &'a [String],
}

/// The table, where pods come or go.
///
/// Its summary has the rollout's name, unlike any other: of warnings with the same summary Terraform shows the first only, and
/// each rollout has a table of its own.
pub(super) fn told(spec: &Spec, seen: &Seen, preview: &Preview, facts: Facts<'_>) -> Option<Diagnostic> {
    let text = text(spec, seen, preview, facts)?;
    Some(Diagnostic::warning(format!("Rollout plan: {}", facts.name)).detail(text))
}

fn text(spec: &Spec, seen: &Seen, preview: &Preview, facts: Facts<'_>) -> Option<String> {
    let (wanted, whole) = (&spec.revision.0, preview.whole);
    let stable = seen.journal.as_ref().and_then(|journal| journal.stable.as_ref());
    let stable = stable.map(|stable| stable.revision.0.as_str());
    let from = seen.adopted.as_ref().filter(|_| stable.is_none()).map(|adopted| adopted.revision.0.as_str());
    let old = stable.or(from).unwrap_or("none");
    let steps = || format!("{}:", steps(preview.rows.len()));
    let taken = || {
        let adopted = facts.adopts.unwrap_or(facts.name);
        format!("Slot a takes over what Deployment {adopted} runs, with {}", pods(whole))
    };
    let head = match preview.course {
        Course::Install => {
            let there = format!("Nothing runs yet: {} of revision {wanted} come into slot {}", pods(whole), Slot::A);
            return Some(noted(format!("{there} and get all the traffic, without steps."), facts));
        }
        Course::TakeOver { steps: false } => {
            return Some(noted(format!("{}, and gets all the traffic, without steps.", taken()), facts));
        }
        Course::Return => {
            let there = format!("Revision {wanted} still runs beside {old}");
            return Some(noted(format!("{there}: it gets all the traffic in one write, without steps."), facts));
        }
        Course::Stay | Course::TakeBack | Course::Refuse => return None,
        Course::TakeOver { steps: true } => {
            format!("{}. After that revision {wanted} comes beside it, {}", taken(), steps())
        }
        Course::Replace => {
            format!(
                "The candidate that is under way is taken back. After that revision {wanted} comes beside {old}, {}",
                steps()
            )
        }
        Course::Steps { from: 0 } => format!("Revision {wanted} comes beside {old}, {}", steps()),
        Course::Steps { from } => {
            format!("Revision {wanted} goes on beside {old} at step {}, {}", from + 1, steps())
        }
    };
    let mut text = format!("{head}\n\n{}\n", table(&preview.rows));
    let mut notes = vec![
        "What pods take to start, metrics to be enough and people to agree comes on top of these times.".to_owned(),
    ];
    if spec.keep_old > 0 {
        let kept = span(spec.keep_old);
        notes.push(format!(
            "The old version is kept for {kept} after the last step: until then going back is one write."
        ));
    }
    notes.extend(way_back(spec, preview, facts));
    for note in notes {
        let _ = write!(text, "\n{note}");
    }
    Some(noted(text, facts))
}

fn noted(mut text: String, facts: Facts<'_>) -> String {
    for why in facts.unread {
        let _ = write!(text, "\nNot looked at: {why}");
    }
    text
}

fn steps(many: usize) -> String {
    if many == 1 { "in 1 step".to_owned() } else { format!("in {many} steps") }
}

fn pods(many: u32) -> String {
    if many == 1 { "1 pod".to_owned() } else { format!("{many} pods") }
}

fn span(milliseconds: u64) -> String {
    written(Duration::from_millis(milliseconds))
}

/// How long going back takes at worst, where the stable version gives its pods up.
fn way_back(spec: &Spec, preview: &Preview, facts: Facts<'_>) -> Option<String> {
    if spec.stable_scale != StableScale::Follow || spec.routing == Routing::Ratio {
        return None;
    }
    let worst = preview.rows.iter().min_by_key(|row| row.pods.stable)?;
    let missing = preview.whole.saturating_sub(worst.pods.stable);
    let took = match facts.slowest_start {
        Some(start) => {
            let all = start.saturating_add(facts.min_ready).saturating_add(spec.settle);
            format!("about {}, as the slowest that runs took {}", span(all), span(start))
        }
        None => "as long as they take".to_owned(),
    };
    let step = worst.step;
    Some(format!(
        "`stable_scale = \"follow\"`: going back from step {step} first starts {} again, which takes {took}.",
        pods(missing)
    ))
}

/// Lines that begin with a space are shown as they are.
fn table(rows: &[Row]) -> String {
    let head = ["step", "traffic", "new pods", "old pods", "watched", "over after"].map(str::to_owned);
    let cells = |row: &Row| {
        let end = span(row.end);
        [
            row.step.to_string(),
            format!("{} %", row.weight),
            row.pods.candidate.to_string(),
            row.pods.stable.to_string(),
            span(row.bake),
            if row.approval { format!("{end}, once approved") } else { end },
        ]
    };
    let all: Vec<_> = [head].into_iter().chain(rows.iter().map(cells)).collect();
    let width = |column: usize| all.iter().map(|cells| cells[column].chars().count()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3, 4].map(width);
    let line = |cells: &[String; 6]| {
        let columns = widths.iter().zip(cells).map(|(width, cell)| format!("  {cell:>width$}"));
        format!("{}  {}", columns.collect::<String>(), cells[5])
    };
    let mut lines: Vec<_> = all.iter().map(line).collect();
    if lines.len() > SHOWN + 1 {
        let left_out = format!("  … {} more", lines.len() - SHOWN - 1);
        lines.splice(SHOWN - 1..lines.len() - 2, [left_out]);
    }
    lines.join("\n")
}
