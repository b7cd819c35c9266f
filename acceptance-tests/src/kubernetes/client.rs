//! A small client of the Kubernetes API, over objects as JSON.
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::kind::Kind;
use crate::http::{self, Request};

/// What we are called in the audit log.
const AGENT: &str = "kgas-acceptance";
const PATIENCE: Duration = Duration::from_mins(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Why an answer is not what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody answered.
    #[error("{asked}: {source}")]
    Io {
        /// Method and path.
        asked: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The API server said no.
    #[error("{asked} was answered {status}: {message}")]
    Refused {
        /// Method and path.
        asked: String,
        /// The HTTP status.
        status: u16,
        /// The server's words.
        message: String,
    },
    /// What was waited for did not come.
    #[error("{path} did not become what was waited for; it was last {last}")]
    Waited {
        /// What was looked at.
        path: String,
        /// How it was last seen.
        last: Value,
    },
}

/// An identity at one API server.
#[derive(Debug, Clone)]
pub struct Client {
    url: String,
    authorization: String,
    tls: Arc<rustls::ClientConfig>,
}

impl Client {
    /// A client of the server at `https://127.0.0.1:PORT`.
    pub(super) fn new(url: &str, token: &str, tls: Arc<rustls::ClientConfig>) -> Self {
        Self { url: url.to_owned(), authorization: format!("Bearer {token}"), tls }
    }

    /// What is at `path`.
    ///
    /// # Errors
    /// Any answer but success, also that there is nothing.
    pub fn get(&self, path: &str) -> Result<Value, Error> {
        self.ask("GET", path, "", "")
    }

    /// What is at `path`, if anything is.
    ///
    /// # Errors
    /// Any answer but success and 404.
    pub fn find(&self, path: &str) -> Result<Option<Value>, Error> {
        match self.get(path) {
            Err(Error::Refused { status: 404, .. }) => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// What is in the collection at `path`.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn list(&self, path: &str) -> Result<Vec<Value>, Error> {
        let mut list = self.get(path)?;
        Ok(list["items"].as_array_mut().map(std::mem::take).unwrap_or_default())
    }

    /// Makes `object` in the collection at `path`.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn create(&self, path: &str, object: &Value) -> Result<Value, Error> {
        self.ask("POST", path, "application/json", &object.to_string())
    }

    /// Makes what a YAML document says in the collection at `path`.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn create_yaml(&self, path: &str, document: &str) -> Result<Value, Error> {
        self.ask("POST", path, "application/yaml", document)
    }

    /// Server-side apply of `object`, whoever has its fields, as `kubectl apply --server-side --force-conflicts`.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn apply(&self, path: &str, object: &Value) -> Result<Value, Error> {
        let path = format!("{path}?fieldManager={AGENT}&force=true");
        self.ask("PATCH", &path, "application/apply-patch+yaml", &object.to_string())
    }

    /// Merges `change` into what is at `path`.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn merge(&self, path: &str, change: &Value) -> Result<Value, Error> {
        self.ask("PATCH", path, "application/merge-patch+json", &change.to_string())
    }

    /// Deletes what is at `path`, and what it owns in the background.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn delete(&self, path: &str) -> Result<Value, Error> {
        self.ask("DELETE", path, "", "")
    }

    /// Looks at `path` until it is as `wanted`.
    ///
    /// # Errors
    /// [`Error::Waited`] after a minute; outages are waited through.
    pub fn wait(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value, Error> {
        let started = Instant::now();
        loop {
            match self.find(path) {
                Ok(Some(seen)) if wanted(&seen) => return Ok(seen),
                answer if started.elapsed() > PATIENCE => {
                    return Err(Error::Waited { path: path.to_owned(), last: answer?.unwrap_or_default() });
                }
                _ => std::thread::sleep(BETWEEN_LOOKS),
            }
        }
    }

    /// A namespace that pods can be made in.
    ///
    /// # Errors
    /// When it is there already, or does not become ready.
    pub fn namespace(&self, name: &str) -> Result<(), Error> {
        self.create(&Kind::Namespace.all(""), &json!({ "metadata": { "name": name } }))?;
        // A controller makes it; pods are refused until then.
        self.wait(&Kind::ServiceAccount.at(name, "default"), |_| true).map(drop)
    }

    fn ask(&self, method: &str, path: &str, content: &str, body: &str) -> Result<Value, Error> {
        let asked = || format!("{method} {path}");
        let url = format!("{}{path}", self.url);
        let mut headers = vec![("Authorization", self.authorization.as_str()), ("User-Agent", AGENT)];
        headers.extend((!content.is_empty()).then_some(("Content-Type", content)));
        let request = Request { method, url: &url, headers: &headers, body };
        let answer = http::send(request, Some(&self.tls)).map_err(|source| Error::Io { asked: asked(), source })?;
        let said: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        if (200..300).contains(&answer.status) {
            return Ok(said);
        }
        let message = said["message"].as_str().map_or(answer.body, str::to_owned);
        Err(Error::Refused { asked: asked(), status: answer.status, message })
    }
}
