# SPDX-License-Identifier: Apache-2.0
"""What the runners share: running baton, collecting its reports, counting, printing."""

import concurrent.futures
import difflib
import importlib
import json
import os
import re
import shlex
import subprocess
import sys
import threading
import traceback

SKIP_STATUS = 77
SEVERE = ("warning", "error")
# Sanitizers and coverage are steered from outside; nothing else leaks in from the caller.
PASSED_ON = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS",
             "LLVM_PROFILE_FILE", "LD_LIBRARY_PATH")


class Failure(Exception):
    """Why a test failed, in words for the one who has to mend it."""


class Baton:
    """The program under test: how to start it, and where its JSON reports are collected."""

    def __init__(self, path, wrap="", reports=None, timeout=30):
        if not os.access(path, os.X_OK):
            print("there is no program %s: build it first\n0 passed, 1 failed" % path)
            sys.exit(1)
        self.command = shlex.split(wrap) + [os.path.abspath(path)]
        self.reports = reports
        self.timeout = timeout * (10 if wrap else 1)
        self.lock = threading.Lock()

    def run(self, args, cwd, stdin=b"", env=None):
        home = os.path.join(os.path.dirname(cwd), "home")
        os.makedirs(home, exist_ok=True)
        fixed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        fixed.update(HOME=home, LC_ALL="C", TZ="UTC", NO_COLOR="1", TERM="dumb")
        fixed.update(env or {})
        try:
            done = subprocess.run(self.command + list(args), cwd=cwd, input=stdin, env=fixed,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  timeout=self.timeout, check=False)
        except subprocess.TimeoutExpired:
            raise Failure("did not end within %d seconds" % self.timeout) from None
        if done.returncode < 0:
            raise Failure("was killed by signal %d\n%s" % (-done.returncode, text(done.stderr)))
        return done

    def check(self, args, cwd, env=None, number=None):
        """Runs `baton check ARGS`; returns its only report, or the one with the number (from 1)."""
        form = "ndjson" if number else "json"
        done = self.run(["check", "--format", form] + list(args), cwd, env=env)
        reports = json_documents(done.stdout)
        if not reports:
            raise Failure("printed no JSON report (status %d)\nstdout: %s\nstderr: %s" %
                          (done.returncode, text(done.stdout)[:500], text(done.stderr)[:2000]))
        self.keep(reports)
        if number and len(reports) < number or not number and len(reports) != 1:
            raise Failure("printed %d reports where %s was expected" %
                          (len(reports), "report %d" % number if number else "one"))
        return reports[(number or 1) - 1], done.returncode

    def keep(self, documents):
        """Appends what are reports to the file that is validated at the end."""
        if not self.reports:
            return
        with self.lock, open(self.reports, "a", encoding="utf-8") as out:
            for document in documents:
                if is_report(document):
                    line = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
                    out.write(line + "\n")


def is_report(document):
    return isinstance(document, dict) and str(document.get("schema", "")).startswith(
        "baton.report/")


def text(data):
    return data.decode("utf-8", "backslashreplace")


def json_documents(data):
    """The JSON documents in an output: one, or one per line; [] when it is not JSON."""
    try:
        whole = json.loads(data.decode("utf-8"))
        return whole if isinstance(whole, list) and whole and is_report(whole[0]) else [whole]
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in data.decode("utf-8").splitlines() if line.strip()]
    except ValueError:
        return []


# ---- looking into JSON ------------------------------------------------------------

STEP = re.compile(r"""\.?(?:(?P<name>[A-Za-z0-9_$-]+)
    | \[(?P<index>-?\d+)\] | \[(?P<all>\*)\]
    | \["(?P<quoted>[^"]*)"\] | \[(?P<key>[A-Za-z0-9_.]+)=(?P<value>[^\]]*)\])""", re.X)


def parse_path(path):
    """`findings[rule=HO4001].fix.text` as a list of steps (kind, argument)."""
    steps, at = [], 0
    while at < len(path):
        match = STEP.match(path, at)
        if not match or match.end() == at:
            raise Failure("cannot read the path %r at %r" % (path, path[at:]))
        at = match.end()
        if match["index"] is not None:
            steps.append(("index", int(match["index"])))
        elif match["all"]:
            steps.append(("all", None))
        elif match["key"]:
            steps.append(("filter", (match["key"], match["value"])))
        else:
            name = match["name"] if match["name"] is not None else match["quoted"]
            steps.append(("member", name))
    return steps


def is_where(node, key, wanted):
    for name in key.split("."):
        if not isinstance(node, dict) or name not in node:
            return False
        node = node[name]
    return (node if isinstance(node, str) else json.dumps(node)) == wanted


def step_into(node, kind, argument):
    if kind == "member":
        return [node[argument]] if isinstance(node, dict) and argument in node else []
    items = node if isinstance(node, list) else [node]
    if kind == "all":
        return items
    if kind == "index":
        inside = isinstance(node, list) and -len(items) <= argument < len(items)
        return [items[argument]] if inside else []
    return [item for item in items if is_where(item, *argument)]


def look(document, path):
    """All values that a path leads to, and whether the path means a list of them."""
    nodes, steps = [document], parse_path(path)
    for kind, argument in steps:
        nodes = [found for node in nodes for found in step_into(node, kind, argument)]
    return nodes, any(kind == "all" for kind, _ in steps)


def same(a, b):
    """JSON equality: 1 is 1.0, but true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return type(a) in (int, float) and type(b) in (int, float) and a == b or (
        type(a) is type(b) and a == b)


def contains(value, part):
    if isinstance(value, list):
        return any(contains(item, part) for item in value)
    return part in (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


OPERATORS = {
    "=": same,
    "!=": lambda value, wanted: not same(value, wanted),
    "~": lambda value, wanted: contains(value, str(wanted)),
    "!~": lambda value, wanted: not contains(value, str(wanted)),
    ">=": lambda value, wanted: not isinstance(value, str) and value >= wanted,
    "<=": lambda value, wanted: not isinstance(value, str) and value <= wanted,
}
PATH = r'(?P<path>(?:\["[^"]*"\]|\S)+)'
EXPECTATION = re.compile("^" + PATH + r" +(?P<op>=|!=|~|!~|>=|<=) +(?P<wanted>.+)$")
PRESENCE = re.compile("^" + PATH + r" +(?P<op>exists|absent)$")
COUNT = re.compile("^count +" + PATH + r" += +(?P<wanted>\d+)$")


def expectation_fault(document, line):
    """None if the line holds for the document, else what is wrong."""
    match = COUNT.match(line)
    if match:
        nodes, _ = look(document, match["path"])
        single = len(nodes) == 1 and isinstance(nodes[0], list)
        count = len(nodes[0]) if single else len(nodes)
        return None if count == int(match["wanted"]) else "there are %d" % count
    match = PRESENCE.match(line)
    if match:
        nodes, _ = look(document, match["path"])
        if bool(nodes) == (match["op"] == "exists"):
            return None
        return "it is " + (json.dumps(nodes[0], ensure_ascii=False) if nodes else "absent")
    match = EXPECTATION.match(line)
    if not match:
        raise Failure("cannot read the expectation %r" % line)
    try:
        wanted = json.loads(match["wanted"])
    except ValueError:
        raise Failure("what stands right of %s is not JSON: %s" %
                      (match["op"], match["wanted"])) from None
    nodes, many = look(document, match["path"])
    if not nodes and not many:
        return "it is absent"
    value = nodes if many else nodes[0]
    if OPERATORS[match["op"]](value, wanted):
        return None
    return "it is %s" % json.dumps(value, ensure_ascii=False)


def tool(name):
    """A program of tools/ as a module."""
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                                    "tools"))
    return importlib.import_module("treelib").load(name)


# ---- telling ----------------------------------------------------------------------

def difference(wanted, got):
    """A unified diff of two texts, for people."""
    lines = difflib.unified_diff(wanted.splitlines(), got.splitlines(), "expected", "got",
                                 lineterm="", n=2)
    return "\n".join(lines) or "they differ in their line ends only"


def indent(message):
    return "\n".join("    " + line for line in message.rstrip().splitlines())


class Tally:
    """Counts tests and prints the failed ones; the last line says how many."""

    def __init__(self):
        self.passed, self.failed, self.skipped = 0, 0, 0

    def add(self, name, fault=None):
        if fault is None:
            self.passed += 1
            return
        self.failed += 1
        print("not ok: %s\n%s" % (name, indent(fault)), flush=True)

    def skip(self, name, why):
        self.skipped += 1
        print("skipped: %s: %s" % (name, why), flush=True)

    def end(self):
        tail = ", %d skipped" % self.skipped if self.skipped else ""
        print("%d passed, %d failed%s" % (self.passed, self.failed, tail))
        return 1 if self.failed else 0


def run_all(tests, tally, jobs=2):
    """Runs (name, function) pairs, some at a time; results are told in the given order."""
    def outcome(test):
        try:
            test[1]()
            return None
        except Failure as failure:
            return str(failure)
        except Exception:  # pylint: disable=broad-except
            return traceback.format_exc()

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for (name, _), fault in zip(tests, pool.map(outcome, tests)):
            tally.add(name, fault)
