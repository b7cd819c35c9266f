//! Whose log is read: the names of one rollout's objects, and what it promised.

/// How the provider is called in the log.
pub const PROVIDER: &str = "terraform-provider-kgas";

/// One rollout. What is not promised is not checked.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Where everything is.
    pub namespace: String,
    /// The `HTTPRoute`, `VirtualService` or Ingress.
    pub route: String,
    /// The Ingress beside it, where the route is one of ingress-nginx.
    pub beside: String,
    /// The route is a Service that selects one of the slots.
    pub switched: bool,
    /// Nobody else has a part in the route.
    pub owned: bool,
    /// Slots a and b: the name of their Deployments and Services.
    pub slots: [String; 2],
    /// The Service whose place the slots take in a shared route, and the Deployment that was there before.
    pub adopted: Option<String>,
    /// The Lease.
    pub lease: String,
    /// Thousandths of the Lease's duration after which its holder may be believed to be gone, as in `KGAS_POLL_SCALE`.
    pub lock_scale: u32,
    /// What both weights add up to in every rule that has both slots.
    pub whole: u64,
    /// Pods that carry all the traffic. With it, a share of the traffic needs its share of them; without it, one.
    pub replicas: Option<u64>,
    /// The most pods that there may be at once.
    pub most_pods: Option<u64>,
    /// The fewest pods that are available at any time, once they were.
    pub least_available: Option<u64>,
    /// The program that is held to all this; others may write what they like.
    pub agent: String,
}

impl Subject {
    /// The rollout of that name, with its own route of the same name.
    #[must_use]
    pub fn of(namespace: &str, rollout: &str) -> Self {
        Self {
            namespace: namespace.to_owned(),
            route: rollout.to_owned(),
            beside: format!("{rollout}-kgas-canary"),
            switched: false,
            owned: true,
            slots: ["a", "b"].map(|slot| format!("{rollout}-{slot}")),
            adopted: None,
            lease: format!("kgas-rollout-{rollout}"),
            lock_scale: 1_000,
            whole: 100,
            replicas: None,
            most_pods: None,
            least_available: None,
            agent: PROVIDER.to_owned(),
        }
    }

    /// Pods that a slot needs for a weight.
    pub(super) fn needed(&self, weight: u64) -> u64 {
        let share = self.replicas.map(|replicas| (weight * replicas).div_ceil(self.whole.max(1)));
        if weight == 0 { 0 } else { share.unwrap_or(1).max(1) }
    }

    /// The Deployments that its pods belong to.
    pub(super) fn deployments(&self) -> impl Iterator<Item = &String> {
        self.slots.iter().chain(&self.adopted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_traffic_needs_its_share_of_the_pods() {
        let mut subject = Subject::of("shop", "api");
        assert_eq!([0, 5, 100].map(|weight| subject.needed(weight)), [0, 1, 1]);
        subject.replicas = Some(10);
        assert_eq!([0, 5, 11, 100].map(|weight| subject.needed(weight)), [0, 1, 2, 10]);
    }
}
