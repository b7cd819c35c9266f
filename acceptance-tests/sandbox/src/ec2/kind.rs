//! The kinds of EC2 objects, and how each is named on the wire.

/// A kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Vpc,
    Subnet,
    InternetGateway,
    Address,
    NatGateway,
    RouteTable,
    SecurityGroup,
    NetworkInterface,
    Volume,
    Instance,
    LaunchTemplate,
}

/// How a kind is named on the wire.
pub(crate) struct Names {
    /// Start of its ids, and key of its id sequence.
    pub(crate) prefix: &'static str,
    /// List of ids in a describe call.
    pub(crate) ids: &'static str,
    /// List in a describe answer.
    pub(crate) set: &'static str,
    /// Code when an id is unknown.
    pub(crate) absent: &'static str,
    /// `ResourceType` of a tag specification.
    pub(crate) tagged: &'static str,
}

impl Kind {
    pub(crate) fn names(self) -> Names {
        let (prefix, ids, set, absent, tagged) = match self {
            Self::Vpc => ("vpc", "VpcId", "vpcSet", "InvalidVpcID.NotFound", "vpc"),
            Self::Subnet => ("subnet", "SubnetId", "subnetSet", "InvalidSubnetID.NotFound", "subnet"),
            Self::InternetGateway => (
                "igw",
                "InternetGatewayId",
                "internetGatewaySet",
                "InvalidInternetGatewayID.NotFound",
                "internet-gateway",
            ),
            Self::Address => {
                let absent = "InvalidAllocationID.NotFound";
                ("eipalloc", "AllocationId", "addressesSet", absent, "elastic-ip")
            }
            Self::NatGateway => ("nat", "NatGatewayId", "natGatewaySet", "NatGatewayNotFound", "natgateway"),
            Self::RouteTable => ("rtb", "RouteTableId", "routeTableSet", "InvalidRouteTableID.NotFound", "route-table"),
            Self::SecurityGroup => ("sg", "GroupId", "securityGroupInfo", "InvalidGroup.NotFound", "security-group"),
            Self::NetworkInterface => (
                "eni",
                "NetworkInterfaceId",
                "networkInterfaceSet",
                "InvalidNetworkInterfaceID.NotFound",
                "network-interface",
            ),
            Self::Volume => ("vol", "VolumeId", "volumeSet", "InvalidVolume.NotFound", "volume"),
            Self::Instance => ("i", "InstanceId", "instancesSet", "InvalidInstanceID.NotFound", "instance"),
            Self::LaunchTemplate => {
                ("lt", "LaunchTemplateId", "launchTemplates", "InvalidLaunchTemplateId.NotFound", "launch-template")
            }
        };
        Names { prefix, ids, set, absent, tagged }
    }
}
