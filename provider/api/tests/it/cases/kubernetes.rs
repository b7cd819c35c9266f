use kgas_api::PageToken;
use kgas_api::kubernetes::apply::Conflicts;
use kgas_api::kubernetes::delete::{Preconditions, Propagation};
use kgas_api::kubernetes::json_patch::Operation;
use kgas_api::kubernetes::list::Selection;
use kgas_api::kubernetes::*;
use serde_json::json;

use crate::case::{Case, case};

pub(crate) fn all() -> Vec<Case> {
    let namespace = Namespace::parse("shop").unwrap();
    let name = Name::parse("api").unwrap();
    let deployment = Kind::DEPLOYMENT.at(&namespace, &name);
    let map = Kind::CONFIG_MAP.at(&namespace, &name);
    let route = Kind::HTTP_ROUTE.at(&namespace, &name);
    let object = Object::at(&map, json!({ "metadata": { "labels": { "a": "b" } }, "data": { "journal": "{}" } }));
    let write = Write::by("kgas traffic");
    let page = PageToken::try_from("c+/=".to_owned()).unwrap();
    let selection = Selection { labels: Some("app=api,slot in (a,b)"), fields: Some("status.phase=Running") };
    let rule = || Pointer::to("spec").field("rules").index(0);
    let operations = [
        Operation::test_version("41"),
        Operation::test(rule().field("name"), "main"),
        Operation::replace(rule().field("backendRefs").index(1).field("weight"), 25),
        Operation::add(Pointer::to("metadata").field("annotations").field("kgas.dev/a~b"), "c"),
        Operation::remove(rule().field("filters")),
    ];
    let gone = Preconditions { uid: Some("u-1"), resource_version: Some("41") };
    vec![
        case(get::request(&deployment)),
        case(get::request(&Place::of_namespace(&namespace))),
        case(get::request(&route)),
        case(list::request(Kind::POD, Some(&namespace), selection, 500, Some(&page))),
        case(list::request(Kind::POD, None, Selection::default(), 0, None)),
        case(create::request(&map, &object, write)),
        case(create::request(&map, &object, write.dry())),
        case(apply::request(&map, &object, write, Conflicts::TakeOver)),
        case(apply::request(&map, &object, write.dry(), Conflicts::Refuse)),
        case(json_patch::request(&route, &operations, write)),
        case(json_patch::request(&route, &operations[2..3], write)),
        case(json_patch::request(&route, &operations, write.dry())),
        case(merge_patch::request(&deployment, &json!({ "spec": { "paused": null } }), write)),
        case(patch_status::request(
            &Kind::ROLLOUT.at(&namespace, &name),
            &json!({ "status": { "abort": true } }),
            write,
        )),
        case(replace::request(&map, &object, "41", write)),
        case(get_scale::request(&deployment)),
        case(patch_scale::request(&deployment, 12, write)),
        case(delete::request(&deployment, Propagation::Foreground, gone, true)),
        case(delete::request(&deployment, Propagation::Background, Preconditions::default(), false)),
        case(version::request()),
    ]
}
