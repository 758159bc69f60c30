#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of the rule pages (rules/HO*.md); rules/README.md describes a page.

usage: run_rules.py --baton PATH [--evidence PATH] [--reports FILE] [--wrap COMMAND] [RULE ...]
       run_rules.py --seeds FOLDER

A `bad` example must give exactly its page's rule at the marked place, a `good` one nothing, and a
`fixed` one must be what repair makes of the `bad` one before it.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

import common
from common import SEVERE, Baton, Failure, Tally, difference, run_all

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(HERE)
gen_rules = common.tool("gen-rules")
OPEN, CLOSE = "\u27e6", "\u27e7"  # the marks around the place a finding points at
FENCE = re.compile(r"^(`{3,})(.*)$")
FILE_NAMES = {"json": "payload.json", "http": "exchange.http", "text": "input.txt",
              "sh": "input.sh", "har": "capture.har"}


class Example:
    """One fenced block that is a test: its kind, its bytes, its marked places."""

    def __init__(self, page, line, info, content):
        words = shlex.split(info)
        settings = dict(word.split("=", 1) for word in words if "=" in word)
        plain = [word for word in words if "=" not in word]
        self.line, self.page = line, page
        self.language = plain[0] if plain else ""
        self.kind = next((word for word in plain if word in ("bad", "good", "fixed")), None)
        self.file = settings.get("file")  # not run: lies beside the page's examples
        self.args = shlex.split(settings.get("args", "")) + shlex.split(settings.get("opts", ""))
        self.name = settings.get("name") or FILE_NAMES.get(self.language, "input.txt")
        self.also = sorted(settings.get("also", "").split())
        self.number = int(settings["report"]) if "report" in settings else None
        self.data, self.marks = unmark(content, "escaped" in plain, "noeol" in plain)

    def __str__(self):
        return "%s:%d (%s)" % (os.path.relpath(self.page, TREE), self.line, self.kind)


def unescape(part):
    r"""Decodes \xHH, \r, \n, \t and \\ to bytes."""
    simple = {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\"}
    out, at = b"", 0
    for match in re.finditer(r"\\(?:x([0-9A-Fa-f]{2})|([rnt\\]))", part):
        out += part[at:match.start()].encode("utf-8")
        out += bytes([int(match[1], 16)]) if match[1] else simple[match[2]]
        at = match.end()
    return out + part[at:].encode("utf-8")


def unmark(content, escaped, noeol):
    """The block's bytes without marks, and the marked places as (start, end) in bytes."""
    if (escaped or noeol) and content.endswith("\n"):
        content = content[:-1]
    data, marks, start = b"", [], None
    for part in re.split("([%s%s])" % (OPEN, CLOSE), content):
        if part == OPEN:
            if start is not None:
                raise Failure("a mark inside a mark")
            start = len(data)
        elif part == CLOSE:
            if start is None:
                raise Failure("a closing mark without an opening one")
            marks.append((start, len(data)))
            start = None
        else:
            data += unescape(part) if escaped else part.encode("utf-8")
    if start is not None:
        raise Failure("a mark is not closed")
    return data, marks


def place(data, offset):
    """Line and column, both from 1; a column is a code point, or a byte that is no UTF-8."""
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    last = before.rsplit(b"\n", 1)[-1]
    return before.count(b"\n") + 1, len(last.decode("utf-8", "surrogateescape")) + 1


def blocks(lines, first):
    """The fenced blocks: (line number from 1, info string, content)."""
    at = first
    while at < len(lines):
        fence = FENCE.match(lines[at])
        at += 1
        if not fence:
            continue
        start = at
        while at < len(lines) and lines[at].rstrip() != fence[1]:
            at += 1
        if at == len(lines):
            raise Failure("line %d: the block is not closed" % start)
        yield start, fence[2], "".join(line + "\n" for line in lines[start:at])
        at += 1


class Page:
    """A rule page: its fields and its examples."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8", newline="") as file:
            self.lines = file.read().split("\n")
        self.fields, self.body = gen_rules.front_matter(self.lines)
        found = [Example(path, *block) for block in blocks(self.lines, self.body)]
        self.examples = [example for example in found if example.kind]
        self.files = [example for example in found if example.file and not example.kind]

    def check_form(self):
        """What the generator asks of a page, and what makes it worth reading and testing."""
        match = gen_rules.PAGE_NAME.match(os.path.basename(self.path))
        texts = gen_rules.sections(self.lines, self.body)
        try:
            gen_rules.check(dict(self.fields, sections=texts), match)
        except gen_rules.Fault as fault:
            raise Failure(str(fault)) from None
        if list(texts) != gen_rules.SECTIONS:
            raise Failure("the sections should be %s" % ", ".join(gen_rules.SECTIONS))
        if len({texts[name] for name in gen_rules.SECTIONS}) < len(texts):
            raise Failure("each section must say something of its own")
        if self.fields["fix"] == "safe" and "fixed" not in [e.kind for e in self.examples]:
            raise Failure("the fix is safe, so there must be a 'fixed' example")


PART = re.compile(rb"^--- (?:file (\S+) role=(\S+)(?: contract=(\S+))?|evidence (.*))\n", re.M)


def parts(data):
    """The parts of a block of evidence: (name, role, contract, settings, start, end)."""
    heads = list(PART.finditer(data))
    if not heads or heads[0].start():
        raise Failure("a block of evidence begins with '--- file NAME role=ROLE'")
    for head, following in zip(heads, heads[1:] + [None]):
        end = following.start() if following else len(data)
        words = [word.decode() if word else "" for word in head.groups()]
        yield words[0], words[1], words[2], words[3], head.end(), end


def write_evidence(folder, data):
    """The files of a block of evidence, and the evidence.json that lists them."""
    manifest = {"schema": "baton.evidence/1", "family": "community", "files": []}
    for name, role, contract, settings, start, end in parts(data):
        if not name:
            manifest.update(json.loads(settings))
            continue
        entry = {"role": role, "name": name}
        if contract:
            entry["contract"] = contract
        manifest["files"].append(entry)
        with open(os.path.join(folder, name), "wb") as out:
            out.write(data[start:end])
    with open(os.path.join(folder, "evidence.json"), "w", encoding="utf-8") as out:
        json.dump(manifest, out)


def moved(report, data):
    """The report with the places of its findings counted in the whole block."""
    lines = {name: data[:start].count(b"\n") for name, _, _, _, start, _ in parts(data) if name}
    for finding in report["findings"]:
        if finding.get("line"):
            finding["line"] += lines[finding["document"]]
            finding["endLine"] += lines[finding["document"]]
    return report


def check_evidence(baton, data):
    """Diagnoses a block of evidence, with the program that prints which document is meant."""
    with tempfile.TemporaryDirectory(prefix="baton-rule-") as top:
        write_evidence(top, data)
        done = subprocess.run([baton.evidence, TREE, top], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=baton.timeout, check=False)
    if done.returncode:
        raise Failure("the evidence was not diagnosed: %s" % common.text(done.stderr)[:2000])
    return moved(json.loads(done.stdout), data)


def check(baton, page, data, example):
    if example.language == "evidence":
        return check_evidence(baton, data)
    with tempfile.TemporaryDirectory(prefix="baton-rule-") as top:
        folder = os.path.join(top, "example")
        os.mkdir(folder)
        for name, content in [(beside.file, beside.data) for beside in page.files] + [
                (example.name, data)]:
            with open(os.path.join(folder, name), "wb") as out:
                out.write(content)
        return baton.check(example.args + [example.name], folder, number=example.number)[0]


def told(finding):
    return "%s %s at %s:%s-%s:%s: %s" % (
        finding.get("severity"), finding.get("rule"), finding.get("line"), finding.get("column"),
        finding.get("endLine"), finding.get("endColumn"), finding.get("message"))


def listed(findings):
    return "\n".join("  " + told(finding) for finding in findings) or "  no finding"


def finding_place(finding):
    return tuple(finding.get(key) for key in ("line", "column", "endLine", "endColumn"))


def run_bad(baton, page, example):
    findings = check(baton, page, example.data, example)["findings"]
    rule = page.fields["id"]
    own = [finding for finding in findings if finding["rule"] == rule]
    if not own:
        raise Failure("%s did not fire; there is:\n%s" % (rule, listed(findings)))
    loud = [finding for finding in findings if finding["severity"] in SEVERE]
    others = [finding for finding in loud if finding["rule"] != rule]
    if sorted({finding["rule"] for finding in others}) != example.also:
        raise Failure("%s fired too:\n%s" % (
            "not just %s" % ", ".join(example.also) if example.also else "another rule",
            listed(others)))
    if page.fields["severity"] != "note" and not loud:
        raise Failure("%s fired as a note only" % rule)
    check_marks(example, own)


def check_marks(example, own):
    places = [finding_place(finding) for finding in own]
    if not example.marks:
        if any(spot[0] is not None for spot in places):
            raise Failure("nothing is marked with %s%s, but the finding points at a place:\n%s" %
                          (OPEN, CLOSE, listed(own)))
        return
    for start, end in example.marks:
        wanted = place(example.data, start) + place(example.data, end)
        if wanted not in places:
            raise Failure("nothing points at the mark %d:%d-%d:%d; there is:\n%s" %
                          (wanted + (listed(own),)))


def run_good(baton, page, example):
    if example.marks:
        raise Failure("a good example has no marked place")
    findings = check(baton, page, example.data, example)["findings"]
    wrong = [finding for finding in findings
             if (finding["severity"] in SEVERE and finding["rule"] not in example.also) or
             finding["rule"] == page.fields["id"]]
    if wrong:
        raise Failure("it should be clean, but there is:\n%s" % listed(wrong))


def run_fixed(baton, page, example, bad):
    if bad is None:
        raise Failure("no bad example stands before it")
    repaired = check(baton, page, bad.data, bad).get("repaired") or {}
    if not isinstance(repaired.get("text"), str):
        raise Failure("the report of the bad example has no repaired.text")
    wanted = example.data.decode("utf-8", "backslashreplace").rstrip("\n")
    if repaired["text"].rstrip("\n") != wanted:
        raise Failure("repair makes something else:\n%s" % difference(wanted, repaired["text"]))
    findings = check(baton, page, repaired["text"].encode("utf-8"), bad)["findings"]
    again = [finding for finding in findings if finding["rule"] == page.fields["id"]]
    if again:
        raise Failure("the rule fires again on the repaired text:\n%s" % listed(again))


def page_tests(baton, path):
    """The tests of one page as (name, function) pairs."""
    name = os.path.relpath(path, TREE)
    try:
        page = Page(path)
    except (Failure, gen_rules.Fault, ValueError) as failure:
        message = str(failure)
        return [(name, lambda: fail(message))]
    tests, bad = [(name, page.check_form)], None
    for example in page.examples:
        if example.language == "evidence" and not baton.evidence:
            continue
        if example.kind == "bad":
            bad = example
            tests.append((str(example), lambda e=example: run_bad(baton, page, e)))
        elif example.kind == "good":
            tests.append((str(example), lambda e=example: run_good(baton, page, e)))
        else:
            tests.append((str(example), lambda e=example, b=bad: run_fixed(baton, page, e, b)))
    return tests


def fail(message):
    raise Failure(message)


def write_seeds(folder, paths):
    os.makedirs(folder, exist_ok=True)
    for path in paths:
        for number, example in enumerate(Page(path).examples):
            name = "%s-%d" % (os.path.basename(path)[:6], number)
            with open(os.path.join(folder, name), "wb") as out:
                out.write(example.data)
    return 0


def main():
    options = argparse.ArgumentParser(description="Runs the examples of the rule pages.")
    options.add_argument("--baton", help="the program under test")
    options.add_argument("--evidence", help="the program that diagnoses folders of evidence; "
                         "without it examples of evidence are left out")
    options.add_argument("--seeds", metavar="FOLDER",
                         help="run nothing: write the examples there, for fuzzing")
    options.add_argument("--reports", help="collect JSON reports here")
    options.add_argument("--wrap", default="", help="run baton under this command")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("rules", nargs="*", help="ids; all when none is given")
    given = options.parse_args()
    if not given.baton and not given.seeds:
        options.error("--baton or --seeds is needed")
    folder = os.path.join(TREE, "rules")
    names = sorted(name for name in os.listdir(folder) if gen_rules.PAGE_NAME.match(name))
    chosen = [name for name in names if not given.rules or name[:6] in given.rules]
    if given.seeds:
        return write_seeds(given.seeds, [os.path.join(folder, name) for name in chosen])
    baton = Baton(given.baton, given.wrap, given.reports)
    baton.evidence = given.evidence and os.path.abspath(given.evidence)
    tally = Tally()
    if not chosen:
        tally.add("rules", "there are no rule pages (rules/HOnnnn-name.md)")
    tests = []
    for name in chosen:
        tests += page_tests(baton, os.path.join(folder, name))
    run_all(tests, tally, given.jobs)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
