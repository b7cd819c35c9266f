//! The way to the Kubernetes API.

use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Problems, View};

use super::{Given, count};

/// What only an address needs: the others have it in themselves.
const OF_HOST: [&str; 6] =
    ["ca_certificate", "token_wo", "token_file", "client_certificate", "client_key_wo", "client_key_file"];

pub(in crate::resources::rollout) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    if !Given::at(config, "kubernetes").is_yes() {
        return Ok(());
    }
    let at = |name: &str| Given::at(config, &format!("kubernetes.{name}"));
    let in_cluster = match config.get::<bool>("kubernetes.in_cluster")? {
        Attr::Known(true) => Given::Yes,
        Attr::Known(false) | Attr::Null => Given::No,
        Attr::Unknown => Given::Unknown,
    };
    let ways = count(&[at("kubeconfig"), at("host"), in_cluster, at("cluster_id")]);
    if ways.is_some_and(|ways| ways != 1) {
        told.push(
            Diagnostic::error("One way to the cluster is needed")
                .at("kubernetes")
                .detail("`kubeconfig`, `host`, `in_cluster` and `cluster_id` each are a way to the Kubernetes API.")
                .next_step("Write exactly one of them. To have it found as `kubectl` does, leave `kubernetes` out."),
        );
    }
    if at("host").is_no() {
        for name in OF_HOST.into_iter().filter(|name| at(name).is_yes()) {
            told.push(
                Diagnostic::error("Belongs to an address")
                    .at(format!("kubernetes.{name}").as_str())
                    .detail(format!("`{name}` is used with `host`, which is not there."))
                    .next_step(format!("Write `host`, or leave `{name}` out.")),
            );
        }
    }
    keys(config, told);
    for (name, text) in [
        ("path", "Both `path` and `text_wo` are there, and each is a whole kubeconfig."),
        ("context", "`context` chooses from a file; the text of `text_wo` has a current context of its own."),
    ] {
        if at(&format!("kubeconfig.{name}")).is_yes() && at("kubeconfig.text_wo").is_yes() {
            told.push(
                Diagnostic::error("One kubeconfig is needed")
                    .at("kubernetes.kubeconfig")
                    .detail(text)
                    .next_step("Remove one of the two."),
            );
        }
    }
    Ok(())
}

/// A certificate and its key come together.
fn keys(config: View<'_>, told: &mut Diagnostics) {
    let at = |name: &str| Given::at(config, &format!("kubernetes.{name}"));
    let key = count(&[at("client_key_wo"), at("client_key_file")]);
    let (path, text) = match (at("client_certificate"), key) {
        (Given::Yes, Some(0)) => {
            ("kubernetes.client_certificate", "A client certificate is there, and its key is not.")
        }
        (Given::No, Some(1..)) => {
            ("kubernetes", "The key of a client certificate is there, and the certificate is not.")
        }
        _ => return,
    };
    told.push(
        Diagnostic::error("Certificate and key are needed")
            .at(path)
            .detail(text)
            .next_step("Write `client_certificate`, and `client_key_wo` or `client_key_file`."),
    );
}
