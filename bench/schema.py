#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The schema validator next to others, on the same bytes in the same run.

usage: schema.py BUILD [--turns N] [--rounds N] [--stream N] [--keep FOLDER]

Everyone validates documents that were read before; nobody's start counts. The programs take
turns, and the best of all their turns stands in the table, since the machine is not ours alone.
What is not installed is skipped, and said. Exit status 1 if a verdict is wrong.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NODE = os.path.join(TREE, "tools", "node")
BLAZE = os.path.join(NODE, "node_modules/@sourcemeta/jsonschema/build/github-releases",
                     "jsonschema-linux-" + {"aarch64": "arm64"}.get(platform.machine(),
                                                                    platform.machine()))
# Name, package, whether it is so slow that one round is enough.
OTHERS = [("ajv", "ajv", False), ("schemasafe", "@exodus/schemasafe", False),
          ("hyperjump", "@hyperjump/json-schema", True)]
MODES = [("accept", "Accept or refuse: stop at the first fault"),
         ("faults", "Every fault"),
         ("compile", "Compile the schema")]
LINE = re.compile(r"(PASS|FAIL) ([0-9.]+) \+- ")
# What is to be reached: workload, mode, nanoseconds.
TARGETS = [("handover-valid", "accept", 700), ("handover-5-faults", "faults", 2200)]
STREAM_TARGET, MEMORY_TARGET = 500000, 32 << 20
GROWTH = [
    ("document, accept", "accept", ["handover-valid", "handover-valid-x10",
                                    "handover-valid-x100"]),
    ("document, every fault", "faults", ["handover-5-faults", "handover-5-faults-x10",
                                         "handover-5-faults-x100"]),
    ("schema, accept 20 members", "accept", ["properties-20", "properties-200",
                                             "properties-2000"]),
    ("schema, compile", "compile", ["properties-20", "properties-200", "properties-2000"]),
]
BATON = "baton"


def say(text=""):
    print(text, flush=True)


class Results:
    """Best nanoseconds and verdict by (mode, workload, validator)."""

    def __init__(self):
        self.best, self.verdict, self.faults, self.wrong = {}, {}, {}, []
        self.expected = {}

    def add(self, mode, workload, who, nanoseconds, verdict):
        key = mode, workload, who
        self.best[key] = min(self.best.get(key, nanoseconds), nanoseconds)
        self.verdict[key] = verdict
        if mode != "compile" and verdict != (self.expected[workload] == 0):
            self.wrong.append("%s says %s of %s" % (who, verdict, workload))

    def get(self, mode, workload, who):
        return self.best.get((mode, workload, who))


# ---- running ------------------------------------------------------------------------

def read_lines(results, who, output):
    for line in output.splitlines():
        words = line.split("\t")
        if words[0] == "refused":
            continue
        mode, workload, nanoseconds, verdict = words[:4]
        results.add(mode, workload, who, float(nanoseconds), int(verdict))
        if who == BATON and mode == "faults" and int(words[4]) != results.expected[workload]:
            results.wrong.append("baton finds %s faults in %s" % (words[4], workload))


def run(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, timeout=600)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def run_baton(results, args, folder, _):
    status, output = run([os.path.join(args.build, "bench", "bench_schema"), folder,
                          str(args.turns)])
    if status != 0:
        sys.exit("bench: bench_schema ended badly")
    read_lines(results, BATON, output)


def run_node(name):
    def runner(results, args, folder, _):
        read_lines(results, name, run([
            "node", "--stack-size=3900", os.path.join(NODE, "bench_schema.mjs"), name, folder,
            str(args.turns)])[1])
    return runner


def run_blaze(results, _, folder, workloads):
    """Its own stop-watch, for one document over and over: the mean of a loop, not the best.

    While it is measured it stops at the first fault, so that nothing can be said of every fault.
    """
    for name, _, schema, instance, faults in workloads:
        for mode, option in (("accept", ["--fast"]), ("faults", [])):
            if mode == "faults" and faults != "0":
                continue
            ours = results.get(mode, name, BATON) or 1000
            loops = max(5, min(100000, int(30e6 / ours)))
            output = run([BLAZE, "validate", os.path.join(folder, schema),
                          os.path.join(folder, instance), "--benchmark", "--loop",
                          str(loops)] + option)[1]
            match = LINE.search(output)
            if match:
                results.add(mode, name, "blaze", float(match[2]) * 1e3, match[1] == "PASS")


def runners():
    """Who is there: name, function, whether one round is enough. The others are named."""
    found = [(BATON, run_baton, False)]
    there = shutil.which("node")
    for name, package, slow in OTHERS:
        if there and os.path.isdir(os.path.join(NODE, "node_modules", package)):
            found.append((name, run_node(name), slow))
        else:
            say("skipped: %s: %s is not installed (tools/npm does it)" % (
                name, package if there else "node"))
    if os.path.exists(BLAZE):
        os.chmod(BLAZE, 0o755)
        found.append(("blaze", run_blaze, False))
    else:
        say("skipped: blaze: @sourcemeta/jsonschema is not installed (tools/npm does it)")
    return found


# ---- tables -------------------------------------------------------------------------

def span(nanoseconds):
    if nanoseconds is None:
        return "-"
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            return "%.*f %s" % (2 if nanoseconds < 100 * size else 0, nanoseconds / size, unit)
    return "%.0f ns" % nanoseconds


def times(ratio):
    return "%.*fx" % (0 if ratio >= 1000 else 1 if ratio >= 0.95 else 2, ratio)


def cell(results, mode, workload, who):
    """Someone's time, and how many times ours it is."""
    theirs, ours = results.get(mode, workload, who), results.get(mode, workload, BATON)
    if theirs is None:
        return "%10s %7s" % ("-", "")
    mark = "" if mode == "compile" or results.verdict[mode, workload, who] == (
        results.expected[workload] == 0) else "!"
    return "%10s %6s%1s" % (span(theirs), times(theirs / ours) if ours else "", mark)


def table(results, mode, title, names, workloads):
    others = [name for name in names if name != BATON and any(
        results.get(mode, row[0], name) for row in workloads)]
    say("\n%s (a number with x: how many times ours)" % title)
    say("  %-22s %10s" % ("", BATON) + "".join("%15s    " % name for name in others))
    for row in workloads:
        if mode == "compile" and re.search("fault|x100?$|-bad|-all", row[0]):
            continue
        say(("  %-22s %10s " % (row[0], span(results.get(mode, row[0], BATON))) + " ".join(
            cell(results, mode, row[0], name) for name in others)).rstrip())


def growth(results, names):
    say("\nGrowth: 1x, 10x, 100x the size (a number with x: how many times the first)")
    for title, mode, workloads in GROWTH:
        for name in names:
            spans = [results.get(mode, workload, name) for workload in workloads]
            if spans[0] is None or spans[1] is None:
                continue
            say("  %-26s %-11s" % (title, name) + "".join("%10s %7s" % (
                span(one), times(one / spans[0]) if one else "") for one in spans))
            title = ""


def against(ours, theirs):
    return "%.1f times as fast as ajv" % (theirs / ours) if ours and theirs else "ajv: skipped"


def targets(results, streamed):
    say("\nTargets")
    for workload, mode, most in TARGETS:
        ours = results.get(mode, workload, BATON)
        say("  %-34s <= %-12s %12s  %-7s %s" % (
            "%s, %s" % (workload, mode), span(most), span(ours),
            "reached" if ours <= most else "MISSED",
            against(ours, results.get(mode, workload, "ajv"))))
    for name, sides in streamed.items():
        if BATON not in sides:
            continue
        rate, memory = sides[BATON][0], sides[BATON][2]
        say("  %-34s >= %-12s %12s  %-7s %s" % (
            name, "%d /s" % STREAM_TARGET, "%d /s" % rate,
            "reached" if rate >= STREAM_TARGET else "MISSED",
            against(1 / rate, 1 / sides["ajv"][0] if "ajv" in sides else None)))
        say("  %-34s <  %-12s %12s  %s" % (
            name + ", memory", "%d MB" % (MEMORY_TARGET >> 20), "%.1f MB" % (memory / 1048576),
            "reached" if memory < MEMORY_TARGET else "MISSED"))


# ---- streams ------------------------------------------------------------------------

def stream_baton(args, schema, lines, invalid):
    """From the start of the program to its end: (seconds, bytes at the peak), or None."""
    command = [os.path.join(args.build, "bench", "bench_cost"),
               os.path.join(args.build, "apps", "baton", "baton"), "schema", "validate", schema,
               lines, "--format", "ndjson"]
    with tempfile.TemporaryFile() as output:
        told = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.PIPE, check=False).stderr
        output.seek(0)
        bad = sum(b'"valid":false' in line for line in output)
    words = told.decode("utf-8", "replace").split()[-3:]
    if len(words) != 3 or words[2] not in ("0", "1"):
        return None
    if bad != invalid:
        say("  baton: %d lines are not valid, %d were expected" % (bad, invalid))
    return float(words[0]) / 1e3, int(words[1]) * 1024


def stream_ajv(schema, lines, invalid):
    status, output = run(["node", os.path.join(NODE, "bench_schema.mjs"), "ajv-stream", schema,
                          lines])
    if status != 0:
        return None
    _, bad, passed, memory = output.split("\t")
    if int(bad) != invalid:
        say("  ajv: %s lines are not valid, %d were expected" % (bad, invalid))
    return float(passed) / 1e9, int(memory) * 1024


def least(runs):
    runs = [one for one in runs if one]
    return min(runs) if runs else None


def stream(args, folder, name, ajv):
    schema = os.path.join(folder, "handover-valid.schema.json")
    lines = os.path.join(folder, name + ".ndjson")
    size = os.path.getsize(lines)
    with open(lines, "rb") as file:
        count = sum(1 for _ in file)
    sides, invalid = {}, count // 100
    runs = {BATON: [], "ajv": []}
    for _ in range(args.rounds):
        runs[BATON].append(stream_baton(args, schema, lines, invalid))
        runs["ajv"].append(stream_ajv(schema, lines, invalid) if ajv else None)
    for who, all_runs in runs.items():
        best = least(all_runs)
        if best:
            sides[who] = count / best[0], size / best[0], best[1]
            say("  %-14s %-8s %9d documents of %4d B %10d /s %8.0f MB/s %8.1f MB memory" % (
                name, who, count, size // count, sides[who][0], sides[who][1] / 1e6,
                sides[who][2] / 1048576))
        elif who == BATON:
            say("  skipped: this baton has no `schema validate --format ndjson`")
    return sides


# ---- all of it ----------------------------------------------------------------------

def measure(args, folder):
    with open(os.path.join(folder, "work.tsv"), encoding="utf-8") as file:
        workloads = [line.rstrip("\n").split("\t") for line in file]
    results = Results()
    results.expected = {row[0]: int(row[4]) for row in workloads}
    found = runners()
    names = [name for name, _, _ in found]
    for number in range(args.rounds):
        for _, runner, slow in found:
            if number == 0 or not slow:
                runner(results, args, folder, workloads)
    for mode, title in MODES:
        table(results, mode, title, names, workloads)
    growth(results, names)
    streamed = {}
    if args.stream:
        say("\nStreams: read, split, parse and validate; one in 100 is not valid")
        for name in ("stream-small", "stream-3k"):
            streamed[name] = stream(args, folder, name, "ajv" in names)
    targets(results, streamed)
    for line in sorted(set(results.wrong)):
        say("WRONG: " + line)
    return 1 if any(line.startswith(BATON) for line in results.wrong) else 0


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("build")
    options.add_argument("--turns", type=int, default=5, help="of 10 ms, per round")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--stream", type=int, default=100000, help="documents; 0: none")
    options.add_argument("--keep", metavar="FOLDER", help="leave the workloads there")
    args = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as temporary:
        folder = args.keep or temporary
        subprocess.run([sys.executable, os.path.join(TREE, "bench", "schema_work.py"), folder,
                        "--stream", str(args.stream)], check=True)
        sys.exit(measure(args, folder))


if __name__ == "__main__":
    main()
