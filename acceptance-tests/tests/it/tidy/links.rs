//! Links from one document of ours to another.
use std::path::Path;

use kgas_acceptance::cargo::workspace;

use super::{Source, sources};

/// The targets of `[text](target)` that are files, without their anchors.
fn targets(text: &str) -> Vec<&str> {
    let ends = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let files = ends.map(|(target, _)| target.split('#').next().unwrap_or_default());
    files.filter(|target| !target.is_empty() && !target.contains("://") && !target.contains(' ')).collect()
}

fn broken(file: &Source) -> Vec<String> {
    let folder = Path::new(&file.path).parent().unwrap_or(Path::new(""));
    let missing = targets(&file.text).into_iter().filter(|target| !workspace().join(folder).join(target).exists());
    missing.map(|target| format!("{} points to {target}, which is not there", file.path)).collect()
}

#[test]
fn links_lead_somewhere() {
    let sources = sources();
    let documents = sources.iter().filter(|file| Path::new(&file.path).extension().is_some_and(|kind| kind == "md"));
    assert_eq!(documents.flat_map(broken).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_broken_link_is_seen() {
    let file = |text: &str| Source { path: "README.md".to_owned(), text: text.to_owned() };
    assert_eq!(broken(&file("[a](no/such/file.md#x) [b](https://example.com) [c](#here) [d](Cargo.toml)")).len(), 1);
}
