//! The same firewall of a thousand rules by this crate and by terraform-plugin-framework in Go, call by call in one run:
//! `cargo bench -p tfplugin-rs --bench peer`. Needs `go`, which builds `peer/main.go`.
//!
//! Both serve without TLS, as for a debugger, and answer the same requests: each time is of one call over a socket, the
//! median of some. For comparison, hashicorp/terraform-plugin-framework#775 reports 70 s for a plan of a thousand set blocks.

#[path = "peer/go.rs"]
mod go;

use std::collections::BTreeSet;
use std::future::Future;
use std::io::{self, BufReader, Write as _};
use std::pin::Pin;
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};
use std::task::{Context as Wake, Poll};
use std::time::{Duration, Instant};

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use kgas_proto::tfplugin6 as tf;
use kgas_proto::tfplugin6::provider_client::ProviderClient;
use tfplugin_rs::value::{Value, encode};
use tfplugin_rs::{Attr, Model, Offers};
use tokio::net::UnixStream;
use tonic::body::Body;
use tonic::codegen::Service;

const RUNS: usize = 7;
/// A call that takes so long altogether is not made again: the framework takes minutes for a thousand rules.
const ENOUGH: Duration = Duration::from_secs(5);
const ADDRESS: &str = "registry.terraform.io/acme/cloud";

/// Who may reach what.
#[derive(Clone, Model)]
struct Firewall {
    /// Its name.
    name: String,
    /// Its rules.
    rules: BTreeSet<Rule>,
}

/// One of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Model)]
struct Rule {
    /// From where.
    cidr: String,
    /// To which port.
    port: i64,
    /// Which it got.
    #[attr(computed, keep)]
    id: Attr<String>,
}

fn made(planned: Firewall) -> Firewall {
    let given = |rule: Rule| Rule { id: Attr::Known(format!("{}:{}", rule.cidr, rule.port)), ..rule };
    Firewall { rules: planned.rules.into_iter().map(given).collect(), ..planned }
}

fn main() -> ExitCode {
    if std::env::args().any(|word| word == "-debug") {
        // Started again by itself: this is the provider.
        return tfplugin_rs::serve(|| Offers::<()>::new().computed("cloud_firewall", made));
    }
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> io::Result<()> {
    let mut out = io::stdout();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let go = go::built()?;
    writeln!(out, "milliseconds a call, median of up to {RUNS}")?;
    writeln!(out, "{:<36} {:>10} {:>12} {:>8}", "call", "this crate", "framework", "ratio")?;
    let ours = || -> io::Result<_> {
        let mut program = Command::new(std::env::current_exe()?);
        program.args(["-debug", ADDRESS]);
        Ok(program)
    };
    let theirs = || {
        let mut program = Command::new(&go);
        program.arg("-debug");
        program
    };
    let (schema, other) = (runtime.block_on(schema(ours()?))?, runtime.block_on(schema(theirs()))?);
    report(&mut out, "", &schema, &other)?;
    for rules in [10, 100, 1_000] {
        let (ours, theirs) = (runtime.block_on(calls(ours()?, rules))?, runtime.block_on(calls(theirs(), rules))?);
        report(&mut out, &rules.to_string(), &ours, &theirs)?;
    }
    Ok(())
}

type Times = Vec<(&'static str, Duration)>;

/// One line for each call. `rules`: of how many rules it was asked.
fn report(out: &mut impl io::Write, rules: &str, ours: &Times, theirs: &Times) -> io::Result<()> {
    for ((call, ours), (_, theirs)) in ours.iter().zip(theirs) {
        let (ours, theirs) = (ours.as_secs_f64() * 1_000.0, theirs.as_secs_f64() * 1_000.0);
        writeln!(out, "{call:<28} {rules:>7} {ours:>10.2} {theirs:>12.2} {:>7.1}x", theirs / ours)?;
    }
    Ok(())
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A provider that listens.
struct Served {
    client: ProviderClient<Channel>,
    /// Held to the end: a program in Go dies when nobody reads what it prints.
    _stdout: BufReader<ChildStdout>,
    _process: Killed,
}

async fn served(mut program: Command) -> io::Result<Served> {
    let child = program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut process = Killed(child);
    let stdout = process.0.stdout.take().ok_or_else(|| io::Error::other("no standard output"))?;
    let mut stdout = BufReader::new(stdout);
    let socket = socket(&mut stdout)?;
    let client = ProviderClient::new(Channel::to(&socket).await?).max_decoding_message_size(256 << 20);
    Ok(Served { client, _stdout: stdout, _process: process })
}

/// How long the schema takes. Terraform asks a process for it once at most, so the first time is the one that its user waits.
async fn schema(program: Command) -> io::Result<Times> {
    let Served { mut client, _stdout, _process } = served(program).await?;
    // The connection's own first call, so that the schema's is not that.
    client.get_metadata(tf::get_metadata::Request {}).await.map_err(io::Error::other)?;
    let mut runs = Vec::new();
    while again(&runs) {
        let start = Instant::now();
        let answer = client.get_provider_schema(tf::get_provider_schema::Request {}).await.map_err(io::Error::other)?;
        runs.push(start.elapsed());
        right(answer.into_inner().diagnostics)?;
    }
    Ok(vec![("GetProviderSchema, first", runs[0]), ("GetProviderSchema, again", median(runs))])
}

/// How long each call takes that a provider is asked for a firewall of so many rules.
async fn calls(program: Command, rules: usize) -> io::Result<Times> {
    let Served { mut client, _stdout, _process } = served(program).await?;
    let nothing = tf::configure_provider::Request { config: sent(&Value::Object([].into())), ..Default::default() };
    let told = client.configure_provider(nothing).await.map_err(io::Error::other)?.into_inner().diagnostics;
    right(told)?;
    let (first, second) = (firewall(rules, "0.0.0.0/0", false), firewall(rules, "1.0.0.0/8", false));
    let state = firewall(rules, "0.0.0.0/0", true);
    let mut times = Vec::new();

    let validate = tf::validate_resource_config::Request {
        type_name: "cloud_firewall".to_owned(),
        config: sent(&first),
        client_capabilities: None,
    };
    let mut runs = Vec::new();
    while again(&runs) {
        let start = Instant::now();
        let answer = client.validate_resource_config(validate.clone()).await.map_err(io::Error::other)?;
        runs.push(start.elapsed());
        right(answer.into_inner().diagnostics)?;
    }
    times.push(("ValidateResourceConfig", median(runs)));

    let changed = changed(&state, &second);
    let plans = [
        ("PlanResourceChange, create", plan(&Value::Null, &first, &first)),
        ("PlanResourceChange, no-op", plan(&state, &state, &first)),
        ("PlanResourceChange, one rule", plan(&state, &changed, &second)),
    ];
    let mut created = None;
    for (call, request) in plans {
        let mut runs = Vec::new();
        while again(&runs) {
            let start = Instant::now();
            let answer = client.plan_resource_change(request.clone()).await.map_err(io::Error::other)?;
            runs.push(start.elapsed());
            let answer = answer.into_inner();
            right(answer.diagnostics)?;
            created = created.or(answer.planned_state);
        }
        times.push((call, median(runs)));
    }

    let apply = tf::apply_resource_change::Request {
        type_name: "cloud_firewall".to_owned(),
        prior_state: sent(&Value::Null),
        planned_state: created,
        config: sent(&first),
        ..Default::default()
    };
    let mut runs = Vec::new();
    while again(&runs) {
        let start = Instant::now();
        let answer = client.apply_resource_change(apply.clone()).await.map_err(io::Error::other)?;
        runs.push(start.elapsed());
        right(answer.into_inner().diagnostics)?;
    }
    times.push(("ApplyResourceChange, create", median(runs)));
    Ok(times)
}

fn again(runs: &[Duration]) -> bool {
    runs.len() < RUNS && runs.iter().sum::<Duration>() < ENOUGH
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn right(told: Vec<tf::Diagnostic>) -> io::Result<()> {
    match told.into_iter().next() {
        None => Ok(()),
        Some(told) => Err(io::Error::other(format!("{}: {}", told.summary, told.detail))),
    }
}

fn plan(prior: &Value, proposed: &Value, config: &Value) -> tf::plan_resource_change::Request {
    tf::plan_resource_change::Request {
        type_name: "cloud_firewall".to_owned(),
        prior_state: sent(prior),
        proposed_new_state: sent(proposed),
        config: sent(config),
        ..Default::default()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every field of a message may be absent")]
fn sent(value: &Value) -> Option<tf::DynamicValue> {
    Some(tf::DynamicValue { msgpack: encode(value).into(), ..Default::default() })
}

fn object(parts: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Object(parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect())
}

/// A firewall of so many rules, the first from `first`: a configuration, or the state that comes of it.
fn firewall(rules: usize, first: &str, known: bool) -> Value {
    let cidr = |n: usize| if n == 0 { first.to_owned() } else { format!("10.{}.{}.0/24", n / 256, n % 256) };
    let rule = |n: usize| {
        let id = if known { format!("{}:443", cidr(n)).into() } else { Value::Null };
        object([("cidr", cidr(n).into()), ("port", 443.into()), ("id", id)])
    };
    object([("name", "edge".into()), ("rules", Value::set((0..rules).map(rule)))])
}

/// What Terraform proposes for `config`: the rules of `state` that are still there, and those that are new.
fn changed(state: &Value, config: &Value) -> Value {
    let rules = |value: &Value| match value {
        Value::Object(parts) => match parts.get("rules") {
            Some(Value::Set(all)) => all.clone(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let cidr = |rule: &Value| if let Value::Object(parts) = rule { parts.get("cidr").cloned() } else { None };
    let wanted: BTreeSet<_> = rules(config).iter().filter_map(cidr).collect();
    let kept: Vec<_> =
        rules(state).into_iter().filter(|rule| cidr(rule).is_some_and(|it| wanted.contains(&it))).collect();
    let there: BTreeSet<_> = kept.iter().filter_map(cidr).collect();
    let new = rules(config).into_iter().filter(|rule| cidr(rule).is_some_and(|it| !there.contains(&it)));
    object([("name", "edge".into()), ("rules", Value::set(kept.into_iter().chain(new)))])
}

/// The socket in what a provider prints for a debugger.
fn socket(stdout: impl io::BufRead) -> io::Result<String> {
    for line in stdout.lines() {
        if let Some((_, setting)) = line?.split_once("TF_REATTACH_PROVIDERS=") {
            let setting: serde_json::Value = serde_json::from_str(setting.trim_matches('\''))?;
            if let Some(socket) = setting[ADDRESS]["Addr"]["String"].as_str() {
                return Ok(socket.to_owned());
            }
        }
    }
    Err(io::Error::other("a provider did not say where it listens"))
}

/// HTTP/2 over a socket.
#[derive(Clone)]
struct Channel(SendRequest<Body>);

impl Channel {
    async fn to(socket: &str) -> io::Result<Self> {
        let stream = TokioIo::new(UnixStream::connect(socket).await?);
        let (sender, connection) = handshake(TokioExecutor::new(), stream).await.map_err(io::Error::other)?;
        tokio::spawn(connection);
        Ok(Self(sender))
    }
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Incoming>;
    type Error = hyper::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, hyper::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Wake<'_>) -> Poll<Result<(), hyper::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        *request.uri_mut() = format!("http://localhost{}", request.uri().path()).parse().unwrap_or_default();
        Box::pin(self.0.send_request(request))
    }
}
