//! Kubernetes: objects of any kind, verbatim, and the fields of some of them that are read.
//!
//! An operation is a file; [`Kind`] says of which kind, [`Place`] of which object. A refusal's meaning is told by [`Reason`].
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/>.

pub mod apply;
pub mod create;
pub mod delete;
pub mod get;
pub mod get_scale;
pub mod json_patch;
pub mod list;
pub mod merge_patch;
pub mod patch_scale;
pub mod patch_status;
pub mod replace;
pub mod version;

mod condition;
mod deployment;
mod endpoint_slice;
mod horizontal_pod_autoscaler;
mod http_route;
mod int_or_percent;
mod job;
mod kind;
mod label_selector;
mod lease;
mod managed_fields;
mod name;
mod object;
mod owner_reference;
mod place;
mod pod;
mod pod_disruption_budget;
mod pointer;
mod quantity;
mod reason;
mod refusal;
mod resource_quota;
mod rest;
mod scale;
mod time;
mod view;
mod virtual_service;
mod write;

pub use condition::{Condition, Truth, condition, is_true};
pub use deployment::{Deployment, DeploymentSpec, DeploymentStatus, DeploymentStrategy, RollingUpdate};
pub use endpoint_slice::{Endpoint, EndpointConditions, EndpointSlice, SERVICE_NAME, TargetRef};
pub use horizontal_pod_autoscaler::{
    HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, HorizontalPodAutoscalerStatus, ScaleTarget,
};
pub use http_route::{
    BackendRef, HttpRoute, HttpRouteRule, HttpRouteSpec, HttpRouteStatus, ParentRef, RouteParentStatus,
};
pub use int_or_percent::IntOrPercent;
pub use job::{Job, JobSpec, JobStatus};
pub use kind::Kind;
pub use label_selector::{LabelOperator, LabelRequirement, LabelSelector};
pub use lease::{Lease, LeaseSpec};
pub use managed_fields::{FieldManager, Step};
pub use name::{Name, NameError, Namespace};
pub use object::{Object, Unreadable};
pub use owner_reference::OwnerReference;
pub use place::Place;
pub use pod::{
    ContainerRunning, ContainerState, ContainerStatus, ContainerTerminated, ContainerWaiting, Pod, PodPhase, PodSpec,
    PodStatus,
};
pub use pod_disruption_budget::{PodDisruptionBudget, PodDisruptionBudgetSpec, PodDisruptionBudgetStatus};
pub use pointer::Pointer;
pub use quantity::{NoQuantity, Quantity};
pub use reason::{FieldConflict, Reason, field_conflicts};
pub use resource_quota::{ResourceQuota, ResourceQuotaSpec, ResourceQuotaStatus, ScopeRequirement, ScopeSelector};
pub use scale::Scale;
pub use time::{micro_time, time};
pub use view::View;
pub use virtual_service::{
    Destination, IstioRoute, PortSelector, RouteDestination, VirtualService, VirtualServiceSpec,
};
pub use write::Write;
