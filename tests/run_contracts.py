#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of the contracts: a valid one must be clean, an invalid one must give its rule.

usage: run_contracts.py --baton PATH [--reports FILE] [--wrap COMMAND] [CONTRACT ...]
"""

import argparse
import json
import os
import sys
import tempfile

from common import SEVERE, Baton, Failure, Tally, json_documents, run_all, text


def asked(baton, *args):
    """What `baton contracts ... --format json` prints."""
    with tempfile.TemporaryDirectory(prefix="baton-contracts-") as top:
        folder = os.path.join(top, "empty")
        os.mkdir(folder)
        done = baton.run(["contracts"] + list(args) + ["--format", "json"], folder)
    documents = json_documents(done.stdout)
    if done.returncode != 0 or len(documents) != 1:
        raise Failure("baton contracts %s: status %d\n%s" % (
            " ".join(args), done.returncode, text(done.stdout + done.stderr)[:2000]))
    return documents[0]


def ids(baton):
    listed = asked(baton)
    rows = listed if isinstance(listed, list) else listed.get("contracts", [])
    return [row["id"] for row in rows]


def body_of(example):
    if "raw" in example:
        return example["raw"].encode("utf-8")
    return json.dumps(example["body"], ensure_ascii=False, indent=2).encode("utf-8") + b"\n"


def run_example(baton, contract, example):
    with tempfile.TemporaryDirectory(prefix="baton-contract-") as top:
        folder = os.path.join(top, "example")
        os.mkdir(folder)
        with open(os.path.join(folder, "payload.json"), "wb") as out:
            out.write(body_of(example))
        report, _ = baton.check(["--as", contract, "payload.json"], folder)
    findings = ["  %s %s %s: %s" % (finding["severity"], finding["rule"],
                                    finding.get("pointer", ""), finding["message"])
                for finding in report["findings"]]
    rules = [finding["rule"] for finding in report["findings"]]
    loud = [finding for finding in report["findings"] if finding["severity"] in SEVERE]
    if example["valid"] and loud:
        raise Failure("it is called valid, but there is:\n" + "\n".join(findings))
    if not example["valid"] and not example.get("rule"):
        raise Failure("an invalid example must name the rule that it breaks")
    if not example["valid"] and example["rule"] not in rules:
        raise Failure("%s did not fire; there is:\n%s" % (
            example["rule"], "\n".join(findings) or "  no finding"))


def contract_tests(baton, contract, tally):
    """The tests of one contract; examples of answers belong to the rules that read answers."""
    try:
        examples = asked(baton, contract).get("examples", [])
    except Failure as failure:
        tally.add(contract, str(failure))
        return []
    requests = [example for example in examples if not example.get("status")]
    return [("%s: %s" % (contract, example["name"]),
             lambda e=example: run_example(baton, contract, e)) for example in requests]


def main():
    options = argparse.ArgumentParser(description="Runs the examples of the contracts.")
    options.add_argument("--baton", required=True)
    options.add_argument("--reports", help="collect JSON reports here")
    options.add_argument("--wrap", default="", help="run baton under this command")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("contracts", nargs="*", help="ids; all when none is given")
    given = options.parse_args()
    baton = Baton(given.baton, given.wrap, given.reports)
    tally = Tally()
    tests = []
    try:
        for contract in given.contracts or ids(baton):
            tests += contract_tests(baton, contract, tally)
        if not tests:
            tally.add("contracts", "no contract has an example")
    except (Failure, KeyError, TypeError) as failure:
        tally.add("contracts", "cannot list them: %s" % failure)
    run_all(tests, tally, given.jobs)
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
