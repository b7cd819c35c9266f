//! Serving a Terraform that did not start us: for debuggers, and for tests in the provider's own process.
//!
//! Source: <https://developer.hashicorp.com/terraform/plugin/debugging>.

use std::ffi::OsString;
use std::path::Path;

use serde_json::json;

/// How the program was started.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Without arguments.
    ByTerraform,
    /// With `-debug` and the provider's address.
    Debug(String),
}

/// Reads the arguments.
///
/// # Errors
/// What to write instead.
pub(crate) fn asked(arguments: &[OsString]) -> Result<Asked, String> {
    let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
    let words: Vec<_> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => Ok(Asked::ByTerraform),
        ["-debug" | "--debug", address] if address.split('/').count() == 3 => Ok(Asked::Debug((*address).to_owned())),
        ["-debug" | "--debug", ..] => Err(
            "-debug needs the provider's address, with its three parts, as in `-debug registry.terraform.io/acme/acme`: \
             the `source` under `required_providers`."
                .to_owned(),
        ),
        [other, ..] => Err(format!(
            "There is no argument {other:?}. Terraform starts this program without arguments; a person can start it \
             with `-debug ADDRESS`, to attach a debugger."
        )),
    }
}

/// What a person has to set for Terraform to use the provider of process `process` on `socket`.
pub(crate) fn hint(address: &str, socket: &Path, process: u32) -> String {
    let setting = json!({ address: {
        "Protocol": "grpc",
        "ProtocolVersion": 6,
        "Pid": process,
        // Terraform then neither ends nor kills us.
        "Test": true,
        "Addr": { "Network": "unix", "String": socket },
    } });
    format!(
        "The provider is running. To use it, set this where you start Terraform; to end it, press ^C.\n\n\
         TF_REATTACH_PROVIDERS='{setting}'\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_for_debugging_only() {
        let asked = |words: &[&str]| asked(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(asked(&[]), Ok(Asked::ByTerraform));
        assert_eq!(asked(&["-debug", "a.example/b/c"]), Ok(Asked::Debug("a.example/b/c".to_owned())));
        assert!(asked(&["-debug"]).unwrap_err().contains("required_providers"));
        assert!(asked(&["-debug", "kgas"]).is_err());
        assert!(asked(&["help"]).unwrap_err().starts_with("There is no argument \"help\"."));
    }

    #[test]
    fn the_hint_is_a_setting_that_terraform_reads() {
        let hint = hint("a.example/b/c", Path::new("/run/s"), 7);
        let json = hint.split('\'').nth(1).unwrap();
        assert_eq!(
            json,
            "{\"a.example/b/c\":{\"Protocol\":\"grpc\",\"ProtocolVersion\":6,\"Pid\":7,\"Test\":true,\
             \"Addr\":{\"Network\":\"unix\",\"String\":\"/run/s\"}}}"
        );
    }
}
