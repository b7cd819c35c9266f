"""AWS's own clients, pointed at the sandbox, with every answer held to its model."""

import json

import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shapes import deviations

KEY, SECRET = "AKIASANDBOXVERIFIED0", "opens-nothing-but-the-sandbox"
SERVICES = ["eks", "iam", "ec2", "sts", "kms", "elb", "elbv2", "logs"]


class World:
    def __init__(self, url, region="eu-west-1"):
        self.url = url
        self.driven = {service: set() for service in SERVICES}
        self.wrong = []
        self.answers = 0
        # A key whose signatures the sandbox verifies: all that is driven here is signed as the sandbox reads the specification.
        self.keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": region}
        for service in SERVICES:
            client = self.client(service, **self.keys)
            client.meta.events.register("response-received", self._check(client))
            setattr(self, service, client)

    def client(self, service, **keys):
        """An unmodified client, which asks once."""
        config = Config(retries={"total_max_attempts": 1}, parameter_validation=True)
        return boto3.client(service, endpoint_url=self.url, config=config, **keys)

    def _check(self, client):
        model = client.meta.service_model

        def check(event_name, response_dict, **_):
            if response_dict is None:
                return
            operation = model.operation_model(event_name.split(".")[-1])
            self.answers += 1
            self.driven[model.service_name].add(operation.name)
            status, headers, body = (response_dict[key] for key in ("status_code", "headers", "body"))
            for sentence in deviations(operation, status, headers, body):
                self.wrong.append(f"{model.service_name} {operation.name} ({status}): {sentence}")

        return check

    def control(self, method, what, body=None):
        """One request to the sandbox itself."""
        request = urllib.request.Request(f"{self.url}/_sandbox/{what}", method=method)
        with urllib.request.urlopen(request, data=json.dumps(body).encode() if body is not None else None) as answer:
            return json.load(answer)

    def later(self, seconds):
        """Lets time pass in the clouds, at once."""
        self.control("POST", "advance", {"seconds": seconds})


def refused(code, call, **arguments):
    """The message of a refusal with that code; anything else fails."""
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} was expected")


def trust(*services):
    """A trust policy for services."""
    statement = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


