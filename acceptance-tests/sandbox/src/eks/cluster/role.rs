//! Whether EKS may act as a role, as far as it knows the role by now.
use crate::call::Refusal;
use crate::iam::trust;
use crate::world::World;

const CLUSTER_POLICY: &str = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";

/// # Errors
/// `InvalidParameterException` when the role is not known to EKS (yet), does not trust it, or lacks the managed policy.
pub(crate) fn check(world: &World, arn: &str) -> Result<(), Refusal> {
    let Some(role) = world.iam.known(arn, world.now) else {
        return Err(Refusal::invalid(format!("Role with arn: {arn} does not exist.")));
    };
    if !trust::trusts(role, "eks.amazonaws.com") {
        let words = format!("Role could not be assumed because the trusted entity is not correct: {arn}");
        return Err(Refusal::invalid(words));
    }
    let attached = role.attached.get(CLUSTER_POLICY).is_some_and(|known| *known <= world.now);
    if !attached && role.inline.is_empty() {
        return Err(Refusal::invalid(format!(
            "The provided role doesn't have the Amazon EKS Managed Policies associated with it. Please ensure the following policies [{CLUSTER_POLICY}] are attached"
        )));
    }
    Ok(())
}
