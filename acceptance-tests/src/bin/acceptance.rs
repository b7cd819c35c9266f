//! `cargo acceptance [--only STAGE]...`: every stage, or those named; one line each, and the full output of one that
//! fails.
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use clap::builder::PossibleValuesParser;
use kgas_acceptance::stage::{STAGES, Stage, Tally};

/// Everything that is tested, in order of cost.
#[derive(Parser)]
struct Args {
    /// Only this stage; may be given more than once
    #[arg(long, value_name = "STAGE", value_parser = PossibleValuesParser::new(STAGES.iter().map(|stage| stage.name)))]
    only: Vec<String>,
}

fn main() -> io::Result<ExitCode> {
    let args = Args::parse();
    let wanted = |stage: &&Stage| args.only.is_empty() || args.only.iter().any(|name| name == stage.name);
    let mut out = io::stdout().lock();
    let mut sum = Tally::default();
    let started = Instant::now();
    for stage in STAGES.iter().filter(wanted) {
        let report = stage.run()?;
        if !report.ok() {
            writeln!(out, "{}", report.output.trim_end())?;
        }
        writeln!(out, "{report}")?;
        out.flush()?;
        sum.passed += report.tally.passed;
        sum.failed += report.tally.failed;
    }
    let seconds = started.elapsed().as_secs_f64();
    writeln!(out, "{} passed, {} failed ({seconds:.1} s)", sum.passed, sum.failed)?;
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
