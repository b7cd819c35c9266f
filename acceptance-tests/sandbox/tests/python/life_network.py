"""EC2: a network made, looked at and taken down, in the order it allows."""

from world import refused

TAGS = [{"Key": "kgas-owner", "Value": "life"}]


def tagged(kind):
    return [{"ResourceType": kind, "Tags": TAGS}]


def filters(**wanted):
    return [{"Name": name.replace("_", "-"), "Values": values} for name, values in wanted.items()]


def live(world):
    places(world)
    vpc, subnets = network(world)
    group(world, vpc)
    template(world)
    leftovers(world, subnets[0])
    take_down(world, vpc, subnets)


def places(world):
    ec2 = world.ec2
    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]]
    assert len(ec2.describe_availability_zones(Filters=filters(zone_name=["*b"]))["AvailabilityZones"]) == 1
    assert zones == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert "eu-west-1" in [region["RegionName"] for region in ec2.describe_regions()["Regions"]]
    machine = ec2.describe_instance_types(InstanceTypes=["m7g.large"])["InstanceTypes"][0]
    assert machine["ProcessorInfo"]["SupportedArchitectures"] == ["arm64"]
    assert (machine["VCpuInfo"]["DefaultVCpus"], machine["MemoryInfo"]["SizeInMiB"]) == (2, 8192)
    refused("InvalidInstanceType", ec2.describe_instance_types, InstanceTypes=["m99.large"])
    refused("DryRunOperation", ec2.describe_vpcs, DryRun=True)
    refused("UnknownParameter", ec2.create_vpc, CidrBlock="10.9.0.0/16", InstanceTenancy="dedicated")
    every = [page for page in ec2.get_paginator("describe_instance_types").paginate(MaxResults=50)]
    assert len(every) > 2
    offers = ec2.describe_instance_type_offerings(LocationType="availability-zone", Filters=filters(instance_type=["t3.medium"]))
    assert len(offers["InstanceTypeOfferings"]) == 3


def network(world):
    ec2 = world.ec2
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tagged("vpc"))["Vpc"]["VpcId"]
    refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=[vpc])
    world.later(2)
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=vpc, **{attribute: {"Value": True}})
    assert ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames")["EnableDnsHostnames"]["Value"]
    subnets = []
    for number, zone in enumerate("ab"):
        made = ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"eu-west-1{zone}", TagSpecifications=tagged("subnet")
        )
        subnets.append(made["Subnet"]["SubnetId"])
    refused("InvalidSubnet.Conflict", ec2.create_subnet, VpcId=vpc, CidrBlock="10.0.1.128/25")
    refused("InvalidSubnet.Range", ec2.create_subnet, VpcId=vpc, CidrBlock="10.1.0.0/24")
    world.later(2)
    ec2.modify_subnet_attribute(SubnetId=subnets[0], MapPublicIpOnLaunch={"Value": True})
    seen = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "tag:kgas-owner", "Values": ["li*"]}])
    assert {subnet["SubnetId"] for subnet in seen["Subnets"]} == set(subnets)
    gateway = ec2.create_internet_gateway(TagSpecifications=tagged("internet-gateway"))["InternetGateway"]["InternetGatewayId"]
    world.later(2)
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    refused("Resource.AlreadyAssociated", ec2.attach_internet_gateway, InternetGatewayId=gateway, VpcId=vpc)
    assert ec2.describe_internet_gateways(Filters=filters(**{"attachment.vpc_id": [vpc]}))["InternetGateways"]
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=tagged("elastic-ip"))["AllocationId"]
    world.later(2)
    wanted = {"SubnetId": subnets[0], "AllocationId": address, "ClientToken": "nat-1", "TagSpecifications": tagged("natgateway")}
    nat = ec2.create_nat_gateway(**wanted)["NatGateway"]["NatGatewayId"]
    assert ec2.create_nat_gateway(**wanted)["NatGateway"]["NatGatewayId"] == nat
    refused("IdempotentParameterMismatch", ec2.create_nat_gateway, **{**wanted, "SubnetId": subnets[1]})
    world.later(2)
    assert ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"][0]["State"] == "pending"
    world.later(90)
    assert ec2.describe_nat_gateways(Filters=filters(state=["available"]))["NatGateways"][0]["NatGatewayId"] == nat
    assert ec2.describe_addresses(AllocationIds=[address])["Addresses"][0]["AssociationId"]
    refused("InvalidIPAddress.InUse", ec2.release_address, AllocationId=address)
    table = ec2.create_route_table(VpcId=vpc, TagSpecifications=tagged("route-table"))["RouteTable"]["RouteTableId"]
    world.later(2)
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0"}
    ec2.create_route(**route, GatewayId=gateway)
    refused("RouteAlreadyExists", ec2.create_route, **route, GatewayId=gateway)
    ec2.replace_route(**route, NatGatewayId=nat)
    ec2.delete_route(**route)
    refused("InvalidRoute.NotFound", ec2.delete_route, **route)
    ec2.create_route(**route, NatGatewayId=nat)
    associated = ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[1])["AssociationId"]
    refused("DependencyViolation", ec2.delete_route_table, RouteTableId=table)
    tables = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnets[1]]}])["RouteTables"]
    assert [found["RouteTableId"] for found in tables] == [table]
    ec2.disassociate_route_table(AssociationId=associated)
    ec2.delete_route_table(RouteTableId=table)
    world.names = {"gateway": gateway, "nat": nat, "address": address}
    return vpc, subnets


def group(world, vpc):
    ec2 = world.ec2
    made = {"GroupName": "life", "Description": "life", "VpcId": vpc}
    group = ec2.create_security_group(**made, TagSpecifications=tagged("security-group"))["GroupId"]
    refused("InvalidGroup.Duplicate", ec2.create_security_group, **made)
    world.later(2)
    rule = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]
    for authorize, revoke in (
        (ec2.authorize_security_group_ingress, ec2.revoke_security_group_ingress),
        (ec2.authorize_security_group_egress, ec2.revoke_security_group_egress),
    ):
        authorize(GroupId=group, IpPermissions=rule)
        refused("InvalidPermission.Duplicate", authorize, GroupId=group, IpPermissions=rule)
        revoke(GroupId=group, IpPermissions=rule)
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule)
    seen = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    assert seen["IpPermissions"][0]["IpRanges"] == [{"CidrIp": "10.0.0.0/16"}]
    ec2.create_tags(Resources=[group, vpc], Tags=[{"Key": "more", "Value": "1"}])
    ec2.delete_tags(Resources=[group], Tags=[{"Key": "more"}])
    found = ec2.describe_tags(Filters=filters(key=["more"]))["Tags"]
    assert [tag["ResourceId"] for tag in found] == [vpc]
    ec2.delete_security_group(GroupId=group)


def template(world):
    ec2 = world.ec2
    wanted = {
        "LaunchTemplateName": "life",
        "ClientToken": "lt-1",
        "TagSpecifications": tagged("launch-template"),
        "LaunchTemplateData": {
            "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 80, "VolumeType": "gp3", "Encrypted": True}}],
            "TagSpecifications": [{"ResourceType": "instance", "Tags": TAGS}, {"ResourceType": "volume", "Tags": TAGS}],
            "SecurityGroupIds": ["sg-1"],
            "Monitoring": {"Enabled": True},
        },
    }
    made = ec2.create_launch_template(**wanted)["LaunchTemplate"]["LaunchTemplateId"]
    assert ec2.create_launch_template(**wanted)["LaunchTemplate"]["LaunchTemplateId"] == made
    taken = {**wanted, "ClientToken": "lt-2"}
    refused("InvalidLaunchTemplateName.AlreadyExistsException", ec2.create_launch_template, **taken)
    world.later(2)
    ec2.create_launch_template_version(LaunchTemplateId=made, LaunchTemplateData={"EbsOptimized": True}, VersionDescription="two")
    seen = ec2.describe_launch_template_versions(LaunchTemplateName="life", Versions=["1", "$Latest"])["LaunchTemplateVersions"]
    assert [version["VersionNumber"] for version in seen] == [1, 2]
    first = seen[0]["LaunchTemplateData"]
    assert first["MetadataOptions"]["HttpPutResponseHopLimit"] == 2
    assert first["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"] == 80
    assert first["TagSpecifications"][1]["Tags"] == TAGS
    assert first["SecurityGroupIds"] == ["sg-1"]
    assert ec2.modify_launch_template(LaunchTemplateId=made, DefaultVersion="2")["LaunchTemplate"]["DefaultVersionNumber"] == 2
    assert ec2.describe_launch_templates(LaunchTemplateNames=["life"])["LaunchTemplates"][0]["LaunchTemplateId"] == made
    assert ec2.describe_launch_templates(Filters=filters(launch_template_name=["life"]))["LaunchTemplates"]
    ec2.delete_launch_template(LaunchTemplateId=made)
    refused("InvalidLaunchTemplateId.NotFound", ec2.describe_launch_templates, LaunchTemplateIds=[made])


def leftovers(world, subnet):
    ec2 = world.ec2
    card = ec2.create_network_interface(SubnetId=subnet, Description="left", TagSpecifications=tagged("network-interface"))
    card = card["NetworkInterface"]["NetworkInterfaceId"]
    disk = ec2.create_volume(AvailabilityZone="eu-west-1a", Size=10, TagSpecifications=tagged("volume"))["VolumeId"]
    world.later(2)
    assert ec2.describe_network_interfaces(Filters=filters(status=["available"]))["NetworkInterfaces"]
    assert ec2.describe_volumes(VolumeIds=[disk])["Volumes"][0]["Size"] == 10
    refused("InvalidAttachmentID.NotFound", ec2.detach_network_interface, AttachmentId="eni-attach-1")
    refused("DependencyViolation", ec2.delete_subnet, SubnetId=subnet)
    ec2.delete_network_interface(NetworkInterfaceId=card)
    ec2.delete_volume(VolumeId=disk)


def take_down(world, vpc, subnets):
    ec2, names = world.ec2, world.names
    refused("DependencyViolation", ec2.delete_vpc, VpcId=vpc)
    refused("DependencyViolation", ec2.detach_internet_gateway, InternetGatewayId=names["gateway"], VpcId=vpc)
    ec2.delete_nat_gateway(NatGatewayId=names["nat"])
    refused("DependencyViolation", ec2.delete_subnet, SubnetId=subnets[0])
    world.later(90)
    assert ec2.describe_nat_gateways(NatGatewayIds=[names["nat"]])["NatGateways"][0]["State"] == "deleted"
    ec2.release_address(AllocationId=names["address"])
    refused("DependencyViolation", ec2.delete_internet_gateway, InternetGatewayId=names["gateway"])
    ec2.detach_internet_gateway(InternetGatewayId=names["gateway"], VpcId=vpc)
    ec2.delete_internet_gateway(InternetGatewayId=names["gateway"])
    for subnet in subnets:
        ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=vpc)
    refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=[vpc])
