//! Weight and errors of new versions over time, drawn for a terminal.
use jiff::{SignedDuration, Timestamp};

use super::bars::bars;
use super::{Attempt, Reading};

/// What the upper end of each line stands for: four lines of weights and five of errors, each with two below it.
const SCALE: [&str; 13] = ["100", "75", "50", "25", "", "", "25", "20", "15", "10", "5", "", ""];
/// Lines that are about errors.
const ERRORS: usize = 7;
/// What is left of the bars.
const MARGIN: usize = 7;
/// What is between two versions.
const GAP: &str = "   ";
/// Most columns that all attempts take together, beside those around them.
const MOST: i64 = 50;
/// Least seconds of the cluster's time that a column stands for.
const LEAST: i64 = 10;
/// Columns before an attempt, and after it.
const AROUND: (i64, i64) = (1, 2);

/// From when to when a column is.
type Column = (Timestamp, Timestamp);

/// A version that was tried.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// Its name.
    pub version: &'a str,
    /// How it went.
    pub attempt: &'a Attempt,
    /// What was measured meanwhile, the version being in slot `b`.
    pub readings: &'a [Reading],
}

impl Scene<'_> {
    /// How long the attempt took, in milliseconds.
    fn length(&self) -> i64 {
        self.attempt.ended.as_millisecond() - self.attempt.began.as_millisecond()
    }

    /// Its columns, each of so many milliseconds.
    fn columns(&self, width: i64) -> Vec<Column> {
        let last = self.length() / width + AROUND.1;
        let begin = |column: i64| self.attempt.began + SignedDuration::from_millis(width * column);
        (-AROUND.0..=last).map(|column| (begin(column), begin(column + 1))).collect()
    }

    /// The highest weight in a column, in percent; nothing where it is zero.
    fn weight(&self, (from, to): Column) -> Option<f64> {
        let weight = self.attempt.weight(from, to);
        (weight > 0).then_some(u32::try_from(weight).ok()?.into())
    }

    /// The newest reading at the end of a column, in percent.
    fn errors(&self, (_, to): Column) -> Option<f64> {
        let newest = self.readings.iter().rfind(|reading| reading.at < to)?;
        newest.of_b.map(|part| part * 100.0)
    }

    /// As many lines as [`SCALE`] has.
    fn drawn(&self, width: i64) -> Vec<String> {
        let columns = self.columns(width);
        let length = columns.len();
        let weights: Vec<_> = columns.iter().map(|column| self.weight(*column)).collect();
        let errors: Vec<_> = columns.iter().map(|column| self.errors(*column)).collect();
        let feet = ["─".repeat(length), format!("{:<length$}", self.version)];
        [bars(&weights, 25.0, 4), feet.to_vec(), bars(&errors, 5.0, 5), feet.to_vec()].concat()
    }
}

/// The picture, line by line.
///
/// * `speed`: how many times faster than the clock of attempts and readings the cluster's clock runs.
#[must_use]
pub fn picture(scenes: &[Scene<'_>], speed: u32) -> Vec<String> {
    let speed = i64::from(speed.max(1));
    let length: i64 = scenes.iter().map(Scene::length).sum();
    let seconds = (length * speed / 1_000 / MOST + 1).max(LEAST);
    let width = (seconds * 1_000 / speed).max(1);

    let drawn: Vec<_> = scenes.iter().map(|scene| scene.drawn(width)).collect();
    let beside = |line: usize| drawn.iter().map(|scene| scene[line].as_str()).collect::<Vec<_>>().join(GAP);
    let scaled = SCALE.iter().enumerate().map(|(line, end)| format!("{end:>MARGIN$} {}", beside(line)));
    let mut lines: Vec<_> = scaled.map(|line| line.trim_end().to_owned()).collect();
    lines.insert(SCALE.len() - ERRORS, "Percent of its answers that are errors:".to_owned());
    lines.insert(0, "Percent of the requests that go to the new version:".to_owned());
    lines.push(format!("{:MARGIN$} One column is {seconds} seconds of the cluster's time.", ""));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).unwrap()
    }

    fn attempt(ended: i64, weights: &[(i64, u64)]) -> Attempt {
        let weights = weights.iter().map(|(millis, weight)| (at(*millis), *weight)).collect();
        Attempt { began: at(0), ended: at(ended), ending: String::new(), cause: None, weights }
    }

    #[test]
    fn both_versions_are_drawn_beside_each_other() {
        let bad = attempt(400, &[(100, 5), (300, 0)]);
        let good = attempt(900, &[(100, 5), (300, 25), (500, 50), (700, 100)]);
        let reading = |millis: i64, of_b| Reading { at: at(millis), of_b, of_all: None };
        let errors = [reading(50, None), reading(150, Some(0.1)), reading(250, Some(0.25)), reading(450, None)];
        let fine = [reading(150, Some(0.0)), reading(450, Some(0.0))];
        let scenes = [
            Scene { version: "v2", attempt: &bad, readings: &errors },
            Scene { version: "v3", attempt: &good, readings: &fine },
        ];
        let expected = "\
Percent of the requests that go to the new version:
    100                    █████
     75                    █████
     50                  ███████
     25   ▂▂         ▂▂█████████
        ────────   ─────────────
        v2         v3
Percent of its answers that are errors:
     25    ██
     20    ██
     15    ██
     10   ███
      5   ███        ···········
        ────────   ─────────────
        v2         v3
        One column is 10 seconds of the cluster's time.";
        let drawn = picture(&scenes, 100).join("\n");
        assert_eq!(drawn, expected);
    }

    #[test]
    fn columns_are_wider_when_it_takes_long() {
        let long = attempt(60_000, &[(30_000, 100)]);
        let drawn = picture(&[Scene { version: "v2", attempt: &long, readings: &[] }], 100);
        assert!(drawn.iter().all(|line| line.chars().count() < 80), "{drawn:?}");
        assert!(drawn.last().unwrap().ends_with("is 121 seconds of the cluster's time."), "{drawn:?}");
    }
}
