//! JSON Patch, as the API server carries it out.

use kgas_api::kubernetes::Object;
use kgas_api::kubernetes::json_patch::Operation;
use serde_json::{Value, json};

/// The object after `operations`, whose tests have to hold.
#[track_caller]
pub(super) fn patched(object: &Object, operations: &[Operation]) -> Object {
    let mut value = object.clone().into_value();
    for operation in operations {
        let json = json!(operation);
        let path = json["path"].as_str().unwrap();
        let (parent, last) = path.rsplit_once('/').unwrap();
        let last = last.replace("~1", "/");
        let place = value.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}"));
        let given = json["value"].clone();
        match (json["op"].as_str().unwrap(), place) {
            ("test", Value::Array(items)) => assert_eq!(items[last.parse::<usize>().unwrap()], given, "{path}"),
            ("test", place) => assert_eq!(place[&last], given, "{path}"),
            ("remove", Value::Array(items)) => drop(items.remove(last.parse().unwrap())),
            ("remove", place) => drop(place.as_object_mut().unwrap().shift_remove(&last)),
            ("add", Value::Array(items)) => items.insert(last.parse().unwrap(), given),
            (_, Value::Array(items)) => items[last.parse::<usize>().unwrap()] = given,
            (_, place) => place[&last] = given,
        }
    }
    Object::from_value(value).unwrap()
}
