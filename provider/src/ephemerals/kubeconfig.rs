//! `ephemeral kgas_kubeconfig`: the way into a cluster, with a token that is good for some minutes.

use std::time::SystemTime;

use tfplugin_rs::{Attr, Context, Diagnostic, Diagnostics, Ephemeral, Model, Opened, Private, Problems, View};

use crate::client::Client;
use crate::resources::{ClusterId, Entry, NoEntry, enter};

/// `ephemeral kgas_kubeconfig`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kubeconfig;

/// Address, certificate authority and a short-lived token of a cluster, for providers and provisioners. Nothing of it is stored.
#[derive(Debug, Clone, PartialEq, Model)]
pub struct Access {
    /// Which cluster: `aws/REGION/NAME`, the `id` of a `kgas_cluster`.
    pub cluster_id: String,
    /// URL of the Kubernetes API.
    #[attr(computed)]
    pub host: Attr<String>,
    /// Certificate authority of the Kubernetes API, PEM in base64.
    #[attr(computed)]
    pub ca_certificate: Attr<String>,
    /// A bearer token.
    #[attr(computed, sensitive)]
    pub token: Attr<String>,
    /// When the token ends, RFC 3339.
    #[attr(computed)]
    pub expires_at: Attr<String>,
}

impl Ephemeral for Kubeconfig {
    type Client = Client;
    type Model = Access;
    const TYPE: &'static str = "kgas_kubeconfig";

    fn validate(&self, config: View<'_>) -> Result<Diagnostics, Problems> {
        let mut told = Diagnostics::none();
        if let Attr::Known(id) = config.get::<String>("cluster_id")?
            && let Err(text) = id.parse::<ClusterId>()
        {
            told.push(Diagnostic::error("Not a cluster's id").at("cluster_id").detail(text));
        }
        Ok(told)
    }

    async fn open(&self, config: Access, context: Context<Client>) -> Result<Opened<Access>, Diagnostics> {
        let failed = |text: String| {
            Diagnostic::error("No way into the cluster")
                .at("cluster_id")
                .detail(format!("{text}. Nothing was changed."))
                .next_step("Check the provider's credentials and their permissions.")
        };
        let entered = enter(&context.client, &config.cluster_id, &context.stop).await;
        let Entry { aws, name, host, ca_certificate } = entered.map_err(|why| match why {
            NoEntry::NotAnId(text) => Diagnostic::error("Not a cluster's id").at("cluster_id").detail(text),
            NoEntry::Unconnected(told) => told,
            NoEntry::Failed(text) => failed(text),
            NoEntry::NotReady { name, status } => Diagnostic::error("Cluster is not ready")
                .at("cluster_id")
                .detail(format!("Cluster {name} has no API server yet: its status is {status}."))
                .next_step("Apply again once it is active. Nobody was given half an access."),
        })?;
        let token = aws.kube_token(&name).await.map_err(|err| failed(err.to_string()))?;
        let result = Access {
            cluster_id: config.cluster_id,
            host: Attr::Known(host),
            ca_certificate: Attr::Known(ca_certificate),
            token: Attr::Known(token.token.expose().clone()),
            expires_at: Attr::Known(rfc3339(token.expires_at)),
        };
        // Renewing cannot change what Terraform holds, so there is nothing to renew.
        Ok(Opened { result, renew_at: None, private: Private::default(), diagnostics: Diagnostics::none() })
    }
}

fn rfc3339(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).map(|time| time.to_string()).unwrap_or_default()
}
