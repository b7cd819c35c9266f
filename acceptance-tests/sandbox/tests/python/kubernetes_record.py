"""Asks a real API server what the rows of fixtures/kubernetes.json ask, and prints the rows with its answers.

    python kubernetes_record.py HOST:PORT TOKEN < fixtures/kubernetes.json > new.json

The server needs the definition of HTTPRoute and no namespace called recorded. The last recording: Kubernetes 1.36.4,
Gateway API 1.4.0.
"""

import http.client
import json
import re
import ssl
import sys

# What every server, or every run, has otherwise.
OWN = {"clusterIP", "clusterIPs", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"}
UID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def kept(answer):
    """Of a refusal all of it; of an object what is wanted of it, and of its metadata what is not the server's own."""
    if answer.get("kind") == "Status":
        return plain({name: answer[name] for name in ("reason", "message", "details") if name in answer})
    members = {name: value for name, value in answer.items() if name not in ("status", "metadata", "items")}
    metadata = answer.get("metadata", {})
    members["metadata"] = {name: metadata[name] for name in ("generation", "labels", "finalizers") if name in metadata}
    return plain(members)


def plain(value):
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in sorted(value.items()) if name not in OWN}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return UID.sub("UID", value) if isinstance(value, str) else value


def main(server, token):
    rows = json.load(sys.stdin)
    connection = http.client.HTTPSConnection(server, context=ssl._create_unverified_context())
    lines = []
    for row in rows:
        headers = {"Authorization": f"Bearer {token}", "User-Agent": "tester/1", "Content-Type": row.get("media", "application/json")}
        body = json.dumps(row["body"]) if row.get("body") is not None else None
        connection.request(row["method"], row["path"], body, headers)
        answer = connection.getresponse()
        read = json.loads(answer.read())
        lines.append(json.dumps({**row, "status": answer.status, "answer": kept(read)}))
    print("[\n" + ",\n".join(lines) + "\n]")


if __name__ == "__main__":
    main(*sys.argv[1:])
