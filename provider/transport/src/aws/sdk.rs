//! Our wire and our clock in the terms of AWS's own libraries, so that their credentials chain needs no second TLS stack
//! and no real time.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

use crate::{Clock, Http, HttpError};

/// A [`Clock`] and an [`Http`] for AWS's libraries.
#[derive(Clone)]
pub(super) struct Sdk {
    pub(super) http: Arc<dyn Http>,
    pub(super) clock: Arc<dyn Clock>,
    /// The longest an exchange may take: metadata services either answer at once or are not there.
    limit: Option<Duration>,
}

impl Sdk {
    pub(super) fn new(http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Self {
        Self { http, clock, limit: None }
    }
}

impl fmt::Debug for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sdk")
    }
}

impl TimeSource for Sdk {
    fn now(&self) -> SystemTime {
        self.clock.wall()
    }
}

impl HttpClient for Sdk {
    fn http_connector(&self, settings: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        let limit = settings.read_timeout().map(|read| read + settings.connect_timeout().unwrap_or_default());
        SharedHttpConnector::new(Self { limit, ..self.clone() })
    }
}

impl HttpConnector for Sdk {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self { http, clock, limit } = self.clone();
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().map_err(|err| ConnectorError::user(err.into()))?;
            let request = request.map(|body| body.bytes().map(Bytes::copy_from_slice).unwrap_or_default());
            let answer = match limit {
                None => http.send(request).await,
                Some(limit) => tokio::select! {
                    answer = http.send(request) => answer,
                    () = clock.sleep(limit) => return Err(ConnectorError::timeout("no answer in time".into())),
                },
            };
            let answer = answer.map_err(|err| match err {
                HttpError::Untrusted(_) | HttpError::Oversized { .. } => ConnectorError::user(err.into()),
                HttpError::NotSent(_) | HttpError::Unknown(_) => ConnectorError::io(err.into()),
            })?;
            HttpResponse::try_from(answer.map(SdkBody::from)).map_err(|err| ConnectorError::user(err.into()))
        })
    }
}
