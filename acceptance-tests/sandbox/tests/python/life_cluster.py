"""EKS: a cluster's whole life, and what it refuses on the way."""

import json

from world import refused, trust

POLICY = "arn:aws:iam::aws:policy/"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"


def live(world):
    catalogue(world)
    roles(world)
    create(world)
    updates(world)
    access(world)
    nodegroup(world)
    addons(world)
    identities(world)
    tags(world)
    version(world)
    leaks(world)
    delete(world)


def role(world, name, services, policies):
    arn = world.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(*services))["Role"]["Arn"]
    for policy in policies:
        world.iam.attach_role_policy(RoleName=name, PolicyArn=POLICY + policy)
    return arn


def roles(world):
    world.control_role = role(world, "control", ["eks.amazonaws.com"], ["AmazonEKSClusterPolicy"])
    world.node_role = role(world, "node", ["ec2.amazonaws.com"], ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"])
    world.pod_role = role(world, "pod", ["pods.eks.amazonaws.com"], [])


def catalogue(world):
    eks = world.eks
    versions = {one["clusterVersion"]: one for one in eks.describe_cluster_versions()["clusterVersions"]}
    assert versions["1.34"]["defaultVersion"]
    assert versions["1.35"]["versionStatus"] == "STANDARD_SUPPORT"
    only = eks.describe_cluster_versions(clusterVersions=["1.30"])["clusterVersions"]
    assert [one["versionStatus"] for one in only] == ["UNSUPPORTED"]
    offers = eks.describe_addon_versions(kubernetesVersion="1.34", addonName="coredns")["addons"]
    assert [offer["addonName"] for offer in offers] == ["coredns"]
    newest = offers[0]["addonVersions"][0]["addonVersion"]
    described = eks.describe_addon_configuration(addonName="coredns", addonVersion=newest)
    assert json.loads(described["configurationSchema"])["type"] == "object"
    assert ADMIN in [policy["arn"] for policy in eks.list_access_policies()["accessPolicies"]]


def create(world):
    eks = world.eks
    subnets = [subnet["SubnetId"] for subnet in world.ec2.describe_subnets()["Subnets"]]
    wanted = {
        "name": "life", "version": "1.33", "roleArn": world.control_role, "clientRequestToken": "life-1",
        "resourcesVpcConfig": {"subnetIds": subnets, "endpointPrivateAccess": True, "publicAccessCidrs": ["203.0.113.0/24"]},
        "logging": {"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]},
        "accessConfig": {"authenticationMode": "API_AND_CONFIG_MAP", "bootstrapClusterCreatorAdminPermissions": True},
        "upgradePolicy": {"supportType": "EXTENDED"}, "tags": {"kgas-owner": "life"}, "deletionProtection": False,
        "kubernetesNetworkConfig": {"ipFamily": "ipv4"}, "bootstrapSelfManagedAddons": False,
    }
    assert "does not exist" in refused("InvalidParameterException", eks.create_cluster, **wanted)
    world.later(10)
    for wrong, words in (
        ({"version": "1.30"}, "unsupported Kubernetes version"),
        ({"version": "1.99"}, "unsupported Kubernetes version"),
        ({"resourcesVpcConfig": {"subnetIds": subnets[:1]}}, "two different AZs"),
        ({"resourcesVpcConfig": {"subnetIds": ["subnet-none"]}}, "does not exist"),
        ({"kubeApiServerConfig": {}}, "does not play"),
        ({"roleArn": world.node_role}, "trusted entity is not correct"),
    ):
        assert words in refused("InvalidParameterException", eks.create_cluster, **{**wanted, **wrong})
    made = eks.create_cluster(**wanted)["cluster"]
    assert made["status"] == "CREATING" and "endpoint" not in made
    assert eks.create_cluster(**wanted)["cluster"]["arn"] == made["arn"]
    refused("InvalidParameterException", eks.create_cluster, **{**wanted, "version": "1.34"})
    refused("ResourceInUseException", eks.create_cluster, **{**wanted, "clientRequestToken": "life-2"})
    refused("ResourceInUseException", eks.delete_cluster, name="life")
    world.later(540)
    seen = eks.describe_cluster(name="life")["cluster"]
    assert seen["status"] == "ACTIVE" and seen["endpoint"].startswith("https://")
    assert seen["identity"]["oidc"]["issuer"].startswith("https://oidc.eks.eu-west-1.amazonaws.com/id/")
    assert eks.list_clusters()["clusters"] == ["life"]
    world.arn, world.subnets = seen["arn"], subnets


def update(world, call, **arguments):
    """An update from InProgress to Successful."""
    made = call(**arguments)["update"]
    assert made["status"] == "InProgress", made
    where = {name: arguments[name] for name in ("nodegroupName", "addonName") if name in arguments}
    name = arguments.get("name") or arguments["clusterName"]
    world.later(600)
    seen = world.eks.describe_update(name=name, updateId=made["id"], **where)["update"]
    assert seen["status"] == "Successful", seen
    assert made["id"] in world.eks.list_updates(name=name, **where)["updateIds"]
    return made["type"]


def updates(world):
    eks = world.eks
    both = {"resourcesVpcConfig": {"endpointPublicAccess": False}, "logging": {"clusterLogging": []}}
    assert "one type of update" in refused("InvalidParameterException", eks.update_cluster_config, name="life", **both)
    for change, kind in (
        ({"resourcesVpcConfig": {"endpointPublicAccess": False}}, "EndpointAccessUpdate"),
        ({"resourcesVpcConfig": {"subnetIds": world.subnets[:2]}}, "VpcConfigUpdate"),
        ({"logging": {"clusterLogging": [{"types": ["api"], "enabled": False}]}}, "LoggingUpdate"),
        ({"accessConfig": {"authenticationMode": "API"}}, "AccessConfigUpdate"),
        ({"upgradePolicy": {"supportType": "STANDARD"}}, "UpgradePolicyUpdate"),
        ({"zonalShiftConfig": {"enabled": True}}, "ZonalShiftConfigUpdate"),
        ({"deletionProtection": True}, "DeletionProtectionUpdate"),
        ({"controlPlaneScalingConfig": {"tier": "tier-xl"}}, "ControlPlaneScalingConfigUpdate"),
    ):
        assert update(world, eks.update_cluster_config, name="life", **change) == kind
    refused("InvalidParameterException", eks.update_cluster_config, name="life", deletionProtection=True)
    refused("InvalidParameterException", eks.update_cluster_config, name="life", accessConfig={"authenticationMode": "CONFIG_MAP"})
    key = [{"resources": ["secrets"], "provider": {"keyArn": KEY}}]
    running = eks.associate_encryption_config(clusterName="life", encryptionConfig=key)["update"]
    refused("ResourceInUseException", eks.update_cluster_config, name="life", deletionProtection=False)
    assert eks.describe_cluster(name="life")["cluster"]["status"] == "ACTIVE"
    world.later(3)
    assert eks.describe_cluster(name="life")["cluster"]["status"] == "UPDATING"
    cancelled = eks.cancel_update(name="life", updateId=running["id"])["update"]
    assert cancelled["status"] == "Cancelled"
    assert update(world, eks.associate_encryption_config, clusterName="life", encryptionConfig=key) == "AssociateEncryptionConfig"
    refused("InvalidRequestException", eks.delete_cluster, name="life")
    assert update(world, eks.update_cluster_config, name="life", deletionProtection=False) == "DeletionProtectionUpdate"
    seen = eks.describe_cluster(name="life")["cluster"]
    assert seen["logging"]["clusterLogging"][0] == {"types": ["audit"], "enabled": True}
    assert not seen["resourcesVpcConfig"]["endpointPublicAccess"]


def access(world):
    eks, principal = world.eks, world.pod_role
    entry = {"clusterName": "life", "principalArn": principal}
    creator = eks.list_access_entries(clusterName="life")["accessEntries"]
    assert creator == ["arn:aws:iam::123456789012:user/sandbox"]
    refused("InvalidParameterException", eks.create_access_entry, **{**entry, "principalArn": principal + "-none"})
    made = eks.create_access_entry(**entry, kubernetesGroups=["team"], tags={"a": "b"})["accessEntry"]
    assert made["type"] == "STANDARD" and made["username"].endswith("{{SessionName}}")
    refused("ResourceInUseException", eks.create_access_entry, **entry)
    assert eks.update_access_entry(**entry, username="me")["accessEntry"]["username"] == "me"
    assert eks.describe_access_entry(**entry)["accessEntry"]["kubernetesGroups"] == ["team"]
    scope = {"type": "namespace", "namespaces": ["a"]}
    eks.associate_access_policy(**entry, policyArn=ADMIN, accessScope=scope)
    refused("InvalidParameterException", eks.associate_access_policy, **entry, policyArn=ADMIN, accessScope={"type": "namespace"})
    associated = eks.list_associated_access_policies(**entry)["associatedAccessPolicies"]
    assert [one["accessScope"] for one in associated] == [scope]
    eks.disassociate_access_policy(**entry, policyArn=ADMIN)
    eks.delete_access_entry(**entry)
    refused("ResourceNotFoundException", eks.describe_access_entry, **entry)


def nodegroup(world):
    eks = world.eks
    named = {"clusterName": "life", "nodegroupName": "workers"}
    wanted = {
        **named, "nodeRole": world.node_role, "subnets": world.subnets[:2], "instanceTypes": ["m7i.large"], "diskSize": 50,
        "scalingConfig": {"minSize": 1, "maxSize": 3, "desiredSize": 2}, "labels": {"a": "1", "b": "2"},
        "taints": [{"key": "k", "value": "v", "effect": "NO_SCHEDULE"}], "tags": {"t": "1"}, "clientRequestToken": "ng-1",
        "updateConfig": {"maxUnavailable": 1}, "capacityType": "SPOT",
    }
    for wrong in (
        {"scalingConfig": {"minSize": 4, "maxSize": 3, "desiredSize": 3}}, {"version": "1.34"}, {"version": "1.29"},
        {"instanceTypes": ["m7g.large"]}, {"nodeRole": world.control_role}, {"subnets": ["subnet-none"]},
    ):
        refused("InvalidParameterException", eks.create_nodegroup, **{**wanted, **wrong})
    assert eks.create_nodegroup(**wanted)["nodegroup"]["status"] == "CREATING"
    refused("ResourceInUseException", eks.create_nodegroup, **{**wanted, "clientRequestToken": "ng-2"})
    refused("ResourceInUseException", eks.update_nodegroup_config, **named, labels={"removeLabels": ["a"]})
    refused("ResourceInUseException", eks.delete_cluster, name="life")
    world.later(200)
    seen = eks.describe_nodegroup(**named)["nodegroup"]
    assert (seen["status"], seen["version"]) == ("ACTIVE", "1.33")
    assert eks.list_nodegroups(clusterName="life")["nodegroups"] == ["workers"]
    mine = [{"Name": "tag:eks:nodegroup-name", "Values": ["workers"]}]
    assert len(world.ec2.describe_instances(Filters=mine)["Reservations"]) == 2
    change = {
        "scalingConfig": {"desiredSize": 3}, "labels": {"addOrUpdateLabels": {"c": "3"}, "removeLabels": ["a"]},
        "taints": {"removeTaints": [{"key": "k", "effect": "NO_SCHEDULE"}]}, "updateConfig": {"maxUnavailablePercentage": 50},
    }
    assert update(world, eks.update_nodegroup_config, **named, **change) == "ConfigUpdate"
    seen = eks.describe_nodegroup(**named)["nodegroup"]
    assert (seen["labels"], seen["taints"], seen["updateConfig"]) == ({"b": "2", "c": "3"}, [], {"maxUnavailablePercentage": 50})
    assert len(world.ec2.describe_instances(Filters=mine)["Reservations"]) == 3
    assert len(world.ec2.describe_network_interfaces(Filters=[{"Name": "attachment.instance-owner-id", "Values": ["123456789012"]}])["NetworkInterfaces"]) == 3


def addons(world):
    eks = world.eks
    named = {"clusterName": "life", "addonName": "coredns"}
    refused("InvalidParameterException", eks.create_addon, clusterName="life", addonName="nonsense")
    refused("InvalidParameterException", eks.create_addon, **named, addonVersion="v0")
    made = eks.create_addon(**named, tags={"a": "b"}, configurationValues='{"replicaCount": 3}')["addon"]
    assert made["status"] == "CREATING"
    refused("ResourceInUseException", eks.create_addon, **named)
    refused("ResourceInUseException", eks.update_addon, **named, configurationValues="{}")
    world.later(60)
    assert eks.describe_addon(**named)["addon"]["status"] == "ACTIVE"
    newest = eks.describe_addon_versions(kubernetesVersion="1.33", addonName="coredns")["addons"][0]["addonVersions"][0]
    change = {"addonVersion": newest["addonVersion"], "resolveConflicts": "PRESERVE"}
    assert update(world, eks.update_addon, **named, **change) == "AddonUpdate"
    assert eks.describe_addon(**named)["addon"]["addonVersion"] == newest["addonVersion"]
    pages = list(eks.get_paginator("list_addons").paginate(clusterName="life", PaginationConfig={"PageSize": 1}))
    assert [len(page["addons"]) for page in pages] == [1]
    identity = [{"serviceAccount": "ebs-csi-controller-sa", "roleArn": world.pod_role}]
    eks.create_addon(clusterName="life", addonName="aws-ebs-csi-driver", podIdentityAssociations=identity)
    world.later(60)
    assert eks.list_addons(clusterName="life")["addons"] == ["aws-ebs-csi-driver", "coredns"]
    assert eks.delete_addon(clusterName="life", addonName="aws-ebs-csi-driver")["addon"]["status"] == "DELETING"
    world.later(60)
    refused("ResourceNotFoundException", eks.describe_addon, clusterName="life", addonName="aws-ebs-csi-driver")


def identities(world):
    eks = world.eks
    wanted = {"clusterName": "life", "namespace": "a", "serviceAccount": "b", "roleArn": world.pod_role}
    refused("InvalidParameterException", eks.create_pod_identity_association, **{**wanted, "roleArn": world.node_role})
    made = eks.create_pod_identity_association(**wanted)["association"]["associationId"]
    refused("ResourceInUseException", eks.create_pod_identity_association, **{**wanted, "tags": {"a": "b"}})
    named = {"clusterName": "life", "associationId": made}
    assert eks.describe_pod_identity_association(**named)["association"]["serviceAccount"] == "b"
    assert len(eks.list_pod_identity_associations(clusterName="life", namespace="a")["associations"]) == 1
    eks.update_pod_identity_association(**named, roleArn=world.pod_role)
    eks.delete_pod_identity_association(**named)
    refused("ResourceNotFoundException", eks.describe_pod_identity_association, **named)


def tags(world):
    eks = world.eks
    group = eks.describe_nodegroup(clusterName="life", nodegroupName="workers")["nodegroup"]["nodegroupArn"]
    for arn in (world.arn, group):
        eks.tag_resource(resourceArn=arn, tags={"x": "y"})
        assert eks.list_tags_for_resource(resourceArn=arn)["tags"]["x"] == "y"
        eks.untag_resource(resourceArn=arn, tagKeys=["x", "z"])
        assert "x" not in eks.list_tags_for_resource(resourceArn=arn)["tags"]
    refused("NotFoundException", eks.list_tags_for_resource, resourceArn=world.arn + "-none")


def version(world):
    eks = world.eks
    named = {"clusterName": "life", "nodegroupName": "workers"}
    for wrong in ("1.32", "1.33", "1.35"):
        refused("InvalidParameterException", eks.update_cluster_version, name="life", version=wrong)
    insights = eks.list_insights(clusterName="life", filter={"categories": ["UPGRADE_READINESS"]})["insights"]
    assert all(one["insightStatus"]["status"] == "PASSING" for one in insights) and len(insights) == 4
    eks.start_insights_refresh(clusterName="life")
    assert eks.describe_insights_refresh(clusterName="life")["status"] == "COMPLETED"
    blocking = insights[0]["id"]
    world.control("POST", "drift", {"id": blocking, "set": {"insightStatus": {"status": "ERROR"}}})
    refused("InvalidStateException", eks.update_cluster_version, name="life", version="1.34")
    world.control("POST", "drift", {"id": blocking, "set": {"insightStatus": {"status": "PASSING"}}})
    assert eks.describe_insight(clusterName="life", id=blocking)["insight"]["kubernetesVersion"] == "1.34"
    assert update(world, eks.update_cluster_version, name="life", version="1.34") == "VersionUpdate"
    assert "must be updated to match" in refused("InvalidRequestException", eks.update_cluster_version, name="life", version="1.35")
    assert update(world, eks.update_nodegroup_version, **named) == "VersionUpdate"
    refused("InvalidParameterException", eks.update_nodegroup_version, **named, version="1.33")
    assert update(world, eks.update_cluster_version, name="life", version="1.35") == "VersionUpdate"
    assert update(world, eks.update_cluster_version, name="life", version="1.34") == "VersionRollback"
    assert "newer version" in refused("InvalidParameterException", eks.update_cluster_version, name="life", version="1.33")
    assert update(world, eks.update_cluster_version, name="life", version="1.35") == "VersionUpdate"
    seen = eks.describe_cluster(name="life")["cluster"]
    assert (seen["version"], seen["status"]) == ("1.35", "ACTIVE")


def leaks(world):
    """What controllers made and the control plane logged: found by its tags, one more page where a page is short."""
    left = world.control("POST", "drift", {"leak": "life", "region": "eu-west-1"})["ids"]
    world.left = left
    vpc = world.eks.describe_cluster(name="life")["cluster"]["resourcesVpcConfig"]["vpcId"]
    for client, list_of, name_of, names, owner in (
        (world.elb, "LoadBalancerDescriptions", "LoadBalancerName", "LoadBalancerNames", {"kubernetes.io/cluster/life": "owned"}),
        (world.elbv2, "LoadBalancers", "LoadBalancerArn", "ResourceArns", {"elbv2.k8s.aws/cluster": "life"}),
    ):
        pages = list(client.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 1}))
        found = [one for page in pages for one in page[list_of]]
        assert [one[name_of] for one in found] == [one for one in left if one == found[0][name_of]]
        assert vpc in (found[0].get("VPCId"), found[0].get("VpcId"))
        described = client.describe_tags(**{names: [found[0][name_of]]})["TagDescriptions"]
        assert owner.items() <= {tag["Key"]: tag["Value"] for tag in described[0]["Tags"]}.items(), described
        refused("LoadBalancerNotFound", client.describe_tags, **{names: [found[0][name_of], "none"]})
        refused("ValidationError", client.describe_load_balancers, PageSize=401)
    owned = [{"Name": "tag:elbv2.k8s.aws/cluster", "Values": ["life"]}]
    groups = world.ec2.describe_security_groups(Filters=owned)["SecurityGroups"]
    assert [group["GroupName"][:4] for group in groups] == ["k8s-"]
    cards = world.ec2.describe_network_interfaces(Filters=[{"Name": "description", "Values": ["ELB *"]}])["NetworkInterfaces"]
    assert [(card["Status"], card["RequesterManaged"], card["TagSet"]) for card in cards] == [("in-use", True, [])] * 2
    refused("DependencyViolation", world.ec2.delete_security_group, GroupId=groups[0]["GroupId"])
    logs = world.logs.describe_log_groups(logGroupNamePrefix="/aws/eks/life/", limit=1)["logGroups"]
    assert [group["logGroupName"] for group in logs] == ["/aws/eks/life/cluster"]
    assert world.logs.describe_log_groups(logGroupNamePrefix="/aws/eks/none/")["logGroups"] == []
    refused("InvalidParameterException", world.logs.describe_log_groups, limit=50, nextToken="none")


def delete(world):
    eks = world.eks
    refused("ResourceInUseException", eks.delete_cluster, name="life")
    eks.delete_nodegroup(clusterName="life", nodegroupName="workers")
    refused("ResourceInUseException", eks.delete_nodegroup, clusterName="life", nodegroupName="workers")
    world.later(200)
    refused("ResourceNotFoundException", eks.describe_nodegroup, clusterName="life", nodegroupName="workers")
    assert eks.delete_cluster(name="life")["cluster"]["status"] == "DELETING"
    refused("ResourceInUseException", eks.delete_cluster, name="life")
    world.later(150)
    for expected in (404, 200, 404, 404, 404, 404):
        if expected == 404:
            refused("ResourceNotFoundException", eks.describe_cluster, name="life")
        else:
            assert eks.describe_cluster(name="life")["cluster"]["status"] == "DELETING"
    for name, policies in (("control", ["AmazonEKSClusterPolicy"]), ("node", ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"]), ("pod", [])):
        for policy in policies:
            world.iam.detach_role_policy(RoleName=name, PolicyArn=POLICY + policy)
        world.iam.delete_role(RoleName=name)
    assert world.logs.describe_log_groups(logGroupNamePrefix="/aws/eks/life/")["logGroups"], "what was logged outlives the cluster"
    for left in reversed(world.left):
        world.control("POST", "drift", {"id": left, "remove": True})
    for group in world.ec2.describe_security_groups(Filters=[{"Name": "tag:aws:eks:cluster-name", "Values": ["life"]}])["SecurityGroups"]:
        world.ec2.delete_security_group(GroupId=group["GroupId"])
