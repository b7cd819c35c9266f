//! What a newcomer runs first.
use std::process::{Command, Stdio};

/// The first bars of the picture below that title: those of its highest line.
fn highest<'a>(said: &'a str, title: &str) -> &'a str {
    said.split_once(title).and_then(|(_, rest)| rest.lines().nth(1)).unwrap_or_else(|| panic!("no {title:?}: {said}"))
}

#[test]
fn the_quickstart_shows_the_life_of_a_cluster_and_of_what_runs_on_it() {
    let run = Command::new(env!("CARGO_BIN_EXE_quickstart")).stdin(Stdio::null()).output().unwrap();
    let (said, complained) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{said}{complained}");
    let told = [
        "1 added, 0 changed",
        "eks-nodegroup",
        "0 added, 1 changed",
        "kgas_rollout.shop[0]: Creation complete",
        "registry.example/shop:v1\" -> \"registry.example/shop:v2\"",
        "why: metric errors was 0.25 at step 1 (5 %), where 0.05 is asked for",
        "to whom: 5 % of the requests",
        "what users saw: at most ",
        // The state kept what was stable.
        "registry.example/shop:v1\" -> \"registry.example/shop:v3\"",
        "v3 has all the requests",
        "2 destroyed",
        "Nothing of it is left",
    ];
    let mut rest: &str = &said;
    for words in told {
        let at = rest.find(words).unwrap_or_else(|| panic!("{words:?} is missing, or not in its place: {said}"));
        rest = &rest[at + words.len()..];
    }
    let harm = said.split_once("users saw: at most ").and_then(|(_, rest)| rest.split(' ').next()?.parse::<f64>().ok());
    assert!(
        harm.is_some_and(|percent| percent > 0.0 && percent <= 1.25),
        "5 % of the requests, a quarter bad: {harm:?}"
    );
    assert!(complained.contains("Error: The new version was taken back"), "{complained}");
    assert_eq!(
        highest(&said, "requests that go to the new version:").trim_start_matches([' ', '1', '0']).chars().next(),
        Some('█')
    );
    let errors = highest(&said, "answers that are errors:");
    assert!(errors.trim_start().starts_with("25 ") && errors.contains('█'), "{said}");
    assert!(!said.contains('\u{1b}'), "colours in what is no terminal: {said}");
}
