#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The sandbox under load, and what `trace` and `recent` cost against it.

usage: sandbox.py BUILD [--rounds N] [--seconds N] [--most N]

The sandbox stands beside the least that could answer (one thread, epoll, always the same bytes);
`trace` beside its own requests, sent by a small C program; `recent` beside Python's http.client
and json, which ask for the same, make nothing of it, and are up and have a token when their time
begins. They take turns, and the best of all turns counts, since the machine is not ours alone.
Exit status 1 if a result is wrong.
"""

import argparse
import base64
import http.client
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.parse

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DETAILS = "/api/v2/analytics/conversations/details/query"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CONNECTIONS, TRACES, PAGE, LOOKED_INTO = 32, 40, 100, 2000
ACCOUNTS = (("community", "/api/v2/interactions/conversations/"),
            ("genesys", "/api/v2/conversations/"))
RATE_TARGET, READY_TARGET, MEMORY_TARGET = 60000, 50, 64 << 10
LONGEST = 60
WRONG = []


def say(text=""):
    print(text, flush=True)


def client():
    """Id and secret of the first client that every sandbox has."""
    with open(os.path.join(TREE, "apps/sandbox/scenarios/base.yaml"), encoding="utf-8") as file:
        return re.search(r"- id: (\S+)\n\s+secret: (\S+)", file.read()).groups()


class Sandbox:
    """with Sandbox(args, folder, "--conversations", "1000") as sandbox: …"""

    def __init__(self, args, folder, *options, family="community"):
        self.args, self.folder, self.family = args, folder, family
        ready = os.path.join(folder, "ready.json")
        if os.path.exists(ready):
            os.remove(ready)
        start = time.monotonic()
        self.process = subprocess.Popen(
            [args.baton, "sandbox", "--listen", "127.0.0.1:0", "--quiet", "--ready-file", ready] +
            list(options), stdin=subprocess.DEVNULL)
        while not os.path.exists(ready):
            if self.process.poll() is not None or time.monotonic() > start + LONGEST:
                self.process.kill()
                sys.exit("bench: the sandbox did not start")
            time.sleep(0.0005)
        self.ready = (time.monotonic() - start) * 1e3
        with open(ready, encoding="utf-8") as file:
            self.base = json.load(file)[family]
        self.port = int(self.base.rsplit(":", 1)[1])
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        self.headers = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.close()
        self.process.terminate()
        self.process.wait(LONGEST)

    def ask(self, method, path, body=None, headers=None):
        self.line.request(method, path, body, headers or {})
        answer = self.line.getresponse()
        return answer.read()

    def token(self):
        who = client()
        form = {"grant_type": "client_credentials", "client_id": who[0], "client_secret": who[1]}
        basic = base64.b64encode(":".join(who).encode()).decode()
        head = dict(FORM, Authorization="Basic " + basic) if self.family == "genesys" else FORM
        told = json.loads(self.ask("POST", "/oauth/token", urllib.parse.urlencode(form), head))
        self.headers = {"Authorization": "Bearer " + told["access_token"],
                        "Accept": "application/json", "Content-Type": "application/json"}

    def log(self):
        return json.loads(self.ask("GET", "/_sandbox/log"))

    def environment(self):
        """Of a client with a cache of its own for its token."""
        who = client()
        return {"PATH": os.environ["PATH"], "HOME": self.folder, "CXONE_BASE_URL": self.base,
                "XDG_CACHE_HOME": os.path.join(self.folder, "cache"), "BATON_PROXY": "none",
                "CXONE_CLIENT_ID": who[0], "CXONE_CLIENT_SECRET": who[1]}

    def write_get(self, path, name):
        """The request as a file, for bench_sandbox."""
        name = os.path.join(self.folder, name)
        with open(name, "w", encoding="utf-8", newline="") as file:
            file.write("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: application/json\r\n"
                       "Authorization: %s\r\n\r\n" % (path, self.port,
                                                      self.headers["Authorization"]))
        return name

    def cost(self, *words):
        """(milliseconds, KiB at its peak, exit status, what it printed) of baton."""
        done = subprocess.run(
            [os.path.join(self.args.build, "bench", "bench_cost"), self.args.baton] + list(words),
            cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        told = done.stderr.decode("utf-8", "replace").split()[-3:]
        return float(told[0]), int(told[1]), int(told[2]), done.stdout


def helper(args, *words):
    return subprocess.run([os.path.join(args.build, "bench", "bench_sandbox")] +
                          [str(word) for word in words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, check=True).stdout.decode().split()


def target(name, limit, value, reached):
    say("  %-34s %-14s %12s  %s" % (name, limit, value, "reached" if reached else "MISSED"))


# ---- requests a second ----------------------------------------------------------------

def rate(args, port, request):
    answers, seconds, size = helper(args, "load", port, CONNECTIONS, int(args.seconds * 1e3),
                                    request)
    return float(answers) / float(seconds), int(size)


def load(args, folder):
    say("Requests a second: GET of a conversation, %d connections that are kept" % CONNECTIONS)
    best = {family: load_family(args, folder, family, path) for family, path in ACCOUNTS}
    readiness = min(ready_once(args, folder) for _ in range(args.rounds * 2))
    for family, (rate_of, floor) in best.items():
        say("  %-26s %9d /s %8.2f x the floor" % (family, rate_of, rate_of / floor))
    say("  %-26s %9.1f ms" % ("from its start to ready", readiness))
    return best["community"][0], readiness


def load_family(args, folder, family, path):
    """(requests a second, those of what answers the same bytes without looking)."""
    best = {"sandbox": 0, "floor": 0}
    with Sandbox(args, folder, family=family) as sandbox:
        sandbox.token()
        one = next(one["id"] for one in json.loads(
            sandbox.ask("GET", "/_sandbox/state"))["conversations"]
                   if one["scenario"] == "healthy")
        request = sandbox.write_get(path + one, "request")
        length = len(sandbox.ask("GET", path + one, headers=sandbox.headers))
        with subprocess.Popen([os.path.join(args.build, "bench", "bench_sandbox"), "floor",
                               str(length)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as floor:
            ports = {"sandbox": sandbox.port, "floor": int(floor.stdout.readline())}
            for _ in range(args.rounds):
                for who, port in ports.items():
                    best[who] = max(best[who], rate(args, port, request)[0])
            floor.stdin.close()
    return best["sandbox"], best["floor"]


def ready_once(args, folder):
    with Sandbox(args, folder) as sandbox:
        return sandbox.ready


# ---- trace ------------------------------------------------------------------------------

def trace(args, folder):
    """Wall time of `trace`, less what its own requests take when nobody looks at the answers."""
    walls, requests, starts, peak = [], [], [], 0
    with Sandbox(args, folder) as sandbox:
        sandbox.token()
        one = next(one["id"] for one in json.loads(
            sandbox.ask("GET", "/_sandbox/state"))["conversations"]
                   if one["scenario"] == "masked-by-retries")
        sandbox.cost("trace", one)  # has a token in its cache from then on
        sandbox.ask("DELETE", "/_sandbox/log")
        sandbox.cost("trace", one)
        asked = [entry["path"] for entry in sandbox.log() if entry["path"].startswith("/api/")]
        files = [sandbox.write_get(path, "request-%d" % number)
                 for number, path in enumerate(asked)]
        for _ in range(TRACES):
            cost = sandbox.cost("trace", one)
            walls.append(cost[0])
            peak = max(peak, cost[1])
            starts.append(sandbox.cost("rules")[0])
            requests.append(float(helper(args, "once", sandbox.port, *files)[0]))
            if cost[2] != 1:
                WRONG.append("trace ended with status %d" % cost[2])
    wall, own = min(walls), min(requests)
    say("\nbaton trace, start to exit, a token in its cache: best of %d" % TRACES)
    say("  %-26s %9.2f ms %8d KB at its peak" % ("all of it", wall, peak))
    say("  %-26s %9.2f ms %8d requests, one after the other" % ("its requests alone", own,
                                                                len(asked)))
    say("  %-26s %9.2f ms %8.2f x `baton rules`, which asks nobody" % (
        "beyond them", wall - own, (wall - own) / min(starts)))


# ---- recent -----------------------------------------------------------------------------

def python_list(sandbox, count):
    """Seconds in which Python reads the same pages."""
    start, got, number = time.monotonic(), 0, 1
    query = {"dateFrom": "2010-01-01T00:00:00.000Z", "dateTo": "2040-01-01T00:00:00.000Z",
             "pageSize": PAGE, "groupings": ["conversation"], "metrics": ["conversationDuration"],
             "sortBy": [{"field": "conversation.startTime", "type": "string",
                         "ascending": False}]}
    while True:
        query["pageNumber"] = number
        rows = json.loads(sandbox.ask("POST", DETAILS, json.dumps(query), sandbox.headers))
        got, number = got + len(rows["groups"]), number + 1
        if len(rows["groups"]) < PAGE:
            break
    if got < count:
        WRONG.append("Python was told of %d conversations, not %d" % (got, count))
    return time.monotonic() - start


def python_fetch(sandbox, paths):
    """Seconds in which Python asks for the same, one after the other, and parses it."""
    start = time.monotonic()
    for path in paths:
        json.loads(sandbox.ask("GET", path, headers=sandbox.headers))
    return time.monotonic() - start


def processor():
    """Seconds of processor time of all programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def least(runs):
    """Of runs (seconds, seconds of processor time, KiB, Python's seconds): the best of each."""
    return (min(run[0] for run in runs), min(run[1] for run in runs),
            max(run[2] for run in runs), min(run[3] for run in runs))


def lines_of(cost):
    return cost[3].count(b"\n")


def list_all(sandbox, count, turns):
    runs = []
    for _ in range(turns):
        before = processor()
        cost = sandbox.cost("recent", "--from", "5000d", "--channel", "all", "--format", "ndjson")
        runs.append((cost[0] / 1e3, processor() - before, cost[1], python_list(sandbox, count)))
        if cost[2] != 0 or not count <= lines_of(cost) < count + 100:
            WRONG.append("recent ended with status %d after %d lines" % (cost[2], lines_of(cost)))
    return least(runs)


def look_into(sandbox, count, turns):
    """`recent --diagnose` of so many; Python asks for what the log says was asked for."""
    runs = []
    for _ in range(turns):
        sandbox.ask("DELETE", "/_sandbox/log")
        before = processor()
        cost = sandbox.cost("recent", "--from", "5000d", "--channel", "all", "--diagnose",
                            "--limit", str(count), "--format", "ndjson")
        used = processor() - before
        paths = [entry["path"] for entry in sandbox.log()
                 if entry["method"] == "GET" and entry["path"].startswith("/api/")]
        runs.append((cost[0] / 1e3, used, cost[1], python_fetch(sandbox, paths)))
        if cost[2] != 1 or lines_of(cost) != count:
            WRONG.append("recent --diagnose ended with status %d after %d lines" % (
                cost[2], lines_of(cost)))
    return least(runs)


def row(count, cost, first):
    wall, used, peak, theirs = cost
    say("  %10d %9.3f s %9.3f s %7.1fx %10d /s %8.1f MB %8.1fx" % (
        count, wall, used, used / first, count / wall, peak / 1024, theirs / wall))


def recent(args, folder):
    """Growth: what is listed at 1x, 10x, 100x, and likewise what is looked into.

    The sandbox counts all that it has for each page, which Python waits for, too; growth is that
    of our own processor time.
    """
    title = "\n%s\n  %10s %11s %11s %8s %13s %11s %9s"
    heads = ("count", "time", "processor", "growth", "rate", "memory", "Python")
    listed, seen = {}, {}
    for count in (args.most // 100, args.most // 10, args.most):
        with Sandbox(args, folder, "--conversations", str(count), "--seed", "7") as sandbox:
            sandbox.token()
            listed[count] = list_all(sandbox, count, args.rounds)
            if count == args.most:
                for some in (LOOKED_INTO // 100, LOOKED_INTO // 10, LOOKED_INTO):
                    seen[some] = look_into(sandbox, some, args.rounds)
    for name, results in (("baton recent, of all channels", listed),
                          ("baton recent --diagnose, of the latest of %d" % args.most, seen)):
        say(title % ((name,) + heads))
        for count, cost in results.items():
            row(count, cost, next(iter(results.values()))[1])
    return max(cost[2] for cost in list(listed.values()) + list(seen.values()))


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("build")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=1, help="of load, per round")
    options.add_argument("--most", type=int, default=100000, help="conversations")
    args = options.parse_args()
    args.build = os.path.abspath(args.build)
    args.baton = os.path.join(args.build, "apps", "baton", "baton")
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as folder:
        reached, readiness = load(args, folder)
        trace(args, folder)
        memory = recent(args, folder)
    say("  (growth: of processor time; Python: its time, as many times ours)")
    say("\nTargets")
    target("sandbox", ">= %d /s" % RATE_TARGET, "%d /s" % reached, reached >= RATE_TARGET)
    target("sandbox, ready", "<  %d ms" % READY_TARGET, "%.1f ms" % readiness,
           readiness < READY_TARGET)
    target("recent, memory", "<  %d MB" % (MEMORY_TARGET >> 10), "%.1f MB" % (memory / 1024),
           memory < MEMORY_TARGET)
    for line in sorted(set(WRONG)):
        say("WRONG: " + line)
    sys.exit(1 if WRONG else 0)


if __name__ == "__main__":
    main()
