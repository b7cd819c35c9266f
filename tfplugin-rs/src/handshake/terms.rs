//! The environment variables Terraform starts a provider with, read once.

use std::path::PathBuf;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::Pin;

/// What Terraform and a provider of protocol 5 or 6 greet each other with. Not a secret: it tells a person who starts
/// the program by hand from Terraform.
const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// The terms on which Terraform started this process. `PLUGIN_PROTOCOL_VERSIONS` is not among them: we serve one version, and
/// announce it also to a client that does not speak it, which explains so to the user better than we can.
#[derive(Debug)]
pub(crate) struct Terms {
    /// The one client that may connect.
    pub(crate) client: Pin,
    /// Where the socket's directory goes.
    pub(crate) socket_parent: PathBuf,
    /// The group that may reach the socket besides this user, by name or number.
    pub(crate) socket_group: Option<String>,
    /// Whether the client asked if several plugins may share a connection, and so waits for an answer.
    pub(crate) asks_multiplex: bool,
}

/// Why the provider does not serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// A person started the program.
    #[error(
        "This program is a Terraform provider. Terraform starts it; started by hand it has nothing to do.\n\n\
         To use it, name it under `required_providers` and run `terraform init`. To try a build that is not published, \
         name its directory under `dev_overrides` in ~/.terraformrc. To attach a debugger, start it with `-debug ADDRESS`."
    )]
    StartedByHand,
    /// There is no certificate to recognise the client by.
    #[error(
        "PLUGIN_CLIENT_CERT is not set, so nobody could tell Terraform from another local program, and the provider \
         would hand its credentials to whoever connects. It does not serve.\n\n\
         If TF_DISABLE_PLUGIN_TLS is set, unset it."
    )]
    NoClientCertificate,
    /// The certificate does not read.
    #[error(
        "PLUGIN_CLIENT_CERT is set, but {0}. The provider does not serve. This is a fault of the program that started \
         it; Terraform and OpenTofu set the variable correctly."
    )]
    BadClientCertificate(&'static str),
}

impl Terms {
    /// The terms in this process's environment.
    ///
    /// # Errors
    /// Why the provider must not serve.
    pub(crate) fn from_env() -> Result<Self, Refusal> {
        Self::read(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    /// The terms in what `variable` answers.
    ///
    /// # Errors
    /// Why the provider must not serve.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Refusal> {
        if variable(COOKIE.0).as_deref() != Some(COOKIE.1) {
            return Err(Refusal::StartedByHand);
        }
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let client = pinned(&set("PLUGIN_CLIENT_CERT").ok_or(Refusal::NoClientCertificate)?)?;
        Ok(Self {
            client,
            socket_parent: set("PLUGIN_UNIX_SOCKET_DIR").map_or_else(std::env::temp_dir, PathBuf::from),
            socket_group: set("PLUGIN_UNIX_SOCKET_GROUP"),
            asks_multiplex: set("PLUGIN_MULTIPLEX_GRPC").is_some(),
        })
    }
}

fn pinned(pem: &str) -> Result<Pin, Refusal> {
    let mut certificates = CertificateDer::pem_slice_iter(pem.as_bytes());
    match (certificates.next(), certificates.next()) {
        (Some(Ok(one)), None) => Pin::new(one).map_err(Refusal::BadClientCertificate),
        (None, _) => Err(Refusal::BadClientCertificate("it has no certificate in PEM form")),
        (Some(Err(_)), _) => Err(Refusal::BadClientCertificate("it is not PEM")),
        (Some(Ok(_)), Some(_)) => Err(Refusal::BadClientCertificate("it has more than one certificate")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = include_str!("../../tests/it/handshake/client.pem");

    fn read(variables: &[(&str, &str)]) -> Result<Terms, Refusal> {
        Terms::read(|asked| variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_terms_of_terraform_are_taken_as_they_come() {
        let terms = read(&[COOKIE, ("PLUGIN_CLIENT_CERT", CERTIFICATE), ("PLUGIN_PROTOCOL_VERSIONS", "6,5")]).unwrap();
        assert_eq!((terms.socket_parent, terms.asks_multiplex), (std::env::temp_dir(), false));
        let set = [("PLUGIN_UNIX_SOCKET_DIR", "/run/x"), ("PLUGIN_MULTIPLEX_GRPC", "true")];
        let terms = read(&[&[COOKIE, ("PLUGIN_CLIENT_CERT", CERTIFICATE)][..], &set[..]].concat()).unwrap();
        assert_eq!((terms.socket_parent, terms.asks_multiplex), (PathBuf::from("/run/x"), true));
    }

    #[test]
    fn without_a_client_to_recognise_nothing_is_served() {
        let twice = format!("{CERTIFICATE}{CERTIFICATE}");
        let refused = |variables: &[(&str, &str)]| read(variables).unwrap_err();
        assert_eq!(refused(&[]), Refusal::StartedByHand);
        assert_eq!(refused(&[(COOKIE.0, "other"), ("PLUGIN_CLIENT_CERT", CERTIFICATE)]), Refusal::StartedByHand);
        assert_eq!(refused(&[COOKIE]), Refusal::NoClientCertificate);
        assert_eq!(refused(&[COOKIE, ("PLUGIN_CLIENT_CERT", "")]), Refusal::NoClientCertificate);
        let p256 = super::super::Identity::generate().unwrap();
        let body = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, p256.certificate());
        let p256 = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        for bad in ["nonsense", "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n", &twice, &p256] {
            let why = refused(&[COOKIE, ("PLUGIN_CLIENT_CERT", bad)]);
            assert!(matches!(why, Refusal::BadClientCertificate(_)), "{bad}: {why}");
        }
    }
}
