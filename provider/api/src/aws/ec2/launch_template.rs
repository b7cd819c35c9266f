//! A launch template as EC2 shows it and takes it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::query::Form;
use crate::aws::xml;

/// A launch template. What it says is in its versions.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplate.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LaunchTemplate {
    /// Its id.
    pub launch_template_id: String,
    /// Its name, unique in account and region.
    #[serde(default)]
    pub launch_template_name: String,
    /// The version used where none is named.
    #[serde(default)]
    pub default_version_number: Option<i64>,
    /// The newest version.
    #[serde(default)]
    pub latest_version_number: Option<i64>,
    /// Its own tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

/// A version of a launch template. It never changes.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateVersion.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LaunchTemplateVersion {
    /// The template's id.
    pub launch_template_id: String,
    /// Its number.
    pub version_number: i64,
    /// Whether it is the default one.
    #[serde(default)]
    pub default_version: Option<bool>,
    /// What it is for.
    #[serde(default, deserialize_with = "xml::text")]
    pub version_description: Option<String>,
    /// What machines are like.
    #[serde(default, rename = "launchTemplateData")]
    pub content: LaunchTemplateContent,
}

/// What machines are like, as far as EKS leaves it to a launch template.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html>.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct LaunchTemplateContent {
    /// Image; EKS's own if none.
    #[serde(deserialize_with = "xml::text")]
    pub image_id: Option<String>,
    /// Type of machine; the node group's if none.
    #[serde(deserialize_with = "xml::text")]
    pub instance_type: Option<String>,
    /// What runs at the first start, in base64.
    #[serde(deserialize_with = "xml::text")]
    pub user_data: Option<String>,
    /// Security groups; the cluster's if none.
    #[serde(rename = "securityGroupIdSet", deserialize_with = "xml::list")]
    pub security_group_ids: Vec<String>,
    /// Disks.
    #[serde(rename = "blockDeviceMappingSet", deserialize_with = "xml::list")]
    pub block_devices: Vec<BlockDevice>,
    /// The service that tells a machine who it is.
    pub metadata_options: InstanceMetadata,
    /// Metrics every minute.
    pub monitoring: Monitoring,
    /// Tags of what is made from it.
    #[serde(rename = "tagSpecificationSet", deserialize_with = "xml::list")]
    pub tag_specifications: Vec<TagSpecification>,
}

/// A disk of a machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BlockDevice {
    /// Its name to the machine, such as `/dev/xvda`.
    #[serde(deserialize_with = "xml::text")]
    pub device_name: Option<String>,
    /// What it is like.
    pub ebs: EbsDisk,
}

/// What a disk is like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct EbsDisk {
    /// Its size in GiB.
    pub volume_size: Option<i64>,
    /// Its type, such as `gp3`.
    #[serde(deserialize_with = "xml::text")]
    pub volume_type: Option<String>,
    /// Its operations a second.
    pub iops: Option<i64>,
    /// Its MiB a second.
    pub throughput: Option<i64>,
    /// Whether it is encrypted.
    pub encrypted: Option<bool>,
    /// With which key; the account's default if none.
    #[serde(deserialize_with = "xml::text")]
    pub kms_key_id: Option<String>,
    /// Whether it goes with the machine.
    pub delete_on_termination: Option<bool>,
}

/// The service that tells a machine who it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct InstanceMetadata {
    /// `required` means version 2 alone.
    #[serde(deserialize_with = "xml::text")]
    pub http_tokens: Option<String>,
    /// How far its answers travel: 1 keeps pods from it, 2 does not.
    pub http_put_response_hop_limit: Option<i64>,
    /// `enabled` or `disabled`.
    #[serde(deserialize_with = "xml::text")]
    pub http_endpoint: Option<String>,
}

/// Metrics every minute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Monitoring {
    /// Whether there are.
    pub enabled: Option<bool>,
}

/// Tags of a kind of thing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagSpecification {
    /// Of what: `instance`, `volume`, `network-interface`.
    pub resource_type: String,
    /// The tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

impl Form {
    /// With what machines are like, below a parameter.
    pub(super) fn launch_template(self, at: &str, content: &LaunchTemplateContent) -> Self {
        let LaunchTemplateContent { block_devices, metadata_options: metadata, tag_specifications, .. } = content;
        let form = self
            .maybe(&format!("{at}.ImageId"), content.image_id.as_ref())
            .maybe(&format!("{at}.InstanceType"), content.instance_type.as_ref())
            .maybe(&format!("{at}.UserData"), content.user_data.as_ref())
            .list(&format!("{at}.SecurityGroupId"), &content.security_group_ids)
            .maybe(&format!("{at}.MetadataOptions.HttpTokens"), metadata.http_tokens.as_ref())
            .maybe_shown(&format!("{at}.MetadataOptions.HttpPutResponseHopLimit"), metadata.http_put_response_hop_limit)
            .maybe(&format!("{at}.MetadataOptions.HttpEndpoint"), metadata.http_endpoint.as_ref())
            .maybe_shown(&format!("{at}.Monitoring.Enabled"), content.monitoring.enabled);
        let form = block_devices
            .iter()
            .zip(1_usize..)
            .fold(form, |form, (device, n)| form.block_device(&format!("{at}.BlockDeviceMapping.{n}"), device));
        tag_specifications.iter().zip(1_usize..).fold(form, |form, (specification, n)| {
            form.with(&format!("{at}.TagSpecification.{n}.ResourceType"), &specification.resource_type)
                .tags(&format!("{at}.TagSpecification.{n}.Tag"), &specification.tags)
        })
    }

    fn block_device(self, at: &str, device: &BlockDevice) -> Self {
        let ebs = &device.ebs;
        self.maybe(&format!("{at}.DeviceName"), device.device_name.as_ref())
            .maybe_shown(&format!("{at}.Ebs.VolumeSize"), ebs.volume_size)
            .maybe(&format!("{at}.Ebs.VolumeType"), ebs.volume_type.as_ref())
            .maybe_shown(&format!("{at}.Ebs.Iops"), ebs.iops)
            .maybe_shown(&format!("{at}.Ebs.Throughput"), ebs.throughput)
            .maybe_shown(&format!("{at}.Ebs.Encrypted"), ebs.encrypted)
            .maybe(&format!("{at}.Ebs.KmsKeyId"), ebs.kms_key_id.as_ref())
            .maybe_shown(&format!("{at}.Ebs.DeleteOnTermination"), ebs.delete_on_termination)
    }
}
