//! AWS in three readings: ours, and two that others wrote.
use std::fmt;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::http;
use crate::parts::{self, Error, Server};

mod onlooker;

use onlooker::Onlooker;

/// The region that everything happens in.
pub const REGION: &str = "eu-west-1";
/// The day on which the sandbox's time begins: on it EKS supports the versions that examples and stories name. By the wall's
/// clock they would be out of support one day, and what worked would not.
const START: &str = "2026-06-01";

/// Whose reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Ours.
    Sandbox,
    /// moto: everything at once, any version is taken.
    Moto,
    /// ministack: CREATING before ACTIVE.
    Ministack,
}

/// What not every reading has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// EKS add-ons.
    Addons,
    /// EKS access entries.
    AccessEntries,
    /// `UpdateClusterConfig` and `UpdateNodegroupConfig`.
    ConfigUpdates,
    /// `UpdateClusterVersion`, `UpdateNodegroupVersion` and `DescribeUpdate`.
    VersionUpdates,
    /// `TagResource` of everything that EKS has.
    Tagging,
    /// An issuer that an IAM OIDC provider can be made for.
    Issuer,
    /// A log of requests, an inventory and faults.
    Faults,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sandbox, Self::Moto, Self::Ministack];

    /// Whether this reading has `feature`, as found by asking it; a story says what it leaves out.
    #[must_use]
    pub fn has(self, feature: Feature) -> bool {
        match self {
            Self::Sandbox => true,
            // An unknown operation is answered with a page of HTML.
            Self::Moto => matches!(feature, Feature::ConfigUpdates | Feature::Issuer),
            // Its issuer is plain http.
            Self::Ministack => matches!(feature, Feature::Addons | Feature::AccessEntries),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sandbox => "sandbox",
            Self::Moto => "moto",
            Self::Ministack => "ministack",
        })
    }
}

/// A cloud with nothing in it, on loopback for as long as the value lives.
#[derive(Debug)]
pub struct Cloud {
    /// Whose reading it is.
    pub kind: Kind,
    server: Server,
    onlooker: Mutex<Option<Onlooker>>,
}

impl Cloud {
    /// Starts one. The sandbox's clock runs `speed` times as fast as the wall's; the others do not keep one waiting.
    ///
    /// # Errors
    /// When it cannot be had or does not become ready.
    pub fn start(kind: Kind, speed: u32) -> Result<Self, Error> {
        let server = match kind {
            Kind::Sandbox => sandbox(speed, &[])?,
            Kind::Moto => parts::moto()?,
            Kind::Ministack => parts::ministack()?,
        };
        Ok(Self { kind, server, onlooker: Mutex::default() })
    }

    /// The sandbox, with EKS clusters that can be reached: their endpoints are addresses of its own.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn with_endpoints(speed: u32) -> Result<Self, Error> {
        let server = sandbox(speed, &["--endpoints", "own"])?;
        Ok(Self { kind: Kind::Sandbox, server, onlooker: Mutex::default() })
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.server.url
    }

    /// What boto3 gets from this cloud: `eks`, `describe_cluster`, `{"name": "x"}`. A refusal has the member `Error`.
    ///
    /// # Errors
    /// When Python cannot be had or the cloud does not answer in AWS's words.
    pub fn aws(&self, service: &str, operation: &str, parameters: &Value) -> Result<Value, Error> {
        self.ask(&json!({ "service": service, "operation": operation, "parameters": parameters }))
    }

    /// The identity of everything that lives here, by kind, as boto3 lists it.
    ///
    /// # Errors
    /// As [`Self::aws`].
    pub fn inventory(&self) -> Result<Value, Error> {
        self.ask(&json!({ "inventory": true }))
    }

    /// One Python answers all questions to this cloud.
    fn ask(&self, question: &Value) -> Result<Value, Error> {
        let mut onlooker = self.onlooker.lock().unwrap_or_else(PoisonError::into_inner);
        let present = match onlooker.take() {
            Some(present) => present,
            None => Onlooker::at(self.url())?,
        };
        onlooker.insert(present).ask(question)
    }

    /// `GET /_sandbox/PAGE` of the sandbox.
    ///
    /// # Errors
    /// When it does not answer in JSON.
    pub fn sandbox(&self, page: &str) -> Result<Value, Error> {
        let url = format!("{}/_sandbox/{page}", self.url());
        let answer = http::get(&url).map_err(|why| self.not_ready(&url, &why.to_string(), String::new()))?;
        serde_json::from_str(&answer.body).map_err(|why| self.not_ready(&url, &why.to_string(), answer.body))
    }

    /// `POST /_sandbox/PAGE` of the sandbox.
    ///
    /// # Errors
    /// When it does not answer with success and JSON.
    pub fn tell_sandbox(&self, page: &str, body: &Value) -> Result<Value, Error> {
        let url = format!("{}/_sandbox/{page}", self.url());
        let answer =
            http::post(&url, &body.to_string()).map_err(|why| self.not_ready(&url, &why.to_string(), String::new()))?;
        match serde_json::from_str(&answer.body) {
            Ok(value) if answer.status == 200 => Ok(value),
            _ => Err(self.not_ready(&url, &format!("it answered {}", answer.status), answer.body)),
        }
    }

    fn not_ready(&self, what: &str, why: &str, log: String) -> Error {
        Error::NotReady { what: format!("{} at {what}", self.kind), why: why.to_owned(), log }
    }
}

fn sandbox(speed: u32, more: &[&str]) -> Result<Server, Error> {
    let mut command = Command::new(parts::sandbox()?);
    command.args(["--speed", &speed.to_string(), "--start", START]).args(more);
    Server::announced("kgas-sandbox", &mut command, address)
}

/// The sandbox's first line: `{"aws":"http://127.0.0.1:PORT"}`.
fn address(line: &str) -> Option<String> {
    serde_json::from_str::<Value>(line).ok()?["aws"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_has_the_address() {
        assert_eq!(address("{\"aws\":\"http://127.0.0.1:4711\"}\n").as_deref(), Some("http://127.0.0.1:4711"));
        assert_eq!(address(""), None);
    }
}
