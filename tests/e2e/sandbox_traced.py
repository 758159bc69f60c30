# SPDX-License-Identifier: Apache-2.0
"""baton as a client of all the sandbox's vendors at once: one call, told by both sides."""

import os

from e2e.client import Client, root
from e2e.sandbox import FULL, Sandbox, check
from e2e.sandbox_cognigy import KEY as API_KEY, PROJECT
from e2e.sandbox_cxone import KEY

SECTIONS = {
    "genesys": "client-id: %s\n    client-secret: %s\n" % FULL,
    "cxone": "client-id: %s\n    client-secret: %s\n    access-key-id: %s\n"
             "    access-key-secret: %s\n" % (FULL + KEY),
    "cognigy": "api-key: %s\n    project-id: \"%s\"\n" % (API_KEY["X-API-Key"], PROJECT),
}


def roots(baton, scenario):
    """(family, id, what the scenario says, what baton says) of each of its accounts."""
    with Sandbox(baton, "--scenario", scenario) as s:
        content = "tries: 1\nplatforms:\n"
        for family, section in SECTIONS.items():
            content += "  %s:\n    family: %s\n    base-url: %s\n    %s" % (
                family, family, s.bases[family], section)
        with Client(baton, s.base, secrets=(KEY[1], API_KEY["X-API-Key"])) as client:
            for name in [name for name in client.env if name.startswith("CXONE_")]:
                del client.env[name]
            path = os.path.join(client.folder, client.write("baton.yaml", content))
            os.chmod(path, 0o600)
            for family in SECTIONS:
                s.base = s.bases[family]
                for one in s.state()["conversations"]:
                    report = client.json("trace", one["id"])
                    yield family, one["id"], one["root_cause"], root(report)
            os.remove(path)


def traced(baton, *scenarios):
    for scenario in scenarios:
        found = list(roots(baton, scenario))
        check(len(found) > 1 and all(right == said for _, _, right, said in found),
              lambda found=found: "\n".join("%s %s: %s is right, %s was said" % one
                                            for one in found))


def nothing_wrong(baton):
    traced(baton, "cxone-healthy", "cxone-tms-refused-but-fine", "joined-healthy")


def abandoned(baton):
    traced(baton, "cxone-abandoned-in-queue")


TESTS = (nothing_wrong, abandoned)
