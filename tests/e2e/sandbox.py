# SPDX-License-Identifier: Apache-2.0
"""A sandbox on a free port for one test, and what the tests ask it."""

import json
import os
import select
import shlex
import signal
import subprocess
import tempfile
import time

import requests

from common import Failure

# apps/sandbox/scenarios/base.yaml
FULL = ("e3b1f8a4-70c5-4d29-96be-1f84d7c2350a", "vT7kQz2mXw9RbN4sLd8HcJ1f")
READER = ("0d6a9c52-8be7-4f13-a4d0-57c92e1b6f38", "Hn3pWq8sYz5tLc2vKx7mRd4j")
NOBODY = ("7f20b4e9-36c1-4a8d-9e57-c8d1f3a06b42", "Bq6dTy9wNf3gVs8kZm2xPc5r")
# apps/sandbox/scenarios/genesys-*.yaml
VIEWER = ("31f7a0c2-5d8e-4b96-a37d-e90b4c81f625", "Rk2vLw9sTz6mHq4nXc8pJd3y")
HOME = ("8c25e9b0-47f1-4d3a-b6e8-1f90d5a7c342", "Wd5xNz8kQv3tLm7hSp2cGj9r")
LIMITED = ("f2b80d64-9a1e-4c57-8d03-6e7c15a9b2f8", "Gt6yPk3wVr9dXh5mBn8sLq2c")
CLAIMS = "a94d07e3-6b52-4c18-9f70-d3e851b6a2c4"
BILLING = "5be2704c-1d9f-48a3-9c60-e27f83d1ab54"
BILLING_CODE = "90a4f7d3-6c1e-4b28-8f5d-2e7b31c90ad6"
SUPPORT = "c4f81e06-72ad-4593-b8e0-19d6a53f7c2b"
SUPPORT_CODE = "68d0b2f5-a37e-4c91-8d46-f0e92b15a7c8"
RETURNS = "29e7d3b0-f5c8-4a16-93b7-84a0c6e1d57f"
RETURNS_CODE = "d3b95c70-4e18-4f6a-b02c-7a91e8f5d064"
NIGHT = "e60a1f97-c2d4-48b5-a739-5f18d0b3c6e2"
NIGHT_CODE = "3f5e8a21-9d07-4bc6-85e2-b41c70d9f6a3"
HEALTHY = "d1e60b47-93c8-4a5f-b02d-6f7c18ea4953"
CHAT = "3c9d7a10-52be-4f0e-8d46-b7e1a2940c6f"
SESSION = "8f14e45f-ceea-467f-a83c-5a1d3b7e9c02"
KIM = "c7d0e815-4f2b-4936-a1d8-05b9e6f4723c"
WINDOW = "2020-01-01T00:00:00.000Z/2040-01-01T00:00:00.000Z"
QUERY = {"dateFrom": "2020-01-01T00:00:00.000Z", "dateTo": "2040-01-01T00:00:00.000Z"}
LONGEST = 60


def wait_for(path, process):
    """Until the file is there, or the process ends, or it takes too long."""
    end = time.monotonic() + LONGEST
    while not os.path.exists(path):
        if process.poll() is not None:
            raise Failure("ended with status %d before it was ready: %s" % (
                process.returncode, process.stderr.read().decode()))
        if time.monotonic() > end:
            raise Failure("was not ready in time")
        select.select([], [], [], 0.002)


class Sandbox:
    """with Sandbox(baton, "--scenario", "healthy") as sandbox: …; it is asked as the family."""

    def __init__(self, baton, *options, family="community"):
        self.family, self.bases = family, {}
        self.folder = tempfile.TemporaryDirectory(prefix="baton-e2e-")
        self.ready = os.path.join(self.folder.name, "ready.json")
        self.process = subprocess.Popen(
            baton.command + ["sandbox", "--listen", "127.0.0.1:0", "--quiet", "--ready-file",
                             self.ready] + list(options),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.session = requests.Session()
        self.session.trust_env = False
        self.base = ""

    def __enter__(self):
        try:
            wait_for(self.ready, self.process)
            with open(self.ready, encoding="utf-8") as file:
                self.bases = json.load(file)
            self.base = self.bases[self.family]
        except BaseException:
            self.process.kill()
            self.process.communicate()
            self.folder.cleanup()
            raise
        return self

    def __exit__(self, kind, value, trace):
        self.session.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            out, err = self.process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise Failure("did not end after SIGTERM") from None
        finally:
            self.folder.cleanup()
        if kind is None and (self.process.returncode or out or err):
            raise Failure("ended with status %d and said %r" % (self.process.returncode, out + err))

    def ask(self, method, path, **options):
        options.setdefault("timeout", LONGEST)
        return self.session.request(method, self.base + path, **options)

    def admin(self, method, name, **options):
        return self.ask(method, "/_sandbox/" + name, **options)

    def token(self, client=FULL, **more):
        form = {"grant_type": "client_credentials", "client_id": client[0],
                "client_secret": client[1]}
        form.update(more)
        if self.family == "genesys":
            answer = self.ask("POST", "/oauth/token", auth=client,
                              data={"grant_type": "client_credentials"})
        else:
            answer = self.ask("POST", "/oauth/token", data=form)
        expect(answer, 200)
        return answer.json()["access_token"]

    def bearer(self, client=FULL):
        return {"Authorization": "Bearer " + self.token(client)}

    def state(self, **params):
        return self.admin("GET", "state", params=params).json()

    def of(self, scenario):
        """The id of the first conversation of a scenario."""
        return next(c["id"] for c in self.state()["conversations"] if c["scenario"] == scenario)

    def transfer(self, conversation, headers, queue=BILLING, code=BILLING_CODE, **more):
        body = {"transferTo": {"type": "queue", "id": queue}, "transferType": "blind",
                "wrapupCode": {"id": code}}
        body.update(more)
        return self.ask("POST", "/api/v2/conversations/voice/%s/transfer" % conversation,
                        json=body, headers=headers)


def check(condition, what):
    if not condition:
        raise Failure(what() if callable(what) else what)


def expect(answer, status, part=""):
    check(answer.status_code == status and part in answer.text,
          lambda: "%s %s: %d where %d was expected%s\n%s" % (
              answer.request.method, answer.request.url, answer.status_code, status,
              " with " + part if part else "", answer.text[:1000]))
    if status >= 400 and "/oauth/" not in answer.request.url:
        body = answer.json()
        check(body["status"] == status and body["code"] and body["message"] and
              body["contextId"], "the error's body is not whole: " + answer.text)
    return answer


def quoted(words):
    return " ".join(shlex.quote(word) for word in words)
