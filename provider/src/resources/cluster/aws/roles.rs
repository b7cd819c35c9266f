//! The two roles that a cluster needs: given, or made with it.

use std::collections::BTreeMap;

use kgas_engine::OwnerTag;
use kgas_engine::cluster::{Key, Ref};
use kgas_transport::aws::partition;

use super::objects::{Object, Objects, Origin};
use crate::resources::cluster::model::{self, Cluster};

/// The attribute that names the control plane's role.
pub(super) const ROLE_PATH: &str = "aws.role_arn";

/// A role that is made where none is given.
pub(super) struct Role {
    /// The attribute that gives one.
    path: &'static str,
    /// What it is for, in its key and name.
    what: &'static str,
    /// Who takes it on, in this partition.
    service: fn(&str) -> &'static str,
    /// Names of AWS' own policies.
    policies: &'static [&'static str],
}

pub(super) const CONTROL_PLANE: Role = Role {
    path: ROLE_PATH,
    what: "control-plane",
    service: |_| "eks.amazonaws.com",
    policies: &["AmazonEKSClusterPolicy"],
};

pub(super) const NODES: Role = Role {
    path: "aws.node_role_arn",
    what: "nodes",
    service: ec2,
    policies: &["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"],
};

/// The machines' service. EKS refuses a role of nodes that trusts it by another name.
/// Source: <https://docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html>.
fn ec2(partition: &str) -> &'static str {
    if partition == "aws-cn" { "ec2.amazonaws.com.cn" } else { "ec2.amazonaws.com" }
}

impl Role {
    /// The role as an object, with its key.
    fn object(&self, model: &Cluster, owner: &OwnerTag) -> (Key, Object) {
        let name: String = model.name.chars().take(30).collect();
        let name = format!("{name}-{}-{}", self.what, &owner.as_str()[..16]);
        let partition = partition(&model.location);
        let policies = self.policies.iter().map(|policy| format!("arn:{partition}:iam::aws:policy/{policy}"));
        let object = Object::Role { name, service: (self.service)(partition), policies: policies.collect() };
        (Key(format!("role-{}", self.what)), object)
    }

    /// The role that is given, or else the one that is made. One that was made before and is given now leaves.
    pub(super) fn add(
        &self,
        objects: &mut Objects,
        roles: &Roles<'_>,
        given: impl Fn(&model::Aws) -> Option<&String>,
    ) -> Ref {
        let Roles { model, before, owner, tags, everything } = roles;
        let of = |model: &Cluster| model.aws.as_ref().and_then(&given).cloned();
        let (key, object) = self.object(model, owner);
        // The one that was made may be written down, and stays the one that was made.
        let made = |arn: &String| matches!(&object, Object::Role { name, .. } if arn.ends_with(&format!("/{name}")));
        let Some(arn) = of(model).filter(|arn| !made(arn)) else {
            let path = self.path;
            let otherwise = format!("Delete it, or set `{path}` to the role that shall be used.");
            objects.insert(key.clone(), object, (*tags).clone(), Origin::new(path, otherwise));
            return Ref::Support(key);
        };
        if *everything || before.is_some_and(|before| of(before).is_none()) {
            objects.leave(key, object);
        }
        Ref::Id(arn)
    }
}

/// For whom roles are.
pub(super) struct Roles<'a> {
    pub(super) model: &'a Cluster,
    pub(super) before: Option<&'a Cluster>,
    pub(super) owner: &'a OwnerTag,
    pub(super) tags: &'a BTreeMap<String, String>,
    /// Whether one that was made is looked for though the state knows none.
    pub(super) everything: bool,
}
