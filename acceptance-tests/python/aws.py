"""AWS as boto3 sees it, which knows nothing of kgas: aws.py URL REGION.

Each line on standard input is a question in JSON, and each is answered by one line:
{"service": "eks", "operation": "list_clusters", "parameters": {}} by what boto3 gets, a refusal by {"Error": {...}};
{"inventory": true} by all that lives there: {"kind": ["id", ...]}.
"""
import functools
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url, region = sys.argv[1:]


@functools.cache
def client(service):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=region,
        aws_access_key_id="onlooker",
        aws_secret_access_key="onlooker",
        config=Config(retries={"max_attempts": 0}),
    )


def ask(service, operation, parameters):
    try:
        return getattr(client(service), operation)(**parameters)
    except ClientError as refusal:
        return {"Error": refusal.response["Error"]}


def listed(service, operation, member, identity):
    paginated = client(service).can_paginate(operation)
    pages = client(service).get_paginator(operation).paginate() if paginated else [getattr(client(service), operation)()]
    return [identity(one) for page in pages for one in page[member]]


def by(member):
    return lambda one: one[member]


def inventory():
    ec2 = functools.partial(listed, "ec2")
    found = {
        "vpc": ec2("describe_vpcs", "Vpcs", by("VpcId")),
        "subnet": ec2("describe_subnets", "Subnets", by("SubnetId")),
        "route-table": ec2("describe_route_tables", "RouteTables", by("RouteTableId")),
        "internet-gateway": ec2("describe_internet_gateways", "InternetGateways", by("InternetGatewayId")),
        "address": ec2("describe_addresses", "Addresses", by("AllocationId")),
        "security-group": ec2("describe_security_groups", "SecurityGroups", by("GroupId")),
        "launch-template": ec2("describe_launch_templates", "LaunchTemplates", by("LaunchTemplateId")),
        "role": listed("iam", "list_roles", "Roles", by("RoleName")),
        "oidc-provider": listed("iam", "list_open_id_connect_providers", "OpenIDConnectProviderList", by("Arn")),
        "cluster": listed("eks", "list_clusters", "clusters", str),
    }
    # A deleted gateway is listed for an hour.
    gateways = ec2("describe_nat_gateways", "NatGateways", lambda one: (one["State"], one["NatGatewayId"]))
    found["nat-gateway"] = [identity for state, identity in gateways if state != "deleted"]
    found["nodegroup"] = []
    for cluster in found["cluster"]:
        groups = client("eks").list_nodegroups(clusterName=cluster)["nodegroups"]
        found["nodegroup"] += [f"{cluster}/{group}" for group in groups]
    return {kind: sorted(ids) for kind, ids in found.items()}


for line in sys.stdin:
    question = json.loads(line)
    answer = inventory() if "inventory" in question else ask(**question)
    print(json.dumps(answer, default=str), flush=True)
