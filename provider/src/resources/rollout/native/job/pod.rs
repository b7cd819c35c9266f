//! The way to the cluster from within a pod of it.

use std::path::Path;

use kgas_transport::Env;

use crate::resources::rollout::connection::Connection;

/// As Kubernetes tells a pod, with the identity in `folder`.
///
/// Source: <https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/#directly-accessing-the-rest-api>.
///
/// # Errors
/// What is missing.
pub(super) fn connection(folder: &Path, env: &Env) -> Result<Connection, String> {
    let told = |name: &str| env.get(name).ok_or_else(|| format!("{name} is not set: this is no pod"));
    let (host, port) = (told("KUBERNETES_SERVICE_HOST")?, told("KUBERNETES_SERVICE_PORT")?);
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    let place = folder.join("ca.crt");
    let ca = std::fs::read_to_string(&place).map_err(|err| format!("{} cannot be read: {err}", place.display()))?;
    Ok(Connection {
        kubeconfig: None,
        host: Some(format!("https://{host}:{port}")),
        ca_certificate: Some(ca),
        token_wo: None,
        token_file: Some(folder.join("token").display().to_string()),
        client_certificate: None,
        client_key_wo: None,
        client_key_file: None,
        in_cluster: false,
        cluster_id: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_colons() {
        let folder = std::env::temp_dir().join(format!("kgas-pod-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("ca.crt"), "PEM").unwrap();
        let env = |host| Env::fixed([("KUBERNETES_SERVICE_HOST", host), ("KUBERNETES_SERVICE_PORT", "443")]);
        let of = |host| connection(&folder, &env(host)).unwrap().host.unwrap();
        assert_eq!(
            (of("10.0.0.1"), of("fd00::1")),
            ("https://10.0.0.1:443".to_owned(), "https://[fd00::1]:443".to_owned())
        );
        let why = connection(&folder, &Env::fixed([])).unwrap_err();
        assert!(why.contains("KUBERNETES_SERVICE_HOST"), "{why}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
