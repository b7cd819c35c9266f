//! The way to the Kubernetes API for a data source, in HCL.

use tfplugin_rs::Model;

use crate::resources::rollout::checks::{is_cluster_id, is_pem, is_pem_or_base64, is_url};
use crate::resources::rollout::connection::{Connection, Kubeconfig};

/// The way to the Kubernetes API: exactly one of `kubeconfig`, `host`, `in_cluster` and `cluster_id`.
///
/// What a data source is given is kept in the state, and Terraform has no write-only arguments for one: credentials are read
/// from files, made by plug-ins, or asked of the cloud, and none is given here.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Way {
    /// As `kubectl` is configured, with its plug-ins for credentials.
    pub(crate) kubeconfig: Option<File>,
    /// URL of the Kubernetes API.
    #[attr(must("a URL such as `https://10.0.0.1:6443`", is_url))]
    pub(crate) host: Option<String>,
    /// With `host`: its certificate authority, as PEM, or as PEM in base64 as `kgas_cluster` has it. When left out, those of the
    /// system.
    #[attr(must("certificates in PEM, or that in base64", is_pem_or_base64))]
    pub(crate) ca_certificate: Option<String>,
    /// With `host`: a file with a bearer token.
    #[attr(length(1, 4_096))]
    pub(crate) token_file: Option<String>,
    /// With `host`: a client certificate in PEM.
    #[attr(must("certificates in PEM", is_pem))]
    pub(crate) client_certificate: Option<String>,
    /// With `client_certificate`: a file with its key in PEM.
    #[attr(length(1, 4_096))]
    pub(crate) client_key_file: Option<String>,
    /// Whether the provider runs in a pod of the cluster, and has that pod's service account.
    #[attr(default = false)]
    pub(crate) in_cluster: bool,
    /// The `id` of a `kgas_cluster`: address and credentials are asked for when they are needed.
    #[attr(must("a cluster such as `aws/eu-west-1/prod`", is_cluster_id))]
    pub(crate) cluster_id: Option<String>,
}

/// As `kubectl` is configured.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct File {
    /// The file. When left out: `KUBECONFIG`, or `~/.kube/config`.
    #[attr(length(1, 4_096))]
    pub(crate) path: Option<String>,
    /// Which of its contexts. When left out, the current one.
    #[attr(length(1, 253))]
    pub(crate) context: Option<String>,
}

impl From<Way> for Connection {
    fn from(way: Way) -> Self {
        Self {
            kubeconfig: way.kubeconfig.map(|file| Kubeconfig { path: file.path, context: file.context, text_wo: None }),
            host: way.host,
            ca_certificate: way.ca_certificate,
            token_wo: None,
            token_file: way.token_file,
            client_certificate: way.client_certificate,
            client_key_wo: None,
            client_key_file: way.client_key_file,
            in_cluster: way.in_cluster,
            cluster_id: way.cluster_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same ways lead to a cluster for the resource and for the data source.
    #[test]
    fn a_way_is_a_connection_without_credentials() {
        let names = |attributes: Vec<tfplugin_rs::schema::Attribute>| {
            attributes
                .into_iter()
                .filter(|one| !one.write_only)
                .map(|one| (one.name, one.description))
                .collect::<Vec<_>>()
        };
        let words = |all: Vec<(String, String)>| all.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(words(names(Way::attributes())), words(names(Connection::attributes())));
        assert_eq!(names(File::attributes()), names(Kubeconfig::attributes()));
        assert!(Way::attributes().iter().all(|one| !one.write_only && !one.sensitive));
    }
}
