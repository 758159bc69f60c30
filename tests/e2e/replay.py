# SPDX-License-Identifier: Apache-2.0
"""`baton replay`: what is written to the platform, and when."""

from common import text
from e2e.client import Client
from e2e.sandbox import BILLING, BILLING_CODE, READER, Sandbox, check

PLACE = ("--queue-id", BILLING, "--wrapup-code-id", BILLING_CODE)


def transfers(sandbox):
    return [entry for entry in sandbox.admin("GET", "log").json()
            if entry["path"].endswith("/transfer")]


def written(sandbox):
    """What the platform says was changed, tokens aside."""
    return [entry for entry in sandbox.admin("GET", "log").json()
            if entry["changed"] and entry["path"] != "/oauth/token"]


def nothing_without_confirm(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        before = s.state()["conversations"]
        for one in before:
            for form in ("text", "json"):
                c.run("replay", one["id"], "--format", form)
                c.run("replay", one["id"], "--format", form, *PLACE)
            c.run("trace", one["id"])
        c.run("recent", "--from", "1000d", "--diagnose")
        c.run("doctor", *PLACE)
        check(not transfers(s) and not written(s), "something was written: %r" % written(s))
        check(s.state()["conversations"] == before, "the state has changed")


def confirmed_it_is_sent_once(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        of = s.of("missing-routing-data")
        plan = c.json("replay", of, *PLACE, status=0)
        check(not plan["sent"] and "status" not in plan["expected"], "%r" % plan)
        check(not transfers(s), "it was sent without --confirm")
        done = c.json("replay", of, "--confirm", *PLACE, status=0)
        check(done["sent"] and done["fault"] == "bot" and done["status"] // 100 == 2, "%r" % done)
        check([d["bot"]["pointer"] for d in done["differences"]] ==
              ["/routingData/queueId", "/routingData/wrapupCodeId"], "%r" % done["differences"])
        check(len(transfers(s)) == 1, "%d transfers" % len(transfers(s)))


def what_stands_in_the_way(baton):
    rows = (("wrapup-of-other-queue", 422, "wrap-up code"), ("queue-inactive", 400, "queue"),
            ("queue-by-name", 400, "queue"), ("after-wrap-up", 409, "conversation"))
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        for scenario, status, name in rows:
            plan = c.json("replay", s.of(scenario), status=1)
            failed = [line["name"] for line in plan["preflight"] if line["status"] == "fail"]
            check(plan["expected"].get("status") == status and name in failed,
                  "%s: %r" % (scenario, plan["preflight"]))
    with Sandbox(baton) as s, Client(baton, s.base, READER) as c:
        plan = c.json("replay", s.of("missing-routing-data"), *PLACE, status=1)
        check(plan["expected"]["status"] == 403, "%r" % plan["preflight"])
        done = c.json("replay", s.of("missing-routing-data"), "--confirm", *PLACE, status=1)
        check(done["status"] == 403 and done["fault"] == "platform", "%r" % done)


def what_was_foreseen_is_nobodys_fault(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        for scenario in ("queue-inactive", "queue-by-name"):
            done = c.json("replay", s.of(scenario), "--confirm", status=1)
            check(done["sent"] and done["fault"] == "unknown" and "preflight" in done["text"],
                  "%s: %r" % (scenario, done))


def what_lacks_an_id_is_not_sent(baton):
    queue, code = ("--queue-id", BILLING), ("--wrapup-code-id", BILLING_CODE)
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        of = s.of("missing-routing-data")
        for given, missing in (((), queue + code), (queue, code), (code, queue)):
            for form in ("text", "json"):
                done = c.run("replay", of, "--confirm", "--format", form, *given, status=2)
                told = text(done.stderr)
                check(not done.stdout and "not sent" in told, told)
                for option in (queue[0], code[0]):
                    check((option in told) == (option in missing), told)
        check(not transfers(s), "%d transfers" % len(transfers(s)))
        check(c.json("replay", of, "--confirm", *PLACE, status=0)["sent"], "with both it is sent")


def no_answer_is_not_told_as_one(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        s.admin("POST", "faults", json={"match": {"path": "*/transfer"}, "truncate": True,
                                        "act": True})
        told = text(c.run("replay", s.of("missing-routing-data"), "--confirm", *PLACE,
                          status=4).stdout)
        check("sent: No answer came" in told and "may have begun" in told, told)
        check(len(transfers(s)) == 1, "%d transfers" % len(transfers(s)))


def bots_request_beside_it(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        of = s.of("missing-routing-data")
        c.write("sent.json", {"transferTo": {"type": "queue", "id": "Billing"},
                              "transferType": "blind",
                              "contextData": {"customerName": "X", "token": "Q7c4n4ryQ7c4n4ry"}})
        c.secrets.append("Q7c4n4ryQ7c4n4ry")
        plan = c.json("replay", of, "--payload", "sent.json", *PLACE)
        by_pointer = {d["bot"]["pointer"]: d for d in plan["differences"]}
        check(by_pointer["/transferTo/id"]["replay"]["value"] == '"%s"' % BILLING and
              by_pointer["/wrapupCode/id"]["bot"]["value"] is None and
              "/transferType" not in by_pointer, "%r" % plan["differences"])
        done = c.run("replay", of, "--payload", "sent.json", *PLACE)
        check(b"not sent" in done.stdout, text(done.stdout))
        c.write("sent.json", "{}")


def platform_that_breaks(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        of = s.of("missing-routing-data")
        s.admin("POST", "faults", json={"match": {"path": "*/transfer"}, "reset": True})
        done = c.json("replay", of, "--confirm", *PLACE, status=4)
        check("may have begun" in done["text"] and done["fault"] == "unknown", "%r" % done)
        check(len(transfers(s)) == 1, "it was sent again: %d" % len(transfers(s)))
        s.admin("DELETE", "faults")
        s.admin("POST", "faults", json={"match": {"path": "*/transfer"}, "status": 200,
                                        "body": "<h1>hello</h1>", "content_type": "text/html"})
        done = c.json("replay", of, "--confirm", *PLACE, status=4)
        check(done["fault"] == "unknown", "%r" % done)
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        c.run("replay", "11111111-2222-4333-8444-555555555555", "--confirm", *PLACE, status=4)
        check(not transfers(s), "it was sent for a conversation that is not there")


TESTS = [nothing_without_confirm, confirmed_it_is_sent_once, what_stands_in_the_way,
         what_was_foreseen_is_nobodys_fault, what_lacks_an_id_is_not_sent,
         no_answer_is_not_told_as_one, bots_request_beside_it, platform_that_breaks]
