"""Drives a cluster of the sandbox at the URL given with Kubernetes' own client, and holds every answer to its models.

A member that the models do not have is lost when an answer is read and written again, and is a deviation. Ends with a
non-zero status when an answer deviates or a step is not as it should be.
"""

import base64
import json
import ssl
import sys
import tempfile
import urllib.request

import boto3
from botocore.signers import RequestSigner
from kubernetes import client, config
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic import DynamicClient

NAMESPACE = "life"


class Cluster:
    def __init__(self, url, place="local/python"):
        self.url, self.place = url, place
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(get(f"{url}/_sandbox/kubernetes/kubeconfig?cluster={place}").decode())
            file.flush()
            self.api = config.new_client_from_config(file.name)
        self.core, self.apps = client.CoreV1Api(self.api), client.AppsV1Api(self.api)
        self.custom, self.leases = client.CustomObjectsApi(self.api), client.CoordinationV1Api(self.api)
        self.wrong, self.answers = [], 0
        self._watch_answers()

    def _watch_answers(self):
        """Every typed answer is compared with what is left of it in the client's own model."""
        read = self.api.deserialize

        def checked(response, response_type, *rest, **more):
            value = read(response, response_type, *rest, **more)
            if response_type not in ("object", object):
                self.answers += 1
                sent, kept = json.loads(response.data), self.api.sanitize_for_serialization(value)
                self.wrong += [f"{response_type}: {sentence}" for sentence in lost(sent, kept, "")]
            return value

        self.api.deserialize = checked

    def later(self, seconds):
        body = json.dumps({"seconds": seconds}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/_sandbox/advance", data=body, method="POST"))


def get(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def lost(sent, kept, path):
    """What an answer has and the client's model of it has not. Empty things and the forms of times are no matter."""
    if isinstance(sent, dict):
        for name, value in sent.items():
            if name not in (kept or {}):
                if value not in (None, {}, [], ""):
                    yield f"{path}.{name} is not modelled"
            else:
                yield from lost(value, kept[name], f"{path}.{name}")
    elif isinstance(sent, list):
        for at, (one, other) in enumerate(zip(sent, kept)):
            yield from lost(one, other, f"{path}[{at}]")
    elif type(sent) is not type(kept):
        yield f"{path} is a {type(sent).__name__}, not a {type(kept).__name__}"


def check_the_checker():
    """What is not in the model is seen, and so is another type; what is empty is not."""
    assert list(lost({"a": {"b": [{"c": 1}]}}, {"a": {"b": [{}]}}, "")) == [".a.b[0].c is not modelled"]
    assert list(lost({"a": "1"}, {"a": 1}, "")) == [".a is a str, not a int"]
    assert list(lost({"a": {"b": {}}, "c": []}, {"a": {}}, "")) == []


def refused(status, reason, call, *arguments, **more):
    """The body of a refusal with that status and reason; anything else fails."""
    try:
        call(*arguments, **more)
    except ApiException as error:
        body = json.loads(error.body)
        assert (error.status, body.get("reason")) == (status, reason), error
        return body
    raise AssertionError(f"{status} {reason} was expected")


def deployment(name, replicas, image="registry/app:1", annotations=None):
    labels = {"app": name}
    container = client.V1Container(name="app", image=image, ports=[client.V1ContainerPort(container_port=8080)])
    template = client.V1PodTemplateSpec(
        metadata=client.V1ObjectMeta(labels=labels, annotations=annotations), spec=client.V1PodSpec(containers=[container])
    )
    spec = client.V1DeploymentSpec(replicas=replicas, selector=client.V1LabelSelector(match_labels=labels), template=template)
    return client.V1Deployment(
        api_version="apps/v1", kind="Deployment", metadata=client.V1ObjectMeta(name=name, labels=labels), spec=spec
    )


def namespaces(cluster):
    cluster.core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=NAMESPACE)))
    assert NAMESPACE in [one.metadata.name for one in cluster.core.list_namespace().items]
    assert client.VersionApi(cluster.api).get_code().major == "1"


def workloads(cluster):
    apps = cluster.apps
    made = apps.create_namespaced_deployment(NAMESPACE, deployment("api", 2))
    assert made.metadata.generation == 1 and made.spec.strategy.type == "RollingUpdate"
    refused(409, "AlreadyExists", apps.create_namespaced_deployment, NAMESPACE, deployment("api", 2))
    assert "selector" in refused(
        422, "Invalid", apps.create_namespaced_deployment, NAMESPACE, broken(deployment("broken", 1))
    )["message"]
    strict = {**cluster.api.sanitize_for_serialization(deployment("strict", 1)), "surprise": 1}
    refused(400, "BadRequest", apps.create_namespaced_deployment, NAMESPACE, strict, field_validation="Strict")
    cluster.core.create_namespaced_service(
        NAMESPACE,
        client.V1Service(
            metadata=client.V1ObjectMeta(name="api"),
            spec=client.V1ServiceSpec(selector={"app": "api"}, ports=[client.V1ServicePort(port=80, target_port=8080)]),
        ),
    )
    cluster.later(10)
    seen = apps.read_namespaced_deployment("api", NAMESPACE)
    assert (seen.status.observed_generation, seen.status.available_replicas) == (1, 2)
    assert {one.type: one.status for one in seen.status.conditions} == {"Available": "True", "Progressing": "True"}
    pods = cluster.core.list_namespaced_pod(NAMESPACE, label_selector="app=api").items
    assert [pod.status.phase for pod in pods] == ["Running", "Running"]
    assert pods[0].metadata.owner_references[0].kind == "ReplicaSet"
    slices = client.DiscoveryV1Api(cluster.api).list_namespaced_endpoint_slice(NAMESPACE).items
    assert [point.conditions.ready for point in slices[0].endpoints] == [True, True]

    # A body that is a map is sent as a strategic patch by this client, and a list as a JSON patch.
    patched = apps.patch_namespaced_deployment(
        "api", NAMESPACE, {"spec": {"template": {"spec": {"containers": [{"name": "app", "image": "registry/app:2"}]}}}}
    )
    assert patched.spec.template.spec.containers[0].ports[0].container_port == 8080
    wrong = [{"op": "test", "path": "/spec/replicas", "value": 7}, {"op": "replace", "path": "/spec/replicas", "value": 8}]
    assert refused(422, "Invalid", apps.patch_namespaced_deployment, "api", NAMESPACE, wrong)["details"] == {}
    right = [{"op": "test", "path": "/spec/replicas", "value": 2}, {"op": "replace", "path": "/spec/replicas", "value": 3}]
    dry = apps.patch_namespaced_deployment("api", NAMESPACE, right, dry_run="All")
    assert dry.spec.replicas == 3 and apps.read_namespaced_deployment("api", NAMESPACE).spec.replicas == 2
    assert apps.patch_namespaced_deployment("api", NAMESPACE, right).spec.replicas == 3
    scale = apps.read_namespaced_deployment_scale("api", NAMESPACE)
    scale.spec.replicas = 4
    assert apps.replace_namespaced_deployment_scale("api", NAMESPACE, scale).spec.replicas == 4
    scale.spec.replicas = 5
    refused(409, "Conflict", apps.replace_namespaced_deployment_scale, "api", NAMESPACE, scale)
    cluster.later(30)
    seen = apps.read_namespaced_deployment("api", NAMESPACE)
    assert (seen.status.updated_replicas, seen.status.available_replicas) == (4, 4)
    assert len(apps.list_namespaced_replica_set(NAMESPACE).items) == 2


def broken(doc):
    doc.spec.selector.match_labels = {"app": "else"}
    return doc


def apply(cluster):
    dynamic = DynamicClient(cluster.api)
    kind = dynamic.resources.get(api_version="apps/v1", kind="Deployment")
    body = cluster.api.sanitize_for_serialization(deployment("applied", 1))
    made = kind.server_side_apply(body=body, name="applied", namespace=NAMESPACE, field_manager="one")
    assert made.metadata.managedFields[0].operation == "Apply"
    body["spec"]["replicas"] = 2
    try:
        kind.server_side_apply(body=body, name="applied", namespace=NAMESPACE, field_manager="other")
        raise AssertionError("a conflict was expected")
    except ApiException as error:
        words = json.loads(error.body)["message"]
        assert (error.status, words) == (409, 'Apply failed with 1 conflict: conflict with "one": .spec.replicas')
    taken = kind.server_side_apply(
        body=body, name="applied", namespace=NAMESPACE, field_manager="other", force_conflicts=True
    )
    assert taken.spec.replicas == 2


def plain_objects(cluster):
    core = cluster.core
    made = core.create_namespaced_config_map(
        NAMESPACE, client.V1ConfigMap(metadata=client.V1ObjectMeta(name="c"), data={"a": "1"}, immutable=True)
    )
    refused(422, "Invalid", core.patch_namespaced_config_map, "c", NAMESPACE, {"data": {"a": "2"}})
    options = client.V1DeleteOptions(preconditions=client.V1Preconditions(uid="another"))
    refused(409, "Conflict", core.delete_namespaced_config_map, "c", NAMESPACE, body=options)
    options = client.V1DeleteOptions(preconditions=client.V1Preconditions(uid=made.metadata.uid))
    assert core.delete_namespaced_config_map("c", NAMESPACE, body=options).status == "Success"
    refused(404, "NotFound", core.read_namespaced_config_map, "c", NAMESPACE)
    secret = core.create_namespaced_secret(
        NAMESPACE, client.V1Secret(metadata=client.V1ObjectMeta(name="s"), string_data={"key": "value"})
    )
    assert base64.b64decode(secret.data["key"]) == b"value" and secret.type == "Opaque"

    lease = cluster.leases.create_namespaced_lease(
        NAMESPACE,
        client.V1Lease(
            metadata=client.V1ObjectMeta(name="lock"), spec=client.V1LeaseSpec(holder_identity="me", lease_transitions=1)
        ),
    )
    old = lease.metadata.resource_version
    lease.spec.holder_identity = "you"
    assert cluster.leases.replace_namespaced_lease("lock", NAMESPACE, lease).spec.holder_identity == "you"
    lease.metadata.resource_version = old
    refused(409, "Conflict", cluster.leases.replace_namespaced_lease, "lock", NAMESPACE, lease)

    autoscaling, policy = client.AutoscalingV2Api(cluster.api), client.PolicyV1Api(cluster.api)
    target = client.V2CrossVersionObjectReference(api_version="apps/v1", kind="Deployment", name="api")
    autoscaling.create_namespaced_horizontal_pod_autoscaler(
        NAMESPACE,
        client.V2HorizontalPodAutoscaler(
            metadata=client.V1ObjectMeta(name="api"),
            spec=client.V2HorizontalPodAutoscalerSpec(scale_target_ref=target, min_replicas=2, max_replicas=5),
        ),
    )
    policy.create_namespaced_pod_disruption_budget(
        NAMESPACE,
        client.V1PodDisruptionBudget(
            metadata=client.V1ObjectMeta(name="api"),
            spec=client.V1PodDisruptionBudgetSpec(
                min_available=1, selector=client.V1LabelSelector(match_labels={"app": "api"})
            ),
        ),
    )
    core.create_namespaced_resource_quota(
        NAMESPACE,
        client.V1ResourceQuota(
            metadata=client.V1ObjectMeta(name="q"), spec=client.V1ResourceQuotaSpec(hard={"pods": "50"})
        ),
    )
    cluster.later(1)
    assert autoscaling.read_namespaced_horizontal_pod_autoscaler("api", NAMESPACE).status.current_replicas == 4
    assert policy.read_namespaced_pod_disruption_budget("api", NAMESPACE).status.disruptions_allowed == 3
    assert int(core.read_namespaced_resource_quota("q", NAMESPACE).status.used["pods"]) >= 4


def routes(cluster):
    group = ("gateway.networking.k8s.io", "v1", NAMESPACE, "httproutes")
    route = {
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "api"},
        "spec": {
            "parentRefs": [{"name": "edge"}],
            "rules": [{"backendRefs": [{"name": "api", "port": 80, "weight": 100}, {"name": "none", "port": 80, "weight": 0}]}],
        },
    }
    made = cluster.custom.create_namespaced_custom_object(*group, route)
    assert made["spec"]["rules"][0]["backendRefs"][0]["kind"] == "Service"
    cluster.later(1)
    conditions = cluster.custom.get_namespaced_custom_object(*group, "api")["status"]["parents"][0]["conditions"]
    assert [(one["type"], one["status"]) for one in conditions] == [("Accepted", "True"), ("ResolvedRefs", "False")]
    patch = [{"op": "replace", "path": "/spec/rules/0/backendRefs/1/weight", "value": 25}]
    media = "application/json-patch+json"
    patched = cluster.custom.patch_namespaced_custom_object(*group, "api", patch, _content_type=media)
    assert patched["metadata"]["generation"] == 2
    made.pop("status", None)
    refused(409, "Conflict", cluster.custom.replace_namespaced_custom_object, *group, "api", made)
    assert len(cluster.custom.list_namespaced_custom_object(*group)["items"]) == 1
    cluster.custom.delete_namespaced_custom_object(*group, "api")


def ending(cluster):
    cluster.apps.delete_namespaced_deployment("api", NAMESPACE)
    cluster.later(5)
    assert cluster.core.list_namespaced_pod(NAMESPACE, label_selector="app=api").items == []
    # The client expects a Status; like the real server, the sandbox answers with the namespace that is ending.
    answer = json.loads(cluster.core.delete_namespace(NAMESPACE, _preload_content=False).data)
    assert answer["status"]["phase"] == "Terminating"
    cluster.later(5)
    refused(404, "NotFound", cluster.core.read_namespace, NAMESPACE)


def eks_cluster(url):
    """A cluster of EKS answers at its endpoint, to who has a token that AWS's client signed for it and to nobody else."""
    keys = {
        "aws_access_key_id": "AKIASANDBOXVERIFIED0", "aws_secret_access_key": "opens-nothing-but-the-sandbox",
        "region_name": "eu-west-1",
    }
    session = boto3.session.Session(**keys)
    aws = {name: session.client(name, endpoint_url=url) for name in ("iam", "ec2", "eks")}
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    role = aws["iam"].create_role(RoleName="k", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    aws["iam"].attach_role_policy(RoleName="k", PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")
    later = Cluster(url).later
    later(15)
    subnets = [subnet["SubnetId"] for subnet in aws["ec2"].describe_subnets()["Subnets"]]
    aws["eks"].create_cluster(name="k", roleArn=role, resourcesVpcConfig={"subnetIds": subnets})
    later(600)
    described = aws["eks"].describe_cluster(name="k")["cluster"]
    endpoint = described["endpoint"]
    assert endpoint == f"{url.replace('http:', 'https:')}/kubernetes/eu-west-1/k", endpoint
    authority = base64.b64decode(described["certificateAuthority"]["data"]).decode()
    trusting = ssl.create_default_context(cadata=authority)

    def status(secret, cluster):
        made = boto3.session.Session(**{**keys, "aws_secret_access_key": secret})
        signer = RequestSigner(
            made.client("sts").meta.service_model.service_id, "eu-west-1", "sts", "v4", made.get_credentials(), made.events
        )
        asked = {
            "method": "GET", "body": {}, "headers": {"x-k8s-aws-id": cluster}, "context": {},
            "url": "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
        }
        signed = signer.generate_presigned_url(asked, region_name="eu-west-1", expires_in=60, operation_name="")
        token = "k8s-aws-v1." + base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")
        request = urllib.request.Request(f"{endpoint}/api/v1/namespaces", headers={"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, context=trusting) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    assert status(keys["aws_secret_access_key"], "k") == 200
    assert status("another", "k") == 401
    assert status(keys["aws_secret_access_key"], "other") == 401


def main(url):
    check_the_checker()
    cluster = Cluster(url)
    for step in (namespaces, workloads, apply, plain_objects, routes, ending):
        step(cluster)
    eks_cluster(url)
    problems = list(dict.fromkeys(cluster.wrong))
    for problem in problems:
        print(problem)
    print(f"{cluster.answers} answers held to the models of Kubernetes' client")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
