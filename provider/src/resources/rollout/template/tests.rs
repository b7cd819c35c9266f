//! What slots run, what it is called, and what it reads.

use std::collections::BTreeMap;

use kgas_engine::OwnerTag;
use kgas_engine::rollout::{Revision, Slot};
use serde_json::{Value, json};

use super::configs::{Config, ConfigKind};
use super::*;
use crate::resources::rollout::model::{Port, Protocol};
use crate::resources::rollout::sample::pod_template;

fn images(images: &[(&str, &str)]) -> BTreeMap<String, String> {
    images.iter().map(|(name, image)| ((*name).to_owned(), (*image).to_owned())).collect()
}

fn parsed(template: &Value) -> PodTemplate {
    PodTemplate::parse(&template.to_string(), &BTreeMap::new()).unwrap()
}

fn sample() -> PodTemplate {
    parsed(&pod_template())
}

fn tag() -> OwnerTag {
    OwnerTag::new("shop", "kgas_rollout", "cluster/shop", "api")
}

fn owner(tag: &OwnerTag) -> Owner<'_> {
    Owner { namespace: "shop", rollout: "api", tag }
}

type Change = fn(&mut Value);

#[test]
fn what_no_slot_can_run_is_told() {
    let rows: [(Change, &str); 15] = [
        (|t| *t = json!([]), "It is not an object"),
        (
            |t| *t = json!({ "kind": "Deployment", "spec": {} }),
            "It is a Deployment; give what is under its `spec.template`.",
        ),
        (|t| *t = json!({ "kind": "PodTemplate" }), "It is a PodTemplate; give what is under its `template`."),
        (|t| t["containers"] = json!([]), "It has \"containers\""),
        (|t| t["spec"] = json!(null), "It has no `spec`."),
        (|t| t["spec"]["containers"] = json!([]), "It has no `spec.containers`."),
        (|t| t["spec"]["containers"] = json!("app"), "It has no `spec.containers`."),
        (|t| t["spec"]["containers"][0]["name"] = json!(""), "A container has no `name`."),
        (|t| t["spec"]["containers"][1]["name"] = json!("migrate"), "Two containers are named \"migrate\"."),
        (|t| t["spec"]["containers"][0]["image"] = json!(null), "Container \"app\" has no `image`"),
        (|t| t["spec"]["restartPolicy"] = json!("Never"), "Its `spec.restartPolicy` must be \"Always\""),
        (|t| t["spec"]["activeDeadlineSeconds"] = json!(60), "It has `spec.activeDeadlineSeconds`"),
        (|t| t["metadata"]["labels"]["kgas.dev/slot"] = json!("a"), "It sets \"kgas.dev/slot\""),
        (|t| t["metadata"]["labels"]["app"] = json!(1), "Its `metadata.labels` must be a map of texts."),
        (|t| t["metadata"] = json!("api"), "Its `metadata` must be an object."),
    ];
    for (change, text) in rows {
        let mut template = pod_template();
        change(&mut template);
        let wrong = PodTemplate::parse(&template.to_string(), &BTreeMap::new()).unwrap_err();
        assert!(wrong.iter().any(|one| one.text.starts_with(text) && one.image.is_none()), "{text}: {wrong:?}");
    }
    let wrong = PodTemplate::parse("{", &BTreeMap::new()).unwrap_err();
    assert!(wrong[0].text.starts_with("It is not JSON: "), "{wrong:?}");
}

#[test]
fn images_are_put_into_their_containers() {
    let text = pod_template().to_string();
    let set =
        PodTemplate::parse(&text, &images(&[("app", "registry/api:2"), ("migrate", "registry/migrate:2")])).unwrap();
    assert_eq!(set.0["spec"]["containers"][0]["image"], "registry/api:2");
    assert_eq!(set.0["spec"]["containers"][1]["image"], "registry/proxy:1");
    assert_eq!(set.0["spec"]["initContainers"][0]["image"], "registry/migrate:2");

    let mut without = pod_template();
    without["spec"]["containers"][0].as_object_mut().unwrap().remove("image");
    assert!(PodTemplate::parse(&without.to_string(), &images(&[("app", "registry/api:2")])).is_ok());

    let wrong = PodTemplate::parse(&text, &images(&[("ap", "registry/api:2")])).unwrap_err();
    let text = "There is no container \"ap\" in the pod template; there are: migrate, app, proxy.";
    assert_eq!(wrong, [Wrong { image: Some("ap".to_owned()), text: text.to_owned() }]);
}

#[test]
fn a_revision_is_of_what_runs_and_not_of_how_it_is_written() {
    let before = sample().revision();
    assert_eq!(before, Revision("b49ae61f88f1".to_owned()), "a later build must find the same");
    let text = pod_template().to_string();
    let reversed = text.replacen("\"metadata\":{\"labels\":{\"app\":\"api\"}},", "", 1);
    let reversed = reversed.strip_suffix('}').unwrap().to_owned() + ", \"metadata\": {\"labels\": {\"app\": \"api\"}}}";
    assert_ne!(text, reversed);
    assert_eq!(PodTemplate::parse(&reversed, &BTreeMap::new()).unwrap().revision(), before);

    let same: [Change; 3] = [
        |t| t["metadata"]["creationTimestamp"] = json!(null),
        |t| t["metadata"]["labels"] = json!({ "app": "api" }),
        |t| t["spec"]["containers"][0]["command"] = json!(null),
    ];
    for (nth, change) in same.into_iter().enumerate() {
        let mut template = pod_template();
        change(&mut template);
        assert_eq!(parsed(&template).revision(), before, "{nth}");
    }
    let other: [Change; 5] = [
        |t| t["metadata"]["labels"]["app"] = json!("web"),
        |t| t["metadata"]["annotations"] = json!({ "a": "b" }),
        |t| t["spec"]["containers"][0]["image"] = json!("registry/api:2"),
        |t| t["spec"]["containers"].as_array_mut().unwrap().reverse(),
        |t| t["spec"]["volumes"][3]["emptyDir"]["medium"] = json!("Memory"),
    ];
    for (nth, change) in other.into_iter().enumerate() {
        let mut template = pod_template();
        change(&mut template);
        assert_ne!(parsed(&template).revision(), before, "{nth}");
    }
}

/// A slot's own template, read back, is the revision that it was made of: with and without labels of its own.
#[test]
fn a_slot_runs_the_revision_that_it_was_given() {
    let bare = parsed(&json!({ "spec": { "containers": [{ "name": "app", "image": "a" }] } }));
    for template in [sample(), bare] {
        let revision = template.revision();
        for slot in Slot::BOTH {
            let there = template.in_slot("api", slot, &revision);
            assert_eq!(there["metadata"]["labels"][SLOT_LABEL], slot.letter());
            assert_eq!(super::revision::of(&there), revision);
        }
    }
}

#[test]
fn every_place_that_reads_configuration_is_found() {
    let found: Vec<_> = sample().configs().into_iter().collect();
    let config = |kind, name: &str, optional| (Config { kind, name: name.to_owned() }, optional);
    let (map, secret) = (ConfigKind::ConfigMap, ConfigKind::Secret);
    let expected = [
        config(map, "features", false),
        config(map, "flags", true),
        config(map, "settings", false),
        config(secret, "database", false),
        config(secret, "keys", false),
        // Optional in one place, and not in the other.
        config(secret, "tls", false),
    ];
    assert_eq!(found, expected);
}

#[test]
fn pods_read_copies_in_place_of_what_they_read() {
    let template = sample();
    let copies = template.configs().into_keys().map(|config| (config.clone(), format!("{}-1", config.name))).collect();
    let reading = template.reading(&copies);
    let names: Vec<_> = reading.configs().into_keys().map(|config| config.name).collect();
    assert_eq!(names, ["features-1", "flags-1", "settings-1", "database-1", "keys-1", "tls-1"]);
    assert_eq!(reading.0["spec"]["imagePullSecrets"][0]["name"], "registry");
    assert_ne!(reading.revision(), template.revision());
    // A Secret and a ConfigMap of one name are two.
    let one = BTreeMap::from([(Config { kind: ConfigKind::Secret, name: "settings".to_owned() }, "x".to_owned())]);
    assert_eq!(template.reading(&one), template);
}

#[test]
fn a_copy_is_called_after_what_it_holds() {
    let config = Config { kind: ConfigKind::Secret, name: "tls".to_owned() };
    let object = |text: &str, version: u32| {
        json!({
            "metadata": { "name": "tls", "resourceVersion": version.to_string(), "labels": { "x": "y" } },
            "type": "Opaque",
            "data": { "key": text },
        })
    };
    let name = config.copy_name(&object("YQ==", 1));
    assert_eq!(name.len(), "tls-".len() + 8);
    assert_eq!(config.copy_name(&object("YQ==", 2)), name);
    assert_ne!(config.copy_name(&object("Yg==", 1)), name);
    let map = Config { kind: ConfigKind::ConfigMap, ..config.clone() };
    assert_ne!(map.copy_name(&object("YQ==", 1)), name);

    let tag = tag();
    let copy = config.copy(&object("YQ==", 1), &owner(&tag));
    let expected = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "namespace": "shop",
            "name": name,
            "labels": { "app.kubernetes.io/managed-by": "kgas", "kgas-owner": tag.as_str(), "kgas.dev/rollout": "api" },
            "annotations": { "kgas.dev/copy-of": "tls" },
        },
        "immutable": true,
        "type": "Opaque",
        "data": { "key": "YQ==" },
    });
    assert_eq!(copy, expected);
    let long = Config { name: "x".repeat(253), ..config };
    assert_eq!(long.copy_name(&object("YQ==", 1)).len(), 253);
}

#[test]
fn the_containers_ports_are_the_services() {
    let port = |name: &str, port, target: Option<&str>, protocol| Port {
        name: Some(name.to_owned()),
        port,
        target_port: target.map(str::to_owned),
        protocol,
    };
    let all = ports(None, &sample());
    let expected = [
        port("http", 8080, Some("http"), Protocol::Tcp),
        port("tcp-9090", 9090, None, Protocol::Tcp),
        port("udp-53", 53, None, Protocol::Udp),
    ];
    assert_eq!(all, expected);
    let mut twice = pod_template();
    twice["spec"]["containers"][1]["ports"] =
        json!([{ "containerPort": 9090, "protocol": "TCP" }, { "name": "http", "containerPort": 81 }]);
    let names: Vec<_> = ports(None, &parsed(&twice)).into_iter().filter_map(|port| port.name).collect();
    assert_eq!(names, ["http", "tcp-9090", "tcp-81"]);
    let declared = [port("web", 80, Some("8080"), Protocol::Tcp)];
    assert_eq!(ports(Some(&declared), &sample()), declared);
    assert!(ports(None, &parsed(&json!({ "spec": { "containers": [{ "name": "a", "image": "a" }] } }))).is_empty());
}

#[test]
fn a_slots_deployment_has_all_that_it_needs() {
    let (tag, template) = (tag(), parsed(&json!({ "spec": { "containers": [{ "name": "app", "image": "a" }] } })));
    let revision = Revision("r1".to_owned());
    let pods = Pods {
        template: &template,
        revision: &revision,
        count: Some(3),
        min_ready_seconds: 10,
        progress_deadline_seconds: 300,
    };
    let labels = json!({ "kgas.dev/rollout": "api", "kgas.dev/slot": "b", "kgas.dev/revision": "r1" });
    let expected = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "namespace": "shop",
            "name": "api-b",
            "labels": {
                "app.kubernetes.io/managed-by": "kgas",
                "kgas-owner": tag.as_str(),
                "kgas.dev/rollout": "api",
                "kgas.dev/slot": "b",
                "kgas.dev/revision": "r1",
            },
        },
        "spec": {
            "selector": { "matchLabels": { "kgas.dev/rollout": "api", "kgas.dev/slot": "b" } },
            "template": { "metadata": { "labels": labels }, "spec": { "containers": [{ "name": "app", "image": "a" }] } },
            "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": "25%", "maxUnavailable": 0 } },
            "minReadySeconds": 10,
            "progressDeadlineSeconds": 300,
            "revisionHistoryLimit": 0,
            "replicas": 3,
        },
    });
    assert_eq!(owner(&tag).deployment(Slot::B, pods), expected);
    let scaled = owner(&tag).deployment(Slot::B, Pods { count: None, ..pods });
    assert_eq!(scaled["spec"].get("replicas"), None, "an autoscaler's");
}

#[test]
fn a_slots_service_selects_that_slot() {
    let tag = tag();
    let ports = [
        Port { name: Some("web".to_owned()), port: 80, target_port: Some("http".to_owned()), protocol: Protocol::Tcp },
        Port { name: Some("dns".to_owned()), port: 53, target_port: Some("5353".to_owned()), protocol: Protocol::Udp },
    ];
    let service = owner(&tag).slot_service(Slot::A, &ports);
    let expected = json!({
        "selector": { "kgas.dev/rollout": "api", "kgas.dev/slot": "a" },
        "ports": [
            { "name": "web", "port": 80, "targetPort": "http", "protocol": "TCP" },
            { "name": "dns", "port": 53, "targetPort": 5353, "protocol": "UDP" },
        ],
    });
    assert_eq!((&service["metadata"]["name"], &service["spec"]), (&json!("api-a"), &expected));
    let unnamed = [Port { name: None, port: 80, target_port: None, protocol: Protocol::Tcp }];
    let front = owner(&tag).service("api", Slot::B, &unnamed);
    let expected = json!({
        "selector": { "kgas.dev/rollout": "api", "kgas.dev/slot": "b" },
        "ports": [{ "port": 80, "targetPort": 80, "protocol": "TCP" }],
    });
    assert_eq!((&front["metadata"]["name"], &front["spec"]), (&json!("api"), &expected));
}

#[test]
fn a_deployment_is_taken_over_as_it_runs() {
    let mut deployment = json!({
        "metadata": { "name": "api" },
        "spec": { "replicas": 4, "minReadySeconds": 7, "selector": {}, "template": pod_template() },
    });
    deployment["spec"]["template"]["metadata"]["creationTimestamp"] = json!(null);
    let adopted = Adopted::read(&deployment).unwrap();
    assert_eq!((adopted.pods, adopted.min_ready_seconds), (4, 7));
    assert_eq!(adopted.template(&BTreeMap::new()), Ok(sample()));
    let other = adopted.template(&images(&[("app", "registry/api:2")])).unwrap();
    assert_ne!(other.revision(), sample().revision());
    let bare = Adopted::read(&json!({ "spec": { "template": {} } })).unwrap();
    assert_eq!((bare.pods, bare.min_ready_seconds), (1, 0));
    assert!(bare.template(&BTreeMap::new()).is_err());
    assert_eq!(Adopted::read(&json!({ "spec": {} })), None);
}

#[test]
fn an_autoscaler_is_copied_for_a_slot() {
    let tag = tag();
    let spec = json!({
        "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "api" },
        "minReplicas": 2,
        "maxReplicas": 10,
        "metrics": [{ "type": "Resource" }],
        "behavior": { "scaleDown": {} },
    });
    let original =
        json!({ "metadata": { "name": "api", "uid": "1" }, "spec": spec, "status": { "currentReplicas": 4 } });
    let copy = autoscaler(&original, &owner(&tag), Slot::B, 4);
    let mut expected = original["spec"].clone();
    expected["scaleTargetRef"]["name"] = json!("api-b");
    expected["minReplicas"] = json!(4);
    assert_eq!((&copy["metadata"]["name"], &copy["spec"]), (&json!("api-b"), &expected));
    assert_eq!(copy.get("status"), None);
    assert_eq!(autoscaler(&original, &owner(&tag), Slot::B, 12)["spec"]["maxReplicas"], 12);
}
