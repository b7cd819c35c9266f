//! AWS as others wrote it, on loopback.
use std::process::Command;

use super::{Error, Server, python};

/// The account that both emulators answer for.
const ACCOUNT: &str = "123456789012";

/// A fresh moto.
///
/// # Errors
/// When Python or moto cannot be had, or the server does not become ready.
pub fn moto() -> Result<Server, Error> {
    let programs = python()?;
    Server::start("moto", "/moto-api/data.json", |port| {
        let mut command = Command::new(programs.join("moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        // Else a role cannot be given a policy of AWS's own.
        command.env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true").env("MOTO_ACCOUNT_ID", ACCOUNT);
        command
    })
}

/// A fresh ministack.
///
/// # Errors
/// As [`moto`].
pub fn ministack() -> Result<Server, Error> {
    let programs = python()?;
    Server::start("ministack", "/_ministack/health", |port| {
        let mut command = Command::new(programs.join("ministack"));
        command.env("BIND_HOST", "127.0.0.1").env("GATEWAY_PORT", port.to_string());
        command.env("MINISTACK_ACCOUNT_ID", ACCOUNT).env("IOT_MTLS_ENABLED", "false");
        command
    })
}
