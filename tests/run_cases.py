#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the command-line cases of tests/cases; tests/cases/README.md describes their format.

usage: run_cases.py --baton PATH [--reports FILE] [--wrap COMMAND] [--twice] [CASE or GLOB ...]
"""

import argparse
import fnmatch
import json
import os
import re
import shlex
import shutil
import sys
import tempfile

from common import (Baton, Failure, Tally, difference, expectation_fault, json_documents, run_all,
                    text)

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(HERE)
SHORTEST_NAME = 8

# Section name -> number of arguments it takes (a range).
SECTIONS = {
    "args": (0, 0), "env": (0, 0), "stdin": (0, 1), "file": (1, 2), "file-hex": (1, 1),
    "copy": (1, 2), "status": (1, 1), "json": (0, 0), "repaired-json": (0, 0), "stdout": (0, 1),
    "stdout-has": (0, 0), "stdout-lacks": (0, 0), "stderr-has": (0, 0), "after": (1, 2),
}
EXPECTING = {"json", "repaired-json", "stdout", "stdout-has", "stdout-lacks", "stderr-has",
             "after"}
SECTION_LINE = re.compile(r"^--- ([a-z-]+)((?: \S+)*) *$")


def parse(path):
    """A case file as its sections: a list of (name, arguments, content)."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().splitlines(keepends=True)
    sections, content = [], None
    for number, line in enumerate(lines, 1):
        match = SECTION_LINE.match(line.rstrip("\n"))
        if match:
            name, words = match[1], match[2].split()
            if name not in SECTIONS:
                raise Failure("line %d: there is no section %r" % (number, name))
            least, most = SECTIONS[name]
            if not least <= len(words) <= most:
                raise Failure("line %d: section %r has the wrong number of words" % (number, name))
            content = []
            sections.append((name, words, content))
        elif content is not None:
            content.append(line)
        elif line.strip() and not line.startswith("#"):
            raise Failure("line %d: only '# ...' lines may stand before the first section" % number)
    if not lines or not lines[0].startswith("# "):
        raise Failure("the first line must say what the case proves: '# ...'")
    return [(name, words, finish(words, "".join(content))) for name, words, content in sections]


def finish(words, content):
    if words[-1:] == ["noeol"]:
        words.pop()
        content = content[:-1] if content.endswith("\n") else content
    return content


def sanity(name, sections):
    if len(name) < SHORTEST_NAME:
        raise Failure("the name says too little: name the case after what it proves")
    names = [section[0] for section in sections]
    for single in ("args", "status"):
        if names.count(single) != 1:
            raise Failure("a case has exactly one '--- %s'" % single)
    if not EXPECTING.intersection(names):
        raise Failure("the case expects nothing but a status: add --- json, --- stdout-has, ...")


def inside(folder, name):
    path = os.path.normpath(os.path.join(folder, name))
    if not path.startswith(folder + os.sep):
        raise Failure("the file name %r leads out of the case's folder" % name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def write_files(sections, folder):
    for name, words, content in sections:
        if name == "file":
            data = content.encode("utf-8")
        elif name == "file-hex":
            data = bytes.fromhex(re.sub(r"#.*|\s", "", content))
        elif name == "copy":
            target = words[1] if words[1:] else os.path.basename(words[0])
            shutil.copy(os.path.join(TREE, words[0]), inside(folder, target))
            continue
        else:
            continue
        with open(inside(folder, words[0]), "wb") as out:
            out.write(data)


def only(sections, wanted, default):
    return next((content for name, _, content in sections if name == wanted), default)


def expected_lines(content):
    return [line for line in content.splitlines() if line.strip() and not line.startswith("#")]


def json_faults(content, document):
    for line in expected_lines(content):
        fault = expectation_fault(document, line)
        if fault:
            yield "expected %s\n     but %s" % (line, fault)


def repaired_body(document):
    body = document.get("repaired", {}).get("body") if isinstance(document, dict) else None
    if not isinstance(body, str):
        raise Failure("the report has no repaired.body")
    try:
        return json.loads(body)
    except ValueError as error:
        raise Failure("repaired.body is not JSON (%s):\n%s" % (error, body)) from None


def the_document(done):
    documents = json_documents(done.stdout)
    if not documents:
        raise Failure("standard output is not JSON:\n%s" % text(done.stdout))
    return documents[0] if len(documents) == 1 else documents


def exact_fault(what, wanted, got):
    if wanted == got:
        return None
    return "%s is not as expected:\n%s" % (what, difference(wanted, got))


def section_faults(name, words, content, done, folder):
    """What is wrong by one section, each as a text."""
    if name == "status" and done.returncode != int(words[0]):
        yield "expected status %s but it is %d" % (words[0], done.returncode)
    elif name == "json":
        yield from json_faults(content, the_document(done))
    elif name == "repaired-json":
        yield from json_faults(content, repaired_body(the_document(done)))
    elif name == "stdout":
        yield exact_fault("standard output", content, text(done.stdout))
    elif name == "after":
        with open(inside(folder, words[0]), "rb") as file:
            yield exact_fault(words[0] + " afterwards", content, text(file.read()))
    elif name in ("stdout-has", "stdout-lacks", "stderr-has"):
        stream = text(done.stderr if name == "stderr-has" else done.stdout)
        for line in content.splitlines():
            if line.strip() and (line in stream) != name.endswith("has"):
                yield "%s: %s" % (name, line)


SCHEMA_REPORT = os.path.join(TREE, "docs", "schema-report.schema.json")


def schema_report_fault(baton, documents, folder):
    """What 'baton schema' prints for machines fits the schema of it, as baton itself says."""
    if not documents or not all(isinstance(document, dict) for document in documents):
        return None
    if str(documents[0].get("schema", "")).startswith("baton.schema-report/"):
        place = SCHEMA_REPORT
    elif all("findings" in document and "valid" in document for document in documents):
        place = SCHEMA_REPORT + "#/$defs/instance"
    else:
        return None
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    done = baton.run(["schema", "validate", place, "-", "--input", "ndjson", "--assert-format"],
                     folder, lines.encode("utf-8"))
    if done.returncode == 0:
        return None
    return "the report does not fit its schema:\n" + text(done.stdout + done.stderr)


def run_once(baton, sections):
    """Runs the case in a fresh folder; returns all faults, the output and its bytes."""
    with tempfile.TemporaryDirectory(prefix="baton-case-") as top:
        folder = os.path.join(top, "case")
        os.mkdir(folder)
        write_files(sections, folder)
        env = dict(line.split("=", 1) for line in only(sections, "env", "").splitlines())
        args = shlex.split(only(sections, "args", ""))
        done = baton.run(args, folder, only(sections, "stdin", "").encode("utf-8"), env)
        documents = json_documents(done.stdout)
        baton.keep(documents)
        faults = [fault for fault in [schema_report_fault(baton, documents, folder)] if fault]
        for section in sections:
            try:
                faults += filter(None, section_faults(*section, done, folder))
            except (Failure, OSError) as failure:
                faults.append(str(failure))
        return faults, done


def run_case(path, baton, twice):
    name = os.path.basename(path)[:-len(".case")]
    sections = parse(path)
    sanity(name, sections)
    faults, done = run_once(baton, sections)
    if twice and not faults:
        again = run_once(baton, sections)[1]
        if (again.stdout, again.stderr) != (done.stdout, done.stderr):
            faults.append("a second run printed something else:\n" + difference(
                text(done.stdout + done.stderr), text(again.stdout + again.stderr)))
    if faults:
        raise Failure("\n".join(faults) + "\n" + shown(sections, done))


def shown(sections, done):
    """What the program said, so that a failure can be understood without running it again."""
    parts = ["--- ran: baton " + only(sections, "args", "").strip()]
    for title, stream in (("stdout", done.stdout), ("stderr", done.stderr)):
        if stream:
            parts.append("--- %s:\n%s" % (title, text(stream)[:4000]))
    return "\n".join(parts)


def select(patterns):
    folder = os.path.join(HERE, "cases")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    names = [name for name in names if name.endswith(".case")]
    if patterns:
        wanted = [os.path.basename(pattern) for pattern in patterns]
        names = [name for name in names if any(
            fnmatch.fnmatch(name, want) or fnmatch.fnmatch(name[:-5], want) for want in wanted)]
    return [os.path.join(folder, name) for name in names]


def spread(paths, most):
    """All of the seeds' cases and, evenly, so many of the others that there are `most`."""
    if not most or len(paths) <= most:
        return paths
    seeds = [path for path in paths if os.path.basename(path).startswith("seed")]
    others = [path for path in paths if path not in seeds]
    room = max(0, most - len(seeds))
    return sorted(seeds + [others[i * len(others) // room] for i in range(room)])


def main():
    options = argparse.ArgumentParser(description="Runs the cases of tests/cases.")
    options.add_argument("--baton", required=True)
    options.add_argument("--reports", help="collect JSON reports here")
    options.add_argument("--wrap", default="", help="run baton under this command")
    options.add_argument("--twice", action="store_true", help="the same output both times?")
    options.add_argument("--at-most", type=int, help="of many cases take a spread of this many")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("cases", nargs="*")
    given = options.parse_args()
    baton = Baton(given.baton, given.wrap, given.reports)
    tally = Tally()
    paths = spread(select(given.cases), given.at_most)
    if not paths:
        tally.add("cases", "there are no cases%s in tests/cases" %
                  (" like " + " ".join(given.cases) if given.cases else ""))
    run_all([(os.path.relpath(path, TREE), lambda path=path: run_case(path, baton, given.twice))
             for path in paths], tally, given.jobs)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
