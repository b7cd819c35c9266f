//! How long a plan of a thousand-element set takes, and how fast the codec is: `cargo bench -p tfplugin-rs --bench plan`.
//!
//! A plan is what Terraform does for one resource: validate, upgrade and read the state, propose, plan twice, check every
//! rule, and bring each value over the codec. For comparison, hashicorp/terraform-plugin-framework#775 reports 70 s for a
//! thousand set blocks.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use tfplugin_rs::testing::Core;
use tfplugin_rs::value::{Type, Value, decode, encode};
use tfplugin_rs::{
    Attr, Configure, Context, Create, Current, Diagnostics, Model, Offers, Outcome, Provider, Resource, Update,
};

const RUNS: usize = 7;

/// Nothing to configure.
#[derive(Model)]
struct Settings {}

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
    #[attr(default = 443)]
    port: i64,
    /// Which it got.
    #[attr(computed, keep)]
    id: Attr<String>,
}

#[derive(Clone, Default)]
struct Cloud(Arc<Mutex<Option<Firewall>>>);

impl Provider for Cloud {
    type Config = Settings;
    type Client = Cloud;

    async fn configure(&self, _request: Configure<'_>) -> Result<(Cloud, Diagnostics), Diagnostics> {
        Ok((self.clone(), Diagnostics::none()))
    }

    fn offers(&self) -> Offers<Cloud> {
        Offers::new().resource(FirewallType)
    }
}

struct FirewallType;

fn put(planned: Firewall, cloud: &Cloud) -> Outcome<Firewall> {
    let given = |rule: Rule| Rule { id: Attr::Known(format!("{}:{}", rule.cidr, rule.port)), ..rule };
    let made = Firewall { rules: planned.rules.into_iter().map(given).collect(), ..planned };
    if let Ok(mut place) = cloud.0.lock() {
        *place = Some(made.clone());
    }
    Outcome::is(made)
}

impl Resource for FirewallType {
    type Client = Cloud;
    type Model = Firewall;
    const TYPE: &'static str = "cloud_firewall";

    async fn create(&self, request: Create<'_, Firewall>, context: Context<Cloud>) -> Outcome<Firewall> {
        put(request.planned, &context.client)
    }

    async fn read(&self, _request: Current<Firewall>, context: Context<Cloud>) -> Outcome<Firewall> {
        let place = context.client.0.lock().ok().and_then(|place| place.clone());
        place.map_or_else(Outcome::gone, Outcome::is)
    }

    async fn update(&self, request: Update<'_, Firewall>, context: Context<Cloud>) -> Outcome<Firewall> {
        put(request.planned, &context.client)
    }

    async fn delete(&self, _request: Current<Firewall>, _context: Context<Cloud>) -> Outcome<Firewall> {
        Outcome::gone()
    }
}

fn config(rules: usize, changed: &str) -> Json {
    let cidr = |n: usize| if n == 0 { changed.to_owned() } else { format!("10.{}.{}.0/24", n / 256, n % 256) };
    let rules: Vec<_> = (0..rules).map(|n| json!({ "cidr": cidr(n) })).collect();
    json!({ "name": "edge", "rules": rules })
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn plans(out: &mut impl io::Write, runtime: &tokio::runtime::Runtime, rules: usize) -> io::Result<()> {
    let failed = |told: Diagnostics| io::Error::other(told.iter().map(ToString::to_string).collect::<String>());
    let (first, second) = (config(rules, "0.0.0.0/0"), config(rules, "1.0.0.0/8"));
    let address = "cloud_firewall.edge";
    let mut core = runtime.block_on(Core::new(Cloud::default(), &json!({}))).map_err(failed)?;
    let create = median(|| drop(black_box(runtime.block_on(core.plan(address, &first)))));
    let start = Instant::now();
    runtime.block_on(core.apply(address, &first)).map_err(failed)?;
    let apply = start.elapsed();
    runtime.block_on(core.settled(address, &first)).map_err(failed)?;
    let no_op = median(|| drop(black_box(runtime.block_on(core.plan(address, &first)))));
    let update = median(|| drop(black_box(runtime.block_on(core.plan(address, &second)))));
    let start = Instant::now();
    runtime.block_on(core.apply(address, &second)).map_err(failed)?;
    let changed = start.elapsed();
    let row = [create, apply, no_op, update, changed].map(|time| format!("{:>9.1}", time.as_secs_f64() * 1_000.0));
    writeln!(out, "{rules:>9} {}", row.join(" "))
}

fn codec(out: &mut impl io::Write) -> io::Result<()> {
    let element = Type::object([("cidr", Type::String), ("port", Type::Number), ("share", Type::Number)]);
    let ty = Type::List(Box::new(element));
    let one = |n: i64| {
        let share = format!("{n}.1").parse().map_or(Value::Null, Value::Number);
        let parts = [("cidr", Value::from(format!("10.0.{n}.0/24"))), ("port", n.into()), ("share", share)];
        Value::Object(parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect::<BTreeMap<_, _>>())
    };
    let value = Value::List((0..20_000).map(one).collect());
    let bytes = encode(&value);
    let megabytes = f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX)) / 1e6;
    let wrote = megabytes / median(|| drop(black_box(encode(&value)))).as_secs_f64();
    let read = megabytes / median(|| drop(black_box(decode(&bytes, &ty)))).as_secs_f64();
    writeln!(out, "\ncodec, {megabytes:.1} MB of 20000 objects: {wrote:.0} MB/s written, {read:.0} MB/s read")
}

fn main() -> io::Result<()> {
    let mut out = io::stdout();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    writeln!(out, "a set of nested objects, milliseconds, plans: median of {RUNS}")?;
    writeln!(out, " elements    create     apply     no-op    change     apply")?;
    for rules in [10, 100, 1_000, 4_000] {
        plans(&mut out, &runtime, rules)?;
    }
    codec(&mut out)
}
