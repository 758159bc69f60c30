#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""End to end: real sockets, the sandbox on a free port, Python's requests as the client.

usage: tests/run_e2e.py --baton BATON [--wrap COMMAND] [NAME…]

BATON_SEEDS  folder with the tutorials whose scripts are run as they are printed
"""

import argparse
import fnmatch
import importlib
import sys

sys.dont_write_bytecode = True

from common import Baton, Tally, run_all  # pylint: disable=wrong-import-position

MODULES = ("calls", "families", "faults", "genesys", "genesys_sdk", "hostile", "live", "population",
           "replay", "sandbox_cognigy", "sandbox_cxone", "sandbox_traced", "seeds",
           "trace")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--baton", required=True, help="the program under test")
    options.add_argument("--wrap", default="", help="what to run it with, such as valgrind")
    options.add_argument("names", nargs="*", help="only tests whose names fit one of these")
    given = options.parse_args()
    try:
        importlib.import_module("requests")
    except ImportError:
        print("skipped: END TO END: there is no requests for Python: install python3-requests\n"
              "0 passed, 0 failed, 1 skipped")
        return 0
    baton, tally, tests = Baton(given.baton, given.wrap), Tally(), []
    for name in MODULES:
        module = importlib.import_module("e2e." + name)
        for test in module.TESTS:
            full = "%s.%s" % (name, test.__name__)
            if given.names and not any(fnmatch.fnmatch(full, one) for one in given.names):
                continue
            why = module.skip(test) if hasattr(module, "skip") else None
            if why:
                tally.skip(full, why)
            else:
                tests.append((full, lambda test=test: test(baton)))
    run_all(tests, tally)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
