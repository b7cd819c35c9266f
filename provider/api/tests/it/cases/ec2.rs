use kgas_api::aws::PageToken;
use kgas_api::aws::ec2::create_launch_template::NewLaunchTemplate;
use kgas_api::aws::ec2::create_nat_gateway::NewNatGateway;
use kgas_api::aws::ec2::create_route_table::NewRouteTable;
use kgas_api::aws::ec2::create_subnet::NewSubnet;
use kgas_api::aws::ec2::*;

use super::tags;
use crate::case::{Case, case};

fn page() -> PageToken {
    PageToken::try_from("p+/=".to_owned()).unwrap()
}

fn selection() -> Selection {
    let ids = vec!["i-1".to_owned(), "i-2".to_owned()];
    Selection { ids, filters: vec![Filter::tag("kgas-owner", "a b"), Filter::new("vpc-id", ["vpc-1", "vpc-2"])] }
}

pub(crate) fn network() -> Vec<Case> {
    let subnet = NewSubnet {
        vpc_id: "vpc-1".to_owned(),
        cidr: "10.0.0.0/20".to_owned(),
        zone: "eu-west-1a".to_owned(),
        tags: tags(),
    };
    let nat = NewNatGateway {
        subnet_id: "subnet-1".to_owned(),
        allocation_id: "eipalloc-1".to_owned(),
        client_token: "t-1".to_owned(),
        tags: tags(),
    };
    let table = NewRouteTable { vpc_id: "vpc-1".to_owned(), client_token: "t-2".to_owned(), tags: tags() };
    let (which, page) = (selection(), page());
    vec![
        case(create_vpc::request("10.0.0.0/16", &tags())),
        case(create_vpc::request("10.0.0.0/16", &[].into())),
        case(describe_vpcs::request(&which, Some(&page))),
        case(describe_vpcs::request(&Selection::of([Filter::tag_key("kgas-owner")]), None)),
        case(modify_vpc_attribute::request("vpc-1", VpcAttribute::DnsSupport, true)),
        case(modify_vpc_attribute::request("vpc-1", VpcAttribute::DnsHostnames, true)),
        case(describe_vpc_attribute::request("vpc-1", VpcAttribute::DnsSupport)),
        case(describe_vpc_attribute::request("vpc-1", VpcAttribute::DnsHostnames)),
        case(delete_vpc::request("vpc-1")),
        case(create_subnet::request(&subnet)),
        case(describe_subnets::request(&which, Some(&page))),
        case(modify_subnet_attribute::request("subnet-1", true)),
        case(delete_subnet::request("subnet-1")),
        case(create_internet_gateway::request(&tags())),
        case(describe_internet_gateways::request(&which, Some(&page))),
        case(attach_internet_gateway::request("igw-1", "vpc-1")),
        case(detach_internet_gateway::request("igw-1", "vpc-1")),
        case(delete_internet_gateway::request("igw-1")),
        case(allocate_address::request(&tags())),
        case(describe_addresses::request(&which)),
        case(release_address::request("eipalloc-1")),
        case(create_nat_gateway::request(&nat)),
        case(describe_nat_gateways::request(&which, Some(&page))),
        case(delete_nat_gateway::request("nat-1")),
        case(create_route_table::request(&table)),
        case(describe_route_tables::request(&which, Some(&page))),
        case(create_route::request("rtb-1", "0.0.0.0/0", &RouteTarget::InternetGateway("igw-1".to_owned()))),
        case(create_route::request("rtb-1", "0.0.0.0/0", &RouteTarget::NatGateway("nat-1".to_owned()))),
        case(replace_route::request("rtb-1", "0.0.0.0/0", &RouteTarget::NatGateway("nat-1".to_owned()))),
        case(delete_route::request("rtb-1", "0.0.0.0/0")),
        case(associate_route_table::request("rtb-1", "subnet-1")),
        case(disassociate_route_table::request("rtbassoc-1")),
        case(delete_route_table::request("rtb-1")),
    ]
}

fn content() -> LaunchTemplateContent {
    let ebs = EbsDisk {
        volume_size: Some(80),
        volume_type: Some("gp3".to_owned()),
        iops: Some(3_000),
        throughput: Some(125),
        encrypted: Some(true),
        kms_key_id: Some("alias/kgas".to_owned()),
        delete_on_termination: Some(true),
    };
    LaunchTemplateContent {
        image_id: Some("ami-1".to_owned()),
        instance_type: Some("m7i.large".to_owned()),
        user_data: Some("IyEvYmluL3No".to_owned()),
        security_group_ids: vec!["sg-1".to_owned()],
        block_devices: vec![BlockDevice { device_name: Some("/dev/xvda".to_owned()), ebs }],
        metadata_options: InstanceMetadata {
            http_tokens: Some("required".to_owned()),
            http_put_response_hop_limit: Some(1),
            http_endpoint: Some("enabled".to_owned()),
        },
        monitoring: Monitoring { enabled: Some(true) },
        tag_specifications: vec![TagSpecification { resource_type: "instance".to_owned(), tags: tags() }],
    }
}

pub(crate) fn the_rest() -> Vec<Case> {
    let template = NewLaunchTemplate {
        name: "kgas-prod-workers".to_owned(),
        client_token: "t-3".to_owned(),
        description: Some("d".to_owned()),
        tags: tags(),
        content: content(),
    };
    let (which, page) = (selection(), page());
    vec![
        case(create_launch_template::request(&template)),
        case(create_launch_template_version::request("lt-1", &content(), Some("d"), "t-4")),
        case(describe_launch_templates::request(&which, Some(&page))),
        case(describe_launch_template_versions::request("lt-1", &["$Latest", "1"], Some(&page))),
        case(modify_launch_template::request("lt-1", "2")),
        case(delete_launch_template::request("lt-1")),
        case(describe_network_interfaces::request(&which, Some(&page))),
        case(delete_network_interface::request("eni-1")),
        case(describe_volumes::request(&which, Some(&page))),
        case(delete_volume::request("vol-1")),
        case(delete_security_group::request("sg-1")),
        case(describe_availability_zones::request(&which)),
        case(describe_instance_types::request(&which, Some(&page))),
        case(describe_instance_type_offerings::request(&which.filters, Some(&page))),
        case(describe_security_groups::request(&which, Some(&page))),
        case(create_tags::request(&["subnet-1", "subnet-2"], &tags())),
        case(delete_tags::request(&["subnet-1", "subnet-2"], &["a", "b"])),
    ]
}
