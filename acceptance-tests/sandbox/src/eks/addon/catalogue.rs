//! The add-ons EKS offers, and which of their versions run on which Kubernetes.
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html>.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::call::{Answered, Call, Refusal};
use crate::eks::input::page;
use crate::eks::versions::{self, RELEASES};
use crate::world::World;

/// An add-on on offer.
pub(crate) struct Offer {
    pub(crate) name: &'static str,
    kind: &'static str,
    namespace: &'static str,
    /// Whether its pods are a deployment, which needs a node, and not a daemon set, which is complete without any.
    pub(crate) deployment: bool,
    /// Service account that wants rights in AWS, and the managed policy that gives them.
    rights: Option<(&'static str, &'static str)>,
    line: Line,
}

/// How an add-on's versions go with Kubernetes'.
enum Line {
    /// The same for every minor.
    One([&'static str; 2]),
    /// A line of its own for each minor, `{}` being the minor.
    Each([&'static str; 2]),
}

const fn offer(name: &'static str, kind: &'static str, deployment: bool, line: Line) -> Offer {
    Offer { name, kind, namespace: "kube-system", deployment, rights: None, line }
}

const OFFERS: &[Offer] = &[
    Offer {
        rights: Some(("aws-node", "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy")),
        ..offer("vpc-cni", "networking", false, Line::One(["v1.20.4-eksbuild.2", "v1.20.3-eksbuild.1"]))
    },
    offer("coredns", "networking", true, Line::Each(["v1.12.{}-eksbuild.2", "v1.12.{}-eksbuild.1"])),
    offer("kube-proxy", "networking", false, Line::Each(["v1.{}.3-eksbuild.2", "v1.{}.0-eksbuild.2"])),
    offer("eks-pod-identity-agent", "security", false, Line::One(["v1.3.9-eksbuild.3", "v1.3.8-eksbuild.2"])),
    offer("eks-node-monitoring-agent", "observability", false, Line::One(["v1.4.1-eksbuild.1", "v1.4.0-eksbuild.2"])),
    offer("metrics-server", "observability", true, Line::One(["v0.8.0-eksbuild.3", "v0.8.0-eksbuild.2"])),
    offer("snapshot-controller", "storage", true, Line::One(["v8.3.0-eksbuild.1", "v8.2.0-eksbuild.1"])),
    Offer {
        rights: Some(("ebs-csi-controller-sa", "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy")),
        ..offer("aws-ebs-csi-driver", "storage", true, Line::One(["v1.52.1-eksbuild.1", "v1.51.0-eksbuild.1"]))
    },
    Offer {
        rights: Some(("efs-csi-controller-sa", "arn:aws:iam::aws:policy/service-role/AmazonEFSCSIDriverPolicy")),
        ..offer("aws-efs-csi-driver", "storage", true, Line::One(["v2.1.13-eksbuild.1", "v2.1.12-eksbuild.1"]))
    },
    Offer {
        rights: Some(("cloudwatch-agent", "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy")),
        namespace: "amazon-cloudwatch",
        ..offer(
            "amazon-cloudwatch-observability",
            "observability",
            true,
            Line::One(["v4.5.0-eksbuild.1", "v4.4.0-eksbuild.1"]),
        )
    },
];

impl Offer {
    pub(crate) fn of(name: &str) -> Option<&'static Self> {
        OFFERS.iter().find(|offer| offer.name == name)
    }

    /// Versions for a Kubernetes minor, newest first; the last is the default.
    fn versions(&self, minor: u32) -> [String; 2] {
        match self.line {
            Line::One(versions) => versions.map(str::to_owned),
            Line::Each(versions) => versions.map(|version| version.replace("{}", &minor.to_string())),
        }
    }

    /// The version a cluster of that minor gets when none is asked for.
    pub(crate) fn default(&self, minor: u32) -> String {
        let [_, default] = self.versions(minor);
        default
    }

    pub(crate) fn runs(&self, version: &str, minor: u32) -> bool {
        self.versions(minor).iter().any(|offered| offered == version)
    }

    fn shape(&self, minors: &[u32]) -> Value {
        let mut compatible: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for minor in minors.iter().rev() {
            for version in self.versions(*minor) {
                let default = version == self.default(*minor);
                let on = json!({ "clusterVersion": format!("1.{minor}"), "platformVersions": ["*"], "defaultVersion": default });
                compatible.entry(version).or_default().push(on);
            }
        }
        let versions = compatible.into_iter().rev().map(|(version, on)| {
            json!({
                "addonVersion": version, "architecture": ["amd64", "arm64"], "compatibilities": on,
                "computeTypes": ["ec2", "hybrid", "auto"], "requiresConfiguration": false,
                "requiresIamPermissions": self.rights.is_some(),
            })
        });
        json!({
            "addonName": self.name, "type": self.kind, "addonVersions": versions.collect::<Value>(),
            "publisher": "eks", "owner": "aws", "defaultNamespace": self.namespace,
        })
    }
}

/// `DescribeAddonVersions`.
pub(crate) fn supported(world: &mut World, call: &Call) -> Answered {
    let minors: Vec<u32> = match call.params.get("kubernetesVersion") {
        Some(version) => versions::minor(version).into_iter().collect(),
        None => RELEASES.iter().map(|release| release.minor).collect(),
    };
    let minors: Vec<u32> =
        minors.into_iter().filter(|minor| versions::offered(&format!("1.{minor}"), world.now).is_some()).collect();
    let (name, kinds) = (call.params.get("addonName"), call.params.all("types"));
    if let Some(name) = name.filter(|name| Offer::of(name).is_none()) {
        return Err(Refusal::absent(format!("Addon {name} not found.")));
    }
    let asked = |offer: &&Offer| {
        name.is_none_or(|name| name == offer.name) && (kinds.is_empty() || kinds.iter().any(|kind| kind == offer.kind))
    };
    let shapes = OFFERS.iter().filter(asked).filter(|_| !minors.is_empty()).map(|offer| offer.shape(&minors)).collect();
    page(call, "addons", shapes)
}

/// `DescribeAddonConfiguration`: any object is a configuration here.
pub(crate) fn configuration(_world: &mut World, call: &Call) -> Answered {
    let (name, version) =
        (call.params.get("addonName").unwrap_or_default(), call.params.get("addonVersion").unwrap_or_default());
    let offer = Offer::of(name).filter(|offer| RELEASES.iter().any(|release| offer.runs(version, release.minor)));
    let offer = offer.ok_or_else(|| Refusal::absent(format!("Addon {name} version {version} not found.")))?;
    let rights: Vec<Value> = offer
        .rights
        .iter()
        .map(|(account, policy)| json!({ "serviceAccount": account, "recommendedManagedPolicies": [policy] }))
        .collect();
    Ok(json!({
        "addonName": name, "addonVersion": version, "podIdentityConfiguration": rights,
        "configurationSchema": json!({ "$schema": "http://json-schema.org/draft-06/schema#", "type": "object" }).to_string(),
    }))
}
