# SPDX-License-Identifier: Apache-2.0
"""`baton trace`, and the evidence that it keeps."""

import json
import os
import stat

from common import text
from e2e.client import Client, root
from e2e.sandbox import BILLING, HEALTHY, NOBODY, Sandbox, check

UNKNOWN = "11111111-2222-4333-8444-555555555555"


def every_scenario(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        faults = []
        for one in s.state()["conversations"]:
            report = c.json("trace", one["id"])
            if root(report) != one["root_cause"]:
                faults.append("%s: %s, not %s" % (one["scenario"], root(report),
                                                  one["root_cause"]))
        check(not faults, "; ".join(faults))
        check(not any(entry["changed"] for entry in s.admin("GET", "log").json()
                      if entry["path"].startswith("/api/")), "something was changed")


def kept_evidence_says_the_same(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        for number, one in enumerate(s.state()["conversations"]):
            for form in ("text", "json"):
                folder = "case-%d-%s" % (number, form)
                asked = c.run("trace", one["id"], "--save", folder, "--format", form)
                kept = c.run("check", folder, "--format", form, status=asked.returncode)
                check(asked.stdout == kept.stdout, lambda: "%s differs:\n%s\n%s" % (
                    one["scenario"], text(asked.stdout), text(kept.stdout)))


def kept_evidence_is_private(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        of = s.of("missing-routing-data")
        told = s.ask("GET", "/api/v2/interactions/conversations/" + of, headers=s.bearer()).json()
        caller = next(p for p in told["participants"] if p["type"] == "customer")
        c.write("sent.json", {"sessionId": of, "customerName": caller["name"],
                              "accessToken": "Zr4tQm81vLxPw0sKd93hYbNc27uEfGaJ"})
        c.secrets += ["Zr4tQm81vLxPw0sKd93hYbNc27uEfGaJ"]
        c.run("trace", of, "--payload", "sent.json", "--save", "kept")
        folder = os.path.join(c.folder, "kept")
        check(stat.S_IMODE(os.stat(folder).st_mode) == 0o700, "the folder is open to others")
        names = sorted(os.listdir(folder))
        check("evidence.json" in names and "sent.json" in names, "there are %r" % names)
        for name in names:
            path = os.path.join(folder, name)
            check(stat.S_IMODE(os.stat(path).st_mode) == 0o600, name + " is open to others")
            with open(path, encoding="utf-8") as file:
                content = file.read()
            for personal in (caller["name"], caller["address"]["phone"]):
                check(personal not in content, "%s is in %s" % (personal, name))
            if name.endswith(".json"):
                json.loads(content)
        os.remove(os.path.join(c.folder, "sent.json"))


def folder_of_other_things_is_left_alone(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        os.mkdir(os.path.join(c.folder, "mine"))
        c.write("mine/notes.txt", "mine")
        done = c.run("trace", HEALTHY, "--save", "mine", status=2)
        check(b"other files" in done.stderr, text(done.stderr))
        check(not s.admin("GET", "log").json(), "the platform was asked all the same")
        c.run("trace", HEALTHY, "--save", "new/deep", status=0)
        c.run("trace", HEALTHY, "--save", "new/deep", status=0)
        c.run("check", "new", status=0)


def payload_of_another_conversation(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        c.write("sent.json", {"sessionId": UNKNOWN, "metadata": {"intent": "billing"}})
        with_it = c.json("trace", HEALTHY, "--payload", "sent.json", status=0)
        check("HO3006" in [f["rule"] for f in with_it["findings"]], "%r" % with_it["verdict"])
        by_pipe = c.run("trace", HEALTHY, "--payload", "-", status=0,
                        stdin=json.dumps({"sessionId": UNKNOWN}).encode())
        check(b"HO3006" in by_pipe.stdout, text(by_pipe.stdout))
        c.run("trace", HEALTHY, "--payload", "nowhere.json", status=3)


def nothing_to_be_had(baton):
    with Sandbox(baton) as s:
        with Client(baton, s.base) as c:
            report = c.json("trace", UNKNOWN, status=4)
            check(root(report) == "HO8020", "%r" % report["verdict"])
        with Client(baton, s.base, NOBODY) as c:
            report = c.json("trace", HEALTHY, status=4)
            check(root(report) in ("HO8019", "HO2014"), "%r" % report["verdict"])
        with Client(baton, s.base, (NOBODY[0], "a-wrong-secret-9")) as c:
            report = c.json("trace", HEALTHY, status=4)
            check(root(report) == "HO2012", "%r" % report["verdict"])
            c.run("trace", HEALTHY, "--save", "kept", status=4)


def token_that_ends_between_two_calls(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        fault = {"match": {"path": "*/queues/*", "nth": 1}, "expire_tokens": True}
        s.admin("POST", "faults", json=fault)
        c.run("trace", HEALTHY, status=0)
        log = s.admin("GET", "log").json()
        check(sum(entry["path"] == "/oauth/token" for entry in log) == 2, "no second token")


def ids_are_encoded(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        c.run("trace", "../queues/" + BILLING, status=4)
        c.run("trace", "a?b#c%2F\u00e9\n", status=4)
        for entry in s.admin("GET", "log").json():
            check(not entry["path"].startswith("/api/v2/routing"), "it asked " + entry["path"])
        c.run("trace", "--conversation-id", HEALTHY, status=0)


TESTS = [every_scenario, kept_evidence_says_the_same, kept_evidence_is_private,
         folder_of_other_things_is_left_alone, payload_of_another_conversation, nothing_to_be_had,
         token_that_ends_between_two_calls, ids_are_encoded]
