#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the example of the library: what it prints, and its status.

usage: tests/run_example.py PROGRAM
       tests/run_example.py --installed PREFIX

With --installed the example is compiled against what was installed below PREFIX, with the flags
that pkg-config gives.
"""

import glob
import os
import subprocess
import sys
import tempfile

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXAMPLES = os.path.join(TREE, "examples")
EXPECTED = """\
2:9: /id: must be an integer, is the string "17"; did you mean 17, without quotes?
3:12: /phone: "555-0100" does not match the pattern `^\+?[0-9]+$`
4:39: /lines/1: "count" is missing
"""


def run(program):
    """What is wrong, or None."""
    done = subprocess.run([program, os.path.join(EXAMPLES, "order.schema.json"),
                           os.path.join(EXAMPLES, "order.json")], stdout=subprocess.PIPE,
                          universal_newlines=True, check=False)
    if done.stdout != EXPECTED or done.returncode != 1:
        return "status %d, and it printed\n%sinstead of\n%s" % (done.returncode, done.stdout,
                                                                EXPECTED)
    done = subprocess.run([program], check=False)
    return None if done.returncode == 2 else "status %d without arguments" % done.returncode


def flags(prefix):
    found = glob.glob(os.path.join(prefix, "**", "baton.pc"), recursive=True)
    if len(found) != 1:
        raise SystemExit("baton.pc is there %d times below %s" % (len(found), prefix))
    places = [os.path.dirname(found[0]), os.environ.get("PKG_CONFIG_PATH", "")]
    return subprocess.check_output(
        ["pkg-config", "--define-variable=prefix=" + prefix, "--cflags", "--libs", "baton"],
        env=dict(os.environ, PKG_CONFIG_PATH=":".join(places)), universal_newlines=True).split()


def run_installed(prefix):
    """Both ways to name the headers."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(EXAMPLES, "validate.c"), encoding="utf-8") as file:
            text = file.read()
        other = text.replace('#include "core/', '#include "baton/core/')
        for number, source in enumerate([text, other]):
            path = os.path.join(folder, "validate%d.c" % number)
            program = os.path.join(folder, "validate%d" % number)
            with open(path, "w", encoding="utf-8") as file:
                file.write(source)
            subprocess.run(["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-o", program, path] +
                           flags(prefix), check=True)
            fault = run(program)
            if fault:
                return fault
    return None


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--installed":
        fault = run_installed(os.path.abspath(arguments[1]))
    elif len(arguments) == 1:
        fault = run(arguments[0])
    else:
        raise SystemExit(__doc__)
    if fault:
        raise SystemExit("the example: " + fault)


if __name__ == "__main__":
    main(sys.argv[1:])
