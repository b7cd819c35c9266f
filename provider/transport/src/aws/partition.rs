//! Families of regions.

use kgas_api::Service;

use super::service::signing_name;

/// The name of a region's family in ARNs; that of the commercial one for a region that we do not know.
/// Source: the `partitions` of <https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json>.
///
/// ```
/// use kgas_transport::aws::partition;
/// assert_eq!(["eu-west-1", "cn-north-1", "us-gov-west-1"].map(partition), ["aws", "aws-cn", "aws-us-gov"]);
/// ```
#[must_use]
pub fn partition(region: &str) -> &'static str {
    match region.split('-').collect::<Vec<_>>()[..] {
        ["cn", ..] => "aws-cn",
        ["us", "gov", ..] => "aws-us-gov",
        ["eusc", ..] => "aws-eusc",
        [_, "iso", ..] => "aws-iso",
        [_, "isob", ..] => "aws-iso-b",
        [_, "isoe", ..] => "aws-iso-e",
        [_, "isof", ..] => "aws-iso-f",
        _ => "aws",
    }
}

/// A family of regions with accounts and addresses of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Partition {
    Commercial,
    China,
    Government,
    EuropeanSovereign,
}

impl Partition {
    /// The family of a region, if the region's name is one and its addresses are public.
    pub(super) fn of(region: &str) -> Option<Self> {
        let parts: Vec<_> = region.split('-').collect();
        let is_word = |part: &&str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let ends_in_number = parts.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        if !ends_in_number || !parts.iter().all(is_word) {
            return None;
        }
        match parts[..] {
            ["cn", _, _] => Some(Self::China),
            ["us", "gov", _, _] => Some(Self::Government),
            ["eusc", _, _, _] => Some(Self::EuropeanSovereign),
            // What is left with four parts is isolated.
            [_, _, _] => Some(Self::Commercial),
            _ => None,
        }
    }

    const fn suffix(self, dual_stack: bool) -> &'static str {
        match (self, dual_stack) {
            (Self::China, true) => "api.amazonwebservices.com.cn",
            (Self::China, false) => "amazonaws.com.cn",
            (Self::EuropeanSovereign, true) => "api.amazonwebservices.eu",
            (Self::EuropeanSovereign, false) => "amazonaws.eu",
            (_, true) => "api.aws",
            (_, false) => "amazonaws.com",
        }
    }

    /// The region that signatures for IAM name.
    pub(super) const fn iam_region(self) -> &'static str {
        match self {
            Self::Commercial => "us-east-1",
            Self::China => "cn-north-1",
            Self::Government => "us-gov-west-1",
            Self::EuropeanSovereign => "eusc-de-east-1",
        }
    }

    pub(super) fn host(self, service: Service, region: &str, fips: bool, dual_stack: bool) -> String {
        let name = signing_name(service);
        let suffix = self.suffix(dual_stack);
        let dash_fips = if fips { "-fips" } else { "" };
        match (service, self) {
            // One address for all regions of a partition; outside the commercial one it has a single form.
            (Service::AwsIam, Self::Government) => "iam.us-gov.amazonaws.com".to_owned(),
            (Service::AwsIam, Self::China) => "iam.cn-north-1.amazonaws.com.cn".to_owned(),
            (Service::AwsIam, Self::Commercial) if fips => "iam-fips.amazonaws.com".to_owned(),
            (Service::AwsIam, Self::Commercial) if dual_stack => "iam.global.api.aws".to_owned(),
            (Service::AwsIam, Self::Commercial) => "iam.amazonaws.com".to_owned(),
            (Service::AwsIam, Self::EuropeanSovereign) => format!("iam{dash_fips}.{}.{suffix}", self.iam_region()),
            (Service::AwsEks, Self::Commercial) if fips && !dual_stack => format!("fips.eks.{region}.{suffix}"),
            (Service::AwsKms, _) => format!("{name}{dash_fips}.{region}.{suffix}"),
            // Everything else is validated there anyway, under its usual name.
            (_, Self::Government) if !dual_stack => format!("{name}.{region}.{suffix}"),
            _ => format!("{name}{dash_fips}.{region}.{suffix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_tells_its_partition() {
        for (region, name) in [
            ("eu-west-1", "aws"),
            ("us-east-1", "aws"),
            ("ap-southeast-7", "aws"),
            ("cn-northwest-1", "aws-cn"),
            ("us-gov-east-1", "aws-us-gov"),
            ("eusc-de-east-1", "aws-eusc"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("", "aws"),
        ] {
            assert_eq!(partition(region), name, "{region}");
        }
    }
}
