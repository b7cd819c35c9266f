//! What a destroyed cluster left behind, in words.

use kgas_engine::cluster::Seen;
use kgas_engine::cluster::observed::Leak;
use tfplugin_rs::Diagnostic;

/// A warning each on what is left, on what is kept, and on what could not be looked for.
pub(super) fn report(seen: &Seen) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    if !seen.leaks.is_empty() {
        told.push(
            Diagnostic::warning("The cluster left things behind")
                .detail(format!(
                    "The cluster is gone. Workloads in it had made what is still there and may cost money: {}.",
                    list(&seen.leaks)
                ))
                .next_step(
                    "Delete them by hand if nothing needs them. `deletion = { sweep = \"off\" }` stops this report.",
                ),
        );
    }
    if !seen.kept.is_empty() {
        told.push(
            Diagnostic::warning("The cluster's logs are kept")
                .detail(format!("The cluster is gone. What its control plane logged is kept: {}.", list(&seen.kept)))
                .next_step("Delete it by hand when nobody will ask for it any more."),
        );
    }
    if !seen.unlooked.is_empty() {
        let lines = seen.unlooked.iter().map(|one| format!("could not look for {}: {}", one.what, one.why));
        told.push(
            Diagnostic::warning("Leftovers could not be looked for")
                .detail(format!("The cluster is gone. The provider {}.", lines.collect::<Vec<_>>().join("; it ")))
                .next_step(
                    "Look for them by hand, and give the provider's identity the permissions that were refused, or set \
                     `deletion = { sweep = \"off\" }`.",
                ),
        );
    }
    told
}

fn list(leaks: &[Leak]) -> String {
    leaks.iter().map(|leak| format!("{} {}", leak.kind, leak.id)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use kgas_engine::cluster::observed::Unlooked;

    use super::*;

    fn leak(kind: &str, id: &str) -> Leak {
        Leak { kind: kind.to_owned(), id: id.to_owned(), network_id: None, releasing: false }
    }

    fn unlooked(what: &str, why: &str) -> Unlooked {
        Unlooked { what: what.to_owned(), why: why.to_owned() }
    }

    #[test]
    fn each_is_said_by_itself_and_nothing_where_there_is_nothing() {
        assert_eq!(report(&Seen::default()), vec![]);
        let seen = Seen {
            leaks: vec![leak("load balancer", "k8s-a"), leak("disk", "vol-1")],
            kept: vec![leak("log group", "/aws/eks/prod/cluster")],
            unlooked: vec![unlooked("load balancers", "AccessDenied"), unlooked("disks", "Throttling")],
            ..Seen::default()
        };
        let told: Vec<_> = report(&seen).iter().map(|told| format!("{told:?}")).collect();
        for (nth, part) in [
            (0, "may cost money: load balancer k8s-a, disk vol-1."),
            (1, "is kept: log group /aws/eks/prod/cluster."),
            (2, "could not look for load balancers: AccessDenied; it could not look for disks: Throttling."),
        ] {
            assert!(told[nth].contains(part), "{}", told[nth]);
        }
        assert_eq!(told.len(), 3);
    }
}
