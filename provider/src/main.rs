//! `terraform-provider-kgas`: what Terraform starts, and what runs in a rollout's Jobs.

use std::process::ExitCode;

fn main() -> ExitCode {
    match terraform_provider_kgas::asked(std::env::args_os()) {
        Ok(None) => tfplugin_rs::serve(terraform_provider_kgas::Kgas::default),
        Ok(Some(asked)) => asked.run(),
        Err(wrong) => wrong.exit(),
    }
}
