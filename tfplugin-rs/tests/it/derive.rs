//! `#[derive(Model)]` and `#[derive(Keyword)]`: schema, reading and writing from one struct.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_rs::schema::{Computed, Kind, Need, Nesting, Schema};
use tfplugin_rs::value::{Number, Type, Value};
use tfplugin_rs::{Attr, Dynamic, Field, Keyword, Model, Timeouts, View};

/// A place to run things.
///
/// It has `two` paragraphs.
#[derive(Debug, Clone, PartialEq, Model)]
struct Cluster {
    /// Its name.
    #[attr(replace, length(1, 10), must("lower case", is_lower))]
    name: String,
    /// Where versions come from.
    #[attr(default = "stable")]
    channel: Channel,
    /// The same, as a variant.
    #[attr(default = Channel::OnDemand)]
    other: Channel,
    /// Its network.
    network: Option<Network>,
    /// What a plan does.
    #[attr(default)]
    upgrade: Upgrade,
    /// Its pools.
    #[attr(default = {})]
    pools: BTreeMap<String, Pool>,
    #[attr(optional)]
    zones: BTreeSet<String>,
    #[attr(default = ["api", "audit", "api"])]
    logs: BTreeSet<String>,
    #[attr(default = (1..=2).map(Value::from).collect::<Vec<_>>().to_list())]
    ports: Vec<u16>,
    #[attr(default = half)]
    share: Number,
    #[attr(default = -3, between(-5, 1_000))]
    max: i64,
    #[attr(one_of("a", "b"))]
    letter: Option<String>,
    #[attr(computed, keep)]
    id: Attr<String>,
    #[attr(computed, changes_with("name", "channel"))]
    version: Attr<String>,
    #[attr(optional_computed)]
    desired: Attr<i64>,
    #[attr(computed)]
    status: Attr<Vec<Network>>,
    #[attr(optional, sensitive)]
    token: Option<String>,
    #[attr(required, write_only)]
    secret: Option<String>,
    #[attr(deprecated = "use `network`")]
    vpc: Option<String>,
    r#type: Option<Dynamic>,
    #[attr(name = "match")]
    matching: Option<Vec<BTreeMap<String, Vec<Network>>>>,
    timeouts: Option<Timeouts>,
}

/// Makes a list of values.
trait ToList {
    fn to_list(self) -> Value;
}

impl ToList for Vec<Value> {
    fn to_list(self) -> Value {
        Value::List(self)
    }
}

fn half() -> Value {
    Value::Number("0.5".parse().unwrap())
}

fn is_lower(value: &Value) -> bool {
    matches!(value, Value::String(text) if text.chars().all(char::is_lowercase))
}

/// Where versions come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
enum Channel {
    /// Slow.
    Stable,
    /// When asked.
    OnDemand,
    /// As Kubernetes writes it.
    #[keyword("NoSchedule")]
    NoSchedule,
}

/// A network.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Model)]
struct Network {
    /// Its subnets.
    ids: Vec<String>,
    /// Whether it is seen.
    #[attr(default = true)]
    public: bool,
}

/// An upgrade.
#[derive(Debug, Clone, PartialEq, Model)]
struct Upgrade {
    /// Steps.
    #[attr(default = 1)]
    steps: i64,
    /// Why.
    why: Option<String>,
    /// Deeper.
    #[attr(default)]
    inner: Empty,
}

/// Nothing in it.
#[derive(Debug, Clone, PartialEq, Model)]
struct Empty {}

/// Machines.
#[derive(Debug, Clone, PartialEq, Model)]
struct Pool {
    /// Labels.
    #[attr(default = {})]
    labels: BTreeMap<String, String>,
    /// From where.
    channels: Vec<Channel>,
    /// Taints.
    #[attr(default = [])]
    networks: BTreeSet<Network>,
}

fn object<const N: usize>(parts: [(&str, Value); N]) -> Value {
    Value::Object(parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn attribute(name: &str) -> tfplugin_rs::schema::Attribute {
    Cluster::attributes().into_iter().find(|attribute| attribute.name == name).unwrap()
}

#[test]
fn types_and_options_say_who_gives_the_value() {
    let needs: Vec<_> = Cluster::attributes().into_iter().map(|one| (one.name, one.need)).collect();
    let needs: BTreeMap<_, _> = needs.iter().map(|(name, need)| (name.as_str(), *need)).collect();
    for (name, need) in [
        ("name", Need::Required),
        ("channel", Need::Optional),
        ("network", Need::Optional),
        ("upgrade", Need::Optional),
        ("zones", Need::Optional),
        ("id", Need::Computed),
        ("desired", Need::OptionalComputed),
        ("secret", Need::Required),
        ("type", Need::Optional),
        ("match", Need::Optional),
        ("timeouts", Need::Optional),
    ] {
        assert_eq!(needs[name], need, "{name}");
    }
    assert_eq!(needs.len(), 22);
}

#[test]
fn options_become_the_schema() {
    assert_eq!(Cluster::description(), "A place to run things.\n\nIt has `two` paragraphs.");
    let name = attribute("name");
    assert_eq!((name.description.as_str(), name.replace), ("Its name.", true));
    let constraints: Vec<_> = name.constraints.iter().map(ToString::to_string).collect();
    assert_eq!(constraints, ["1 to 10 long", "lower case"]);
    assert!(!name.constraints[1].holds(&"Upper".into()));
    assert_eq!(attribute("id").computed, Computed::Keep);
    assert_eq!(attribute("version").computed, Computed::With(vec!["name", "channel"]));
    assert!(attribute("token").sensitive && !attribute("token").write_only);
    assert!(attribute("secret").write_only && !attribute("secret").sensitive);
    assert_eq!(attribute("vpc").deprecated.as_deref(), Some("use `network`"));
    let words = [("stable", "Slow."), ("on_demand", "When asked."), ("NoSchedule", "As Kubernetes writes it.")];
    assert_eq!(attribute("channel").words, words);
    let Kind::Nested(Nesting::Map, pool) = attribute("pools").kind else { panic!("pools are nested") };
    assert_eq!(pool[1].words, words, "of its elements");
    let Kind::Nested(Nesting::List, status) = attribute("status").kind else { panic!("status is nested") };
    assert!(status.iter().all(|inside| inside.need == Need::Computed && inside.default.is_none()));
}

#[test]
fn defaults_are_values_of_their_attribute() {
    let strings = |all: &[&str]| Value::set(all.iter().map(|text| Value::from(*text)));
    for (name, default) in [
        ("channel", "stable".into()),
        ("other", "on_demand".into()),
        ("upgrade", object([("steps", 1.into()), ("why", Value::Null), ("inner", object([]))])),
        ("pools", Value::Map(BTreeMap::new())),
        ("zones", strings(&[])),
        ("logs", strings(&["api", "audit"])),
        ("ports", Value::List(vec![1.into(), 2.into()])),
        ("share", half()),
        ("max", (-3).into()),
    ] {
        assert_eq!(attribute(name).default, Some(default), "{name}");
    }
    assert_eq!(attribute("network").default.map(|_| ()), None);
}

/// A configuration with only what is required.
fn least() -> Value {
    let Type::Object(attributes, _) = Schema::of::<Cluster>().ty() else { panic!("a schema is an object") };
    let mut all: BTreeMap<String, Value> = attributes.into_keys().map(|name| (name, Value::Null)).collect();
    all.insert("name".to_owned(), "prod".into());
    all.insert("secret".to_owned(), "s3cret".into());
    Value::Object(all)
}

fn with(mut value: Value, name: &str, part: Value) -> Value {
    let Value::Object(all) = &mut value else { panic!("an object") };
    all.insert(name.to_owned(), part);
    value
}

#[test]
fn what_is_left_out_reads_as_its_default() {
    let cluster = Cluster::from_value(&least()).unwrap();
    assert_eq!((cluster.channel, cluster.max, cluster.upgrade.steps), (Channel::Stable, -3, 1));
    assert_eq!((cluster.network.is_none(), cluster.pools.len(), cluster.ports), (true, 0, vec![1, 2]));
    assert_eq!(cluster.id, Attr::Null);
    assert_eq!(cluster.secret.as_deref(), Some("s3cret"));
}

#[test]
fn what_is_written_reads_back_and_write_only_is_not_written() {
    let network = object([("ids", Value::List(vec!["a".into()])), ("public", false.into())]);
    let value = with(with(least(), "network", network.clone()), "id", Value::unknown());
    let matching = BTreeMap::from([("k".to_owned(), Value::List(vec![network]))]);
    let value = with(value, "match", Value::List(vec![Value::Map(matching)]));
    let cluster = Cluster::from_value(&value).unwrap();
    let written = cluster.to_value();
    assert_eq!(Value::from(cluster.clone()), written);
    let Value::Object(parts) = &written else { panic!("an object") };
    assert_eq!(parts["secret"], Value::Null);
    assert_eq!(Cluster::from_value(&written).unwrap(), Cluster { secret: None, ..cluster });
    assert_eq!(attribute("match").kind.ty().to_json().to_string(), {
        r#"["list",["map",["list",["object",{"ids":["list","string"],"public":"bool"}]]]]"#
    });
}

#[test]
fn every_mistake_is_told_with_its_path() {
    let pool = object([
        ("labels", Value::Null),
        ("channels", Value::List(vec!["stable".into(), "fast".into()])),
        ("networks", Value::Null),
    ]);
    let value = with(least(), "pools", Value::Map(BTreeMap::from([("workers".to_owned(), pool)])));
    let value = with(with(value, "channel", "slow".into()), "name", Value::unknown());
    let told = Cluster::from_value(&value).unwrap_err().diagnostics();
    let told: Vec<_> = told.iter().map(|told| (told.path.to_string(), told.detail.clone())).collect();
    let words = "this must be one of `stable`, `on_demand`, `NoSchedule`.";
    assert_eq!(
        told,
        [
            ("channel".to_owned(), format!("\"slow\" was given; {words}")),
            ("pools[\"workers\"].channels[1]".to_owned(), format!("\"fast\" was given; {words}")),
        ]
    );
}

#[test]
fn a_model_is_unknown_while_a_plain_part_is() {
    let unknown = with(least(), "max", Value::unknown());
    assert_eq!(View::new(&unknown).model::<Cluster>(), Ok(Attr::Unknown));
    assert!(Cluster::from_value(&Value::Null).unwrap_err().to_string().ends_with("is not an object"));
}

#[test]
fn keywords_and_words_are_one() {
    for (word, _) in Channel::WORDS {
        let keyword = Channel::from_word(word).unwrap();
        assert_eq!((keyword.word(), keyword.to_value()), (*word, Value::from(*word)));
    }
    assert_eq!(Channel::from_word("no_schedule"), None);
}

/// A default that is none of the words.
#[derive(Debug, Model)]
struct Misspelt {
    /// Where versions come from.
    #[attr(default = "stabel")]
    channel: Channel,
}

#[test]
#[should_panic(expected = "The default of \"channel\" is none: ")]
fn a_default_of_another_type_is_found_by_the_first_look_at_the_schema() {
    drop(Misspelt::attributes());
}

/// An attribute that follows what is not there.
#[derive(Debug, Model)]
struct Astray {
    /// Its name.
    name: String,
    /// What follows.
    #[attr(default)]
    inside: Follower,
}

/// What follows.
#[derive(Debug, Model)]
struct Follower {
    /// Follows both.
    #[attr(computed, changes_with("name", "nmae"))]
    url: Attr<String>,
}

#[test]
#[should_panic(expected = "Attributes change with what is not there: url with nmae")]
fn an_attribute_that_follows_what_is_not_there_is_found() {
    drop(Schema::of::<Astray>());
}
