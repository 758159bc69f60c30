# SPDX-License-Identifier: Apache-2.0
"""What the guards share: the tree's files, and how a fault is told."""

import importlib.machinery
import importlib.util
import os
import subprocess
import sys

SKIPPED = (".git", "__pycache__", "node_modules")
TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Where the guards look; their own tests point this at a small tree of made-up faults.
ROOT = os.path.abspath(os.environ.get("BATON_TREE", TREE))


def files(suffixes=("",), folders=("",)):
    """The tree's files by name from its root, sorted: what git knows, else all but builds."""
    listed = from_git()
    if listed is None:
        listed = from_disk()
    return sorted(name for name in listed
                  if name.endswith(tuple(suffixes)) and name.startswith(tuple(folders)))


def from_git():
    if not os.path.exists(os.path.join(ROOT, ".git")):
        return None
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    names = {name for name in done.stdout.decode("utf-8").split("\0") if name}
    return [name for name in names if os.path.isfile(os.path.join(ROOT, name))]


def from_disk():
    found = []
    for folder, folders, names in os.walk(ROOT):
        top = folder == ROOT
        folders[:] = [name for name in folders if name not in SKIPPED and
                      not (top and name.startswith("build"))]
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names]
    return found


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8", errors="surrogateescape",
              newline="") as file:
        return file.read()


def table(path):
    """Lines of a list file without comments and blank ones, with their numbers."""
    for number, line in enumerate(read(path).splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if line:
            yield number, line


def load(name):
    """A tool of this folder as a module, so that what it knows is written in one place."""
    loader = importlib.machinery.SourceFileLoader(
        name.replace("-", "_"), os.path.join(TREE, "tools", name))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(loader.name, loader))
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = keep
    return module


class Faults:
    """Collects faults as `file:line: what; what to do` and ends the program."""

    def __init__(self):
        self.count = 0

    def add(self, name, line, what):
        self.count += 1
        print("%s:%d: %s" % (name, line, what))

    def end(self, guard, checked):
        if self.count:
            print("%s: %d fault%s" % (guard, self.count, "s" if self.count > 1 else ""))
            sys.exit(1)
        print("%s: %s, no fault" % (guard, checked))
        sys.exit(0)
