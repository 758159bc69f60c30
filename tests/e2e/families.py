# SPDX-License-Identifier: Apache-2.0
"""The commands at the vendors' own platforms, and one trace over several of them."""

import json
import os

from common import text
from e2e import recorded
from e2e.client import Client
from e2e.recorded import CONVERSATION, IVR, MAIN, QUEUE, SESSION, SPAWNED, Recorded
from e2e.sandbox import Sandbox, check

SIGNALLED = "%s: signal sent: /inContactAPI/services/v30.0/interactions/%s/signal" % (SESSION,
                                                                                    SPAWNED)


class Tenants:
    """with Tenants(baton, genesys=…, cxone=…) as t: t.client, t.genesys.log …"""

    def __init__(self, baton, **answers):
        self.all = {name: Recorded(one) for name, one in answers.items()}
        self.client = Client(baton, "", (recorded.CLIENT, recorded.SECRET),
                             [recorded.KEY_SECRET, recorded.API_KEY, "opaque-"])
        for name in list(self.client.env):
            if name.startswith("CXONE_"):
                del self.client.env[name]

    def __enter__(self):
        for one in self.all.values():
            one.__enter__()
        self.configure()
        return self

    def __exit__(self, kind, value, trace):
        for one in self.all.values():
            one.__exit__(kind, value, trace)
        os.remove(os.path.join(self.client.folder, "baton.yaml"))
        self.client.__exit__(kind, value, trace)

    def __getattr__(self, name):
        return self.all[name]

    def configure(self, change=lambda content: content):
        bases = {name: one.base for name, one in self.all.items()}
        self.client.write("baton.yaml", change(recorded.yaml(**bases)))
        os.chmod(os.path.join(self.client.folder, "baton.yaml"), 0o600)

    def asked(self):
        return {name: len(one.log) for name, one in self.all.items()}


def all_three(baton, log=SIGNALLED, **more):
    return Tenants(baton, genesys=recorded.genesys(**more), cxone=recorded.cxone(),
                   cognigy=recorded.cognigy(log=log))


def kept(client, folder):
    with open(os.path.join(client.folder, folder, "evidence.json"), encoding="utf-8") as file:
        evidence = json.load(file)
    return evidence, {(one.get("family"), one["role"]) for one in evidence["files"]}


# ---- trace ----------------------------------------------------------------------------

def every_row_is_asked_once(baton):
    with all_three(baton) as t:
        t.client.run("trace", CONVERSATION, "--only", "--save", "g")
        roles = kept(t.client, "g")[1]
        check(roles == {("genesys", one) for one in (
            "conversation", "analytics", "queue", "wrapupcodes", "members", "wait")}, "%r" % roles)
        asked = t.genesys.paths()
        check(len(asked) == len(set(asked)), "%r" % asked)
        t.client.run("trace", SPAWNED, "--only", "--save", "x")
        roles = kept(t.client, "x")[1]
        check(roles == {("cxone", one) for one in (
            "contact", "history", "custom-data", "main-contact", "skill")}, "%r" % roles)
        t.client.run("trace", SESSION, "--only", "--save", "c", "--endpoint-id", recorded.ENDPOINT)
        roles = kept(t.client, "c")[1]
        check({("cognigy", "transcript"), ("cognigy", "logs")} <= roles, "%r" % roles)
        changed = [row for one in t.all.values() for row in one.log if row[0] != "GET"]
        check(all("token" in row[1] for row in changed), "something was written: %r" % changed)


def queue_that_is_not_there_is_asked_for_once(baton):
    gone = {"GET /api/v2/routing/queues/*": (404, {"message": "no", "code": "resource.not.found",
                                                  "status": 404})}
    with Tenants(baton, genesys=recorded.genesys(**gone)) as t:
        t.client.run("trace", CONVERSATION)
        check(len(t.genesys.paths("*/queues/*")) == 1, "%r" % t.genesys.paths())


def id_says_whose_it_is(baton):
    rows = ((CONVERSATION, "genesys"), (SPAWNED, "cxone"), (SESSION, "cognigy"))
    for wanted, name in rows:
        with all_three(baton) as t:
            done = t.client.run("trace", wanted, "--only")
            check(("asking %s" % name).encode() in done.stderr, text(done.stderr))
            check([one for one, count in t.asked().items() if count] == [name], "%r" % t.asked())
    with all_three(baton) as t:
        unknown = "0f4c1e77-9a4b-4a44-8f60-5a1d3b7e9c99"
        done = t.client.run("trace", unknown, status=4)
        check(b"genesys has no account of it; asking cognigy" in done.stderr and
              text(done.stderr).count("it looks like") == 1, text(done.stderr))
        t.client.run("trace", SESSION, "--platform", "genesys", "--only", status=4)
        done = t.client.run("trace", SESSION, "--platform", "genesis", status=2)
        check(b"did you mean 'genesys'" in done.stderr, text(done.stderr))


def sides_are_joined(baton):
    wanted = {"genesys": {CONVERSATION}, "cognigy": {SESSION, SPAWNED}, "cxone": {SPAWNED}}
    for first in (CONVERSATION, SPAWNED, SESSION):
        with all_three(baton) as t:
            t.client.run("trace", first, "--save", "kept")
            evidence, roles = kept(t.client, "kept")
            families = {family for family, _ in roles}
            check({"cxone", "cognigy"} <= families, "%s: %r" % (first, roles))
            check(("genesys" in families) == (first == CONVERSATION), "%s: %r" % (first, roles))
            told = evidence.get("absent", [])
            check([one.split(":")[0] for one in told] ==
                  ([] if first == CONVERSATION else ["genesys"]), "%r" % told)
            for name, ids in wanted.items():
                asked = t.all[name].paths("*/conversations/*") + t.all[name].paths("*/contacts/*")
                check(all(any(one in path for one in ids | {MAIN, "/query", "/contacts/"})
                          for path in asked), "%s: %r" % (name, asked))
            report = t.client.json("trace", first)
            check(report["input"].get("absent", []) == told, "%r" % report["input"])
            again = t.client.run("check", "kept", "--format", "json")
            check(json.loads(again.stdout)["verdict"] == report["verdict"], "check differs")


def side_is_found_in_its_list(baton):
    """Nothing in the bot's transcript names the conversation: a row of the list names the bot's."""
    session = dict(recorded.genesys_row(), participants=[{"sessions": [
        {"protocolCallId": recorded.CALL_ID}]}], note=SESSION)
    listed = {"POST /api/v2/analytics/*": (200, {"conversations": [
        recorded.genesys_row("c0a80101-7d2e-4b6a-9f10-000000000001", "other"), session],
        "totalHits": 2})}
    with Tenants(baton, genesys=recorded.genesys(**listed), cognigy=recorded.cognigy()) as t:
        t.client.run("trace", SESSION, "--save", "kept")
        evidence, roles = kept(t.client, "kept")
        check(("genesys", "conversation") in roles and "absent" not in evidence, "%r" % roles)


def search_is_bounded(baton):
    def page(_, __, body):
        number = json.loads(body)["paging"]["pageNumber"]
        rows = [recorded.genesys_row("c0a80101-7d2e-4b6a-9f10-%012d" % (number * 1000 + i), "no")
                for i in range(100)]
        return 200, {"conversations": rows, "totalHits": 1000000}

    endless = {"POST /api/v2/analytics/*": page}
    with Tenants(baton, genesys=recorded.genesys(**endless), cognigy=recorded.cognigy()) as t:
        report = t.client.json("trace", SESSION)
        check(len(t.genesys.paths("*/query")) == 5, "%r" % t.genesys.paths())
        told = report["input"]["absent"]
        check(len(told) == 1 and "500 conversations" in told[0], "%r" % told)


def log_of_other_sessions_joins_nothing(baton):
    with all_three(baton, SIGNALLED.replace(SESSION, "session-90-zz99")) as t:
        t.client.run("trace", SESSION, "--save", "kept")
        evidence, roles = kept(t.client, "kept")
        check({family for family, _ in roles} == {"cognigy"}, "%r" % roles)
        check(len(evidence["absent"]) == 2 and not t.cxone.paths("*/contacts/4*"),
              "%r" % evidence["absent"])


def side_that_fails_hides_nothing(baton):
    broken = (
        ({"GET /new/*": (500, {"message": "down"})}, "(500)"),
        ({"GET /new/*": (404, {"message": "unknown"})}, "(404)"),
    )
    for answers, words in broken:
        with Tenants(baton, genesys=recorded.genesys(), cognigy=recorded.cognigy(**answers)) as t:
            alone = t.client.json("trace", CONVERSATION, "--only")
            both = t.client.json("trace", CONVERSATION)
            check(both["verdict"] == alone["verdict"], "%r" % both["verdict"])
            check(words in both["input"]["absent"][0], "%r" % both["input"])
    with Tenants(baton, genesys=recorded.genesys(), cognigy=recorded.cognigy()) as t:
        t.configure(lambda content: content.replace("    api-key: %s\n" % recorded.API_KEY, ""))
        told = t.client.json("trace", CONVERSATION)["input"]["absent"]
        check("api-key" in told[0] and not t.cognigy.log, "%r" % told)


def same_status_with_and_without_the_platform(baton):
    with Tenants(baton, genesys=recorded.genesys(**{"GET /api/v2/*": (404, {"message": "no"})}),
                 ) as t:
        t.client.run("trace", CONVERSATION, "--save", "kept", status=4)
        t.client.run("check", "kept", status=4)


def payload_is_judged_before_it_is_masked(baton):
    token = recorded.jwt({"iss": "https://cxone.example.com", "exp": 1000000000})
    with Tenants(baton, genesys=recorded.genesys()) as t:
        t.client.secrets.append(token)
        t.client.write("sent.http", "POST /api/v2/conversations/%s/participants/%s/replace/queue "
                       "HTTP/1.1\r\nHost: api.mypurecloud.de\r\nAuthorization: Bearer %s\r\n"
                       "Content-Type: application/json\r\n\r\n{\"queueId\": \"%s\"}"
                       % (CONVERSATION, IVR, token, QUEUE))
        bare = t.client.json("trace", CONVERSATION, "--payload", "sent.http")
        saved = t.client.json("trace", CONVERSATION, "--payload", "sent.http", "--save", "kept")
        rules = [[one["rule"] for one in report["findings"]] for report in (bare, saved)]
        check(rules[0] == rules[1] and "HO2" in " ".join(rules[0]), "%r" % rules)
        os.remove(os.path.join(t.client.folder, "sent.http"))


# ---- recent ---------------------------------------------------------------------------

def lists_of_every_family(baton):
    with all_three(baton) as t:
        rows = (("genesys", [CONVERSATION]), ("cxone", [SPAWNED, "459735900100"]),
                ("cognigy", [SESSION, "session-78-bb42"]))
        for name, ids in rows:
            told = t.client.json("recent", "--platform", name, "--from", "2026-01-01", "--to",
                                 "2026-01-09", status=0)
            check([one["id"] for one in told["conversations"]] == ids, "%s: %r" % (name, told))
        told = t.client.json("recent", "--platform", "cognigy", "--from", "2026-02-01", status=0)
        check(not told["conversations"], "%r" % told)
        span = ("--from", "2026-01-01", "--to", "2026-01-09")
        told = t.client.json("recent", *span, status=0)
        wanted = [(name, one) for name, ids in rows for one in ids]
        check([(one["platform"], one["id"]) for one in told["conversations"]] == wanted and
              told["listed"] == len(wanted), "%r" % told)
        done = t.client.run("recent", *span, status=0)
        heads = [line for line in text(done.stdout).splitlines() if line.endswith(")")]
        check(heads == ["genesys (Genesys Cloud)", "cxone (NICE CXone)", "cognigy (Cognigy)"] and
              text(done.stderr).count("--diagnose") == 1, text(done.stdout + done.stderr))
        diagnosed = t.client.json("recent", *span, "--diagnose", "--limit", "1")
        check([(one["platform"], "outcome" in one) for one in diagnosed["conversations"]] ==
              [(name, True) for name, _ in rows], "%r" % diagnosed)
        told = t.client.json("recent", "--platform", "cxone", "--from", "2026-01-01", "--to",
                             "2026-01-09", "--diagnose")
        check(all("outcome" in one for one in told["conversations"]), "%r" % told)


# ---- replay ---------------------------------------------------------------------------

def writes(platform):
    return [row for row in platform.log if row[0] == "POST" and "token" not in row[1]]


def transfer_of_genesys(baton):
    with Tenants(baton, genesys=recorded.genesys()) as t:
        plan = t.client.json("replay", CONVERSATION, status=0)
        check("/participants/%s/replace/queue" % IVR in plan["request"] and not writes(t.genesys),
              "%r" % plan)
        done = t.client.json("replay", CONVERSATION, "--confirm", status=0)
        sent = writes(t.genesys)
        check(done["status"] == 202 and len(sent) == 1 and
              json.loads(sent[0][2])["queueId"] == QUEUE, "%r" % sent)
        check(done["fault"] == "unknown" and "accepted, not yet done" in done["text"] and
              "baton trace " + CONVERSATION in done["text"], "%r" % done)
    over = {"GET /api/v2/conversations/" + CONVERSATION:
            (200, recorded.genesys_conversation("disconnected"))}
    with Tenants(baton, genesys=dict(recorded.genesys(), **over)) as t:
        plan = t.client.json("replay", CONVERSATION, status=0)
        check(recorded.CALLER in plan["request"], "%r" % plan["request"])
        plan = t.client.json("replay", CONVERSATION, "--participant-id", IVR, status=1)
        failed = [one["name"] for one in plan["preflight"] if one["status"] == "fail"]
        check(failed == ["participant"] and plan["expected"]["status"] == 400, "%r" % plan)


def signal_of_cxone(baton):
    with Tenants(baton, cxone=recorded.cxone()) as t:
        plan = t.client.json("replay", SPAWNED, status=0)
        check("/interactions/%s/signal" % SPAWNED in plan["request"] and not writes(t.cxone),
              "%r" % plan)
        done = t.client.json("replay", SPAWNED, "--confirm", "--action", "End", status=0)
        sent = writes(t.cxone)
        check(done["status"] == 204 and len(sent) == 1 and json.loads(sent[0][2])["p1"] == "End",
              "%r" % sent)
        check(done["fault"] == "unknown" and "without effect" in done["text"], "%r" % done)
        main = t.client.json("replay", MAIN)
        check([one["status"] for one in main["preflight"] if one["name"] == "contact"] == ["warn"],
              "%r" % main["preflight"])
        t.client.run("replay", "100000000000", "--confirm", status=2)
        check(len(writes(t.cxone)) == 1, "the sentinel was signalled")
    with Tenants(baton, cxone=recorded.cxone(active=False)) as t:
        plan = t.client.json("replay", SPAWNED, status=1)
        check("fail" in [one["status"] for one in plan["preflight"]
                         if one["name"] == "conversation"], "%r" % plan["preflight"])


def bot_platform_takes_none(baton):
    with Tenants(baton, cognigy=recorded.cognigy()) as t:
        done = t.client.run("replay", SESSION, "--confirm", status=2)
        check(b"Cognigy takes no transfer" in done.stderr and not t.cognigy.log, text(done.stderr))


# ---- doctor ---------------------------------------------------------------------------

def platforms_of(report):
    return {one["name"]: {(line["name"], line["status"]) for line in one["checks"]}
            for one in report["platforms"]}


def all_platforms_are_examined(baton):
    with all_three(baton) as t:
        told = platforms_of(t.client.json("doctor", status=0))
        check(("discovery", "pass") in told["cxone"] and ("tenant", "pass") in told["cxone"] and
              ("permissions", "pass") in told["cognigy"] and
              ("permissions", "pass") in told["genesys"], "%r" % told)
        one = t.client.json("doctor", "--platform", "cxone", status=0)
        check("platforms" not in one and one["status"] == "pass", "%r" % one)
        t.configure(lambda content: content.replace(
            "    access-key-id: %s\n" % recorded.KEY_ID, ""))
        report = t.client.json("doctor", status=2)
        told = platforms_of(report)
        check(("configuration", "fail") in told["cxone"] and
              ("configuration", "fail") not in told["genesys"], "%r" % told)
        check("access-key-id" in json.dumps(report), "%r" % report)


def ailments_of_platforms(baton):
    forbidden = {"GET /api/v2/*": (403, {"message": "no", "code": "missing.any.permissions",
                                        "status": 403})}
    with Tenants(baton, genesys=recorded.genesys(**forbidden)) as t:
        report = t.client.json("doctor", status=1)
        lines = [one for one in report["checks"] if one["name"] == "permissions"]
        check(lines and all(one["status"] == "fail" for one in lines) and
              "conversation:communication:view" in json.dumps(lines), "%r" % report)
    html = {"GET /.well-known/openid*": (200, {"hello": "world"})}
    with Tenants(baton, cxone=recorded.cxone(**html)) as t:
        report = t.client.json("doctor", status=4)
        check("token_endpoint" in json.dumps([one for one in report["checks"]
                                              if one["name"] == "discovery"]), "%r" % report)
    with Tenants(baton, genesys=recorded.genesys()) as t:
        t.configure(lambda content: content.replace(recorded.SECRET, "not-the-secret-of-it"))
        check(("token", "fail") in {(one["name"], one["status"]) for one in t.client.json(
            "doctor", status=4)["checks"]}, "a wrong secret")


# ---- the sandbox ----------------------------------------------------------------------

def genesys_of_the_sandbox(baton):
    with Sandbox(baton) as s:
        with open(s.ready, encoding="utf-8") as file:
            s.base = json.load(file)["genesys"]
        with Client(baton, s.base) as c:
            c.env = dict(c.env, BATON_FAMILY="genesys", BATON_BASE_URL=s.base,
                         GENESYSCLOUD_OAUTHCLIENT_ID=c.env.pop("CXONE_CLIENT_ID"),
                         GENESYSCLOUD_OAUTHCLIENT_SECRET=c.env.pop("CXONE_CLIENT_SECRET"))
            del c.env["CXONE_BASE_URL"]
            told = c.json("recent", "--from", "1000d", "--channel", "all", status=0)
            check({one["id"] for one in told["conversations"]} ==
                  {one["id"] for one in s.state()["conversations"]}, "%r" % told)
            check(c.json("doctor", status=0)["status"] == "pass", "doctor")
            c.run("trace", s.of("genesys-healthy"), "--save", "kept", status=0)
            roles = kept(c, "kept")[1]
            check({("genesys", "conversation"), ("genesys", "analytics"), ("genesys", "queue"),
                   ("genesys", "members")} <= roles, "%r" % roles)


TESTS = [every_row_is_asked_once, queue_that_is_not_there_is_asked_for_once, id_says_whose_it_is,
         sides_are_joined, side_is_found_in_its_list, search_is_bounded,
         log_of_other_sessions_joins_nothing, side_that_fails_hides_nothing,
         same_status_with_and_without_the_platform, payload_is_judged_before_it_is_masked,
         lists_of_every_family, transfer_of_genesys, signal_of_cxone, bot_platform_takes_none,
         all_platforms_are_examined, ailments_of_platforms, genesys_of_the_sandbox]
