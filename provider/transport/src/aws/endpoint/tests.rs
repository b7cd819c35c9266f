use std::collections::BTreeMap;

use kgas_api::Service::{AwsEc2, AwsEks, AwsElb, AwsElbV2, AwsIam, AwsKms, AwsLogs, AwsSts};

use super::*;

fn host(service: Service, region: &str, fips: bool, dual_stack: bool) -> String {
    let endpoints = Endpoints { fips, dual_stack, ..Endpoints::default() };
    match endpoints.resolve(service, region) {
        Ok(endpoint) => format!("{} {}", endpoint.base.host().unwrap(), endpoint.signing_region),
        Err(err) => err.to_string(),
    }
}

/// The addresses are those that botocore 1.44 makes of AWS's own endpoint rules.
#[test]
fn addresses_are_aws_own() {
    let usual = [
        (AwsEks, "eu-west-1", "eks.eu-west-1.amazonaws.com eu-west-1"),
        (AwsIam, "eu-west-1", "iam.amazonaws.com us-east-1"),
        (AwsEc2, "ap-southeast-5", "ec2.ap-southeast-5.amazonaws.com ap-southeast-5"),
        (AwsSts, "us-east-1", "sts.us-east-1.amazonaws.com us-east-1"),
        (AwsKms, "us-east-1", "kms.us-east-1.amazonaws.com us-east-1"),
        (AwsElb, "eu-west-1", "elasticloadbalancing.eu-west-1.amazonaws.com eu-west-1"),
        (AwsElbV2, "eu-west-1", "elasticloadbalancing.eu-west-1.amazonaws.com eu-west-1"),
        (AwsLogs, "cn-north-1", "logs.cn-north-1.amazonaws.com.cn cn-north-1"),
        (AwsEks, "cn-north-1", "eks.cn-north-1.amazonaws.com.cn cn-north-1"),
        (AwsIam, "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn cn-north-1"),
        (AwsIam, "us-gov-east-1", "iam.us-gov.amazonaws.com us-gov-west-1"),
        (AwsEks, "us-gov-east-1", "eks.us-gov-east-1.amazonaws.com us-gov-east-1"),
        (AwsIam, "eusc-de-east-1", "iam.eusc-de-east-1.amazonaws.eu eusc-de-east-1"),
        (AwsEks, "eusc-de-east-1", "eks.eusc-de-east-1.amazonaws.eu eusc-de-east-1"),
    ];
    for (service, region, expected) in usual {
        assert_eq!(host(service, region, false, false), expected);
    }
    let fips = [
        (AwsEks, "us-east-1", "fips.eks.us-east-1.amazonaws.com us-east-1"),
        (AwsEks, "us-gov-west-1", "eks.us-gov-west-1.amazonaws.com us-gov-west-1"),
        (AwsIam, "us-east-1", "iam-fips.amazonaws.com us-east-1"),
        (AwsEc2, "us-east-1", "ec2-fips.us-east-1.amazonaws.com us-east-1"),
        (AwsKms, "us-gov-west-1", "kms-fips.us-gov-west-1.amazonaws.com us-gov-west-1"),
        (AwsElbV2, "us-gov-west-1", "elasticloadbalancing.us-gov-west-1.amazonaws.com us-gov-west-1"),
        (AwsLogs, "us-gov-east-1", "logs.us-gov-east-1.amazonaws.com us-gov-east-1"),
        (AwsLogs, "eu-west-1", "logs-fips.eu-west-1.amazonaws.com eu-west-1"),
    ];
    for (service, region, expected) in fips {
        assert_eq!(host(service, region, true, false), expected);
    }
    let dual_stack = [
        (AwsEks, "eu-west-1", false, "eks.eu-west-1.api.aws eu-west-1"),
        (AwsEks, "eu-west-1", true, "eks-fips.eu-west-1.api.aws eu-west-1"),
        (AwsIam, "eu-west-1", false, "iam.global.api.aws us-east-1"),
        (AwsSts, "cn-north-1", false, "sts.cn-north-1.api.amazonwebservices.com.cn cn-north-1"),
        (AwsEks, "us-gov-west-1", true, "eks-fips.us-gov-west-1.api.aws us-gov-west-1"),
        (AwsElb, "us-gov-west-1", true, "elasticloadbalancing-fips.us-gov-west-1.api.aws us-gov-west-1"),
        (AwsLogs, "eu-west-1", false, "logs.eu-west-1.api.aws eu-west-1"),
        (AwsKms, "eusc-de-east-1", false, "kms.eusc-de-east-1.api.amazonwebservices.eu eusc-de-east-1"),
    ];
    for (service, region, fips, expected) in dual_stack {
        assert_eq!(host(service, region, fips, true), expected);
    }
    assert!(host(AwsEks, "cn-north-1", true, false).starts_with("AWS offers no FIPS addresses in cn-north-1"));
}

#[test]
fn a_name_that_is_no_region_reaches_no_host() {
    for region in
        ["", "eu-west", "eu-west-1.evil.example", "eu-west-1@evil", "EU-WEST-1", "eu--1", "us-iso-east-1", "a/b-c-1"]
    {
        let said = host(AwsEks, region, false, false);
        assert!(said.contains("is not the name of a public AWS region"), "{region}: {said}");
    }
}

#[test]
fn a_named_address_goes_before_one_for_all() {
    let uri = |text: &str| parse(text, "`endpoints`").unwrap();
    let endpoints = Endpoints {
        services: BTreeMap::from([(AwsEks, uri("https://eks.internal/prefix"))]),
        all: Some(uri("http://127.0.0.1:4566")),
        ..Endpoints::default()
    };
    assert_eq!(endpoints.resolve(AwsEks, "eu-west-1").unwrap().base, uri("https://eks.internal/prefix"));
    let sts = endpoints.resolve(AwsSts, "us-iso-east-1").unwrap();
    assert_eq!((sts.base, sts.signing_region.as_str()), (uri("http://127.0.0.1:4566"), "us-iso-east-1"));
    assert_eq!(endpoints.resolve(AwsIam, "eu-west-1").unwrap().signing_region, "us-east-1");
}
