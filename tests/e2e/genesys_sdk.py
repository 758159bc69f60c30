# SPDX-License-Identifier: Apache-2.0
"""The sandbox as Genesys' own JavaScript SDK sees it; what it asks is in genesys_sdk.mjs."""

import json
import os
import subprocess
import tempfile

from common import Failure, text
from e2e.sandbox import (BILLING, CLAIMS, FULL, HOME, KIM, LIMITED, NIGHT, READER, WINDOW, Sandbox,
                         check)

HERE = os.path.dirname(os.path.abspath(__file__))
NPM = os.path.join(HERE, "..", "..", "tools", "npm")
NOTHING = "11111111-2222-4333-8444-555555555555"


def skip(_):
    done = subprocess.run([NPM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode == 0:
        return None
    why = text(done.stderr).strip().splitlines()
    return "GENESYS' OWN SDK WAS NOT RUN: " + (why[-1] if why else "tools/npm failed")


def javascript_sdk(baton):
    with Sandbox(baton, family="genesys") as s, tempfile.TemporaryDirectory() as folder:
        facts = {
            "port": int(s.base.rsplit(":", 1)[1]), "full": FULL, "reader": READER, "home": HOME,
            "limited": LIMITED, "healthy": s.of("genesys-healthy"),
            "open": s.of("genesys-no-permission"), "dropped": s.of("genesys-dropped"),
            "billing": BILLING, "night": NIGHT, "claims": CLAIMS, "user": KIM,
            "nothing": NOTHING, "integration": NOTHING, "interval": WINDOW,
        }
        path = os.path.join(folder, "facts.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(facts, file)
        env = {"PATH": os.environ["PATH"], "HOME": folder, "no_proxy": "*"}
        try:
            done = subprocess.run(["node", os.path.join(HERE, "genesys_sdk.mjs"), path], env=env,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                                  check=False)
        except subprocess.TimeoutExpired:
            raise Failure("the SDK's script did not end") from None
        said = text(done.stdout)
        check(done.returncode == 0 and " 0 failed" in said, said + text(done.stderr)[:3000])


TESTS = (javascript_sdk,)
