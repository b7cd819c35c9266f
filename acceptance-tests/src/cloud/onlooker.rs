//! boto3 looking at a cloud: one Python for as long as the cloud lives, because its start costs more than its answers.
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::REGION;
use crate::parts::{self, Error};

const SCRIPT: &str = include_str!("../../python/aws.py");

/// A process that answers questions line by line. It ends with this value, and with this process.
#[derive(Debug)]
pub(super) struct Onlooker {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Onlooker {
    /// One that looks at the cloud at `url`.
    ///
    /// # Errors
    /// When Python cannot be had.
    pub(super) fn at(url: &str) -> Result<Self, Error> {
        let mut python = Command::new(parts::python()?.join("python"));
        python.args(["-c", SCRIPT, url, REGION]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = python.spawn().map_err(Error::io("cannot start", Path::new("python")))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (questions, answers) = pipes.ok_or_else(|| Error::Missing {
            part: "the Python environment",
            tried: "its process has no pipes".to_owned(),
            next: "remove it from the cache".to_owned(),
        })?;
        Ok(Self { child, questions, answers: BufReader::new(answers) })
    }

    /// The answer to one question.
    ///
    /// # Errors
    /// When the process has ended, its reason being on standard error, or does not answer in JSON.
    pub(super) fn ask(&mut self, question: &Value) -> Result<Value, Error> {
        let pipe = |err| Error::io("cannot ask", Path::new(&question.to_string()))(err);
        writeln!(self.questions, "{question}").map_err(pipe)?;
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(pipe)?;
        serde_json::from_str(&line).map_err(|why| Error::NotReady {
            what: format!("boto3, asked {question},"),
            why: why.to_string(),
            log: line,
        })
    }
}

impl Drop for Onlooker {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
