//! Words that must not be in a file.
use super::{Source, code, rust, sources};

/// A word in code, why it must not be there, and the parts of paths where it may.
type Ban = (&'static str, &'static str, &'static [&'static str]);

/// Each is put together, so that this file does not hold it.
const IN_CODE: [Ban; 12] = [
    (concat!("#[ig", "nore"), "an ignored test proves nothing", &[]),
    (concat!("#[al", "low("), "`expect` says when it is no longer needed", &[]),
    (concat!("#![al", "low("), "`expect` says when it is no longer needed", &[]),
    (concat!("tod", "o!("), "unfinished", &[]),
    (concat!("unimpl", "emented!("), "unfinished", &[]),
    (concat!("db", "g!("), "left behind", &[]),
    (concat!("Hash", "Map"), "its order reaches plans and snapshots", &[]),
    (concat!("Hash", "Set"), "its order reaches plans and snapshots", &[]),
    (concat!(" print", "ln!("), "standard output is the plugin handshake", PRINTS),
    (concat!(" eprint", "ln!("), "it panics when standard error is closed", PRINTS),
    (concat!(" prin", "t!("), "standard output is the plugin handshake", PRINTS),
    (concat!(" eprin", "t!("), "it panics when standard error is closed", PRINTS),
];
/// Benchmarks print what they measured.
const PRINTS: &[&str] = &["/benches/"];
/// Paths of one machine.
const PATHS: [&str; 4] =
    [concat!("/ro", "ot/"), concat!("/wo", "rk/main"), concat!("/wo", "rk/shared"), concat!("/Us", "ers/")];

fn banned(file: &Source) -> Vec<String> {
    let bans = IN_CODE.iter().filter(|(_, _, except)| !except.iter().any(|part| file.path.contains(part)));
    bans.flat_map(|(word, why, _)| {
        let lines = code(&file.text).filter(move |(_, line)| format!(" {}", line.trim_start()).contains(word));
        lines.map(move |(at, _)| format!("{}:{at}: {word}: {why}", file.path))
    })
    .collect()
}

fn of_a_machine(file: &Source) -> Vec<String> {
    let lines = file.text.lines().enumerate();
    let held = lines.filter(|(_, line)| PATHS.iter().any(|path| line.contains(path)));
    held.map(|(at, line)| format!("{}:{}: a path of one machine: {line}", file.path, at + 1)).collect()
}

#[test]
fn code_has_no_banned_word() {
    let sources = sources();
    assert_eq!(rust(&sources).flat_map(banned).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn no_file_has_a_path_of_one_machine() {
    let sources = sources();
    assert_eq!(sources.iter().flat_map(of_a_machine).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn banned_words_are_seen_in_code_and_not_in_comments() {
    let file = |path: &str, text: String| Source { path: path.to_owned(), text };
    for (word, ..) in IN_CODE {
        let code = file("provider/src/x.rs", format!("fn x() {{\n    {}...\n}}\n", word.trim_start()));
        assert_eq!(banned(&code).len(), 1, "{word}");
        assert!(banned(&code)[0].starts_with("provider/src/x.rs:2: "), "{:?}", banned(&code));
        assert!(banned(&file("x.rs", format!("    // {word}\n"))).is_empty());
    }
    assert!(banned(&file("tfplugin-rs/benches/x.rs", format!("    {}\"x\");", concat!("print", "ln!(")))).is_empty());
    for path in PATHS {
        assert_eq!(of_a_machine(&file("README.md", format!("see {path}x"))).len(), 1);
    }
}
