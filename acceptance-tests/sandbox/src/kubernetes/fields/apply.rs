//! Server-side apply: a configuration is merged, what is no longer in it goes, and what others own is a conflict.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::path::{put, remove, shown};
use super::{By, Manager, Path, entry, leaves, shown_in_order};
use crate::call::Refusal;
use crate::kubernetes::kind::Kind;
use crate::kubernetes::object::Object;
use crate::moment::Moment;

/// What applying makes of an object, and its managers then.
///
/// # Errors
/// The conflict with those who own what would change, unless `force` takes it from them.
pub(in crate::kubernetes) fn apply(
    kind: &Kind,
    live: Option<&Object>,
    config: &Value,
    (by, force): (&By, bool),
    now: Moment,
) -> Result<(Value, Vec<Manager>), Refusal> {
    let empty = json!({});
    let mut doc = live.map_or_else(|| empty.clone(), |live| live.doc.clone());
    let mut managers = live.map(|live| live.managers.clone()).unwrap_or_default();
    let before = leaves(kind, &doc);
    let wanted = leaves(kind, config);

    // Conflicts are told before anything is taken away, and what goes away is nobody else's.
    let clashes = clashes(&managers, by, |path| wanted.get(path).is_some_and(|value| before.get(path) != Some(value)));
    if !force && !clashes.is_empty() {
        return Err(conflict(kind, &clashes));
    }
    let known = managers.clone();
    let mine = entry(&mut managers, by, now);
    let gone: Vec<Path> = mine.fields.iter().filter(|path| !wanted.contains_key(*path)).cloned().collect();
    mine.fields = wanted.keys().cloned().collect();
    for path in &gone {
        if !managers.iter().any(|manager| manager.fields.iter().any(|owned| owned.starts_with(path))) {
            remove(&mut doc, path);
        }
    }
    let kept = leaves(kind, &doc);
    for (path, value) in &wanted {
        // An empty map says nothing of what others have in it.
        let filled = || kept.keys().any(|inner| inner.len() > path.len() && inner.starts_with(path));
        let empty = *value == json!({}) || *value == json!([]);
        if kept.get(path) != Some(value) && !(empty && filled()) {
            put(&mut doc, path, value);
        }
    }
    let after = leaves(kind, &doc);
    for manager in managers.iter_mut().filter(|manager| manager.by != *by) {
        manager
            .fields
            .retain(|path| after.contains_key(path) && !clashes.contains(&(manager.by.clone(), path.clone())));
    }
    let managers = shown_in_order(managers);
    if live.is_none_or(|live| live.doc != doc) || managers != known {
        return Ok((doc, touched(managers, by, now)));
    }
    Ok((doc, managers))
}

/// The managers, with `now` as the time of `by`.
fn touched(mut managers: Vec<Manager>, by: &By, now: Moment) -> Vec<Manager> {
    for manager in managers.iter_mut().filter(|manager| manager.by == *by) {
        manager.time = now;
    }
    shown_in_order(managers)
}

/// Which others own what `changes`.
fn clashes(managers: &[Manager], by: &By, changes: impl Fn(&Path) -> bool) -> BTreeSet<(By, Path)> {
    let others = managers.iter().filter(|manager| manager.by != *by);
    let owned = others.flat_map(|manager| manager.fields.iter().map(|path| (manager.by.clone(), path.clone())));
    owned.filter(|(_, path)| changes(path)).collect()
}

fn conflict(kind: &Kind, clashes: &BTreeSet<(By, Path)>) -> Refusal {
    let cause = |(by, path): &(By, Path)| {
        json!({
            "reason": "FieldManagerConflict", "message": format!("conflict with {}", by.shown(kind)), "field": shown(path),
        })
    };
    let causes: Value = clashes.iter().map(cause).collect();
    let mut each: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (by, path) in clashes {
        each.entry(by.shown(kind)).or_default().push(shown(path));
    }
    let list = |(by, paths): (&String, &Vec<String>)| format!("conflicts with {by}:\n- {}", paths.join("\n- "));
    let words = match clashes.len() {
        1 => {
            let (by, paths) =
                each.first_key_value().map(|(by, paths)| (by.clone(), paths.join(""))).unwrap_or_default();
            format!("Apply failed with 1 conflict: conflict with {by}: {paths}")
        }
        count => {
            let lists: Vec<String> = each.iter().map(list).collect();
            format!("Apply failed with {count} conflicts: {}", lists.join("\n"))
        }
    };
    Refusal::of(409, "Conflict", words).with("causes", causes)
}
