//! `cargo acceptance [STAGE...]`: every stage, or those named; one line each, and the full output of one that fails.
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use kgas_acceptance::stage::{STAGES, Stage, Tally};

/// Everything that is tested, in order of cost.
#[derive(Parser)]
struct Args {
    /// Only these stages
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(STAGES.iter().map(|stage| stage.name)))]
    stages: Vec<String>,
}

fn main() -> io::Result<ExitCode> {
    let args = Args::parse();
    let wanted = |stage: &&Stage| args.stages.is_empty() || args.stages.iter().any(|name| name == stage.name);
    let mut out = io::stdout().lock();
    let mut sum = Tally::default();
    for stage in STAGES.iter().filter(wanted) {
        let report = stage.run()?;
        if !report.ok() {
            writeln!(out, "{}", report.output.trim_end())?;
        }
        writeln!(out, "{report}")?;
        sum.passed += report.tally.passed;
        sum.failed += report.tally.failed;
    }
    writeln!(out, "{} passed, {} failed", sum.passed, sum.failed)?;
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
