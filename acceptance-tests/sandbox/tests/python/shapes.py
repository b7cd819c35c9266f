"""Holds an answer on the wire to botocore's model of it: botocore itself reads past whatever it does not know.

`deviations` is the whole of it: a list of sentences, empty when the answer is as modelled.
"""

import json
import re
from xml.etree import ElementTree

# Codes any operation may answer, which the models do not list.
COMMON = {
    "AccessDenied", "AccessDeniedException", "ExpiredTokenException", "InvalidAction", "MissingParameter",
    "RequestExpired", "RequestLimitExceeded", "Throttling", "ThrottlingException", "UnauthorizedOperation",
    "ValidationError",
}
# Where AWS's own documentation shows another answer than its model lists.
BESIDE_THE_MODEL = {
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInternetGateways.html
    ("DescribeInternetGateways.internetGatewaySet.attachmentSet.state", "available"),
}
ISO = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
INTEGERS = {"integer", "long"}


def deviations(operation, status, headers, body):
    """What is wrong with an answer to `operation` (a botocore OperationModel)."""
    protocol = operation.service_model.metadata["protocol"]
    text = body.decode("utf-8")
    if status >= 300:
        return list(_failure(operation, protocol, status, headers, text))
    if operation.output_shape is None and protocol in ("rest-json", "json"):
        return [] if text in ("", "{}") else [f"a body where none is modelled: {text[:80]}"]
    if protocol in ("rest-json", "json"):
        return list(_json(operation.output_shape, json.loads(text), operation.name))
    return list(_envelope(operation, protocol, ElementTree.fromstring(text)))


# Errors


def _failure(operation, protocol, status, headers, text):
    if protocol in ("rest-json", "json"):
        body = json.loads(text)
        code = headers.get("x-amzn-errortype") or body.get("__type")
        members = {name: value for name, value in body.items() if name != "__type"}
    else:
        root = ElementTree.fromstring(text)
        error = root.find(".//{*}Error")
        if error is None or error.find("{*}Code") is None or error.find("{*}Message") is None:
            yield f"an error without code and message: {text[:200]}"
            return
        code, members = error.find("{*}Code").text, None
        wanted = ["Response", "Errors"] if protocol == "ec2" else ["ErrorResponse", "Error"]
        if [_local(root.tag), _local(root[0].tag)] != wanted:
            yield f"an error that begins with {_local(root.tag)}/{_local(root[0].tag)}, not {'/'.join(wanted)}"
        request_id = "RequestID" if protocol == "ec2" else "RequestId"
        if root.find("{*}" + request_id) is None:
            yield f"an error without {request_id}"
    modelled = {_code(shape): shape for shape in operation.error_shapes}
    shape = modelled.get(code)
    if shape is None:
        # EC2 models no errors at all.
        if protocol != "ec2" and code not in COMMON:
            yield f"error {code} is not among {sorted(modelled)}"
        return
    expected = shape.metadata.get("error", {}).get("httpStatusCode")
    if expected and expected != status:
        yield f"error {code} with status {status}, not {expected}"
    if members is not None:
        # Every refusal says something, also those of CloudWatch Logs, whose models have no member for it.
        if "message" not in shape.members:
            members.pop("message", None)
        yield from _json(shape, members, code)


def _code(shape):
    return shape.metadata.get("error", {}).get("code", shape.name)


# JSON


def _json(shape, value, place):
    if value is None:
        yield f"{place} is null"
        return
    kind = shape.type_name
    if kind == "structure":
        yield from _json_structure(shape, value, place)
    elif kind == "list":
        if not isinstance(value, list):
            yield f"{place} is not a list: {value!r}"
            return
        for place_of, item in enumerate(value):
            yield from _json(shape.member, item, f"{place}[{place_of}]")
    elif kind == "map":
        if not isinstance(value, dict):
            yield f"{place} is not a map: {value!r}"
            return
        for key, item in value.items():
            yield from _json(shape.key, key, f"{place}.(key)")
            yield from _json(shape.value, item, f"{place}.{key}")
    else:
        yield from _json_scalar(shape, kind, value, place)


def _json_structure(shape, value, place):
    if not isinstance(value, dict):
        yield f"{place} is not a structure: {value!r}"
        return
    known = {}
    for name, member in shape.members.items():
        if member.serialization.get("location") is None:
            known[member.serialization.get("name", name)] = member
    for name in sorted(value.keys() - known.keys()):
        yield f"{place}.{name} is not modelled"
    for name in shape.required_members:
        wire = shape.members[name].serialization.get("name", name)
        if wire in known and wire not in value:
            yield f"{place}.{wire} is required and absent"
    for name, member in known.items():
        if name in value:
            yield from _json(member, value[name], f"{place}.{name}")


def _json_scalar(shape, kind, value, place):
    if kind == "string":
        if not isinstance(value, str):
            yield f"{place} is not a string: {value!r}"
            return
        yield from _text(shape, value, place)
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{place} is not a boolean: {value!r}"
    elif kind in INTEGERS:
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"{place} is not an integer: {value!r}"
            return
        yield from _range(shape, value, place)
    elif kind in ("timestamp", "double", "float"):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            yield f"{place} is not a number: {value!r}"
    else:
        yield f"{place} is a {kind}, which this does not know"


# XML


def _local(tag):
    return tag.rsplit("}", 1)[-1]


def _envelope(operation, protocol, root):
    if _local(root.tag) != operation.name + "Response":
        yield f"the answer is a {_local(root.tag)}"
    space = root.tag.split("}")[0].strip("{")
    version = operation.service_model.metadata["apiVersion"]
    if version not in space:
        yield f"the namespace {space!r} does not name the version {version}"
    shape = operation.output_shape
    children = list(root)
    if protocol == "ec2":
        ids = [child for child in children if _local(child.tag) == "requestId"]
        rest = [child for child in children if _local(child.tag) != "requestId"]
        if len(ids) != 1 or not ids[0].text:
            yield "no requestId"
    else:
        meta = root.find("{*}ResponseMetadata/{*}RequestId")
        if meta is None or not meta.text:
            yield "no ResponseMetadata/RequestId"
        wrapper = operation.name + "Result"
        results = [child for child in children if _local(child.tag) == wrapper]
        others = {_local(child.tag) for child in children} - {wrapper, "ResponseMetadata"}
        if others:
            yield f"beside the result: {sorted(others)}"
        if (shape is None) == bool(results):
            yield f"{'no ' if shape else ''}{wrapper}"
        rest = [child for result in results for child in result]
    if shape is None:
        # EC2 still says `return` where the model has nothing left.
        for child in rest:
            if not (protocol == "ec2" and _local(child.tag) == "return" and child.text == "true"):
                yield f"{_local(child.tag)} where nothing is modelled"
        return
    yield from _xml_members(shape, rest, operation.name)


def _xml_members(shape, children, place):
    known = {member.serialization.get("name", name): member for name, member in shape.members.items()}
    seen = {}
    for child in children:
        seen.setdefault(_local(child.tag), []).append(child)
    for name in sorted(seen.keys() - known.keys()):
        yield f"{place}.{name} is not modelled"
    for name in shape.required_members:
        wire = shape.members[name].serialization.get("name", name)
        if wire not in seen:
            yield f"{place}.{wire} is required and absent"
    for name, elements in seen.items():
        if name not in known:
            continue
        member = known[name]
        flattened = member.type_name == "list" and member.serialization.get("flattened")
        if len(elements) > 1 and not flattened:
            yield f"{place}.{name} is there {len(elements)} times"
        for element in elements:
            yield from _xml(member, element, f"{place}.{name}")


def _xml(shape, element, place):
    kind = shape.type_name
    if kind == "structure":
        if (element.text or "").strip():
            yield f"{place} is text where a structure is modelled: {element.text!r}"
        yield from _xml_members(shape, list(element), place)
        return
    if kind == "list":
        if (element.text or "").strip():
            yield f"{place} is text where a list is modelled: {element.text!r}"
        item = shape.member.serialization.get("name", "member")
        for number, child in enumerate(element):
            if _local(child.tag) != item:
                yield f"{place}[{number}] is a {_local(child.tag)}, not a {item}"
            yield from _xml(shape.member, child, f"{place}[{number}]")
        return
    if len(element):
        yield f"{place} has elements where a {kind} is modelled"
        return
    text = element.text or ""
    if kind == "string":
        yield from _text(shape, text, place)
    elif kind == "boolean":
        if text not in ("true", "false"):
            yield f"{place} is not a boolean: {text!r}"
    elif kind in INTEGERS:
        if not re.fullmatch(r"-?\d+", text):
            yield f"{place} is not an integer: {text!r}"
            return
        yield from _range(shape, int(text), place)
    elif kind == "timestamp":
        if not ISO.match(text):
            yield f"{place} is not a timestamp: {text!r}"
    else:
        yield f"{place} is a {kind}, which this does not know"


# Limits


def _text(shape, value, place):
    enum = shape.metadata.get("enum")
    if enum and value not in enum and (re.sub(r"\[\d+\]", "", place), value) not in BESIDE_THE_MODEL:
        yield f"{place} is {value!r}, not one of {enum[:12]}"
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and len(value) < low) or (high is not None and len(value) > high):
        yield f"{place} has {len(value)} characters, not {low} to {high}"


def _range(shape, value, place):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and value < low) or (high is not None and value > high):
        yield f"{place} is {value}, not {low} to {high}"
