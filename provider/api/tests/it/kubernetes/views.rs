//! Objects as the vendor's types write them: nothing that we read is somewhere else.

use std::collections::BTreeMap;

use k8s_openapi::api::{apps, autoscaling, coordination, core, discovery, policy};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity as TheirQuantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector as TheirSelector, MicroTime, ObjectMeta, Time};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use k8s_openapi::jiff::Timestamp;
use kgas_api::kubernetes::*;

use super::object;

fn metadata() -> ObjectMeta {
    ObjectMeta { name: Some("api".into()), namespace: Some("shop".into()), ..ObjectMeta::default() }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn seconds(time: Option<jiff::Timestamp>) -> Option<i64> {
    time.map(jiff::Timestamp::as_second)
}

fn app() -> BTreeMap<String, String> {
    BTreeMap::from([("app".to_owned(), "api".to_owned())])
}

fn selector() -> TheirSelector {
    TheirSelector { match_labels: Some(app()), ..TheirSelector::default() }
}

#[test]
fn a_deployment() {
    let condition = |kind: &str, status: &str, reason: &str| apps::v1::DeploymentCondition {
        type_: kind.into(),
        status: status.into(),
        reason: Some(reason.into()),
        message: Some("words".into()),
        last_transition_time: Some(Time(at(9))),
        ..apps::v1::DeploymentCondition::default()
    };
    let theirs = apps::v1::Deployment {
        metadata: metadata(),
        spec: Some(apps::v1::DeploymentSpec {
            replicas: Some(12),
            selector: selector(),
            strategy: Some(apps::v1::DeploymentStrategy {
                type_: Some("RollingUpdate".into()),
                rolling_update: Some(apps::v1::RollingUpdateDeployment {
                    max_surge: Some(IntOrString::String("30%".into())),
                    max_unavailable: Some(IntOrString::Int(0)),
                }),
            }),
            min_ready_seconds: Some(10),
            progress_deadline_seconds: Some(300),
            paused: Some(true),
            ..apps::v1::DeploymentSpec::default()
        }),
        status: Some(apps::v1::DeploymentStatus {
            observed_generation: Some(7),
            replicas: Some(15),
            updated_replicas: Some(6),
            ready_replicas: Some(5),
            available_replicas: Some(4),
            unavailable_replicas: Some(3),
            conditions: Some(vec![
                condition("Progressing", "False", "ProgressDeadlineExceeded"),
                condition("ReplicaFailure", "True", "FailedCreate"),
            ]),
            ..apps::v1::DeploymentStatus::default()
        }),
    };
    let Deployment { spec, status } = Deployment::of(&object(theirs)).unwrap();
    let rolling = RollingUpdate { max_surge: IntOrPercent::Percent(30), max_unavailable: IntOrPercent::Int(0) };
    let expected = DeploymentSpec {
        replicas: 12,
        selector: LabelSelector { match_labels: app(), match_expressions: Vec::new() },
        strategy: DeploymentStrategy { kind: "RollingUpdate".into(), rolling_update: rolling },
        min_ready_seconds: 10,
        progress_deadline_seconds: 300,
        paused: true,
    };
    assert_eq!(spec, expected);
    let numbers = [status.replicas, status.updated_replicas, status.ready_replicas, status.available_replicas];
    assert_eq!((status.observed_generation, numbers, status.unavailable_replicas), (7, [15, 6, 5, 4], 3));
    let failure = condition_of(&status.conditions, "ReplicaFailure");
    assert_eq!(
        (failure.status.clone(), failure.reason.as_str(), failure.message.as_str()),
        (Truth::True, "FailedCreate", "words")
    );
    assert_eq!(seconds(failure.last_transition_time), Some(9));
    assert_eq!(condition_of(&status.conditions, "Progressing").reason, "ProgressDeadlineExceeded");
}

fn condition_of<'a>(all: &'a [Condition], kind: &str) -> &'a Condition {
    condition(all, kind).unwrap()
}

#[test]
fn a_deployment_that_nobody_has_looked_at() {
    let theirs = apps::v1::Deployment { metadata: metadata(), ..apps::v1::Deployment::default() };
    let Deployment { spec, status } = Deployment::of(&object(theirs)).unwrap();
    assert_eq!((spec.replicas, spec.progress_deadline_seconds, status), (1, 600, DeploymentStatus::default()));
}

#[test]
fn a_lease_there_and_back() {
    let theirs = coordination::v1::Lease {
        metadata: metadata(),
        spec: Some(coordination::v1::LeaseSpec {
            holder_identity: Some("us".into()),
            lease_duration_seconds: Some(30),
            acquire_time: Some(MicroTime(at(5))),
            renew_time: Some(MicroTime(Timestamp::from_microsecond(6_000_001).unwrap())),
            lease_transitions: Some(3),
            ..coordination::v1::LeaseSpec::default()
        }),
    };
    let theirs = object(theirs);
    let Lease { spec } = Lease::of(&theirs).unwrap();
    let expected = LeaseSpec {
        holder_identity: Some("us".into()),
        lease_duration_seconds: Some(30),
        acquire_time: jiff::Timestamp::from_second(5).ok(),
        renew_time: jiff::Timestamp::from_microsecond(6_000_001).ok(),
        lease_transitions: Some(3),
    };
    assert_eq!(spec, expected);
    assert_eq!(&serde_json::to_value(&spec).unwrap(), theirs.get(&["spec"]).unwrap());
    let back: coordination::v1::LeaseSpec = serde_json::from_value(serde_json::to_value(&spec).unwrap()).unwrap();
    assert_eq!(back.renew_time.unwrap().0.as_microsecond(), 6_000_001);
    assert_eq!(serde_json::to_value(LeaseSpec::default()).unwrap(), serde_json::json!({}));
}

#[test]
fn an_autoscaler() {
    let theirs = autoscaling::v2::HorizontalPodAutoscaler {
        metadata: metadata(),
        spec: autoscaling::v2::HorizontalPodAutoscalerSpec {
            scale_target_ref: autoscaling::v2::CrossVersionObjectReference {
                api_version: Some("apps/v1".into()),
                kind: "Deployment".into(),
                name: "api-a".into(),
            },
            min_replicas: Some(2),
            max_replicas: 20,
            ..autoscaling::v2::HorizontalPodAutoscalerSpec::default()
        },
        status: Some(autoscaling::v2::HorizontalPodAutoscalerStatus {
            observed_generation: Some(4),
            current_replicas: Some(10),
            desired_replicas: 12,
            last_scale_time: Some(Time(at(8))),
            ..autoscaling::v2::HorizontalPodAutoscalerStatus::default()
        }),
    };
    let HorizontalPodAutoscaler { spec, status } = HorizontalPodAutoscaler::of(&object(theirs)).unwrap();
    let target = ScaleTarget { api_version: "apps/v1".into(), kind: "Deployment".into(), name: "api-a".into() };
    assert_eq!((spec.scale_target_ref, spec.min_replicas, spec.max_replicas), (target, 2, 20));
    assert_eq!((status.observed_generation, status.current_replicas, status.desired_replicas), (Some(4), 10, 12));
    assert_eq!(seconds(status.last_scale_time), Some(8));
}

#[test]
fn a_pod_that_does_not_start() {
    let container = |name: &str, restarts: i32, state: core::v1::ContainerState| core::v1::ContainerStatus {
        name: name.into(),
        restart_count: restarts,
        image: "registry/api:2".into(),
        state: Some(state),
        last_state: Some(core::v1::ContainerState {
            terminated: Some(core::v1::ContainerStateTerminated {
                exit_code: 137,
                reason: Some("OOMKilled".into()),
                finished_at: Some(Time(at(3))),
                ..core::v1::ContainerStateTerminated::default()
            }),
            ..core::v1::ContainerState::default()
        }),
        ..core::v1::ContainerStatus::default()
    };
    let waiting = core::v1::ContainerState {
        waiting: Some(core::v1::ContainerStateWaiting {
            reason: Some("CrashLoopBackOff".into()),
            message: Some("back-off 10s".into()),
        }),
        ..core::v1::ContainerState::default()
    };
    let running = core::v1::ContainerState {
        running: Some(core::v1::ContainerStateRunning { started_at: Some(Time(at(4))) }),
        ..core::v1::ContainerState::default()
    };
    let condition = core::v1::PodCondition {
        type_: "Ready".into(),
        status: "False".into(),
        reason: Some("ContainersNotReady".into()),
        ..core::v1::PodCondition::default()
    };
    let mut theirs = core::v1::Pod {
        metadata: metadata(),
        spec: Some(core::v1::PodSpec {
            node_name: Some("node-1".into()),
            termination_grace_period_seconds: Some(60),
            ..core::v1::PodSpec::default()
        }),
        status: Some(core::v1::PodStatus {
            phase: Some("Pending".into()),
            conditions: Some(vec![condition]),
            init_container_statuses: Some(vec![container("setup", 1, running)]),
            container_statuses: Some(vec![container("app", 4, waiting)]),
            start_time: Some(Time(at(2))),
            ..core::v1::PodStatus::default()
        }),
    };
    let pod = Pod::of(&object(&theirs)).unwrap();
    assert_eq!((pod.status.phase.clone(), pod.is_ready(), pod.restarts()), (Some(PodPhase::Pending), false, 5));
    let [(name, why)] = pod.waiting().collect::<Vec<_>>()[..] else { panic!("{pod:?}") };
    assert_eq!((name, why.reason.as_str(), why.message.as_str()), ("app", "CrashLoopBackOff", "back-off 10s"));
    let [setup, app] = pod.containers().collect::<Vec<_>>()[..] else { panic!("{pod:?}") };
    assert_eq!(seconds(setup.state.running.clone().unwrap().started_at), Some(4));
    let ended = app.last_state.terminated.clone().unwrap();
    assert_eq!((ended.reason.as_str(), ended.exit_code, seconds(ended.finished_at)), ("OOMKilled", 137, Some(3)));
    assert_eq!((app.image.as_str(), app.ready), ("registry/api:2", false));
    assert_eq!((pod.spec.node_name.as_deref(), pod.spec.termination_grace_period_seconds), (Some("node-1"), Some(60)));
    assert_eq!(seconds(pod.status.start_time), Some(2));

    theirs.status.as_mut().unwrap().conditions.as_mut().unwrap()[0].status = "True".into();
    assert!(Pod::of(&object(theirs)).unwrap().is_ready());
}

#[test]
fn addresses_that_get_traffic() {
    let endpoint = |address: &str, ready: Option<bool>| discovery::v1::Endpoint {
        addresses: vec![address.into()],
        conditions: Some(discovery::v1::EndpointConditions { ready, serving: Some(true), terminating: Some(false) }),
        target_ref: Some(core::v1::ObjectReference {
            kind: Some("Pod".into()),
            name: Some(format!("pod-{address}")),
            uid: Some("u".into()),
            ..core::v1::ObjectReference::default()
        }),
        ..discovery::v1::Endpoint::default()
    };
    let theirs = discovery::v1::EndpointSlice {
        metadata: metadata(),
        address_type: "IPv4".into(),
        endpoints: Some(vec![
            endpoint("10.0.0.1", Some(true)),
            endpoint("10.0.0.2", Some(false)),
            endpoint("10.0.0.3", None),
        ]),
        ..discovery::v1::EndpointSlice::default()
    };
    let slice = EndpointSlice::of(&object(theirs)).unwrap();
    let ready: Vec<_> = slice.ready().map(|it| it.addresses[0].as_str()).collect();
    assert_eq!((slice.address_type.as_str(), ready), ("IPv4", vec!["10.0.0.1", "10.0.0.3"]));
    let first = &slice.endpoints[0];
    assert_eq!((first.conditions.serving, first.conditions.terminating), (Some(true), Some(false)));
    let pod = TargetRef { kind: "Pod".into(), name: "pod-10.0.0.1".into(), uid: "u".into() };
    assert_eq!(first.target_ref, Some(pod));
}

#[test]
fn a_quota() {
    let amounts = |pods: &str| BTreeMap::from([("pods".to_owned(), TheirQuantity(pods.into()))]);
    let theirs = core::v1::ResourceQuota {
        metadata: metadata(),
        spec: Some(core::v1::ResourceQuotaSpec {
            hard: Some(amounts("10")),
            scopes: Some(vec!["NotTerminating".into()]),
            scope_selector: Some(core::v1::ScopeSelector {
                match_expressions: Some(vec![core::v1::ScopedResourceSelectorRequirement {
                    scope_name: "PriorityClass".into(),
                    operator: "In".into(),
                    values: Some(vec!["high".into()]),
                }]),
            }),
        }),
        status: Some(core::v1::ResourceQuotaStatus { hard: Some(amounts("10")), used: Some(amounts("9500m")) }),
    };
    let ResourceQuota { spec, status } = ResourceQuota::of(&object(theirs)).unwrap();
    assert!(status.used["pods"] < status.hard["pods"] && spec.hard == status.hard);
    assert_eq!(spec.scopes, ["NotTerminating"]);
    let demand = &spec.scope_selector.unwrap().match_expressions[0];
    assert_eq!(
        (demand.scope_name.as_str(), demand.operator.as_str(), &demand.values[..]),
        ("PriorityClass", "In", &["high".to_owned()][..])
    );
}

#[test]
fn a_disruption_budget() {
    let theirs = policy::v1::PodDisruptionBudget {
        metadata: metadata(),
        spec: Some(policy::v1::PodDisruptionBudgetSpec {
            min_available: Some(IntOrString::String("80%".into())),
            max_unavailable: Some(IntOrString::Int(1)),
            selector: Some(selector()),
            ..policy::v1::PodDisruptionBudgetSpec::default()
        }),
        status: Some(policy::v1::PodDisruptionBudgetStatus {
            observed_generation: Some(2),
            disruptions_allowed: Some(1),
            current_healthy: Some(4),
            desired_healthy: Some(3),
            expected_pods: Some(5),
            ..policy::v1::PodDisruptionBudgetStatus::default()
        }),
    };
    let PodDisruptionBudget { spec, status } = PodDisruptionBudget::of(&object(theirs)).unwrap();
    assert_eq!(
        (spec.min_available, spec.max_unavailable),
        (Some(IntOrPercent::Percent(80)), Some(IntOrPercent::Int(1)))
    );
    assert_eq!(spec.selector.unwrap().match_labels, app());
    let numbers = [status.disruptions_allowed, status.current_healthy, status.desired_healthy, status.expected_pods];
    assert_eq!((status.observed_generation, numbers), (2, [1, 4, 3, 5]));
}
