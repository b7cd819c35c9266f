//! `DescribeInstanceTypes`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Selection;
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeInstanceTypes";

/// Reads only. An unknown name among several makes EC2 refuse: ask by the filter `instance-type`.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<InstanceType>> {
    which.form(OPERATION, "InstanceType", page).safe(response)
}

/// A type of machine.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceTypeInfo.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceType {
    /// Its name, such as `m7i.large`.
    pub instance_type: String,
    /// Whether there is nothing newer of its kind.
    #[serde(default)]
    pub current_generation: Option<bool>,
    /// `on-demand`, `spot`, `capacity-block`.
    #[serde(default, deserialize_with = "xml::list")]
    pub supported_usage_classes: Vec<String>,
    /// Its processor.
    #[serde(default)]
    pub processor_info: Processor,
    /// How many threads it runs at once.
    #[serde(default)]
    pub v_cpu_info: VirtualCpus,
    /// Its memory.
    #[serde(default)]
    pub memory_info: Memory,
    /// Its network, which bounds the number of pods.
    #[serde(default)]
    pub network_info: Network,
    /// Its graphics processors.
    #[serde(default)]
    pub gpu_info: Gpus,
}

/// A processor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Processor {
    /// `x86_64`, `arm64` and others.
    #[serde(deserialize_with = "xml::list")]
    pub supported_architectures: Vec<String>,
}

/// How many threads a machine runs at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct VirtualCpus {
    /// So many, unless it is told otherwise.
    #[serde(rename = "defaultVCpus")]
    pub default: Option<i64>,
}

/// A machine's memory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// Its size in MiB.
    #[serde(rename = "sizeInMiB")]
    pub mib: Option<i64>,
}

/// A machine's network.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Network {
    /// Most interfaces.
    pub maximum_network_interfaces: Option<i64>,
    /// Most IPv4 addresses of an interface.
    pub ipv4_addresses_per_interface: Option<i64>,
}

/// A machine's graphics processors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Gpus {
    /// By kind; empty if it has none.
    #[serde(deserialize_with = "xml::list")]
    pub gpus: Vec<Gpu>,
}

/// Graphics processors of a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Gpu {
    /// Such as `A10G`.
    #[serde(deserialize_with = "xml::text")]
    pub name: Option<String>,
    /// Such as `NVIDIA`.
    #[serde(deserialize_with = "xml::text")]
    pub manufacturer: Option<String>,
    /// How many.
    pub count: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    instance_type_set: Vec<InstanceType>,
    next_token: Option<PageToken>,
}

/// Types of machine; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<InstanceType>, ApiError> {
    let found = xml::answer(answer, OPERATION).map(|Answer { instance_type_set, next_token }| Page {
        items: instance_type_set,
        next: page::next(next_token),
    });
    ec2::none_is_empty(found)
}
