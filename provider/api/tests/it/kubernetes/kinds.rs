use std::collections::BTreeSet;

use k8s_openapi::Resource;
use k8s_openapi::api::{apps, autoscaling, batch, coordination, core, discovery, events, networking, policy, rbac};
use kgas_api::kubernetes::{Kind, Name, Namespace};

fn assert_is<T: Resource>(kind: Kind, namespaced: bool) -> &'static str {
    let ours = (kind.group, kind.version, kind.kind, kind.plural, kind.namespaced, kind.api_version());
    let theirs = (T::GROUP, T::VERSION, T::KIND, T::URL_PATH_SEGMENT, namespaced, T::API_VERSION.to_owned());
    assert_eq!(ours, theirs);
    T::KIND
}

#[test]
fn built_in_kinds_are_called_what_the_vendor_calls_them() {
    let checked = [
        assert_is::<apps::v1::Deployment>(Kind::DEPLOYMENT, true),
        assert_is::<apps::v1::ReplicaSet>(Kind::REPLICA_SET, true),
        assert_is::<core::v1::Pod>(Kind::POD, true),
        assert_is::<core::v1::Service>(Kind::SERVICE, true),
        assert_is::<core::v1::ConfigMap>(Kind::CONFIG_MAP, true),
        assert_is::<core::v1::Secret>(Kind::SECRET, true),
        assert_is::<core::v1::Event>(Kind::CORE_EVENT, true),
        assert_is::<events::v1::Event>(Kind::EVENT, true),
        assert_is::<core::v1::Namespace>(Kind::NAMESPACE, false),
        assert_is::<core::v1::ResourceQuota>(Kind::RESOURCE_QUOTA, true),
        assert_is::<core::v1::ServiceAccount>(Kind::SERVICE_ACCOUNT, true),
        assert_is::<coordination::v1::Lease>(Kind::LEASE, true),
        assert_is::<autoscaling::v2::HorizontalPodAutoscaler>(Kind::HORIZONTAL_POD_AUTOSCALER, true),
        assert_is::<policy::v1::PodDisruptionBudget>(Kind::POD_DISRUPTION_BUDGET, true),
        assert_is::<batch::v1::Job>(Kind::JOB, true),
        assert_is::<rbac::v1::Role>(Kind::ROLE, true),
        assert_is::<rbac::v1::RoleBinding>(Kind::ROLE_BINDING, true),
        assert_is::<networking::v1::Ingress>(Kind::INGRESS, true),
        assert_is::<discovery::v1::EndpointSlice>(Kind::ENDPOINT_SLICE, true),
    ];
    let others = [
        "HTTPRoute",
        "VirtualService",
        "DestinationRule",
        "Rollout",
        "AnalysisTemplate",
        "AnalysisRun",
        "Canary",
        "MetricTemplate",
    ];
    let seen: BTreeSet<_> = checked.into_iter().chain(others).collect();
    assert_eq!(seen, Kind::ALL.iter().map(|kind| kind.kind).collect(), "a kind that nothing checks");
    for kind in Kind::ALL.iter().filter(|kind| others.contains(&kind.kind)) {
        assert!(kind.namespaced && !kind.group.is_empty(), "{kind:?}");
    }
}

#[test]
fn what_is_not_a_name_does_not_reach_a_path() {
    let longest = ["a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(61)].join(".");
    assert!(Name::parse(&longest).is_ok() && Name::parse(&format!("{longest}d")).is_err());
    assert!(Name::parse("a.b-c.0").is_ok() && Namespace::parse("a.b").is_err());
    assert!(Namespace::parse(&"a".repeat(63)).is_ok() && Namespace::parse(&"a".repeat(64)).is_err());
    for text in
        ["", ".", "..", "a/b", "../b", "a..b", "A", "a_b", "-a", "a-", "a.-b", "a b", "a%2fb", "a?b", "ä", "a\n"]
    {
        assert!(Name::parse(text).is_err(), "{text:?}");
        assert!(Namespace::parse(text).is_err(), "{text:?}");
    }
    let said = Namespace::parse("a/b").unwrap_err().to_string();
    assert!(said.starts_with("\"a/b\" is not the name of a Kubernetes namespace: 1 to 63 "), "{said}");
}
