#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of what tests: each guard must see a fault that was put there, each runner must fail."""

import json
import os
import subprocess
import sys
import tempfile

import common
import run_cases
import run_rules
from common import Failure, Tally, expectation_fault, run_all

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(HERE)
HEAD = "/* SPDX-License-Identifier: Apache-2.0 */\n"
LAYERS = ("core/base:\ncore/json: core/base\nedge/yaml: core/*\nfuzz: core/*\n"
          "<stddef.h>: *\n<yaml.h>: edge/yaml\n")


def guarded(name, header):
    return HEAD + "#ifndef BATON_%s\n#define BATON_%s\n%s#endif\n" % (name, name, header)


CLEAN = {
    "tools/layers.txt": LAYERS,
    "tools/size-exceptions.txt": "",
    "fuzz/entry-points.txt": "baton_json_read: fuzz_json\n",
    "fuzz/fuzz_json.c": HEAD + '#include "core/json.h"\nint x(void)\n{\n    baton_json_read();\n'
                               '    return 0;\n}\n',
    "core/base.h": guarded("CORE_BASE_H", "#include <stddef.h>\n"),
    "core/json.h": guarded("CORE_JSON_H", '#include "core/base.h"\nvoid baton_json_read(void);\n'),
    "core/json/json_int.h": guarded("JSON_INT_H", '#include "core/json.h"\n'),
    "core/json/read.c": HEAD + '#include "core/json/json_int.h"\n',
    "edge/yaml/yaml.c": HEAD + "#include <yaml.h>\n#include <unistd.h>\n",
}
LONG_FUNCTION = HEAD + "#define X { (\nint baton_f(int a)\n{\n%s    return a;\n}\n"

# (guard, files changed, what must be said; None: it must be content)
GUARDS = [
    ("layers", {"fuzz/fuzz_json.c": HEAD}, None),
    ("layers", {"core/base/x.c": HEAD + '#include "core/json.h"\n'}, "core/base/x.c:2"),
    ("layers", {"core/base/x.c": HEAD + "#include <stdlib.h>\n"}, "not for the core"),
    ("layers", {"core/base/x.c": HEAD + '#  include "core/json/json_int.h"\n'}, "is private"),
    ("layers", {"edge/os/x.c": HEAD}, "edge/os is not listed"),
    ("layers", {"edge/yaml/x.c": HEAD + '#include "yaml.h"\n'}, "of no module"),
    ("layers", {"core/json/x.c": HEAD + "#include <yaml.h>\n"}, "belongs to edge/yaml"),
    ("layers", {"tools/layers.txt": "core/base: core/json\n" + LAYERS}, "does not stand above"),
    ("links", {"rules/HO0001-x.md": "# HO0001\n", "a.md": "HO0001 [x](a.md#b)\n```\nHO0002\n```\n"},
     None),
    ("links", {"a.md": "HO0002\n"}, "a.md:1: names HO0002"),
    ("links", {"docs/a.md": "\n[x](a.md) [y](b.md)\n"}, "docs/a.md:2: links to b.md"),
    ("links", {"contracts/cxone.yaml": "x-baton:\n  id: cxone.a\n",
               "a.md": "`cxone.a` `cxone.yaml` `cxone.b`\n"}, "a.md:1: names cxone.b"),
    ("headers", {}, None),
    ("headers", {"core/x.h": guarded("CORE_X_H", "size_t baton_x(void);\n")}, "compile alone"),
    ("headers", {"core/x.h": guarded("CORE_Y_H", "")}, "guard should be"),
    ("headers", {"core/x.h": HEAD + "typedef int baton_x;\n"}, "guard should be"),
    ("size", {}, None),
    ("size", {"core/x.c": LONG_FUNCTION % ("    a++;\n" * 56)}, None),
    ("size", {"core/x.c": LONG_FUNCTION % ("    a++;\n" * 57)}, "baton_f() has 61 lines"),
    ("size", {"core/x.c": LONG_FUNCTION % ("    a++; /* } */\n" * 57)}, "core/x.c:3"),
    ("size", {"core/x.c": LONG_FUNCTION % ("    f('}', \"}\");\n" * 57)}, "61 lines"),
    ("size", {"core/x.c": HEAD + "int t[] = {\n" + "    1,\n" * 70 + "};\n"}, None),
    ("size", {"core/x.c": "TEST(a)\nTEST(b)\n" + LONG_FUNCTION % ("    a++;\n" * 56)}, None),
    ("size", {"core/x.c": HEAD + "\n" * 800}, "the file has 801 lines"),
    ("size", {"core/x.h": HEAD + "\n" * 300}, "301 lines"),
    ("size", {"core/x.c": HEAD + "/* " + "x" * 98 + "\n"}, "101 columns"),
    ("size", {"core/x.c": HEAD + "int x; \n"}, "blanks at the end"),
    ("size", {"core/x.c": HEAD + "\tint x;\n"}, "a tab"),
    ("size", {"core/x.c": HEAD + "int x;"}, "no end"),
    ("size", {"core/x.c": LONG_FUNCTION % ("    a++;\n" * 57),
              "tools/size-exceptions.txt": "core/x.c:baton_f 61 a table\n"}, None),
    ("size", {"core/x.c": LONG_FUNCTION % ("    a++;\n" * 57),
              "tools/size-exceptions.txt": "core/x.c:baton_f 60 a table\n"}, "grew from 60"),
    ("size", {"core/x.c": LONG_FUNCTION % ("    a++;\n" * 57),
              "tools/size-exceptions.txt": "core/x.c:baton_f 70 a table\n"}, "lower the number"),
    ("size", {"tools/size-exceptions.txt": "core/x.c 900 old\n"}, "needs no exception"),
    ("tree", {}, None),
    ("tree", {"docs/a.md": "see /" + "work/x\n"}, "a path of some machine"),
    ("tree", {"docs/a.md": "a network/" + "work/x and lib/tmp/x are fine\n"}, None),
    ("tree", {"docs/a.md": "FIX" + "ME later\n"}, "unfinished"),
    ("tree", {"docs/a.md": "from registry." + "npmjs.org\n"}, "registry"),
    ("tree", {"docs/a.md": "see issue" + " 7\n"}, "says nothing"),
    ("tree", {"core/x.c": "int x;\n"}, "begin the file with"),
    ("tree", {"core/x.c.orig": HEAD}, "does not belong"),
    ("fuzz", {}, None),
    ("fuzz", {"core/http.h": "void baton_http_read(void);\n"}, "name its fuzz target"),
    ("fuzz", {"fuzz/fuzz_json.c": HEAD}, "does not call"),
    ("fuzz", {"fuzz/fuzz_json.c": HEAD + '#include "tests/unit/x.h"\n',
              "tests/unit/x.h": "baton_json_read();"}, None),
    ("fuzz", {"core/http.h": "void baton_http_read(void);\n", "fuzz/entry-points.txt":
              "baton_json_read: fuzz_json\nbaton_http_read: - as a test\n"}, None),
    ("fuzz", {"fuzz/fuzz_http.c": HEAD}, "is not named"),
    ("fuzz", {"fuzz/entry-points.txt": "baton_json_read: fuzz_nothing\n"}, "is missing"),
    ("fuzz", {"core/json.h": ""}, "no public header declares"),
]


def write_tree(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)


def run_guard(name, changes, wanted):
    with tempfile.TemporaryDirectory(prefix="baton-guard-") as folder:
        write_tree(folder, dict(CLEAN, **changes))
        done = subprocess.run([os.path.join(TREE, "tools", "check-" + name)],
                              env=dict(os.environ, BATON_TREE=folder), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, universal_newlines=True, check=False)
    if wanted is None and done.returncode != 0:
        raise Failure("should be content, but says:\n" + done.stdout)
    if wanted is not None and (done.returncode == 0 or wanted not in done.stdout):
        raise Failure("should say %r, but says (status %d):\n%s" %
                      (wanted, done.returncode, done.stdout))


# ---- the core's objects --------------------------------------------------------------

# (C text of core/json/a.c, of core/base/b.c, what must be said)
OBJECTS = [
    ("int baton_a(int x) { return x; }", "", None),
    ("static const char *const t[] = {\"a\", \"b\"};\n"
     "const char *baton_a(int x) { return t[x & 1]; }", "", None),
    ("static int n;\nint baton_a(void) { return n++; }", "", "n can be written to"),
    ("static int n = 5;\nint baton_a(void) { return n++; }", "", "n can be written to"),
    ("static char *t[] = {\"a\"};\nchar **baton_a(void) { return t; }", "", "t can be written"),
    ("static _Thread_local int n;\nint baton_a(void) { return n++; }", "", "n can be written"),
    ("void *malloc(unsigned long);\nvoid *baton_a(void) { return malloc(8); }", "",
     "core/json/a.c:1: calls malloc"),
    ("int helper(int x) { return x; }", "", "helper is global"),
    ("int baton_json__x(int x) { return x; }", "", "is used in this file only"),
    ("int baton_json__x(int x) { return x; }",
     "int baton_json__x(int);\nint baton_b(int x) { return baton_json__x(x); }",
     "is internal to core/json, but core/base/b.c uses it"),
]


def run_pure(a, b, wanted):
    with tempfile.TemporaryDirectory(prefix="baton-pure-") as folder:
        objects = []
        for name, text in (("json_a.c", a), ("base_b.c", b)):
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8") as out:
                out.write(text + "\n")
            subprocess.run(["cc", "-O1", "-fPIC", "-c", path, "-o", path + ".o"], check=True)
            objects.append(path + ".o")
        library = os.path.join(folder, "core.a")
        subprocess.run(["ar", "rcs", library] + objects, check=True)
        done = subprocess.run([os.path.join(TREE, "tools", "check-pure"), library],
                              stdout=subprocess.PIPE, universal_newlines=True, check=False)
    if (done.returncode == 0) != (wanted is None) or (wanted or "") not in done.stdout:
        raise Failure("should say %r, but says:\n%s" % (wanted, done.stdout))


# ---- what expectations mean ------------------------------------------------------------

REPORT = {"n": 1, "yes": True, "text": "a \"b\"", "list": [
    {"rule": "A", "at": "/x", "fix": {"text": "one"}},
    {"rule": "B", "at": "/y"},
    {"rule": "A", "at": "/z"}], "empty": [], "null": None, "odd.name": {"a b": 2}}

EXPECTATIONS = [
    ("n = 1", True), ("n = 1.0", True), ("n = true", False), ("yes = true", True),
    ("yes = 1", False), ("n != 2", True), ("n != 1", False), ("n >= 1", True), ("n <= 0.5", False),
    ("text = \"a \\\"b\\\"\"", True), ("text ~ \"b\"", True), ("text ~ \"c\"", False),
    ("text !~ \"c\"", True), ("text !~ \"b\"", False), ("gone !~ \"b\"", False),
    ("gone != 1", False), ("gone absent", True), ("n absent", False), ("n exists", True),
    ("gone exists", False), ("null exists", True), ("null = null", True),
    ("list[0].rule = \"A\"", True), ("list[-1].at = \"/z\"", True), ("list[3] absent", True),
    ("list[rule=B].at = \"/y\"", True), ("list[rule=A].fix.text = \"one\"", True),
    ("list[rule=C] absent", True), ("list[rule=A][at=/z].rule = \"A\"", True),
    ("list[fix.text=one].at = \"/x\"", True),
    ("list[*].rule = [\"A\",\"B\",\"A\"]", True), ("list[*].rule = [\"A\",\"B\"]", False),
    ("list[*].at ~ \"/y\"", True), ("list[*].at !~ \"/y\"", False), ("empty[*].x = []", True),
    ("count list = 3", True), ("count list[rule=A] = 2", True), ("count empty = 0", True),
    ("count list = 2", False), ("[\"odd.name\"][\"a b\"] = 2", True), ("count gone = 0", True),
]


def run_expectation(line, holds):
    fault = expectation_fault(REPORT, line)
    if (fault is None) != holds:
        raise Failure("%r: %s" % (line, fault or "holds, but should not"))


# ---- cases and pages, with a program that always says the same ---------------------------

CASES = [
    ("# ok\n--- args\nx\n--- status 3\n--- json\nschema ~ \"baton\"\n", None),
    ("# ok\n--- args\nx\n--- status 3\n--- stdout\n"
     "{\"schema\":\"baton.report/1\",\"findings\":[]}\n", None),
    ("# ok\n--- args\nx\n--- status 3\n--- after a\nhi\n--- file a\nhi\n", None),
    ("# ok\n--- args\nx\n--- status 3\n--- after a\nhi\n--- file-hex a\n68 69 # hi\n", "differ"),
    ("# ok\n--- args\nx\n--- status 3\n--- after a noeol\nhi\n--- file-hex a\n6869\n", None),
    ("# ok\n--- args\nx\n--- status 0\n--- json\nschema exists\n", "expected status 0"),
    ("# ok\n--- args\nx\n--- status 3\n--- json\nschema absent\n", "expected schema absent"),
    ("# ok\n--- args\nx\n--- status 3\n--- stdout\nno\n", "standard output is not"),
    ("# ok\n--- args\nx\n--- status 3\n--- stdout-has\nno\n", "stdout-has: no"),
    ("# ok\n--- args\nx\n--- status 3\n--- stdout-lacks\nbaton\n", "stdout-lacks: baton"),
    ("# ok\n--- args\nx\n--- status 3\n--- stderr-has\nquiet\n", "stderr-has: quiet"),
    ("# ok\n--- args\nx\n--- status 3\n", "expects nothing"),
    ("# ok\n--- status 3\n--- json\nn absent\n", "exactly one '--- args'"),
    ("--- args\nx\n--- status 3\n--- json\nn absent\n", "must say what the case proves"),
    ("# ok\n--- arg\nx\n", "no section 'arg'"),
    ("# ok\n--- args\nx\n--- status 3\n--- file ../a\n--- json\nn absent\n", "out of the case"),
    ("# ok\n--- args\nx\n--- status 3\n--- repaired-json\nn = 1\n", "no repaired.body"),
]


def fake(folder, report, status):
    """A program that prints a fixed report, whatever it is asked."""
    path = os.path.join(folder, "baton")
    with open(path, "w", encoding="utf-8") as out:
        out.write("#!/bin/sh\ncat <<'END'\n%s\nEND\nexit %d\n" % (
            json.dumps(report, separators=(",", ":")), status))
    os.chmod(path, 0o755)
    return common.Baton(path)


def must_fail(function, wanted):
    try:
        function()
    except Failure as failure:
        if wanted is None or wanted not in str(failure):
            raise Failure("should say %r, but says:\n%s" % (wanted, failure)) from None
        return
    if wanted is not None:
        raise Failure("should say %r, but is content" % wanted)


def run_case(content, wanted):
    with tempfile.TemporaryDirectory(prefix="baton-fake-") as folder:
        baton = fake(folder, {"schema": "baton.report/1", "findings": []}, 3)
        path = os.path.join(folder, "a-case-with-a-name.case")
        with open(path, "w", encoding="utf-8") as out:
            out.write(content)
        must_fail(lambda: run_cases.run_case(path, baton, True), wanted)


def finding(rule="HO4001", severity="error", line=1, column=5, end=6):
    return {"rule": rule, "severity": severity, "line": line, "column": column, "endLine": line,
            "endColumn": end, "message": "m"}


PAGE = """---
id: HO4001
name: a-rule
title: A rule
stage: shape
severity: error
families: all
fix: none
since: 0.1.0
provenance: community
confidence: high
sources:
  - https://example.com/
---
## What
It is wrong.
## Why it breaks
It breaks.
## How to fix
Mend it.
## Examples
```json bad args="--as x.y"
{"\u00e4":\u27e61\u27e7}
```
```json good
{}
```
"""

# (the bad example's findings, the good one's, the page's text replaced, what must be said)
MARK = finding(column=6, end=7)
PAGES = [
    ([MARK], [], None, None),
    ([MARK, finding("HO4002", "note")], [finding("HO4002", "note")], None, None),
    ([], [], None, "HO4001 did not fire"),
    ([finding()], [], None, "nothing points at the mark 1:6-1:7"),
    ([MARK, finding("HO4002", "warning")], [], None, "another rule fired too"),
    ([finding(severity="note", column=6, end=7)], [], None, "as a note only"),
    ([MARK], [finding("HO4002")], None, "it should be clean"),
    ([MARK], [finding(severity="note")], None, "it should be clean"),
    ([MARK], [], ("\u27e61\u27e7", "1"), "nothing is marked"),
    ([MARK], [], ("stage: shape", "stage: shapes"), "is not one of"),
    ([MARK], [], ("since: 0.1.0\n", ""), "lacks: since"),
    ([MARK], [], ("## What\n", ""), "no section '## What'"),
    ([MARK], [], ("## Examples", "## More\nx\n## Examples"), "the sections should be"),
    ([MARK], [], ("It breaks.", "It is wrong."), "something of its own"),
    ([MARK], [], ("Mend it.\n", ""), "or it is empty"),
    ([MARK], [], ("json good", "json"), "no block marked 'good'"),
    ([MARK], [], ("fix: none", "fix: safe"), "must be a 'fixed' example"),
    ([MARK], [], ("name: a-rule", "name: b-rule"), "those of the file's name"),
]


def run_page(bad, good, replaced, wanted):
    with tempfile.TemporaryDirectory(prefix="baton-page-") as folder:
        path = os.path.join(folder, "HO4001-a-rule.md")
        text = PAGE.replace(*replaced) if replaced else PAGE
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        batons = {"bad": bad, "good": good}
        faults = []
        for name, findings in batons.items():
            place = os.path.join(folder, name)
            os.mkdir(place)
            baton = fake(place, {"schema": "baton.report/1", "findings": findings}, 1)
            for title, test in run_rules.page_tests(baton, path):
                if (name == "good") != ("(good)" in title):
                    continue
                try:
                    test()
                except Failure as failure:
                    faults.append(str(failure))
    said = "\n".join(faults)
    if bool(faults) != (wanted is not None) or (wanted or "") not in said:
        raise Failure("should say %r, but says:\n%s" % (wanted, said))


def run_scaffold():
    """A page that was just begun has the right form, and the next id is a fresh one."""
    with tempfile.TemporaryDirectory(prefix="baton-scaffold-") as folder:
        write_tree(folder, {"meson.build": "project('x', version: '1.2.3')\n",
                            "core/rule/shape.c": "BATON_RULE(HO4001) {}\n",
                            "rules/RETIRED": "HO4002 is gone\nHO4007 was a mistake\n",
                            "rules/HO4001-a-rule.md": PAGE})
        for words, wanted in ((["HO4", "some-thing", "shape"], 0),
                              (["HO4", "some-thing", "shape"], 1),
                              (["HO4007", "retired-one", "shape"], 1),
                              (["HO4001", "taken-one", "shape"], 1),
                              (["HO4009", "other-thing", "shapes"], 1),
                              (["HO4009", "other-thing", "place", "note", "Another"], 0)):
            command = [os.path.join(TREE, "tools", "scaffold-rule")] + words
            done = subprocess.run(command, env=dict(os.environ, BATON_TREE=folder),
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  universal_newlines=True, check=False)
            if done.returncode != wanted:
                raise Failure(done.stdout)
        page = run_rules.Page(os.path.join(folder, "rules", "HO4003-some-thing.md"))
        page.check_form()
        if page.fields["since"] != "1.2.3" or [e.kind for e in page.examples] != ["bad", "good"]:
            raise Failure("wrong page: %s" % page.fields)
        with open(os.path.join(folder, "core/rule/shape.c"), encoding="utf-8") as file:
            if "BATON_RULE(HO4003)" not in file.read():
                raise Failure("no function was added")


def main():
    tests = [("scaffold-rule", run_scaffold)]
    tests += [("guard %s %d" % (row[0], i), lambda r=row: run_guard(*r))
             for i, row in enumerate(GUARDS)]
    tests += [("pure %d" % i, lambda r=row: run_pure(*r)) for i, row in enumerate(OBJECTS)]
    tests += [("expectation " + row[0], lambda r=row: run_expectation(*r)) for row in EXPECTATIONS]
    tests += [("case %d" % i, lambda r=row: run_case(*r)) for i, row in enumerate(CASES)]
    tests += [("page %d" % i, lambda r=row: run_page(*r)) for i, row in enumerate(PAGES)]
    tally = Tally()
    run_all(tests, tally)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
