//! What a cloud can do, as data. A decision asks these fields, never for a cloud's name.

use super::{Channel, Stage};

/// What one cloud can do.
#[derive(Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact about a cloud")]
pub struct Capabilities {
    /// The cloud, for messages only.
    pub cloud: &'static str,
    /// Rule for cluster names.
    pub cluster_name: NameRule,
    /// Rule for physical pool names, suffix included.
    pub pool_name: NameRule,
    /// Between key and digest in a physical pool name.
    pub pool_name_separator: &'static str,
    /// How many minors below the control plane a pool may be when the control plane takes its next step.
    pub pool_lag_before_step: u32,
    /// The control plane can go back one minor.
    pub rollback: bool,
    /// The channels it has, with its own word for each.
    pub channels: &'static [(Channel, &'static str)],
    /// It can refuse deletion by itself.
    pub deletion_protection: bool,
    /// Encryption with a customer's key can be added to a living cluster. It can never be removed or changed.
    pub encryption_can_be_added: bool,
    /// The log components it knows.
    pub log_components: &'static [&'static str],
    /// Security groups, where the control plane takes them.
    pub security_groups: bool,
    /// The fewest subnets a control plane takes.
    pub min_subnets: usize,
    /// Which machine types have arm64 processors.
    pub arm: ArmRule,
    /// Words in an image family that say its architecture.
    pub image_words: &'static [(&'static str, Architecture)],
    /// How many machine types a pool may list.
    pub machine_types_per_pool: usize,
    /// Pools may be created and deleted side by side.
    pub parallel_pools: bool,
    /// Its own settings by name, and how each may change.
    pub settings: &'static [(&'static str, SettingChange)],
    /// The add-ons it is known to have; others may exist.
    pub addons: &'static [(&'static str, AddonOrder)],
    /// Access levels with the name of the policy that stands for each.
    pub access_levels: &'static [(&'static str, &'static str)],
    /// Kinds of support objects with the stage of each, in order of creation; deletion goes the other way round.
    pub support_kinds: &'static [(&'static str, Stage)],
    /// Kinds without a unique name, and without a token that would outlive the object it made: a stale read would make a second
    /// one, so absence is confirmed by further looks first.
    pub unguarded_kinds: &'static [&'static str],
    /// Update issues that mean "blocked": the same update may pass with force.
    pub blocked_codes: &'static [&'static str],
    /// Codes of a pool's failure that say the cloud was throttled by itself: the same pool may well be made the next time.
    pub passing_codes: &'static [&'static str],
    /// Tag keys with these prefixes are the cloud's own.
    pub reserved_tag_prefixes: &'static [&'static str],
    /// Labels of nodes in these domains are the cloud's own.
    pub reserved_label_domains: &'static [&'static str],
    /// How long to pause between looks.
    pub pauses: Pauses,
}

impl Capabilities {
    /// Whether it is known to have an add-on of this name.
    #[must_use]
    pub fn has_addon(&self, name: &str) -> bool {
        self.addons.iter().any(|(known, _)| *known == name)
    }

    /// The cloud's word for a channel.
    #[must_use]
    pub fn channel(&self, channel: Channel) -> Option<&'static str> {
        self.channels.iter().find(|(c, _)| *c == channel).map(|(_, word)| *word)
    }

    /// The architecture of a machine type, from its name.
    ///
    /// ```
    /// use kgas_engine::cluster::{Architecture, Capabilities};
    /// assert_eq!(Capabilities::AWS.architecture("c8gn.xlarge"), Architecture::Arm64);
    /// assert_eq!(Capabilities::AWS.architecture("g6.xlarge"), Architecture::Amd64);
    /// ```
    #[must_use]
    pub fn architecture(&self, machine_type: &str) -> Architecture {
        let family = machine_type.split('.').next().unwrap_or(machine_type);
        let after =
            family.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_start_matches(|c: char| c.is_ascii_digit());
        let by_letter = self.arm.after_generation.is_some_and(|letter| after.contains(letter));
        let by_prefix = self.arm.prefixes.iter().any(|prefix| machine_type.starts_with(prefix));
        if by_letter || by_prefix { Architecture::Arm64 } else { Architecture::Amd64 }
    }

    /// The architecture of an image family, if its name tells.
    #[must_use]
    pub fn image_architecture(&self, image: &str) -> Option<Architecture> {
        self.image_words.iter().find(|(word, _)| image.contains(word)).map(|(_, architecture)| *architecture)
    }

    /// When an add-on is installed. One that is not known needs nodes to run on.
    #[must_use]
    pub fn addon_order(&self, name: &str) -> AddonOrder {
        self.addons.iter().find(|(known, _)| *known == name).map_or(AddonOrder::AfterPools, |(_, order)| *order)
    }

    /// The name of the policy that stands for an access level.
    #[must_use]
    pub fn access_policy(&self, level: &str) -> Option<&'static str> {
        self.access_levels.iter().find(|(l, _)| *l == level).map(|(_, policy)| *policy)
    }

    /// How a setting may change; `None` if the cloud has no such setting.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<SettingChange> {
        self.settings.iter().find(|(n, _)| *n == name).map(|(_, change)| *change)
    }
}

/// A processor architecture, in Kubernetes' words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Kubernetes' own words")]
pub enum Architecture {
    Amd64,
    Arm64,
}

/// How a machine type's name says that its processors are arm64; every other type is amd64.
///
/// For EC2 see <https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArmRule {
    /// A letter between the generation number and the dot, as the `g` of `m7gd.large`.
    pub after_generation: Option<char>,
    /// Beginnings of names.
    pub prefixes: &'static [&'static str],
}

/// A rule for names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameRule {
    /// Longest allowed.
    pub max: usize,
    /// Only lower case.
    pub lower_case: bool,
    /// What is allowed after the first character besides letters and digits.
    pub also: &'static str,
    /// The first character may be a digit.
    pub digit_first: bool,
}

impl NameRule {
    /// Whether `name` keeps the rule.
    #[must_use]
    pub fn accepts(&self, name: &str) -> bool {
        let first = |b: u8| b.is_ascii_alphabetic() || (self.digit_first && b.is_ascii_digit());
        let rest = |b: u8| b.is_ascii_alphanumeric() || self.also.as_bytes().contains(&b);
        !name.is_empty()
            && name.len() <= self.max
            && name.bytes().take(1).all(first)
            && name.bytes().all(|b| rest(b) && !(self.lower_case && b.is_ascii_uppercase()))
    }
}

/// How a setting may change in a living cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingChange {
    /// Either way.
    InPlace,
    /// Only to a later value of this list.
    Forward(&'static [&'static str]),
    /// Only by a new cluster.
    Never,
    /// Told at creation and never returned: not compared.
    CreateOnly,
}

/// When an add-on is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddonOrder {
    /// Nodes do not become ready without it.
    BeforePools,
    /// It needs nodes to run on.
    AfterPools,
}

/// How long to pause between looks, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pauses {
    /// While a cluster is made, changed or deleted.
    pub cluster: u64,
    /// While a pool is.
    pub pool: u64,
    /// While an add-on is.
    pub addon: u64,
    /// While a support object is.
    pub support: u64,
    /// Between two looks that shall confirm an absence.
    pub confirm: u64,
    /// How long an object may be degraded after a change before that counts as its state.
    pub degraded: u64,
}

impl Capabilities {
    /// Amazon EKS. Source: <https://docs.aws.amazon.com/eks/latest/APIReference/>.
    pub const AWS: Self = Self {
        cloud: "AWS",
        cluster_name: NameRule { max: 100, lower_case: false, also: "-_", digit_first: true },
        pool_name: NameRule { max: 63, lower_case: false, also: "-_", digit_first: true },
        pool_name_separator: "-",
        pool_lag_before_step: 0,
        rollback: true,
        channels: &[
            (Channel::None, "STANDARD"),
            (Channel::Regular, "STANDARD"),
            (Channel::Stable, "STANDARD"),
            (Channel::Extended, "EXTENDED"),
        ],
        deletion_protection: true,
        encryption_can_be_added: true,
        log_components: &["api", "audit", "authenticator", "controllerManager", "scheduler"],
        security_groups: true,
        min_subnets: 2,
        arm: ArmRule { after_generation: Some('g'), prefixes: &["a1."] },
        image_words: &[
            ("ARM_64", Architecture::Arm64),
            ("arm64", Architecture::Arm64),
            ("x86_64", Architecture::Amd64),
        ],
        machine_types_per_pool: 20,
        parallel_pools: true,
        settings: &[
            ("authentication_mode", SettingChange::Forward(&["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"])),
            ("scaling_tier", SettingChange::InPlace),
            ("zonal_shift", SettingChange::InPlace),
            ("network.service_cidr", SettingChange::Never),
            ("ip_family", SettingChange::Never),
            ("bootstrap_self_managed_addons", SettingChange::CreateOnly),
            ("bootstrap_creator_admin", SettingChange::CreateOnly),
        ],
        addons: &[
            ("vpc-cni", AddonOrder::BeforePools),
            ("kube-proxy", AddonOrder::BeforePools),
            ("eks-pod-identity-agent", AddonOrder::BeforePools),
            ("coredns", AddonOrder::AfterPools),
            ("metrics-server", AddonOrder::AfterPools),
            ("aws-ebs-csi-driver", AddonOrder::AfterPools),
            ("aws-efs-csi-driver", AddonOrder::AfterPools),
            ("aws-fsx-csi-driver", AddonOrder::AfterPools),
            ("aws-mountpoint-s3-csi-driver", AddonOrder::AfterPools),
            ("snapshot-controller", AddonOrder::AfterPools),
            ("adot", AddonOrder::AfterPools),
            ("aws-guardduty-agent", AddonOrder::AfterPools),
            ("amazon-cloudwatch-observability", AddonOrder::AfterPools),
            ("aws-network-flow-monitoring-agent", AddonOrder::AfterPools),
            ("eks-node-monitoring-agent", AddonOrder::AfterPools),
            ("amazon-sagemaker-hyperpod-taskgovernance", AddonOrder::AfterPools),
            ("aws-privateca-issuer", AddonOrder::AfterPools),
            ("cert-manager", AddonOrder::AfterPools),
            ("external-dns", AddonOrder::AfterPools),
            ("kube-state-metrics", AddonOrder::AfterPools),
            ("prometheus-node-exporter", AddonOrder::AfterPools),
        ],
        access_levels: &[
            ("admin", "AmazonEKSClusterAdminPolicy"),
            ("namespace_admin", "AmazonEKSAdminPolicy"),
            ("edit", "AmazonEKSEditPolicy"),
            ("view", "AmazonEKSViewPolicy"),
        ],
        support_kinds: &[
            ("vpc", Stage::BeforeCluster),
            ("internet_gateway", Stage::BeforeCluster),
            ("subnet", Stage::BeforeCluster),
            ("elastic_ip", Stage::BeforeCluster),
            ("nat_gateway", Stage::BeforeCluster),
            ("route_table", Stage::BeforeCluster),
            ("security_group", Stage::BeforeCluster),
            ("role", Stage::BeforeCluster),
            ("oidc_provider", Stage::AfterCluster),
            ("launch_template", Stage::BeforePool),
        ],
        unguarded_kinds: &["vpc", "internet_gateway", "elastic_ip", "nat_gateway", "route_table"],
        blocked_codes: &["PodEvictionFailure"],
        // Of <https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html>; hashicorp/terraform-provider-aws#44853 is
        // about the first.
        passing_codes: &["IamThrottling", "AutoScalingGroupRateLimitExceeded"],
        reserved_tag_prefixes: &["aws:"],
        reserved_label_domains: &["eks.amazonaws.com"],
        pauses: Pauses {
            cluster: 15_000,
            pool: 15_000,
            addon: 10_000,
            support: 5_000,
            confirm: 3_000,
            degraded: 1_200_000,
        },
    };
}

#[cfg(test)]
mod tests {
    use super::{Architecture, Capabilities};

    #[test]
    fn arm_machine_types_are_known_by_their_names() {
        let arm = [
            "m7g.large",
            "t4g.small",
            "c6gn.large",
            "im4gn.large",
            "is4gen.large",
            "a1.large",
            "g5g.xlarge",
            "p6e-gb200.36xlarge",
        ];
        let amd =
            ["m7i.large", "m7i-flex.large", "g4dn.xlarge", "gr6.4xlarge", "u-6tb1.metal", "p5.48xlarge", "inf2.xlarge"];
        assert_eq!(arm.map(|name| Capabilities::AWS.architecture(name)), [Architecture::Arm64; 8]);
        assert_eq!(amd.map(|name| Capabilities::AWS.architecture(name)), [Architecture::Amd64; 7]);
    }

    #[test]
    fn cluster_names_as_eks_takes_them() {
        let rule = Capabilities::AWS.cluster_name;
        for (name, good) in [
            ("kgas-production", true),
            ("1st_Cluster", true),
            (&"a".repeat(100), true),
            (&"a".repeat(101), false),
            ("", false),
            ("-a", false),
            ("_a", false),
            ("a.b", false),
            ("kgäs", false),
            ("a b", false),
        ] {
            assert_eq!(rule.accepts(name), good, "{name:?}");
        }
    }
}
