# SPDX-License-Identifier: Apache-2.0
"""The scripts that tutorials print, run against the sandbox as they stand there.

Nothing in them is changed but host and credentials. They are read from BATON_SEEDS at run
time; one of them is printed without its indentation, which LAYOUT gives back, line by line.
"""

import glob
import hashlib
import os
import subprocess
import sys
import tempfile

from common import Failure
from e2e.sandbox import BILLING, BILLING_CODE, FULL, HEALTHY, READER, SUPPORT_CODE, Sandbox, check

STUBS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "stubs")
SEEDS = os.environ.get("BATON_SEEDS", "")
ENVIRONMENT = "platform.example"
# How deep each line of the first script stands.
LAYOUT = ("0" * 14 + "1" * 9 + "0" + "1" * 4 + "0" + "1" * 4 + "0" + "1" * 15 + "01" + "2" * 8 +
          "12232" + "0122111122111221" + "2" + "1" * 7 + "22122" + "01")
LAYOUT_OF = "3802587c3e41332a4538f901889da88981473fdaf5af6b03e64411f6586c2db9"
# A conversation of the year that the second script asks for.
OF_2023 = """conversations:
  - rootCause: null
    hashedKey: true
    account:
      id: 5e0c93a7-2d6b-4f18-9a45-b1f7d08c63e2
      state: disconnected
      startTime: "2023-06-01T10:00:00.000Z"
"""


def skip(_):
    if not SEEDS:
        return "THE TUTORIALS' SCRIPTS WERE NOT RUN: set BATON_SEEDS to the folder that holds them"
    return None


def example(number):
    """The complete script of a seed: from its first import to the list of errors."""
    paths = glob.glob(os.path.join(SEEDS, "%03d_*.txt" % number))
    if len(paths) != 1:
        raise Failure("no seed %03d in BATON_SEEDS" % number)
    with open(paths[0], encoding="utf-8") as file:
        text = file.read()
    text = text[text.index("Complete Working Example"):]
    return text[text.index("\nimport ") + 1:text.index("Common Errors & Debugging")].rstrip() + "\n"


def laid_out(script):
    lines = script.splitlines()
    if hashlib.sha256(script.encode()).hexdigest() != LAYOUT_OF or len(lines) != len(LAYOUT):
        raise Failure("the script is not the one that LAYOUT was made for")
    return "".join("    " * int(depth) + line + "\n" for depth, line in zip(LAYOUT, lines))


def run(script, env, code=""):
    """Runs a script, or Python code that may import it as `script`; gives all it printed."""
    with tempfile.TemporaryDirectory(prefix="baton-e2e-") as folder:
        with open(os.path.join(folder, "script.py"), "w", encoding="utf-8") as out:
            out.write(script)
        known = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": STUBS, "NO_PROXY": "*",
                 "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run([sys.executable] + (["-c", code] if code else ["script.py"]),
                              cwd=folder, env=dict(known, **env), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                              check=False)
    return done.returncode, done.stdout.decode()


def transfer(sandbox, conversation, client=FULL, queue=BILLING, code=BILLING_CODE):
    return run(laid_out(example(3)), {
        "BATON_E2E_HOST": "https://api." + ENVIRONMENT, "BATON_E2E_BASE": sandbox.base,
        "CXONE_CLIENT_ID": client[0], "CXONE_CLIENT_SECRET": client[1],
        "CXONE_ENVIRONMENT": ENVIRONMENT, "TEST_CONVERSATION_ID": conversation,
        "TARGET_QUEUE_ID": queue, "WRAPUP_CODE_ID": code})


def says(result, status, *parts):
    for part in parts:
        check(part in result[1], "it does not say %r:\n%s" % (part, result[1]))
    check(result[0] == status, "status %d:\n%s" % result)


def transfer_script_accepted(baton):
    with Sandbox(baton) as s:
        one = s.of("queue-by-name")
        says(transfer(s, one), 0, "Customer Name: Andrea Silva", "Success: Transfer initiated",
             "The API accepts this payload structure.", "check the JSON formatting")
        state = next(c["state"] for c in s.state()["conversations"] if c["id"] == one)
        check(state == "active", "the state is %s" % state)
        check(sum(e["changed"] for e in s.admin("GET", "log").json()) == 1, "nothing changed")


def transfer_script_refused(baton):
    rejected = "Diagnostic complete. The API rejected the payload."
    with Sandbox(baton) as s:
        one = s.of("queue-unstaffed")
        says(transfer(s, one, queue="Billing"), 0, "400", "Invalid Transfer Target", rejected)
        says(transfer(s, one, client=READER), 0, "403", "Insufficient Permissions", rejected)
        says(transfer(s, s.of("after-wrap-up")), 0, "409", "Conversation Already Wrapped Up",
             rejected)
        says(transfer(s, one, code=SUPPORT_CODE), 0, "422", "Wrap-up Code Not Found", rejected)
        says(transfer(s, s.of("empty")), 0, "Customer Name: Unknown", rejected)
        says(transfer(s, one, client=(FULL[0], "wrong")), 1, "401")
        says(transfer(s, "nothing"), 1, "404")
        says(transfer(s, ""), 0, "Error: TEST_CONVERSATION_ID not set in .env")


def second(base, client=FULL):
    script = example(4).replace("https://api.mypurecloud.com", base)
    return script.replace("your_client_id", client[0]).replace("your_client_secret", client[1])


def recent_script(baton):
    with tempfile.TemporaryDirectory(prefix="baton-e2e-") as folder:
        path = os.path.join(folder, "of-2023.yaml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(OF_2023)
        with Sandbox(baton, "--scenario", "all", "--scenario", path) as s:
            says(run(second(s.base), {}), 0, "Recent Voice Conversations", "  - ID: ",
                 "please provide a specific Conversation ID")
    with Sandbox(baton) as s:
        says(run(second(s.base), {}), 0, "No recent voice conversations found.")
        says(run(second(s.base, (FULL[0], "wrong")), {}), 0, "Authentication failed: 401",
             "Fatal error")


def analysing_script(baton):
    one_by_one = ("import script\nfor one in %r:\n"
                  "    token = script.get_cached_token()\n"
                  "    found = script.get_conversation_details(token, one)\n"
                  "    script.analyze_handover_failure(found)\n")
    with Sandbox(baton) as s:
        def analysed(*ids):
            return run(second(s.base), {}, one_by_one % (ids,))
        says(analysed(HEALTHY), 0, "All required context variables present.", "Routing Data: {",
             "Agent Assigned: Kim Berger")
        says(analysed(s.of("missing-routing-data")), 0, "Missing context variables: routingData",
             "Warning: No agent assigned.")
        says(analysed(s.of("session-expired")), 0, "All required context variables present.",
             "Warning: No agent assigned.")
        says(analysed(s.of("empty")), 0, "No participants found.")
        says(analysed("nothing"), 1, "Error fetching conversation nothing: 404")
        tokens = s.state(limit=0)["tokensIssued"]
        analysed(HEALTHY, HEALTHY)
        check(s.state(limit=0)["tokensIssued"] == tokens + 1, "its token was not used twice")


TESTS = [transfer_script_accepted, transfer_script_refused, recent_script, analysing_script]
