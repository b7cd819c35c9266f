//! The way to the Kubernetes API, in HCL.

use std::fmt;
use std::sync::Arc;

use kgas_transport::Secret;
use tfplugin_rs::schema::Kind;
use tfplugin_rs::value::{Type, Value};
use tfplugin_rs::{Field, Model, Problems};

use super::checks::{is_cluster_id, is_pem, is_pem_or_base64, is_url};

/// The way to the Kubernetes API: exactly one of `kubeconfig`, `host`, `in_cluster` and `cluster_id`.
///
/// What ends in `_wo` is in no plan and no state, and Terraform hands it to a plan and an apply only. A refresh then keeps what
/// the state says, and a destroy needs another way: a file, a `kubeconfig`, a `cluster_id`.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Connection {
    /// As `kubectl` is configured, with its plug-ins for credentials.
    pub(crate) kubeconfig: Option<Kubeconfig>,
    /// URL of the Kubernetes API.
    #[attr(must("a URL such as `https://10.0.0.1:6443`", is_url))]
    pub(crate) host: Option<String>,
    /// With `host`: its certificate authority, as PEM, or as PEM in base64 as `kgas_cluster` has it. When left out, those of the
    /// system.
    #[attr(must("certificates in PEM, or that in base64", is_pem_or_base64))]
    pub(crate) ca_certificate: Option<String>,
    /// With `host`: a bearer token.
    #[attr(write_only)]
    pub(crate) token_wo: Option<Credential>,
    /// With `host`: a file with a bearer token, which is read again for every apply.
    #[attr(length(1, 4_096))]
    pub(crate) token_file: Option<String>,
    /// With `host`: a client certificate in PEM.
    #[attr(must("certificates in PEM", is_pem))]
    pub(crate) client_certificate: Option<String>,
    /// With `client_certificate`: its key in PEM.
    #[attr(write_only)]
    pub(crate) client_key_wo: Option<Credential>,
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

impl Connection {
    /// Whether its credentials are in the configuration alone, which a refresh and a destroy do not see.
    pub(crate) fn lacks_credentials(&self) -> bool {
        let kept = self.token_file.is_some() || self.client_key_file.is_some();
        let given = self.token_wo.is_some() || self.client_key_wo.is_some();
        // With neither it may have been a text, which is nowhere but in the configuration.
        let text = self.kubeconfig.as_ref().is_some_and(|kubeconfig| {
            kubeconfig.path.is_none() && kubeconfig.context.is_none() && kubeconfig.text_wo.is_none()
        });
        (self.host.is_some() && !kept && !given) || text
    }
}

/// As `kubectl` is configured.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Kubeconfig {
    /// The file. When left out: `KUBECONFIG`, or `~/.kube/config`.
    #[attr(length(1, 4_096))]
    pub(crate) path: Option<String>,
    /// Which of its contexts. When left out, the current one.
    #[attr(length(1, 253))]
    pub(crate) context: Option<String>,
    /// What such a file holds, in place of a file; its own current context counts.
    #[attr(write_only)]
    pub(crate) text_wo: Option<Credential>,
}

/// A credential of the configuration: in no plan, no state and no message.
#[derive(Clone)]
pub(crate) struct Credential(Arc<Secret<String>>);

impl Credential {
    /// Hides a text.
    #[must_use]
    pub(crate) fn new(text: &str) -> Self {
        Self(Arc::new(Secret::from(text)))
    }

    /// The text, for the one place that sends it.
    #[must_use]
    pub(crate) fn secret(&self) -> &Secret<String> {
        &self.0
    }
}

impl PartialEq for Credential {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose() == other.0.expose()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Field for Credential {
    fn kind() -> Kind {
        Kind::Value(Type::String)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        String::from_value(value).map(|text| Self::new(&text))
    }

    /// Nothing: it is read, and never written.
    fn to_value(&self) -> Value {
        Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_read_and_never_written() {
        let read = Credential::from_value(&"hunter2".into()).unwrap();
        assert_eq!(read.secret().expose(), "hunter2");
        assert_eq!(read.to_value(), Value::Null);
        assert_eq!(format!("{read:?}"), "Secret(***)");
        assert_ne!(read, Credential::new("hunter3"));
    }

    #[test]
    fn every_credential_is_write_only() {
        let of = |attributes: Vec<tfplugin_rs::schema::Attribute>| {
            attributes.into_iter().filter(|one| one.write_only).map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(of(Connection::attributes()), ["token_wo", "client_key_wo"]);
        assert_eq!(of(Kubeconfig::attributes()), ["text_wo"]);
    }
}
