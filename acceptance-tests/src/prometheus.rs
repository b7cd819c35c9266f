//! A real Prometheus on loopback that scrapes every second what a test tells it to.
use std::path::Path;
use std::process::Command;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::http::{self, Request};
use crate::parts::{self, Error, Folder, Server, on_free_port, while_taken};

const CONFIGURATION: &str = "prometheus.yml";

/// A running Prometheus. Dropping it ends it; so does the end of this process, however it comes.
#[derive(Debug)]
pub struct Prometheus {
    /// None while it is dead.
    server: Option<Server>,
    /// `http://127.0.0.1:PORT`, also while it is dead.
    pub url: String,
    port: u16,
    folder: Folder,
}

impl Prometheus {
    /// One that scrapes the pages at `targets`, such as `http://127.0.0.1:4711/metrics`.
    ///
    /// # Errors
    /// When it cannot be had, or does not become ready.
    pub fn scraping(targets: &[&str]) -> Result<Self, Error> {
        Self::start(&scrapes(targets))
    }

    /// One with these `scrape_configs`, in YAML and indented by two.
    ///
    /// # Errors
    /// When it cannot be had, or does not become ready.
    pub fn start(scrape_configs: &str) -> Result<Self, Error> {
        let program = parts::prometheus()?;
        let folder = Folder::new()?;
        folder.write(CONFIGURATION, &configuration(scrape_configs))?;
        on_free_port("prometheus", |port| Ok((run(&program, folder.path(), port)?, port))).map(|(server, port)| Self {
            url: server.url.clone(),
            server: Some(server),
            port,
            folder,
        })
    }

    /// Has it scrape what these `scrape_configs` say from now on.
    ///
    /// # Errors
    /// With its words when it does not take them.
    pub fn reload(&self, scrape_configs: &str) -> Result<(), Error> {
        self.folder.write(CONFIGURATION, &configuration(scrape_configs))?;
        self.ask("POST", "/-/reload", "").map(drop)
    }

    /// What an instant query answers: the member `result`.
    ///
    /// # Errors
    /// With its words when it is not one.
    pub fn query(&self, promql: &str) -> Result<Value, Error> {
        let query = utf8_percent_encode(promql, NON_ALPHANUMERIC);
        let body = self.ask("POST", "/api/v1/query", &format!("query={query}"))?;
        let mut answer: Value = serde_json::from_str(&body).map_err(|why| self.not_ready(why.to_string(), body))?;
        Ok(answer["data"]["result"].take())
    }

    /// The value of a query whose answer has exactly one; `NaN` is one.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub fn value(&self, promql: &str) -> Result<Option<f64>, Error> {
        let result = self.query(promql)?;
        let [one] = result.as_array().map(Vec::as_slice).unwrap_or_default() else { return Ok(None) };
        Ok(one["value"][1].as_str().and_then(|value| value.parse().ok()))
    }

    /// Kills it as the kernel would.
    pub fn kill(&mut self) {
        self.server = None;
    }

    /// Starts it again, on the same port and with the same data, and waits until it is ready.
    ///
    /// # Errors
    /// When it does not become ready.
    pub fn resume(&mut self) -> Result<(), Error> {
        self.kill();
        let program = parts::prometheus()?;
        self.server = Some(while_taken("prometheus", || run(&program, self.folder.path(), self.port))?);
        Ok(())
    }

    /// The process, unless it is dead: it can be frozen.
    #[must_use]
    pub fn server(&self) -> Option<&Server> {
        self.server.as_ref()
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Result<String, Error> {
        let url = format!("{}{path}", self.url);
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let request = Request { method, url: &url, headers: &headers, body };
        let answer = http::send(request, None).map_err(|why| self.not_ready(why.to_string(), String::new()))?;
        if answer.status == 200 {
            return Ok(answer.body);
        }
        Err(self.not_ready(format!("{path} answered {}", answer.status), answer.body))
    }

    fn not_ready(&self, why: String, log: String) -> Error {
        Error::NotReady { what: format!("Prometheus at {}", self.url), why, log }
    }
}

/// One job with these pages.
fn scrapes(targets: &[&str]) -> String {
    let target = |url: &&str| {
        let (_, host, path) = http::split(url).unwrap_or((false, url, "/metrics"));
        format!("  - job_name: {host}\n    metrics_path: {path}\n    static_configs: [{{ targets: ['{host}'] }}]\n")
    };
    targets.iter().map(target).collect()
}

fn configuration(scrape_configs: &str) -> String {
    format!(
        "global: {{ scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }}\nscrape_configs:\n{scrape_configs}"
    )
}

fn run(program: &Path, folder: &Path, port: u16) -> Result<Server, Error> {
    let mut command = Command::new(program);
    command.arg(format!("--config.file={}", folder.join(CONFIGURATION).display()));
    command.arg(format!("--storage.tsdb.path={}", folder.join("data").display()));
    command.arg(format!("--web.listen-address=127.0.0.1:{port}"));
    command.args(["--web.enable-lifecycle", "--web.enable-remote-write-receiver", "--log.level=warn"]);
    Server::start_on("prometheus", port, "/-/ready", command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_job() {
        let text = configuration(&scrapes(&["http://127.0.0.1:80/metrics"]));
        assert!(text.ends_with("scrape_configs:\n  - job_name: 127.0.0.1:80\n    metrics_path: /metrics\n    static_configs: [{ targets: ['127.0.0.1:80'] }]\n"), "{text}");
    }
}
