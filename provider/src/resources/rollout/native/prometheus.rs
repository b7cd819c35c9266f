//! A Prometheus, asked for one value at a time.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use kgas_api::prometheus::{Data, query};
use kgas_engine::Millis;
use kgas_engine::analysis::Outcome;
use kgas_transport::rest::{Auth, Client as RestClient, Config};
use kgas_transport::{CallError, Roots};
use tfplugin_rs::{Context, Diagnostic, Path};

use crate::client::Client;
use crate::resources::rollout::model;

/// The header that has the tenant.
pub(in crate::resources::rollout) const TENANT: &str = "X-Scope-OrgID";

/// Whom to ask.
pub(super) struct Prometheus {
    client: RestClient,
    timeout: Duration,
}

impl Prometheus {
    /// # Errors
    /// Why it cannot be asked.
    pub(super) fn new(declared: &model::Prometheus, context: &Context<Client>) -> Result<Self, Diagnostic> {
        let path = |name: &'static str| Path::from("analysis.prometheus").attribute(name);
        let refuse = |path: Path, why: String| {
            Diagnostic::error("No connection to Prometheus").at(path).detail(format!("{why}. Nothing was done."))
        };
        let mut config = Config::new("Prometheus", declared.url.as_str(), "`analysis.prometheus.url`");
        if let Some(token) = &declared.bearer_token_wo {
            config.auth = Auth::token(token.secret().clone());
        }
        let mut headers = HeaderMap::new();
        let tenant = declared.tenant.iter().map(|tenant| (TENANT, tenant, path("tenant")));
        let given = declared.headers.iter();
        let given = given.map(|(name, value)| (name.as_str(), value, path("headers").key(name)));
        for (name, value, at) in given.chain(tenant) {
            let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
                return Err(refuse(at, format!("{name:?} cannot be a header")));
            };
            headers.insert(name, value);
        }
        config.headers = headers;
        // One answer is one sample: another comes with the next look.
        config.max_attempts = Some(1);
        if let Some(pem) = &declared.ca_certificate {
            let beside = Roots::parse(pem.as_bytes()).map_err(|why| refuse(path("ca_certificate"), why))?;
            config.roots = Roots::PlatformAnd(beside);
        }
        let client = context.client.prometheus(config, &context.stop);
        Ok(Self { client: client.map_err(|why| refuse(path("url"), why))?, timeout: declared.timeout.get() })
    }

    /// The value of a query, or why there is none.
    pub(super) async fn ask(&self, text: &str, at: Millis) -> Outcome {
        self.answer(text, at).await.unwrap_or_else(|err| Outcome::Error(err.to_string()))
    }

    /// What an answer says.
    ///
    /// # Errors
    /// There was none, or it was a refusal.
    pub(super) async fn answer(&self, text: &str, at: Millis) -> Result<Outcome, CallError> {
        let at = i64::try_from(at.0).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
        let call = query::request(text, at, Some(self.timeout));
        Box::pin(self.client.call_within(call, self.timeout)).await.map(|answer| value(&answer.data))
    }
}

/// The one value of an answer.
fn value(data: &Data) -> Outcome {
    let one = |point: Option<f64>| match point {
        Some(value) => Outcome::Value(value),
        None => Outcome::Error("the answer is a histogram: ask for a quantile, a sum or a count of it".to_owned()),
    };
    match data {
        Data::Scalar(point) => one(point.float()),
        Data::Vector(series) => match series.as_slice() {
            [] => Outcome::Empty,
            [only] => one(only.point.float()),
            several => Outcome::Error(format!("the answer has {} series, and one is needed", several.len())),
        },
        Data::Matrix(_) | Data::String(_) => Outcome::Error("the answer is not one value".to_owned()),
    }
}
