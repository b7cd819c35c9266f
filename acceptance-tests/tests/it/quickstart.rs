//! What a newcomer runs first.
use std::process::{Command, Stdio};

#[test]
fn the_quickstart_creates_changes_and_destroys() {
    let run = Command::new(env!("CARGO_BIN_EXE_quickstart")).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    for words in ["1 added, 0 changed", "eks-nodegroup", "0 added, 1 changed", "Nothing of it is left"] {
        assert!(said.contains(words), "{words:?} is missing: {said}");
    }
    assert!(!said.contains('\u{1b}'), "colours in what is no terminal: {said}");
}
