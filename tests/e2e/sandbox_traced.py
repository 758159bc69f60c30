# SPDX-License-Identifier: Apache-2.0
"""baton as a client of all the sandbox's vendors: each call, told by one side or by both."""

import itertools
import os

from common import text
from e2e.client import Client, root
from e2e.sandbox import (BILLING, CLAIMS, FULL, HOME, LIMITED, VIEWER, Sandbox, check)
from e2e.sandbox_cognigy import KEY as API_KEY, PROJECT
from e2e.sandbox_cxone import KEY

SECTIONS = {
    "genesys": "client-id: %s\n    client-secret: %s\n" % FULL,
    "cxone": "client-id: %s\n    client-secret: %s\n    access-key-id: %s\n"
             "    access-key-secret: %s\n" % (FULL + KEY),
    "cognigy": "api-key: %s\n    project-id: \"%s\"\n" % (API_KEY["X-API-Key"], PROJECT),
}
FAMILIES = tuple(SECTIONS)
OF_VENDORS = tuple(family + "-" for family in FAMILIES) + ("joined-",)
# Whose account, scenario and root cause: who must be asked, too; what is said without.
NEEDS = {
    ("cxone", "cognigy-extension-timeout", "HO8307"): ("cognigy", "HO7451"),
    ("cxone", "cxone-contact-ended", "HO7450"): ("cognigy", "HO7451"),
    ("cxone", "cxone-main-signalled", "HO7454"): ("cognigy", None),
    ("cxone", "cxone-sentinel", "HO3405"): ("cognigy", "HO7451"),
    ("cxone", "cxone-stale-token-403", "HO8403"): ("cognigy", None),
    ("cognigy", "cxone-abandoned-in-queue", "HO7452"): ("cxone", None),
    ("cognigy", "cxone-contact-ended", "HO7450"): ("cxone", "HO8402"),
    ("cognigy", "joined-dropped-between", "HO7451"): ("cxone", None),
    ("cognigy", "joined-dropped-between", "HO7501"): ("genesys", None),
    ("genesys", "joined-dropped-between", "HO7501"): ("cognigy", "HO7158"),
}
REFERRED = "9b6e03d5-72f1-4c4a-8ad0-3e15f7c8b924"
UNKNOWN_QUEUE = "7a3c1e95-0d84-4f62-b19e-c5d80a6f2b47"


class Vendors(Client):
    """A client with some of the platforms in its baton.yaml."""

    def __init__(self, baton, sandbox, families):
        super().__init__(baton, sandbox.base, secrets=(KEY[1], API_KEY["X-API-Key"]))
        for name in [name for name in self.env if name.startswith("CXONE_")]:
            del self.env[name]
        content = "tries: 1\nplatforms:\n"
        for family in families:
            content += "  %s:\n    family: %s\n    base-url: %s\n    %s" % (
                family, family, sandbox.bases[family], SECTIONS[family])
        self.config = os.path.join(self.folder, self.write("baton.yaml", content))
        os.chmod(self.config, 0o600)

    def __exit__(self, *rest):
        os.remove(self.config)
        super().__exit__(*rest)


def conversations(s, family):
    s.base = s.bases[family]
    return [one for one in s.state()["conversations"]
            if one["scenario"].startswith(OF_VENDORS)]


def expected(family, one, families):
    other, rule = NEEDS.get((family, one["scenario"], one["root_cause"]), (family, None))
    return one["root_cause"] if other in families else rule


def faults_of(c, family, one, families):
    """What is wrong with the trace: another root cause, or more than a note where all is well."""
    report = c.json("trace", one["id"], *(("--platform", family) if len(families) > 1 else ()))
    right, said = expected(family, one, families), root(report)
    told = [f["rule"] for f in report["findings"] if f["severity"] != "note"]
    if said != right or (right is None and told):
        yield "%s of %s, %s %s: %s is right, %s was said, of %r" % (
            family, "+".join(families), one["scenario"], one["id"], right, said, told)


def traced(baton, *options, together=None):
    with Sandbox(baton, *options) as s:
        for families in together:
            with Vendors(baton, s, families) as c:
                found = [fault for family in families for one in conversations(s, family)
                         for fault in faults_of(c, family, one, families)]
                check(not found, lambda found=found: "\n".join(found))


def each_platform_by_itself(baton):
    traced(baton, together=[(family,) for family in FAMILIES])


def two_of_them(baton):
    traced(baton, together=itertools.combinations(FAMILIES, 2))


def all_of_them(baton):
    traced(baton, together=[FAMILIES])


def each_scenario_by_itself(baton):
    with Sandbox(baton) as s:
        names = sorted({one["scenario"] for family in FAMILIES
                        for one in conversations(s, family)})
    check(len(names) >= 20, "%r" % names)
    for name in names:
        traced(baton, "--scenario", name, together=[FAMILIES])


def recent_has_times(baton):
    with Sandbox(baton, "--scenario", "cxone-healthy") as s, Vendors(baton, s, ["cxone"]) as c:
        for line in c.json("recent", "--from", "1000d", "--channel", "all")["conversations"]:
            check(line["time"], "%r" % line)


# ---- what only a transfer shows ----------------------------------------------------------

def sent(c, s, scenario, queue, client):
    env = {"GENESYSCLOUD_OAUTHCLIENT_ID": client[0], "GENESYSCLOUD_OAUTHCLIENT_SECRET": client[1]}
    return c.run("replay", s.of(scenario), "--family", "genesys", "--base-url", s.base,
                 "--queue-id", queue, "--confirm", status=1, env=env)


def refused_by_replay(baton):
    rows = (("genesys-queue-unknown", UNKNOWN_QUEUE, FULL, "there is no queue", 400),
            ("genesys-not-connected", BILLING, FULL, "no leg of the bot's is connected", 400),
            ("genesys-no-permission", BILLING, VIEWER, "missing.any.permissions", 403),
            ("genesys-division", CLAIMS, HOME, "missing.division.permission", 403),
            ("genesys-rate-limited", BILLING, LIMITED, "too.many.requests", 429))
    with Sandbox(baton, family="genesys") as s:
        with Client(baton, s.base, secrets=[row[2][1] for row in rows]) as c:
            c.env = {name: value for name, value in c.env.items() if not name.startswith("CXONE_")}
            c.env["BATON_TRIES"] = "1"
            for scenario, queue, client, words, status in rows:
                told = text(sent(c, s, scenario, queue, client).stdout)
                check(words in told and "sent: answered %d" % status in told,
                      lambda told=told: told)


# ---- credentials that are wrong ----------------------------------------------------------

def wrong_credentials(baton):
    """doctor tells of the secret, or of the key; not of URLs that are right."""
    rows = (("genesys", FULL[1], "refused with 401: client id and secret"),
            ("cxone", KEY[1], "client and access key do not fit"),
            ("cognigy", API_KEY["X-API-Key"], "401: the key is refused"))
    with Sandbox(baton) as s:
        for family, secret, words in rows:
            with Vendors(baton, s, [family]) as c:
                with open(c.config, encoding="utf-8") as file:
                    content = file.read()
                c.write("baton.yaml", content.replace(secret, "not-the-right-one-78"))
                done = c.run("doctor", status=4)
                told = text(done.stdout)
                check(words in told and "token-url" not in told.split("fail", 1)[1] and
                      (family != "cognigy" or "copy api-key anew" in told), told)


def scopes_are_not_told_where_nobody_knows(baton):
    with Sandbox(baton) as s, Vendors(baton, s, ["cxone"]) as c:
        check(b"the role of the client decides" not in c.run("doctor").stdout, "cxone: a role")
    with Sandbox(baton) as s, Vendors(baton, s, ["genesys"]) as c:
        check(b"the role of the client decides" in c.run("doctor").stdout, "genesys: no role")


# ---- what replay can tell, and what not --------------------------------------------------

def nobody_on_queue_is_told_before(baton):
    with Sandbox(baton) as s, Vendors(baton, s, ["genesys"]) as c:
        s.base = s.bases["genesys"]
        plan = c.json("replay", s.of("genesys-waiting-unstaffed"))
        lines = [one for one in plan["preflight"] if one["name"] == "queue"]
        check(lines[-1]["status"] == "warn" and "HO6150" in lines[-1]["text"], "%r" % plan)


# ---- what is kept ------------------------------------------------------------------------

def kept_case_keeps_what_joins(baton):
    with Sandbox(baton) as s, Vendors(baton, s, ["genesys", "cognigy"]) as c:
        c.run("trace", REFERRED, "--save", "kept", status=0)
        with_ids = 0
        for name in os.listdir(os.path.join(c.folder, "kept")):
            with open(os.path.join(c.folder, "kept", name), encoding="utf-8") as file:
                with_ids += "331-7a02@192.0.2.30" in file.read()
        check(with_ids > 1, "the Call-ID is in %d files" % with_ids)


TESTS = (wrong_credentials, scopes_are_not_told_where_nobody_knows,
         nobody_on_queue_is_told_before, kept_case_keeps_what_joins, each_platform_by_itself,
         two_of_them, all_of_them, each_scenario_by_itself, recent_has_times, refused_by_replay)
