//! Whether nodes may act as a role.
use crate::call::Refusal;
use crate::iam::trust;
use crate::world::World;

const POLICIES: [&str; 2] = ["AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy"];

/// # Errors
/// `InvalidParameterException` when the role is not known to EKS (yet) or EC2 may not assume it.
pub(crate) fn check(world: &World, arn: &str) -> Result<(), Refusal> {
    let Some(role) = world.iam.known(arn, world.now) else {
        return Err(Refusal::invalid(format!("The role with name {arn} does not exist.")));
    };
    if trust::trusts(role, "ec2.amazonaws.com") {
        return Ok(());
    }
    Err(Refusal::invalid(format!(
        "Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole {arn}"
    )))
}

/// Whether a node of that role can join its cluster: a managed policy for nodes is attached by now, or an inline one is there.
pub(crate) fn joins(world: &World, arn: &str) -> bool {
    world.iam.known(arn, world.now).is_some_and(|role| {
        let worker = |arn: &str| POLICIES.iter().any(|name| arn.ends_with(name));
        role.attached.iter().any(|(arn, known)| worker(arn) && *known <= world.now) || !role.inline.is_empty()
    })
}
