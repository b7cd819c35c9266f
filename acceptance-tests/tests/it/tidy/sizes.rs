//! One idea a file.
use super::{rust, sources};

const MEDIAN_BELOW: usize = 150;
const NINE_OF_TEN_BELOW: usize = 400;
const NONE_ABOVE: usize = 600;

/// What is wrong with files of these lengths, the longest named.
fn complaint(mut files: Vec<(usize, &str)>) -> Option<String> {
    files.sort_unstable();
    let at = |share: usize| files[(files.len() - 1) * share / 100].0;
    let (longest, path) = *files.last()?;
    if longest > NONE_ABOVE {
        return Some(format!("{path} has {longest} lines, more than {NONE_ABOVE}"));
    }
    if at(90) >= NINE_OF_TEN_BELOW {
        return Some(format!("nine of ten files have up to {} lines, not below {NINE_OF_TEN_BELOW}", at(90)));
    }
    (at(50) >= MEDIAN_BELOW).then(|| format!("the median file has {} lines, not below {MEDIAN_BELOW}", at(50)))
}

#[test]
fn files_are_short() {
    let sources = sources();
    let files = rust(&sources).map(|file| (file.text.lines().count(), file.path.as_str())).collect();
    assert_eq!(complaint(files), None);
}

#[test]
fn long_files_are_complained_of() {
    let of = |lengths: &[usize]| complaint(lengths.iter().map(|lines| (*lines, "long.rs")).collect());
    assert_eq!(of(&[10, 100, 149, 390, 600]), None);
    assert!(of(&[10, 601]).unwrap().contains("long.rs has 601"));
    assert!(of(&[10, 10, 10, 10, 10, 10, 10, 10, 500, 500, 500]).unwrap().contains("nine of ten"));
    assert!(of(&[150, 150, 150]).unwrap().contains("median"));
}
