# SPDX-License-Identifier: Apache-2.0
"""`baton recent` and `baton doctor`."""

import hashlib
import json
import os
import subprocess

from common import text
from e2e.client import Client
from e2e.sandbox import BILLING, BILLING_CODE, FULL, HEALTHY, NIGHT, NOBODY, SUPPORT_CODE, \
    Sandbox, check

MOST_MEMORY = 64 << 10  # KiB


def lines_of(done):
    return [json.loads(line) for line in text(done.stdout).splitlines()]


# ---- recent ---------------------------------------------------------------------------

def verdicts(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        wanted = {one["id"]: one["root_cause"] for one in s.state()["conversations"]
                  if one["channel"] == "voice"}
        rows = lines_of(c.run("recent", "--from", "1000d", "--diagnose", "--format", "ndjson",
                              status=1))
        check({row["id"]: row.get("rule") for row in rows} == wanted, "%r" % rows)
        check([row["time"] for row in rows] == sorted((row["time"] for row in rows), reverse=True),
              "not in order")
        failed = lines_of(c.run("recent", "--from", "1000d", "--failed", "--format", "ndjson",
                                status=1))
        check({row["id"] for row in failed} == {i for i, rule in wanted.items() if rule},
              "%r" % failed)
        plain = c.run("recent", "--from", "1000d", status=0)
        check(len(text(plain.stdout).splitlines()) == len(wanted), text(plain.stdout))
        two = c.json("recent", "--from", "1000d", "--limit", "2", status=0)
        check(len(two["conversations"]) == two["listed"] == 2, "%r" % two)
        none = c.json("recent", "--from", "2001-01-01", "--to", "2001-01-02", status=0)
        check(none["conversations"] == [], "%r" % none)


def any_length_in_little_memory(baton):
    with Sandbox(baton, "--conversations", "20000", "--seed", "7") as s, \
            Client(baton, s.base) as c:
        rows = text(c.run("recent", "--from", "5000d", "--channel", "all", status=0).stdout)
        check(len(set(rows.splitlines())) == 20000 + len(
            [one for one in s.state()["conversations"] if not one["generated"]]),
              "%d lines" % len(rows.splitlines()))
        rows = lines_of(c.run("recent", "--from", "5000d", "--limit", "500", "--diagnose",
                              "--format", "ndjson", status=1))
        check(len(rows) == 500 and all("outcome" in row for row in rows), "%d" % len(rows))
        check([row["time"] for row in rows] == sorted((row["time"] for row in rows), reverse=True),
              "not in order")
        memory_is_bounded(c)


def memory_is_bounded(c):
    """Of one process, and not under a tool that takes memory of its own."""
    if len(c.baton.command) > 1 or "ASAN_OPTIONS" in os.environ:
        return
    for options in ((), ("--diagnose", "--limit", "500")):
        with subprocess.Popen(c.baton.command + ["recent", "--from", "5000d"] + list(options),
                              env=dict(os.environ, **c.env), cwd=c.folder,
                              stdout=subprocess.DEVNULL) as process:
            most = os.wait4(process.pid, 0)[2].ru_maxrss
            process.returncode = 0
        check(most < MOST_MEMORY, "it took %d KiB" % most)


def times(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        for good in ("2h", "3d", "30m", "1w", "yesterday", "today", "2026-01-05",
                     "2026-01-05T10:00:00Z", "2026-01-05T10:00:00+01:00"):
            c.run("recent", "--from", good, "--to", "2040-01-01", status=0)
        for bad in ("2", "h", "tomorrow", "2026-13-05", "2026-01-05T", "-2h", "99999999999d", ""):
            done = c.run("recent", "--from=" + bad, status=2)
            check(b"--from wants a time" in done.stderr, text(done.stderr))
        c.run("recent", "--from", "1h", "--to", "2h", status=2)
        c.run("recent", "--limit", "0", status=2)
        c.run("recent", HEALTHY, status=2)


def token_that_ends_on_the_way(baton):
    with Sandbox(baton, "--conversations", "300") as s, Client(baton, s.base) as c:
        s.admin("POST", "faults", json={"match": {"path": "*/conversations/*", "nth": 40},
                                        "expire_tokens": True})
        rows = lines_of(c.run("recent", "--from", "5000d", "--limit", "60", "--diagnose",
                              "--format", "ndjson"))
        check(len(rows) == 60 and not any(str(row.get("rule")).startswith("HO8002")
                                          for row in rows), "%r" % rows)
        tokens = s.admin("GET", "state").json()["tokensIssued"]
        check(tokens == 2, "%d tokens were asked for" % tokens)


# ---- doctor ---------------------------------------------------------------------------

def marks(report):
    return {(one["name"], one["status"]) for one in report["checks"]}


def healthy(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        report = c.json("doctor", "--queue-id", BILLING, "--wrapup-code-id", BILLING_CODE,
                        "--conversation-id", HEALTHY, status=0)
        check(report["status"] == "pass", "%r" % report)
        check({"host", "tls", "token", "scopes", "clock", "queue-id", "wrapup-code-id",
               "conversation-id", "analytics"} <= {name for name, _ in marks(report)},
              "%r" % marks(report))
        done = c.run("doctor", status=0)
        check(b"CXONE_CLIENT_SECRET (not shown)" in done.stdout, text(done.stdout))


def ailments(baton):
    with Sandbox(baton) as s:
        with Client(baton, s.base) as c:
            for options, name in ((("--queue-id", "Billing"), "queue-id"),
                                  (("--queue-id", BILLING, "--wrapup-code-id", SUPPORT_CODE),
                                   "wrapup-code-id"),
                                  (("--conversation-id", "nobody"), "conversation-id")):
                report = c.json("doctor", *options, status=1)
                check((name, "fail") in marks(report), "%r" % report)
            night = c.json("doctor", "--queue-id", NIGHT, status=0)
            check(("queue-id", "warn") in marks(night), "%r" % night)
            c.run("doctor", "--queue-id", NIGHT, "--fail-on", "warning", status=1)
            bare = c.baton.run(["doctor"], c.folder, env={"CXONE_BASE_URL": s.base})
            check(bare.returncode == 2 and b"client-id is not set" in bare.stdout,
                  text(bare.stdout))
        with Client(baton, s.base, (FULL[0], "not-the-secret-77")) as c:
            told = c.json("doctor", status=4)["checks"]
            check([one["text"] for one in told if one["status"] == "fail"] ==
                  ["refused with 401: client id and secret do not fit, or the client may not ask "
                   "so"], "%r" % told)
        with Client(baton, s.base, NOBODY) as c:
            report = c.json("doctor")
            check(("scopes", "warn") in marks(report) and ("analytics", "fail") in marks(report),
                  "%r" % report)
        with Client(baton, s.base + "/elsewhere") as c:
            check(("token", "fail") in marks(c.json("doctor", status=4)), "a wrong path")
    with Client(baton, "http://127.0.0.1:9") as c:
        check(("host", "fail") in marks(c.json("doctor", status=4)), "nobody listens there")


def tokens_of(client):
    folder = os.path.join(client.top.name, "cache", "baton")
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def a_secret_that_is_wrong_uses_no_old_token(baton):
    with Sandbox(baton) as s, Client(baton, s.base) as c:
        c.run("trace", HEALTHY, status=0)
        names = tokens_of(c)
        text_of_name = "".join("%d:%s\n" % (len(part), part) for part in (
            s.base + "/oauth/token", FULL[0], FULL[1], "", "form"))
        digest = hashlib.sha256(text_of_name.encode()).hexdigest()
        check(names == ["token-%s.json" % digest[:16]], "%r" % names)
        for secret in ("not-the-secret-77", "long-" * 30):
            c.run("trace", HEALTHY, status=4, env={"CXONE_CLIENT_SECRET": secret})
        check(tokens_of(c) == names, "%r" % tokens_of(c))
        c.run("trace", HEALTHY, status=0)


TESTS = [verdicts, any_length_in_little_memory, times, token_that_ends_on_the_way, healthy,
         a_secret_that_is_wrong_uses_no_old_token, ailments]
