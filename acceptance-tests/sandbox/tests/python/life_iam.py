"""IAM, STS and KMS: roles and what hangs on them, identity providers, callers, keys."""

import json
import urllib.request

from world import refused, trust

POLICY = "arn:aws:iam::aws:policy/"
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]})


def live(world):
    roles(world)
    policies(world)
    providers(world)
    callers(world)
    keys(world)


def roles(world):
    iam = world.iam
    made = iam.create_role(
        RoleName="life", AssumeRolePolicyDocument=trust("eks.amazonaws.com"), Path="/kgas/", Description="a <life> & more",
        Tags=[{"Key": "a", "Value": "b"}], PermissionsBoundary=POLICY + "PowerUserAccess",
    )["Role"]
    assert made["Arn"] == "arn:aws:iam::123456789012:role/kgas/life"
    assert made["Description"] == "a <life> & more"
    assert made["AssumeRolePolicyDocument"]["Statement"][0]["Effect"] == "Allow"
    refused("EntityAlreadyExists", iam.create_role, RoleName="life", AssumeRolePolicyDocument=trust("eks.amazonaws.com"))
    refused("MalformedPolicyDocument", iam.create_role, RoleName="x", AssumeRolePolicyDocument="{")
    refused("NoSuchEntity", iam.get_role, RoleName="none")
    iam.update_role(RoleName="life", Description="other", MaxSessionDuration=7200)
    iam.update_assume_role_policy(RoleName="life", PolicyDocument=trust("ec2.amazonaws.com"))
    iam.tag_role(RoleName="life", Tags=[{"Key": "c", "Value": "d"}])
    iam.untag_role(RoleName="life", TagKeys=["a"])
    assert iam.list_role_tags(RoleName="life")["Tags"] == [{"Key": "c", "Value": "d"}]
    role = iam.get_role(RoleName="life")["Role"]
    assert (role["Description"], role["MaxSessionDuration"]) == ("other", 7200)
    assert [role["RoleName"] for role in iam.list_roles(PathPrefix="/kgas/")["Roles"]] == ["life"]
    pages = list(iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1}))
    assert [len(page["Roles"]) for page in pages] == [1]
    iam.create_service_linked_role(AWSServiceName="eks.amazonaws.com")
    refused("InvalidInput", iam.create_service_linked_role, AWSServiceName="eks.amazonaws.com")


def policies(world):
    iam = world.iam
    own = iam.create_policy(PolicyName="own", PolicyDocument=DOCUMENT, Tags=[{"Key": "a", "Value": "b"}])["Policy"]["Arn"]
    refused("EntityAlreadyExists", iam.create_policy, PolicyName="own", PolicyDocument=DOCUMENT)
    refused("NoSuchEntity", iam.attach_role_policy, RoleName="life", PolicyArn=own + "-not")
    for arn in (own, POLICY + "AmazonEKSClusterPolicy"):
        iam.attach_role_policy(RoleName="life", PolicyArn=arn)
    assert iam.get_policy(PolicyArn=own)["Policy"]["AttachmentCount"] == 1
    assert len(iam.list_attached_role_policies(RoleName="life")["AttachedPolicies"]) == 2
    iam.put_role_policy(RoleName="life", PolicyName="inline", PolicyDocument=DOCUMENT)
    assert iam.get_role_policy(RoleName="life", PolicyName="inline")["PolicyDocument"] == json.loads(DOCUMENT)
    assert iam.list_role_policies(RoleName="life")["PolicyNames"] == ["inline"]
    assert iam.list_instance_profiles_for_role(RoleName="life")["InstanceProfiles"] == []
    refused("DeleteConflict", iam.delete_policy, PolicyArn=own)
    refused("DeleteConflict", iam.delete_role, RoleName="life")
    for arn in (own, POLICY + "AmazonEKSClusterPolicy"):
        iam.detach_role_policy(RoleName="life", PolicyArn=arn)
    refused("DeleteConflict", iam.delete_role, RoleName="life")
    iam.delete_role_policy(RoleName="life", PolicyName="inline")
    iam.delete_policy(PolicyArn=own)
    iam.delete_role(RoleName="life")
    refused("NoSuchEntity", iam.delete_role, RoleName="life")


def providers(world):
    iam = world.iam
    url = "https://oidc.eks.eu-west-1.amazonaws.com/id/AA"
    made = iam.create_open_id_connect_provider(Url=url, ClientIDList=["sts.amazonaws.com"], Tags=[{"Key": "a", "Value": "b"}])
    arn = made["OpenIDConnectProviderArn"]
    assert arn == "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AA"
    refused("EntityAlreadyExists", iam.create_open_id_connect_provider, Url=url, ClientIDList=[])
    iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=[{"Key": "c", "Value": "d"}])
    iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=arn, TagKeys=["a"])
    assert iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn)["Tags"] == [{"Key": "c", "Value": "d"}]
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="other")
    iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=["0" * 40])
    seen = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (seen["ClientIDList"], seen["ThumbprintList"]) == (["sts.amazonaws.com", "other"], ["0" * 40])
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == [{"Arn": arn}]
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    refused("NoSuchEntity", iam.get_open_id_connect_provider, OpenIDConnectProviderArn=arn)


def callers(world):
    sts = world.sts
    assert sts.get_caller_identity()["Account"] == "123456789012"
    world.iam.create_role(RoleName="assumed", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
    arn = "arn:aws:iam::123456789012:role/assumed"
    refused("AccessDenied", sts.assume_role, RoleArn=arn, RoleSessionName="early")
    world.later(10)
    session = sts.assume_role(RoleArn=arn, RoleSessionName="me")
    assert session["AssumedRoleUser"]["Arn"] == "arn:aws:sts::123456789012:assumed-role/assumed/me"
    handed = {name: session["Credentials"][name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")}
    keys = {
        "aws_access_key_id": handed["AccessKeyId"], "aws_secret_access_key": handed["SecretAccessKey"],
        "aws_session_token": handed["SessionToken"], "region_name": "eu-west-1",
    }
    assert world.client("sts", **keys).get_caller_identity()["Arn"].endswith(":assumed-role/assumed/me")
    for service, call, code in (
        ("sts", "get_caller_identity", "SignatureDoesNotMatch"), ("ec2", "describe_vpcs", "AuthFailure"),
        ("eks", "list_clusters", "InvalidSignatureException"),
    ):
        wrong = world.client(service, **{**world.keys, "aws_secret_access_key": "another"})
        refused(code, getattr(wrong, call))
    sts.assume_role_with_web_identity(RoleArn=arn, RoleSessionName="web", WebIdentityToken="header.body.signature")
    presigned = sts.generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
    with urllib.request.urlopen(presigned) as answer:
        assert b"arn:aws:iam::123456789012:user/sandbox" in answer.read()
    world.iam.delete_role(RoleName="assumed")


def keys(world):
    arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-666666666666"
    assert world.kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "Enabled"
    refused("NotFoundException", world.kms.describe_key, KeyId="alias-none")
    world.control("POST", "drift", {"id": arn, "set": {"KeyState": "PendingDeletion", "Enabled": False}})
    assert world.kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    world.control("POST", "drift", {"id": arn, "remove": True})
    refused("NotFoundException", world.kms.describe_key, KeyId=arn)
