//! One call as the services see it, and what they say to it.
use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::Value;

use crate::params::Params;
use crate::world::World;

/// A service the sandbox plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    Eks,
    Iam,
    Ec2,
    Sts,
    Kms,
    /// Elastic Load Balancing of 2012, at the address of the one of 2015.
    Elb,
    ElbV2,
    Logs,
    /// The API of a cluster. Its calls have a cluster's place for a region.
    Kubernetes,
    /// The metrics of a cluster.
    Prometheus,
}

impl Service {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Eks => "eks",
            Self::Iam => "iam",
            Self::Ec2 => "ec2",
            Self::Sts => "sts",
            Self::Kms => "kms",
            Self::Elb => "elb",
            Self::ElbV2 => "elbv2",
            Self::Logs => "logs",
            Self::Kubernetes => "kubernetes",
            Self::Prometheus => "prometheus",
        }
    }
}

/// A call whose operation is known.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) region: String,
    pub(crate) operation: String,
    /// Access key of the signature.
    pub(crate) access_key: String,
    /// What stood in the path, decoded, by the name in the route.
    pub(crate) path: BTreeMap<&'static str, String>,
    /// Query string, or form body.
    pub(crate) params: Params,
    /// JSON body; an empty object when there was none.
    pub(crate) body: Value,
}

impl Call {
    /// What stood in the path under `name`; empty when the route has no such part.
    pub(crate) fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// A text member of the JSON body.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    /// A required text member of the JSON body.
    pub(crate) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| Refusal::invalid(format!("{name} is required.")))
    }

    /// A required parameter of a query-protocol call.
    pub(crate) fn param(&self, name: &str) -> Result<&str, Refusal> {
        self.params.get(name).ok_or_else(|| match self.service {
            Service::Ec2 => {
                Refusal::of(400, "MissingParameter", format!("The request must contain the parameter {name}"))
            }
            _ => Refusal::of(400, "ValidationError", format!("1 validation error detected: Value at '{name}' is null")),
        })
    }
}

/// What an operation answers: the members of its output; null when it has none, not even an empty one.
pub(crate) type Answered = Result<Value, Refusal>;

/// What plays an operation.
pub(crate) type Operation = fn(&mut World, &Call) -> Answered;

/// A service saying no: status, code, words, and the further members of the error's shape.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) members: Vec<(String, Value)>,
    pub(crate) retry_after: Option<u64>,
}

impl Refusal {
    pub(crate) fn of(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code: code.to_owned(),
            message: message.into(),
            members: Vec::new(),
            retry_after: None,
        }
    }

    /// EKS's `InvalidParameterException`.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::of(400, "InvalidParameterException", message)
    }

    /// EKS's `InvalidRequestException`.
    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self::of(400, "InvalidRequestException", message)
    }

    /// EKS's `ResourceNotFoundException`.
    pub(crate) fn absent(message: impl Into<String>) -> Self {
        Self::of(404, "ResourceNotFoundException", message)
    }

    /// EKS's `ResourceInUseException`.
    pub(crate) fn in_use(message: impl Into<String>) -> Self {
        Self::of(409, "ResourceInUseException", message)
    }

    /// The same refusal with one more member of the error's shape.
    #[must_use]
    pub(crate) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.push((member.to_owned(), value.into()));
        self
    }
}
