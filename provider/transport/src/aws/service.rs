//! What AWS's services are called where.

use kgas_api::Service;

/// Every service of AWS that the provider calls, by its name in settings.
pub const SERVICES: [(&str, Service); 8] = [
    ("eks", Service::AwsEks),
    ("iam", Service::AwsIam),
    ("ec2", Service::AwsEc2),
    ("sts", Service::AwsSts),
    ("kms", Service::AwsKms),
    ("elb", Service::AwsElb),
    ("elbv2", Service::AwsElbV2),
    ("logs", Service::AwsLogs),
];

/// The service's name in messages.
pub(crate) const fn label(service: Service) -> &'static str {
    match service {
        Service::AwsEks => "EKS",
        Service::AwsIam => "IAM",
        Service::AwsEc2 => "EC2",
        Service::AwsSts => "STS",
        Service::AwsKms => "KMS",
        Service::AwsElb => "ELB",
        Service::AwsElbV2 => "ELBv2",
        Service::AwsLogs => "CloudWatch Logs",
        Service::Kubernetes => "Kubernetes",
        Service::Prometheus => "Prometheus",
    }
}

/// What AWS's own tools call it in a profile, and in capitals in variables: `AWS_ENDPOINT_URL_CLOUDWATCH_LOGS`.
/// With underscores, because AWS's library would make hyphens of spaces, which no other tool reads.
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html>.
pub(super) const fn id(service: Service) -> &'static str {
    match service {
        Service::AwsElb => "elastic_load_balancing",
        Service::AwsElbV2 => "elastic_load_balancing_v2",
        Service::AwsLogs => "cloudwatch_logs",
        other => signing_name(other),
    }
}

/// What signatures and hosts call it.
pub(super) const fn signing_name(service: Service) -> &'static str {
    match service {
        Service::AwsEks => "eks",
        Service::AwsIam => "iam",
        Service::AwsEc2 => "ec2",
        Service::AwsSts => "sts",
        Service::AwsKms => "kms",
        Service::AwsElb | Service::AwsElbV2 => "elasticloadbalancing",
        Service::AwsLogs => "logs",
        // None of AWS's: no request for them is prepared.
        Service::Kubernetes => "kubernetes",
        Service::Prometheus => "prometheus",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_services_share_a_name_where_it_tells_them_apart() {
        let settings: BTreeSet<_> = SERVICES.iter().map(|(setting, _)| *setting).collect();
        let labels: BTreeSet<_> = SERVICES.iter().map(|(_, service)| label(*service)).collect();
        let ids: BTreeSet<_> = SERVICES.iter().map(|(_, service)| id(*service)).collect();
        assert_eq!([settings.len(), labels.len(), ids.len()], [SERVICES.len(); 3]);
    }
}
