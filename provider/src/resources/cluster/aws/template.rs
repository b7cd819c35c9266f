//! What machines of a pool are made from.

use std::collections::BTreeMap;

use kgas_api::aws::ec2::{BlockDevice, EbsDisk, InstanceMetadata, LaunchTemplateContent, TagSpecification};
use kgas_engine::{OwnerTag, digest};

/// The name of a pool's launch template: as it was always made where EC2 takes that, else what EC2 takes of it and a digest of the
/// whole.
/// Source: `LaunchTemplateName` of <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html>.
pub(super) fn name(cluster: &str, key: &str, owner: &OwnerTag) -> String {
    const LONGEST: usize = 128;
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "().-/_".contains(*c);
    let end = &owner.as_str()[..8];
    let plain = format!("{cluster}-{key}-{end}");
    if plain.len() <= LONGEST && plain.chars().all(|c| allowed(&c)) {
        return plain;
    }
    let digest = &digest::hex(&["launch template", cluster, key])[..8];
    let room = LONGEST - digest.len() - end.len() - 2;
    let kept: String = format!("{cluster}-{key}").chars().filter(allowed).take(room).collect();
    format!("{kept}-{digest}-{end}")
}

/// The disk that a machine's containers are on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Disk {
    /// Its name to the machine.
    pub(super) device: String,
    /// In GiB.
    pub(super) size: i64,
}

impl Disk {
    /// The disk of machines with this image: Bottlerocket keeps containers apart from the system, and Windows has another name for
    /// its only disk.
    /// Sources: <https://bottlerocket.dev/en/os/latest/concepts/storage/>,
    /// <https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-windows-ami.html>.
    pub(super) fn of(image: Option<&str>, size: i64) -> Self {
        let device = match image {
            Some(image) if image.starts_with("BOTTLEROCKET_") => "/dev/xvdb",
            Some(image) if image.starts_with("WINDOWS_") => "/dev/sda1",
            _ => "/dev/xvda",
        };
        Self { device: device.to_owned(), size }
    }
}

/// An encrypted disk, metadata for holders of a session token only, and tags on machines and disks.
pub(super) fn content(disk: &Disk, tags: &BTreeMap<String, String>) -> LaunchTemplateContent {
    let tagged = |resource_type: &str| TagSpecification { resource_type: resource_type.to_owned(), tags: tags.clone() };
    LaunchTemplateContent {
        block_devices: vec![BlockDevice {
            device_name: Some(disk.device.clone()),
            ebs: EbsDisk {
                volume_size: Some(disk.size),
                volume_type: Some("gp3".to_owned()),
                encrypted: Some(true),
                delete_on_termination: Some(true),
                ..EbsDisk::default()
            },
        }],
        metadata_options: InstanceMetadata {
            http_tokens: Some("required".to_owned()),
            // One hop further than the machine, so that pods on the host network's bridge reach it.
            http_put_response_hop_limit: Some(2),
            http_endpoint: Some("enabled".to_owned()),
        },
        tag_specifications: vec![tagged("instance"), tagged("volume")],
        ..LaunchTemplateContent::default()
    }
}

/// Whether it says nothing but what [`content`] makes it say, whatever the disk's size and the tags. What is not shown is taken
/// for right.
pub(super) fn is_ours(seen: &LaunchTemplateContent) -> bool {
    let made = content(&Disk::of(None, 0), &BTreeMap::new());
    let same = |seen: &Option<String>, made: &Option<String>| seen.is_none() || seen == made;
    let metadata = &seen.metadata_options;
    let silent = [&seen.image_id, &seen.instance_type, &seen.user_data].into_iter().all(Option::is_none);
    let plain = silent && seen.security_group_ids.is_empty() && seen.block_devices.len() <= 1;
    let hops = metadata.http_put_response_hop_limit;
    plain
        && same(&metadata.http_tokens, &made.metadata_options.http_tokens)
        && same(&metadata.http_endpoint, &made.metadata_options.http_endpoint)
        && (hops.is_none() || hops == made.metadata_options.http_put_response_hop_limit)
        && seen.block_devices.iter().all(|device| device.ebs.encrypted != Some(false))
}

/// The disk that it names.
pub(super) fn disk(seen: &LaunchTemplateContent) -> Option<Disk> {
    let first = seen.block_devices.first()?;
    Some(Disk { device: first.device_name.clone()?, size: first.ebs.volume_size? })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut LaunchTemplateContent);

    #[test]
    fn a_name_is_one_that_ec2_takes() {
        let owner = OwnerTag::new("me", "kgas_cluster", "aws/eu-west-1", "prod");
        let name = |cluster: &str, key: &str| name(cluster, key, &owner);
        assert_eq!(name("prod", "workers"), format!("prod-workers-{}", &owner.as_str()[..8]));
        for (cluster, key) in [("prod", "web pool"), (&"c".repeat(100), &"k".repeat(60)), ("prod", "käse")] {
            let name = name(cluster, key);
            let fits = name.chars().all(|c| c.is_ascii_alphanumeric() || "().-/_".contains(c));
            assert!((3..=128).contains(&name.len()) && fits, "{name}");
        }
        assert_ne!(name("prod", "web pool"), name("prod", "web  pool"));
    }

    #[test]
    fn the_disk_is_the_one_with_the_containers() {
        for (image, device) in [
            (None, "/dev/xvda"),
            (Some("AL2023_ARM_64_STANDARD"), "/dev/xvda"),
            (Some("BOTTLEROCKET_x86_64_NVIDIA"), "/dev/xvdb"),
            (Some("WINDOWS_CORE_2022_x86_64"), "/dev/sda1"),
        ] {
            let disk = Disk { device: device.to_owned(), size: 80 };
            assert_eq!(Disk::of(image, 80), disk, "{image:?}");
        }
    }

    #[test]
    fn what_we_make_is_ours_and_what_others_make_of_it_is_not() {
        let tags = BTreeMap::from([("team".to_owned(), "a".to_owned())]);
        let disk = Disk::of(None, 80);
        assert!(is_ours(&content(&disk, &tags)));
        assert!(is_ours(&LaunchTemplateContent::default()), "what is not shown is no drift");
        assert_eq!(super::disk(&content(&disk, &tags)), Some(disk.clone()));
        let rows: [(&str, Change); 7] = [
            ("metadata of version 1", |c| c.metadata_options.http_tokens = Some("optional".to_owned())),
            ("no metadata", |c| c.metadata_options.http_endpoint = Some("disabled".to_owned())),
            ("further hops", |c| c.metadata_options.http_put_response_hop_limit = Some(9)),
            ("an open disk", |c| c.block_devices[0].ebs.encrypted = Some(false)),
            ("a second disk", |c| c.block_devices.push(c.block_devices[0].clone())),
            ("an image", |c| c.image_id = Some("ami-1".to_owned())),
            ("a script", |c| c.user_data = Some("IyEvYmluL3No".to_owned())),
        ];
        for (name, change) in rows {
            let mut changed = content(&disk, &tags);
            change(&mut changed);
            assert!(!is_ours(&changed), "{name}");
        }
    }
}
