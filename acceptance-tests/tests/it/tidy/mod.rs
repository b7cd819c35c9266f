//! What no compiler checks: who may import whom, how long a file is, and words that must not be in one.
mod edges;
mod links;
mod sizes;
mod words;

use std::fs;
use std::path::Path;

use kgas_acceptance::cargo::workspace;

/// A file of the repository, with its path from the root.
#[derive(Debug)]
struct Source {
    path: String,
    text: String,
}

/// Every text file that we write by hand. Generated code, vendors' samples, locks and the licence are not.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    walk(workspace(), &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "the walk found only {} files", found.len());
    found
}

fn walk(folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(workspace()).unwrap().to_string_lossy().into_owned();
        if is_not_ours(&name) {
            continue;
        }
        if path.is_dir() {
            walk(&path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push(Source { path: name, text });
        }
    }
}

fn is_not_ours(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let hidden = name.starts_with('.') && ![".ci", ".cargo", ".clippy.toml", ".gitignore"].contains(&name);
    let named = ["target", "fixtures", "proptest-regressions", "Cargo.lock", "go.sum", "LICENSE"].contains(&name);
    hidden || named || path == "proto/src/gen"
}

/// Those of `sources` that are Rust.
fn rust(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| Path::new(&source.path).extension().is_some_and(|kind| kind == "rs"))
}

/// The lines of a Rust file that are not comments, with their numbers from 1.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}
