"""Cuts the operations in ../requests, and the shapes they reach, out of botocore's service models.

    python3 -m venv VENV && VENV/bin/pip install botocore==1.44.5 && VENV/bin/python slice.py

Of a shape it keeps what the tests read: kind, members with their names on the wire, what is required, and enums of up
to 64 words.
"""
import gzip
import json
import pathlib

import botocore

HERE = pathlib.Path(__file__).parent
FILES = {
    "AwsEc2": "ec2/2016-11-15",
    "AwsEks": "eks/2017-11-01",
    "AwsElb": "elb/2012-06-01",
    "AwsElbV2": "elbv2/2015-12-01",
    "AwsIam": "iam/2010-05-08",
    "AwsKms": "kms/2014-11-01",
    "AwsLogs": "logs/2014-03-28",
    "AwsSts": "sts/2011-06-15",
}
OF_A_REFERENCE = ("shape", "location", "locationName", "queryName", "idempotencyToken", "flattened")
OF_A_SHAPE = ("type", "required", "flattened", "locationName")


def reference(it):
    return {key: it[key] for key in OF_A_REFERENCE if key in it}


def shape(it):
    kept = {key: it[key] for key in OF_A_SHAPE if key in it}
    if len(it.get("enum", [])) <= 64 and "enum" in it:
        kept["enum"] = it["enum"]
    for one in ("member", "key", "value"):
        if one in it:
            kept[one] = reference(it[one])
    if "members" in it:
        kept["members"] = {name: reference(member) for name, member in it["members"].items()}
    return kept


def reached(shapes, name, found):
    if name in found:
        return
    found[name] = shape(shapes[name])
    of = found[name]
    for each in [*of.get("members", {}).values(), *(of[one] for one in ("member", "key", "value") if one in of)]:
        reached(shapes, each["shape"], found)


def cut(service, directory):
    path = pathlib.Path(botocore.__file__).parent / "data" / directory / "service-2.json.gz"
    model = json.loads(gzip.decompress(path.read_bytes()))
    wanted = sorted(file.stem for file in (HERE.parent / "requests" / service).glob("*.txt"))
    operations, found = {}, {}
    for name in wanted:
        operation = model["operations"][name]
        kept = {"http": {key: operation["http"][key] for key in ("method", "requestUri")}}
        for side in ("input", "output"):
            if side in operation:
                kept[side] = {key: operation[side][key] for key in ("shape", "resultWrapper") if key in operation[side]}
                reached(model["shapes"], operation[side]["shape"], found)
        operations[name] = kept
    source = f"botocore {botocore.__version__}, data/{directory}/service-2.json, Apache-2.0, cut by slice.py"
    lines = [
        f' "source": {json.dumps(source)},',
        f' "metadata": {json.dumps({key: model["metadata"][key] for key in ("apiVersion", "protocol")})},',
        ' "operations": {',
        ",\n".join(f"  {json.dumps(name)}: {json.dumps(it)}" for name, it in operations.items()),
        ' },',
        ' "shapes": {',
        ",\n".join(f"  {json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found)),
        ' }',
    ]
    (HERE / f"{service}.json").write_text("{\n" + "\n".join(lines) + "\n}\n")


for service, directory in FILES.items():
    cut(service, directory)
