//! Who may ask the API server, and the files they need for it.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

/// An identity that the API server knows by a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    /// May do everything.
    Admin,
    /// `restricted`: may do nothing until a test's role says so.
    Restricted,
    /// Our own data plane, which the audit log leaves out.
    Traffic,
    /// A component, by its own name so that the audit log tells who wrote.
    ControllerManager,
    /// As above.
    Scheduler,
    /// As above.
    Kwok,
    /// A controller of others that carries rollouts out.
    Delivery,
}

impl User {
    const ALL: [Self; 7] = [
        Self::Admin,
        Self::Restricted,
        Self::Traffic,
        Self::ControllerManager,
        Self::Scheduler,
        Self::Kwok,
        Self::Delivery,
    ];

    /// The name that the API server and its audit log know.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Restricted => "restricted",
            Self::Traffic => "traffic",
            Self::ControllerManager => "kube-controller-manager",
            Self::Scheduler => "kube-scheduler",
            Self::Kwok => "kwok",
            Self::Delivery => "delivery",
        }
    }

    /// The bearer token: good on loopback for the life of one test, and a canary for what must not be logged.
    #[must_use]
    pub fn token(self) -> String {
        format!("kgas-test-token-of-{}", self.name())
    }

    fn groups(self) -> &'static str {
        if self == Self::Restricted { "" } else { "system:masters" }
    }
}

/// The API server's `--token-auth-file`.
pub(super) fn tokens() -> String {
    let line = |user: User| format!("{},{},{},\"{}\"\n", user.token(), user.name(), user.name(), user.groups());
    User::ALL.map(line).concat()
}

/// A kubeconfig in JSON, which is YAML too; context and cluster are called `kgas`.
pub(super) fn kubeconfig(url: &str, ca: &str, user: User) -> String {
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "kgas",
        "clusters": [{ "name": "kgas", "cluster": { "server": url, "certificate-authority-data": STANDARD.encode(ca) } }],
        "users": [{ "name": user.name(), "user": { "token": user.token() } }],
        "contexts": [{ "name": "kgas", "context": { "cluster": "kgas", "user": user.name() } }],
    });
    config.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_user_is_restricted() {
        let tokens = tokens();
        let restricted: Vec<_> = tokens.lines().filter(|line| !line.contains("system:masters")).collect();
        assert_eq!(restricted, ["kgas-test-token-of-restricted,restricted,restricted,\"\""]);
    }
}
