//! Who may import whom. A new edge is a design change: its reason goes into ARCHITECTURE.md, and it goes here.
use std::collections::{BTreeMap, BTreeSet};

use kgas_acceptance::cargo::cargo;
use serde_json::Value;

use super::{code, rust, sources};

/// Each crate of ours, what of ours it may import, and what its tests may import besides.
const EDGES: [(&str, &[&str], &[&str]); 9] = [
    ("kgas-proto", &[], &[]),
    ("tfplugin-rs-derive", &[], &["tfplugin-rs"]),
    ("tfplugin-rs", &["kgas-proto", "tfplugin-rs-derive"], &["kgas-proto"]),
    ("kgas-engine", &[], &[]),
    ("kgas-api", &[], &[]),
    ("kgas-transport", &["kgas-api"], &[]),
    ("terraform-provider-kgas", &["tfplugin-rs", "kgas-api", "kgas-engine", "kgas-transport"], &["kgas-sandbox"]),
    ("kgas-sandbox", &[], &[]),
    // By processes only.
    ("kgas-acceptance", &[], &[]),
];

/// What a crate of pure functions must not reach, however far down: runtimes, sockets, chance.
const IMPURE: [&str; 9] = ["tokio", "reqwest", "hyper", "tonic", "rand", "fastrand", "getrandom", "socket2", "mio"];
const PURE: [&str; 2] = ["kgas-engine", "kgas-api"];
/// Ways to ask what time it is.
const CLOCKS: [&str; 5] = ["Instant::now", "SystemTime::now", "Timestamp::now", "Zoned::now", "UNIX_EPOCH.elapsed"];

/// Crate, kind (`normal`, `dev`, `build`) and what it imports.
type Edge = (String, String, String);

fn edges() -> Vec<Edge> {
    let output = cargo().args(["metadata", "--format-version", "1", "--no-deps"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    edges_of(&serde_json::from_slice(&output.stdout).unwrap())
}

fn edges_of(metadata: &Value) -> Vec<Edge> {
    let word = |value: &Value| value.as_str().unwrap_or("normal").to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    let of = |package: &Value| {
        let name = word(&package["name"]);
        let all = package["dependencies"].as_array().unwrap().clone();
        all.into_iter().map(move |edge| (name.clone(), word(&edge["kind"]), word(&edge["name"])))
    };
    packages.iter().flat_map(of).collect()
}

/// The edges between crates of ours that the table does not have.
fn unwanted(edges: &[Edge]) -> Vec<&Edge> {
    let table: BTreeMap<_, _> = EDGES.iter().map(|(from, normal, dev)| (*from, (*normal, *dev))).collect();
    let is_wanted = |(from, kind, to): &Edge| {
        let Some((normal, dev)) = table.get(from.as_str()) else { return false };
        !table.contains_key(to.as_str())
            || normal.contains(&to.as_str())
            || (kind == "dev" && (dev.contains(&to.as_str()) || from == to))
    };
    edges.iter().filter(|edge| !is_wanted(edge)).collect()
}

#[test]
fn crates_import_what_the_design_says() {
    let edges = edges();
    let seen: BTreeSet<&str> = edges.iter().map(|(from, _, _)| from.as_str()).collect();
    let known: BTreeSet<&str> = EDGES.iter().map(|(from, _, _)| *from).collect();
    assert_eq!(seen, known, "the table and the workspace have the same crates");
    assert_eq!(unwanted(&edges), Vec::<&Edge>::new());
}

#[test]
fn an_edge_that_is_not_in_the_table_is_seen() {
    let edge = |from: &str, kind: &str, to: &str| (from.to_owned(), kind.to_owned(), to.to_owned());
    let bad = [
        edge("kgas-sandbox", "normal", "kgas-api"),
        edge("kgas-sandbox", "dev", "kgas-api"),
        edge("terraform-provider-kgas", "normal", "kgas-sandbox"),
        edge("stranger", "normal", "serde"),
    ];
    assert_eq!(unwanted(&bad).len(), bad.len());
    let good = [edge("kgas-engine", "normal", "serde"), edge("terraform-provider-kgas", "dev", "kgas-sandbox")];
    assert!(unwanted(&good).is_empty());
}

#[test]
fn only_the_transport_names_an_http_client() {
    let naming = |what: &str| -> BTreeSet<String> {
        edges().into_iter().filter(|(_, kind, to)| kind == "normal" && to == what).map(|(from, ..)| from).collect()
    };
    assert_eq!(naming("reqwest"), BTreeSet::from(["kgas-transport".to_owned()]));
}

#[test]
fn pure_crates_reach_no_runtime_socket_or_chance() {
    for name in PURE {
        let tree =
            cargo().args(["tree", "-p", name, "-e", "normal", "--prefix", "none", "-f", "{p}"]).output().unwrap();
        assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
        let tree = String::from_utf8(tree.stdout).unwrap();
        let reached: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(reached.contains(name), "{tree}");
        let impure: Vec<_> = IMPURE.iter().filter(|impure| reached.contains(**impure)).collect();
        assert!(impure.is_empty(), "{name} reaches {impure:?}");
    }
}

#[test]
fn pure_crates_ask_for_no_time() {
    let sources = sources();
    let pure = rust(&sources)
        .filter(|file| ["provider/engine/src/", "provider/api/src/"].iter().any(|at| file.path.starts_with(at)));
    let mut seen = 0;
    for file in pure {
        seen += 1;
        for (line, text) in code(&file.text) {
            assert!(!CLOCKS.iter().any(|clock| text.contains(clock)), "{}:{line} reads a clock: {text}", file.path);
        }
    }
    assert!(seen > 10, "only {seen} files were looked at");
}
