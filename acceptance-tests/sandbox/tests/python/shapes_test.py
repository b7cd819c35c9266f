"""The checker finds what it is there to find: one wrong answer a row."""

import json

import botocore.session

from shapes import deviations

SESSION = botocore.session.get_session()


def found(service, operation, status, body, headers=None):
    model = SESSION.get_service_model(service).operation_model(operation)
    text = body if isinstance(body, str) else json.dumps(body)
    return deviations(model, status, headers or {}, text.encode())


def iam(inner):
    space = "https://iam.amazonaws.com/doc/2010-05-08/"
    meta = "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
    return f'<ListRolePoliciesResponse xmlns="{space}">{inner}{meta}</ListRolePoliciesResponse>'


def vpcs(inner):
    space = "http://ec2.amazonaws.com/doc/2016-11-15/"
    return f'<DescribeVpcsResponse xmlns="{space}"><requestId>r</requestId>{inner}</DescribeVpcsResponse>'


RIGHT = [
    ("eks", "DescribeCluster", 200, {"cluster": {"name": "a", "status": "ACTIVE", "createdAt": 1.5}}, {}),
    ("eks", "DescribeCluster", 404, {"message": "no"}, {"x-amzn-errortype": "ResourceNotFoundException"}),
    ("iam", "ListRolePolicies", 200, iam("<ListRolePoliciesResult><PolicyNames><member>a</member></PolicyNames></ListRolePoliciesResult>"), {}),
    ("ec2", "DescribeVpcs", 200, vpcs("<vpcSet><item><vpcId>v</vpcId><isDefault>true</isDefault></item></vpcSet>"), {}),
]

WRONG = [
    ("unknown member", "eks", "DescribeCluster", 200, {"cluster": {"nome": "a"}}, {}, "cluster.nome is not modelled"),
    ("wrong type", "eks", "DescribeCluster", 200, {"cluster": {"name": 1}}, {}, "cluster.name is not a string"),
    ("null", "eks", "DescribeCluster", 200, {"cluster": {"name": None}}, {}, "cluster.name is null"),
    ("not in the enum", "eks", "DescribeCluster", 200, {"cluster": {"status": "READY"}}, {}, "not one of"),
    ("text for time", "eks", "DescribeCluster", 200, {"cluster": {"createdAt": "now"}}, {}, "is not a number"),
    ("unknown error", "eks", "DescribeCluster", 400, {"message": "no"}, {"x-amzn-errortype": "Oops"}, "error Oops is not among"),
    ("wrong status", "eks", "DescribeCluster", 400, {"message": "no"}, {"x-amzn-errortype": "ResourceNotFoundException"}, "not 404"),
    ("required absent", "kms", "DescribeKey", 200, {"KeyMetadata": {}}, {}, "KeyMetadata.KeyId is required"),
    ("no wrapper", "iam", "ListRolePolicies", 200, iam(""), {}, "no ListRolePoliciesResult"),
    ("required absent in XML", "iam", "ListRolePolicies", 200, iam("<ListRolePoliciesResult><IsTruncated>true</IsTruncated></ListRolePoliciesResult>"), {}, "PolicyNames is required"),
    ("not a boolean", "iam", "ListRolePolicies", 200, iam("<ListRolePoliciesResult><PolicyNames/><IsTruncated>no</IsTruncated></ListRolePoliciesResult>"), {}, "is not a boolean"),
    ("wrong item", "ec2", "DescribeVpcs", 200, vpcs("<vpcSet><member/></vpcSet>"), {}, "is a member, not a item"),
    ("unknown element", "ec2", "DescribeVpcs", 200, vpcs("<vpcs/>"), {}, "vpcs is not modelled"),
    ("twice", "ec2", "DescribeVpcs", 200, vpcs("<nextToken>a</nextToken><nextToken>b</nextToken>"), {}, "is there 2 times"),
]


def check():
    for service, operation, status, body, headers in RIGHT:
        assert found(service, operation, status, body, headers) == [], (operation, found(service, operation, status, body, headers))
    for name, service, operation, status, body, headers, words in WRONG:
        sentences = found(service, operation, status, body, headers)
        assert any(words in sentence for sentence in sentences), (name, sentences)
    return len(RIGHT) + len(WRONG)
