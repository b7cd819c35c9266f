//! A provider that others wrote, from a filesystem mirror: none is downloaded.
use std::path::{Path, PathBuf};

/// The mirror that has `hashicorp/aws`: `KGAS_TF_MIRROR`, else one where Terraform itself looks or below `/opt`.
#[must_use]
pub fn mirror_with_aws() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let in_home = [".terraform.d/plugins", ".local/share/terraform/plugins"];
    let shared = ["/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"];
    let named = std::env::var_os("KGAS_TF_MIRROR").map(PathBuf::from).into_iter();
    let at_home = home.into_iter().flat_map(|home| in_home.map(|folder| home.join(folder)));
    let optional = std::fs::read_dir("/opt").into_iter().flatten().flatten().map(|entry| entry.path());
    named.chain(at_home).chain(shared.map(PathBuf::from)).chain(optional).find(|folder| has_aws(folder))
}

fn has_aws(folder: &Path) -> bool {
    folder.join("registry.terraform.io/hashicorp/aws").is_dir()
}
