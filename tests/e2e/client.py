# SPDX-License-Identifier: Apache-2.0
"""baton as a client of a platform: what it is told, and that it keeps the secrets it is told."""

import json
import os
import tempfile

from common import json_documents, text
from e2e.sandbox import FULL, check

NAMES = ("HOME", "XDG_CACHE_HOME")


class Client:
    """with Client(baton, base) as client: client.run("trace", id) …"""

    def __init__(self, baton, base, client=FULL, secrets=()):
        self.baton = baton
        self.top = tempfile.TemporaryDirectory(prefix="baton-client-")
        self.folder = os.path.join(self.top.name, "work")
        os.mkdir(self.folder)
        self.secrets = [client[1]] + list(secrets)
        self.env = {"CXONE_CLIENT_ID": client[0], "CXONE_CLIENT_SECRET": client[1],
                    "CXONE_BASE_URL": base, "XDG_CACHE_HOME": os.path.join(self.top.name, "cache"),
                    "no_proxy": "*"}

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        try:
            if kind is None:
                self.look_for_secrets()
        finally:
            self.top.cleanup()

    def run(self, *args, status=None, stdin=b"", env=None):
        """Runs baton; checks the exit status, and that no secret was printed."""
        done = self.baton.run(args, self.folder, stdin, dict(self.env, **(env or {})))
        shown = "baton %s: status %d\n%s\n%s" % (" ".join(args), done.returncode,
                                                text(done.stdout)[:3000], text(done.stderr)[:3000])
        for secret in self.secrets:
            check(secret.encode() not in done.stdout + done.stderr, "it tells a secret: " + shown)
        check("Sanitizer" not in text(done.stderr), shown)
        check(status is None or done.returncode == status,
              "status %s was expected, of %s" % (status, shown))
        return done

    def json(self, *args, status=None):
        done = self.run(*args, "--format", "json", status=status)
        documents = json_documents(done.stdout)
        check(len(documents) == 1, lambda: "no JSON: " + text(done.stdout + done.stderr))
        self.baton.keep(documents)
        return documents[0]

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return name

    def files(self):
        for folder, _, names in os.walk(self.top.name):
            for name in names:
                yield os.path.join(folder, name)

    def look_for_secrets(self):
        """In all that was written; the token itself may be in its cache, for nobody else."""
        for path in self.files():
            with open(path, "rb") as file:
                content = file.read()
            cached = os.sep + "cache" + os.sep in path
            check(not cached or os.stat(path).st_mode & 0o777 == 0o600, "others may read " + path)
            for secret in self.secrets if not cached else self.secrets[:1]:
                check(secret.encode() not in content, "a secret is in " + path)


def root(report):
    index = report["verdict"]["rootCause"]
    return None if index is None else report["findings"][index]["rule"]
