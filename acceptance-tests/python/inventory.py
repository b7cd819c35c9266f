"""Everything that lives on a cloud, by boto3: inventory.py URL REGION, answered as {"kind": ["id", ...]}."""
import json
import sys

import boto3
from botocore.config import Config

url, region = sys.argv[1:]


def client(service):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=region,
        aws_access_key_id="onlooker",
        aws_secret_access_key="onlooker",
        config=Config(retries={"max_attempts": 0}),
    )


ec2, eks, iam = client("ec2"), client("eks"), client("iam")


def listed(service, operation, member, identity):
    paginated = service.can_paginate(operation)
    pages = service.get_paginator(operation).paginate() if paginated else [getattr(service, operation)()]
    return [identity(one) for page in pages for one in page[member]]


def by(member):
    return lambda one: one[member]


found = {
    "vpc": listed(ec2, "describe_vpcs", "Vpcs", by("VpcId")),
    "subnet": listed(ec2, "describe_subnets", "Subnets", by("SubnetId")),
    "route-table": listed(ec2, "describe_route_tables", "RouteTables", by("RouteTableId")),
    "internet-gateway": listed(ec2, "describe_internet_gateways", "InternetGateways", by("InternetGatewayId")),
    "address": listed(ec2, "describe_addresses", "Addresses", by("AllocationId")),
    "security-group": listed(ec2, "describe_security_groups", "SecurityGroups", by("GroupId")),
    "launch-template": listed(ec2, "describe_launch_templates", "LaunchTemplates", by("LaunchTemplateId")),
    "role": listed(iam, "list_roles", "Roles", by("RoleName")),
    "oidc-provider": listed(iam, "list_open_id_connect_providers", "OpenIDConnectProviderList", by("Arn")),
    "cluster": listed(eks, "list_clusters", "clusters", str),
}
# A deleted gateway is listed for an hour.
gateways = listed(ec2, "describe_nat_gateways", "NatGateways", lambda one: (one["State"], one["NatGatewayId"]))
found["nat-gateway"] = [identity for state, identity in gateways if state != "deleted"]
found["nodegroup"] = []
for cluster in found["cluster"]:
    found["nodegroup"] += [f"{cluster}/{group}" for group in eks.list_nodegroups(clusterName=cluster)["nodegroups"]]
json.dump({kind: sorted(ids) for kind, ids in found.items()}, sys.stdout)
