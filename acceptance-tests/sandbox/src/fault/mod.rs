//! Faults on purpose: which operation, the how-manieth, and what goes wrong.
use serde_json::{Value, json};

use crate::call::{Call, Refusal, Service};
use crate::ids::mix;

mod kind;

pub(crate) use kind::Kind;

/// How a connection ends without an answer. [`crate::handle`] puts it into the extensions of a response that must not be
/// sent; whoever carries the response ends the connection instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The connection is closed.
    Closed,
    /// The connection is reset.
    Reset,
}

/// The faults that are planned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    plans: Vec<Plan>,
}

/// A fault, and when it happens.
#[derive(Clone, Debug)]
struct Plan {
    kind: Kind,
    /// Operation by name, `reads`, `writes`, or `*` for all.
    operation: String,
    service: Option<String>,
    /// Part of the path or a parameter must be this.
    names: Option<String>,
    when: When,
    /// Calls that matched so far.
    met: u64,
    fired: u64,
}

/// Which of the matching calls it happens to.
#[derive(Clone, Debug)]
enum When {
    /// The `nth`, counted from one, and those after it, `times` in all.
    Nth { nth: u64, times: u64 },
    /// Each with a chance in a million, by a seed, at most `limit` times.
    Chance { seed: u64, millionths: u64, limit: u64 },
}

impl Faults {
    /// Adds the faults of `{"faults": [..]}`.
    ///
    /// # Errors
    /// What cannot be understood; nothing is added then.
    pub(crate) fn add(&mut self, asked: &Value) -> Result<(), String> {
        let list = asked["faults"].as_array().ok_or("The body has no list of faults.")?;
        let plans = list.iter().map(Plan::read).collect::<Result<Vec<_>, _>>()?;
        self.plans.extend(plans);
        Ok(())
    }

    pub(crate) fn clear(&mut self) {
        self.plans.clear();
    }

    /// The plans, with how often each has matched and fired.
    pub(crate) fn list(&self) -> Value {
        let shape = |plan: &Plan| json!({ "fault": plan.kind.name(), "operation": plan.operation, "met": plan.met, "fired": plan.fired });
        json!({ "faults": self.plans.iter().map(shape).collect::<Value>() })
    }

    /// The fault of this call, if one is due. Every plan that matches counts the call; the first that is due fires.
    pub(crate) fn due(&mut self, call: &Call) -> Option<Kind> {
        let mut found = None;
        for plan in &mut self.plans {
            if plan.matches(call) && plan.counts() && found.is_none() {
                plan.fired += 1;
                found = Some(plan.kind.clone());
            }
        }
        found
    }
}

impl Plan {
    fn read(asked: &Value) -> Result<Self, String> {
        let text = |member: &str| asked[member].as_str().map(str::to_owned);
        let number = |member: &str| match &asked[member] {
            Value::Null => Ok(None),
            value => value.as_u64().map(Some).ok_or(format!("{member} is not a whole number.")),
        };
        let when = match number("seed")? {
            None => When::Nth { nth: number("nth")?.unwrap_or(1), times: number("times")?.unwrap_or(1) },
            Some(seed) => When::Chance {
                seed,
                millionths: number("millionths")?.ok_or("A fault with a seed needs millionths.")?,
                limit: number("limit")?.unwrap_or(u64::MAX),
            },
        };
        Ok(Self {
            kind: Kind::read(asked)?,
            operation: text("operation").ok_or("A fault has no operation.")?,
            service: text("service"),
            names: text("names"),
            when,
            met: 0,
            fired: 0,
        })
    }

    fn matches(&self, call: &Call) -> bool {
        let operation = match self.operation.as_str() {
            "*" => true,
            "reads" => reads(call),
            "writes" => !reads(call),
            name => name == call.operation,
        };
        let named = |wanted: &String| {
            call.path.values().any(|part| part == wanted)
                || call.params.iter().any(|(_, value)| value == wanted)
                || call.body.as_object().is_some_and(|members| members.values().any(|value| value == wanted.as_str()))
        };
        operation
            && self.service.as_deref().is_none_or(|service| service == call.service.name())
            && self.names.as_ref().is_none_or(named)
    }

    /// Counts the call; whether the fault happens to it.
    fn counts(&mut self) -> bool {
        self.met += 1;
        match self.when {
            When::Nth { nth, times } => self.met >= nth && self.met - nth < times,
            When::Chance { seed, millionths, limit } => {
                self.fired < limit && mix(mix(seed) ^ self.met) % 1_000_000 < millionths
            }
        }
    }
}

/// Whether a call changes nothing.
pub(crate) fn reads(call: &Call) -> bool {
    ["Describe", "List", "Get", "Query"].iter().any(|verb| call.operation.starts_with(verb))
}

/// A service asking for patience, in its own words.
pub(crate) fn throttled(service: Service, retry_after: Option<u64>) -> Refusal {
    let (status, code) = match service {
        Service::Eks => (429, "ThrottlingException"),
        Service::Ec2 => (503, "RequestLimitExceeded"),
        Service::Iam | Service::Sts | Service::Elb | Service::ElbV2 => (400, "Throttling"),
        Service::Kms | Service::Logs => (400, "ThrottlingException"),
        Service::Kubernetes => (429, "TooManyRequests"),
        Service::Prometheus => (429, "too_many_requests"),
    };
    Refusal { retry_after, ..Refusal::of(status, code, "Rate exceeded") }
}

/// A service that is busy with the same object, in its own words.
pub(crate) fn conflict(service: Service) -> Refusal {
    let (status, code) = match service {
        Service::Eks => (409, "ResourceInUseException"),
        Service::Kubernetes => (409, "Conflict"),
        Service::Prometheus => (409, "conflict"),
        Service::Ec2 => (400, "DependencyViolation"),
        Service::Iam => (409, "ConcurrentModification"),
        Service::Sts | Service::Kms | Service::Elb | Service::ElbV2 | Service::Logs => (409, "ConflictException"),
    };
    Refusal::of(status, code, "Another change of this resource is in progress")
}
