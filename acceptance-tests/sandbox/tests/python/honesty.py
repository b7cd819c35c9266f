"""Drives the sandbox at the URL given through a whole life with AWS's own client, and holds every answer to AWS's models.

Ends with a non-zero status when an answer deviates, a step is not as it should be, something is left over, or an operation
that is played was never driven.
"""

import sys

import life_cluster
import life_iam
import life_network
import shapes_test
from world import World


def main(url):
    checked = shapes_test.check()
    world = World(url)
    life_iam.live(world)
    life_network.live(world)
    life_cluster.live(world)
    problems = list(dict.fromkeys(world.wrong))
    for service, names in world.control("GET", "operations").items():
        problems += [f"{service} {name} is played and was never driven" for name in sorted(set(names) - world.driven[service])]
    for thing in world.control("GET", "inventory")["objects"]:
        if not thing["default"] and "service-role" not in thing["id"] and not thing["id"].startswith("AWSServiceRole"):
            problems.append(f"left over: {thing}")
    for problem in problems:
        print(problem)
    driven = sum(len(names) for names in world.driven.values())
    print(f"{world.answers} answers to {driven} operations held to their models; {checked} rows on the checker itself")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
