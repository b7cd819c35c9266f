//! A request with what its sender has to know.

use std::fmt;

use bytes::Bytes;
use http::{Request, Response};

use crate::ApiError;

/// Which service a request is for. The transport knows each one's address, credentials and limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Amazon Elastic Kubernetes Service, regional.
    AwsEks,
    /// AWS Identity and Access Management, one address for all regions.
    AwsIam,
    /// Amazon Elastic Compute Cloud, regional.
    AwsEc2,
    /// AWS Security Token Service, regional.
    AwsSts,
    /// AWS Key Management Service, regional.
    AwsKms,
    /// Elastic Load Balancing as it was at first, regional.
    AwsElb,
    /// Elastic Load Balancing of applications, networks and gateways, regional, at the same address.
    AwsElbV2,
    /// Amazon `CloudWatch` Logs, regional.
    AwsLogs,
    /// A Kubernetes API server.
    Kubernetes,
    /// Prometheus, or what answers its HTTP API.
    Prometheus,
}

/// May a request be sent again when its answer was lost?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It changes nothing, or changing twice is the same as once, or it carries a token that makes it so.
    Safe,
    /// It may have happened: look before sending again.
    LookFirst,
}

/// A request, how to read its answer, and whether it may be repeated.
#[derive(Clone)]
pub struct Call<T> {
    /// The operation's name, as the vendor writes it: for messages and traces.
    pub operation: &'static str,
    /// Who answers.
    pub service: Service,
    /// Whether a lost answer may be answered by sending again.
    pub repeat: Repeat,
    /// Method, path with query, headers and body. The URI has no host: the transport adds it.
    pub request: Request<Bytes>,
    /// Reads the answer.
    pub response: fn(&Response<Bytes>) -> Result<T, ApiError>,
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} {} {}", self.service, self.operation, self.request.method(), self.request.uri())
    }
}
