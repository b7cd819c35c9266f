//! What a machine type's name says: processor and accelerator, and with them the image its nodes need.
//!
//! Source: <https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html>.

use kgas_engine::cluster::{Architecture, Capabilities};

/// The image family for nodes of these types, or the two types that cannot share one.
///
/// # Errors
/// The first type and the first that needs another image.
pub(in super::super) fn image(machine_types: &[String]) -> Result<&'static str, (String, String)> {
    let mut types = machine_types.iter();
    let Some(first) = types.next() else { return Ok(STANDARD) };
    match types.find(|other| image_of(other) != image_of(first)) {
        None => Ok(image_of(first)),
        Some(other) => Err((first.clone(), other.clone())),
    }
}

const STANDARD: &str = "AL2023_x86_64_STANDARD";

/// A family begins with letters for the class: `m7g`, `g5g`, `x2gd`.
fn image_of(machine_type: &str) -> &'static str {
    let family = machine_type.split('.').next().unwrap_or(machine_type);
    let class_end = family.find(|c: char| c.is_ascii_digit()).unwrap_or(family.len());
    let arm = Capabilities::AWS.architecture(machine_type) == Architecture::Arm64;
    let accelerated = match &family[..class_end] {
        "p" | "g" | "gr" => Some("NVIDIA"),
        "inf" | "trn" => Some("NEURON"),
        _ => None,
    };
    match (arm, accelerated) {
        (true, Some("NVIDIA")) => "AL2023_ARM_64_NVIDIA",
        (true, _) => "AL2023_ARM_64_STANDARD",
        (false, Some("NVIDIA")) => "AL2023_x86_64_NVIDIA",
        (false, Some(_)) => "AL2023_x86_64_NEURON",
        (false, None) => STANDARD,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_image() {
        for (machine, image) in [
            ("m7i.large", "AL2023_x86_64_STANDARD"),
            ("t3.medium", "AL2023_x86_64_STANDARD"),
            ("m7i-flex.large", "AL2023_x86_64_STANDARD"),
            ("m7g.large", "AL2023_ARM_64_STANDARD"),
            ("c6gn.xlarge", "AL2023_ARM_64_STANDARD"),
            ("x2gd.medium", "AL2023_ARM_64_STANDARD"),
            ("im4gn.large", "AL2023_ARM_64_STANDARD"),
            ("a1.large", "AL2023_ARM_64_STANDARD"),
            ("g5.xlarge", "AL2023_x86_64_NVIDIA"),
            ("g5g.xlarge", "AL2023_ARM_64_NVIDIA"),
            ("p5.48xlarge", "AL2023_x86_64_NVIDIA"),
            ("inf2.xlarge", "AL2023_x86_64_NEURON"),
            ("trn1.2xlarge", "AL2023_x86_64_NEURON"),
        ] {
            assert_eq!(image_of(machine), image, "{machine}");
        }
    }

    #[test]
    fn types_of_one_pool_share_an_image() {
        let types = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(image(&types(&["m7i.large", "m6i.large"])), Ok("AL2023_x86_64_STANDARD"));
        assert_eq!(image(&types(&["m7i.large", "m7g.large"])), Err(("m7i.large".to_owned(), "m7g.large".to_owned())));
        assert_eq!(image(&[]), Ok(STANDARD));
    }
}
