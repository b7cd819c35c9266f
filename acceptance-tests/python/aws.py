"""One call to AWS by boto3, which knows nothing of kgas: aws.py URL REGION SERVICE OPERATION PARAMETERS.

Parameters and answer are JSON. A refusal is answered as {"Error": {"Code": ..., "Message": ...}}.
"""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url, region, service, operation, parameters = sys.argv[1:]
client = boto3.client(
    service,
    endpoint_url=url,
    region_name=region,
    aws_access_key_id="onlooker",
    aws_secret_access_key="onlooker",
    config=Config(retries={"max_attempts": 0}),
)
try:
    answer = getattr(client, operation)(**json.loads(parameters))
except ClientError as refusal:
    answer = {"Error": refusal.response["Error"]}
json.dump(answer, sys.stdout, default=str)
