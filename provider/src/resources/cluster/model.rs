//! `kgas_cluster` in HCL: one schema for every cloud.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_rs::field::Attr;
use tfplugin_rs::{Keyword, Model, Timeouts};

use super::ClusterId;
use super::checks::{is_json_object, is_key_arn, is_minor_version, is_network, is_service_network, is_surge};

/// A Kubernetes cluster with its node pools, add-ons and access, behind one schema on every cloud.
///
/// The cloud is chosen by its block; this version has `aws`. An apply that is interrupted, throttled or killed is resumed by
/// the next one: nothing is created twice, and nothing that does not carry this resource's `kgas-owner` tag is changed or
/// deleted.
///
/// A name is one cluster in its location, so a cluster is replaced by deleting it first: `create_before_destroy` does not work.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Cluster {
    /// Name of the cluster, unique in its account and location.
    #[attr(replace, length(1, 100))]
    pub name: String,
    /// Where it runs, in the cloud's own words: `eu-west-1`.
    #[attr(replace, length(1, 64))]
    pub location: String,
    /// Lowest acceptable Kubernetes minor version: `1.34`. Patches and newer minors that the cloud installs are no drift.
    #[attr(must("a Kubernetes minor version such as `1.34`", is_minor_version))]
    pub version: String,
    /// How the cloud keeps the version supported. On AWS `extended` buys extended support; with `none`, `regular` and
    /// `stable` AWS upgrades the cluster at the end of standard support. It has no `rapid`.
    #[attr(default = "stable")]
    pub channel: Channel,
    /// How a change of `version` is carried out.
    #[attr(default)]
    pub upgrade: Upgrade,
    /// The network it lives in: subnets that exist, or one to create.
    pub network: Network,
    /// Who can reach the Kubernetes API.
    #[attr(default)]
    pub endpoint: Endpoint,
    /// Envelope encryption of Secrets with a key of your own. It can be added to a running cluster, and not be taken away.
    pub encryption: Option<Encryption>,
    /// Logs of the control plane.
    #[attr(default)]
    pub logging: Logging,
    /// Identities for workloads.
    #[attr(default)]
    pub identity: Identity,
    /// Who may do what in the cluster, by a name of your choice. When left out, access is managed elsewhere, and on AWS
    /// the creator is an administrator. Entries that others made are left alone until they are named here. What was here and is
    /// left out altogether stays in the cloud as it is and is managed here no more; `{}` deletes it.
    pub access: Option<BTreeMap<String, Access>>,
    /// Add-ons that the cloud runs, by the cloud's name for them: `coredns`, `vpc-cni`. When left out, add-ons are managed
    /// elsewhere. Those that others installed are left alone until they are named here. What was here and is left out altogether
    /// stays in the cloud as it is and is managed here no more; `{}` deletes it.
    pub addons: Option<BTreeMap<String, Addon>>,
    /// Groups of equal machines, by a name of your choice.
    #[attr(default = {})]
    pub node_pools: BTreeMap<String, NodePool>,
    /// Tags on the cluster and on everything created for it, beside the provider's `default_tags`.
    #[attr(default = {})]
    pub tags: BTreeMap<String, String>,
    /// What a destroy may do.
    #[attr(default)]
    pub deletion: Deletion,
    /// What happens when a timeout ends an apply that the cloud is still working on.
    #[attr(default = "resume")]
    pub on_timeout: OnTimeout,
    /// How long an apply waits. Defaults: 60 minutes to create, 120 to update, 60 to delete.
    pub timeouts: Option<Timeouts>,
    /// A cluster on Amazon EKS.
    pub aws: Option<Aws>,

    /// `aws/REGION/NAME`: also what `terraform import` takes.
    #[attr(computed, keep)]
    pub id: Attr<String>,
    /// The cloud's own identifier: on AWS the ARN.
    #[attr(computed, keep)]
    pub cloud_id: Attr<String>,
    /// URL of the Kubernetes API.
    #[attr(computed, keep)]
    pub host: Attr<String>,
    /// Certificate authority of the Kubernetes API, PEM in base64.
    #[attr(computed, keep)]
    pub ca_certificate: Attr<String>,
    /// Issuer of the service account tokens, for workload identity.
    #[attr(computed, keep)]
    pub oidc_issuer: Attr<String>,
    /// The version it runs.
    #[attr(computed, changes_with("version"))]
    pub version_actual: Attr<String>,
    /// The day on which support for the running version ends, `2027-03-23`.
    #[attr(computed, changes_with("version", "channel"))]
    pub version_end_of_life: Attr<String>,
    /// `creating`, `active`, `updating`, `deleting`, `failed`, or the cloud's own word for another state. `absent` when the
    /// cluster is gone and things around it are there, `drifted` when something around it is not as it was left: the
    /// next apply mends both.
    #[attr(computed)]
    pub status: Attr<String>,
    /// What the cloud reports to be wrong with the cluster, its pools and add-ons; empty when nothing is.
    #[attr(computed)]
    pub health: Attr<Vec<String>>,
}

/// A release channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum Channel {
    /// No channel.
    None,
    /// New versions first.
    Rapid,
    /// New versions when others have tried them.
    Regular,
    /// New versions last.
    Stable,
    /// Versions past their standard support.
    Extended,
}

/// How a change of version is carried out.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Upgrade {
    /// How many minor versions one apply may climb. Each step upgrades the control plane, then add-ons and node pools.
    #[attr(default = 1, between(1, 10))]
    pub max_minor_steps: i64,
    /// What a lower `version` than the running one means.
    #[attr(default = "refuse")]
    pub on_downgrade: OnDowngrade,
    /// What happens when the cloud or a disruption budget stands against an upgrade.
    #[attr(default = "fail")]
    pub on_blocked: OnBlocked,
    /// Whether node pools are upgraded with the control plane.
    #[attr(default = "follow")]
    pub node_pools: PoolUpgrades,
}

/// What a lower version means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum OnDowngrade {
    /// An error in the plan.
    Refuse,
    /// The cloud's own rollback, one minor version, where it offers one: on AWS within seven days, while no node pool runs the
    /// newer version.
    Rollback,
}

/// What to do when an upgrade is blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum OnBlocked {
    /// Stop with the cloud's reason.
    Fail,
    /// Upgrade all the same.
    Force,
}

/// How node pools are upgraded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum PoolUpgrades {
    /// With the control plane.
    Follow,
    /// Not at all: they stay at their version, and an upgrade for which they are too old is refused.
    Hold,
}

/// The network of a cluster: exactly one of `subnet_ids` and `create`.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Network {
    /// Subnets that exist, in at least two zones.
    #[attr(length(1, 50))]
    pub subnet_ids: Option<BTreeSet<String>>,
    /// Security groups that exist, for the control plane's network interfaces.
    #[attr(default = [])]
    pub security_group_ids: BTreeSet<String>,
    /// A network to create with the cluster, and to delete with it. A cluster cannot move from or to such a network.
    pub create: Option<CreateNetwork>,
    /// Addresses of Services, chosen by the cloud when left out: a private network from `/12` to `/24` that nothing reached from
    /// the cluster has. Other addresses need a new cluster.
    #[attr(must("a private IPv4 network from /12 to /24, such as `172.20.0.0/16`", is_service_network))]
    pub service_cidr: Option<String>,
}

/// A network to create.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct CreateNetwork {
    /// Its addresses, a `/16` to `/24`. Each zone gets one public and one private subnet, a sixteenth of it each.
    #[attr(
        default = "10.0.0.0/16",
        replace,
        must("an IPv4 network from /16 to /24, such as `10.0.0.0/16`", is_network)
    )]
    pub cidr: String,
    /// In how many zones. A control plane stays in its zones.
    #[attr(default = 3, replace, between(2, 6))]
    pub zones: i64,
    /// How private subnets reach out. It changes in place; what machines have open to the outside is cut for a moment.
    #[attr(default = "single")]
    pub nat: Nat,
}

/// How private subnets reach out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum Nat {
    /// Through one gateway.
    Single,
    /// Through one gateway in each zone.
    PerZone,
    /// Not at all.
    None,
}

/// Who can reach the Kubernetes API.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Endpoint {
    /// Whether it is reachable from the internet.
    #[attr(default = false)]
    pub public: bool,
    /// Whether it is reachable from within the network.
    #[attr(default = true)]
    pub private: bool,
    /// From which addresses the public endpoint is reachable. `0.0.0.0/0` must be written out.
    #[attr(default = [])]
    pub allowed_cidrs: BTreeSet<String>,
}

/// Envelope encryption of Secrets.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Encryption {
    /// The key: on AWS the ARN of a symmetric KMS key, not of an alias.
    #[attr(length(1, 2048), must("the ARN of a KMS key, such as `arn:aws:kms:REGION:ACCOUNT:key/ID`", is_key_arn))]
    pub key_id: String,
}

/// Logs of the control plane.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Logging {
    /// The components that log.
    #[attr(default = [])]
    pub components: BTreeSet<LogComponent>,
}

/// A component of the control plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum LogComponent {
    /// The API server.
    Api,
    /// Who did what.
    Audit,
    /// Who came in, and how.
    Authenticator,
    /// Controllers.
    ControllerManager,
    /// The scheduler.
    Scheduler,
}

/// Identities for workloads.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Identity {
    /// Whether service accounts can act in the cloud: on AWS an IAM OIDC provider for the cluster's issuer.
    #[attr(default = true)]
    pub workload: bool,
}

/// What one principal may do.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Access {
    /// Who: on AWS the ARN of an IAM role or user.
    #[attr(length(1, 2048))]
    pub principal: String,
    /// What.
    pub level: Level,
    /// In which namespaces; everywhere when empty.
    #[attr(default = [])]
    pub namespaces: BTreeSet<String>,
}

/// What a principal may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum Level {
    /// Everything.
    Admin,
    /// Everything but permissions and quotas.
    Edit,
    /// Look, Secrets apart.
    View,
}

/// An add-on that the cloud runs.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Addon {
    /// Its version in the cloud's words; the cloud's default for the cluster's version when left out.
    pub version: Option<String>,
    /// Its settings as JSON.
    #[attr(must("a JSON object", is_json_object))]
    pub values: Option<String>,
    /// Role of its service account: on AWS an ARN.
    pub role: Option<String>,
}

/// A group of equal machines.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct NodePool {
    /// Types of machine in the cloud's words, best first.
    #[attr(length(1, 20))]
    pub machine_types: Vec<String>,
    /// How the machines are bought.
    #[attr(default = "on_demand")]
    pub capacity: Capacity,
    /// Fewest machines.
    #[attr(default = 1, between(0, 1000))]
    pub min: i64,
    /// Most machines.
    #[attr(default = 3, between(1, 1000))]
    pub max: i64,
    /// Machines to start with; afterwards the autoscaler's, moved only when `min` or `max` demand it.
    #[attr(between(0, 1000))]
    pub desired: Option<i64>,
    /// Subnets of its machines, in the cluster's network. When left out, they are the cluster's: a subnet that is added there
    /// is used by the pools that come after it, one that is taken away is left by pools that use it.
    #[attr(length(1, 50))]
    pub subnet_ids: Option<BTreeSet<String>>,
    /// Image of its machines, in the cloud's words: on AWS an AMI type of EKS such as `BOTTLEROCKET_x86_64`. When left out, the
    /// Amazon Linux 2023 that fits the machine types.
    #[attr(length(1, 128))]
    pub image: Option<String>,
    /// Role of its machines: on AWS an ARN. When left out, `aws.node_role_arn`.
    #[attr(length(1, 2048))]
    pub role: Option<String>,
    /// Size of the root disk in GiB, which is at least that of the image: 20.
    #[attr(default = 80, between(20, 16_384))]
    pub disk_gb: i64,
    /// Kubernetes labels.
    #[attr(default = {})]
    pub labels: BTreeMap<String, String>,
    /// Kubernetes taints.
    #[attr(default = [])]
    pub taints: BTreeSet<Taint>,
    /// Machines that may be missing during an upgrade: a number, or a share such as `10%`.
    #[attr(default = "1", must("a number or a share such as `10%`", is_surge))]
    pub surge: String,
    /// What a change does that running machines cannot take.
    #[attr(default = "rotate")]
    pub on_immutable_change: OnImmutableChange,
}

/// How machines are bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum Capacity {
    /// At list price, kept until given back.
    OnDemand,
    /// Cheaper, taken away when others pay more.
    Spot,
}

/// A Kubernetes taint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Model)]
pub struct Taint {
    /// Its key.
    #[attr(length(1, 63))]
    pub key: String,
    /// Its value.
    #[attr(default = "")]
    pub value: String,
    /// What it does.
    pub effect: TaintEffect,
}

/// What a taint does, in Kubernetes' words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum TaintEffect {
    /// New pods stay away.
    #[keyword("NoSchedule")]
    NoSchedule,
    /// New pods stay away if they can.
    #[keyword("PreferNoSchedule")]
    PreferNoSchedule,
    /// Pods leave.
    #[keyword("NoExecute")]
    NoExecute,
}

/// What a change does that running machines cannot take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum OnImmutableChange {
    /// A new pool comes first, then the old one goes.
    Rotate,
    /// The old pool goes first, then a new one comes.
    Replace,
    /// An error in the plan.
    Refuse,
}

/// What a destroy may do.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Deletion {
    /// Whether a destroy is refused, by the plan and by the cloud.
    #[attr(default = true)]
    pub protected: bool,
    /// What happens to network interfaces, load balancers, security groups, disks and logs that the cluster leaves behind.
    #[attr(default = "report")]
    pub sweep: Sweep,
}

/// What happens to leftovers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum Sweep {
    /// Nobody looks.
    Off,
    /// They are listed in a warning, and none is touched.
    Report,
}

/// What a timeout does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub enum OnTimeout {
    /// A warning: the next apply goes on.
    Resume,
    /// An error.
    Fail,
}

/// A cluster on Amazon EKS.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Aws {
    /// Role of the control plane; created with the cluster when left out. A cluster keeps its role: another one is another
    /// cluster.
    pub role_arn: Option<String>,
    /// Role of the nodes; created with the cluster when left out.
    pub node_role_arn: Option<String>,
}

impl Cluster {
    /// A cluster of which nothing but the name is known, to be filled by a look. It wants nothing.
    pub(super) fn blank(id: &ClusterId) -> Self {
        Self {
            name: id.name.clone(),
            location: id.location.clone(),
            version: "0.0".to_owned(),
            channel: Channel::Stable,
            upgrade: Upgrade {
                max_minor_steps: 1,
                on_downgrade: OnDowngrade::Refuse,
                on_blocked: OnBlocked::Fail,
                node_pools: PoolUpgrades::Follow,
            },
            network: Network {
                subnet_ids: Some(BTreeSet::new()),
                security_group_ids: BTreeSet::new(),
                create: None,
                service_cidr: None,
            },
            endpoint: Endpoint { public: false, private: true, allowed_cidrs: BTreeSet::new() },
            encryption: None,
            logging: Logging { components: BTreeSet::new() },
            identity: Identity { workload: true },
            access: Some(BTreeMap::new()),
            addons: Some(BTreeMap::new()),
            node_pools: BTreeMap::new(),
            tags: BTreeMap::new(),
            deletion: Deletion { protected: false, sweep: Sweep::Report },
            on_timeout: OnTimeout::Resume,
            timeouts: None,
            aws: Some(Aws { role_arn: None, node_role_arn: None }),
            id: Attr::Null,
            cloud_id: Attr::Null,
            host: Attr::Null,
            ca_certificate: Attr::Null,
            oidc_issuer: Attr::Null,
            version_actual: Attr::Null,
            version_end_of_life: Attr::Null,
            status: Attr::Null,
            health: Attr::Null,
        }
    }
}
