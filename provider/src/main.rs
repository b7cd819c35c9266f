//! `terraform-provider-kgas`: what Terraform starts.

use std::process::ExitCode;

fn main() -> ExitCode {
    tfplugin_rs::serve(terraform_provider_kgas::Kgas::default)
}
