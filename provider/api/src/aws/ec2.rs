//! Amazon Elastic Compute Cloud, `2016-11-15`.
//!
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Welcome.html>.

pub mod allocate_address;
pub mod associate_route_table;
pub mod attach_internet_gateway;
pub mod create_internet_gateway;
pub mod create_launch_template;
pub mod create_launch_template_version;
pub mod create_nat_gateway;
pub mod create_route;
pub mod create_route_table;
pub mod create_subnet;
pub mod create_tags;
pub mod create_vpc;
pub mod delete_internet_gateway;
pub mod delete_launch_template;
pub mod delete_nat_gateway;
pub mod delete_network_interface;
pub mod delete_route;
pub mod delete_route_table;
pub mod delete_security_group;
pub mod delete_subnet;
pub mod delete_tags;
pub mod delete_volume;
pub mod delete_vpc;
pub mod describe_addresses;
pub mod describe_availability_zones;
pub mod describe_instance_type_offerings;
pub mod describe_instance_types;
pub mod describe_internet_gateways;
pub mod describe_launch_template_versions;
pub mod describe_launch_templates;
pub mod describe_nat_gateways;
pub mod describe_network_interfaces;
pub mod describe_route_tables;
pub mod describe_security_groups;
pub mod describe_subnets;
pub mod describe_volumes;
pub mod describe_vpc_attribute;
pub mod describe_vpcs;
pub mod detach_internet_gateway;
pub mod disassociate_route_table;
pub mod modify_launch_template;
pub mod modify_subnet_attribute;
pub mod modify_vpc_attribute;
pub mod release_address;
pub mod replace_route;

mod internet_gateway;
mod launch_template;
mod nat_gateway;
mod route_table;
mod selection;
mod subnet;
mod vpc;

pub use internet_gateway::{GatewayAttachment, InternetGateway};
pub use launch_template::{
    BlockDevice, EbsDisk, InstanceMetadata, LaunchTemplate, LaunchTemplateContent, LaunchTemplateVersion, Monitoring,
    TagSpecification,
};
pub use nat_gateway::{NatGateway, NatGatewayAddress, NatGatewayState};
pub use route_table::{AssociationState, Route, RouteState, RouteTable, RouteTableAssociation, RouteTarget};
pub use selection::{Filter, Selection};
pub use subnet::{Subnet, SubnetState};
pub use vpc::{Vpc, VpcAttribute, VpcState};

use super::Page;
use super::query::Form;
use crate::{ApiError, Refusal, Service};

fn form(operation: &'static str) -> Form {
    Form::new(Service::AwsEc2, operation, "2016-11-15")
}

/// Whether EC2 says that the thing asked for does not exist: `InvalidVpcID.NotFound`, `NatGatewayNotFound`,
/// `InvalidLaunchTemplateName.NotFoundException` and the like.
fn is_absence(refusal: &Refusal) -> bool {
    refusal.code.contains("NotFound")
}

/// Turns "there is no such thing" into a page with nothing on it.
fn none_is_empty<T>(found: Result<Page<T>, ApiError>) -> Result<Page<T>, ApiError> {
    let found = super::refusal::none_if(found, is_absence)?;
    Ok(found.unwrap_or(Page { items: Vec::new(), next: None }))
}
