# SPDX-License-Identifier: Apache-2.0
"""Platforms that hang, break, lie, and repeat what they were told."""

import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading

from common import text
from e2e.client import Client, root
from e2e.sandbox import HEALTHY, check

ID, SECRET = "made-up-client", "kW3zQ9mVx2Tb7Yp4"
TOKEN = "plainToken5Kd8Rw2Lq6"
COMMANDS = (("trace", HEALTHY), ("recent",), ("recent", "--diagnose"), ("replay", HEALTHY),
            ("replay", HEALTHY, "--confirm"), ("doctor",))
SHORT = ("--tries", "1", "--timeout", "400ms", "--max-body", "1048576")
CHUNK = b"x" * (1 << 16)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, kind="application/json", **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.asked.append((self.command, self.path, body))
        behave = self.server.token if self.path == "/oauth/token" else self.server.other
        try:
            behave(self, body)
        except OSError:
            self.close_connection = True

    do_GET = do_POST = handle_any

    def log_message(self, *args):
        pass


class Platform(http.server.ThreadingHTTPServer):
    """with Platform(token=…, other=…) as platform: what it does with each kind of request."""

    daemon_threads = True

    def __init__(self, token=None, other=None, context=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.token, self.other = token or grant, other or not_found
        self.asked = []
        self.over = threading.Event()
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.base = "%s://localhost:%d" % ("https" if context else "http", self.server_port)

    def handle_error(self, request, client_address):
        pass

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *args):
        self.over.set()
        self.shutdown()
        self.server_close()


def grant(request, _):
    request.answer(200, {"access_token": TOKEN, "token_type": "bearer", "expires_in": 3600})


def not_found(request, _):
    request.answer(404, {"status": 404, "code": "not.found", "message": "no"})


def hang(request, _):
    request.server.over.wait(60)
    request.close_connection = True


def reset(request, _):
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    request.close_connection = True
    request.connection.close()


def truncated(request, _):
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"id": "')
    request.close_connection = True


def page(request, _):
    request.answer(200, b"<html><body><h1>Sign in</h1></body></html>", "text/html")


def gigabyte(request, _):
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(1 << 30))
    request.end_headers()
    for _ in range((1 << 30) // len(CHUNK)):
        request.wfile.write(CHUNK)


def noise(request, _):
    request.answer(200, bytes(range(256)) * 16)


def deep(request, _):
    request.answer(200, b"[" * 100000)


def strange(request, _):
    request.answer(200, {"id": 7, "participants": {"a": 1}, "legs": [None, [], "x"],
                         "groups": [None, {"group": 1}, {"group": "conversation", "key": {}}],
                         "metadata": {"errors": "x"}, "total": -1})


def repeats(request, body):
    """Says again all that it heard, in words that nothing announces."""
    heard = [request.headers.get("Authorization", "").rpartition(" ")[2], body]
    request.answer(400, {"status": 400, "code": "bad", "message": "you said " + " ".join(heard),
                         "errors": heard})


def each_command(baton, platform, status=4, secrets=(TOKEN,), options=SHORT):
    with Client(baton, platform.base, (ID, SECRET), secrets) as c:
        for command in COMMANDS:
            done = c.run(*command, *options, status=status)
            check(len(done.stdout + done.stderr) < 20000, lambda: "it talks for %d bytes" % len(
                done.stdout + done.stderr))
            check(done.stdout or done.stderr, "it says nothing")
        c.run("trace", HEALTHY, "--save", "kept", *options)
        return text(c.run("trace", HEALTHY, *options).stdout)


def behaviours(baton):
    for behave in (hang, reset, truncated, page, gigabyte, noise, deep, repeats, not_found):
        with Platform(other=behave) as platform:
            try:
                # A 404 to the doctor is a missing page of analytics, and no broken platform.
                each_command(baton, platform, status=None if behave is not_found else 4)
            except Exception as error:
                raise type(error)("%s: %s" % (behave.__name__, error)) from None
    with Platform(other=strange) as platform:
        each_command(baton, platform, status=None)


def what_is_told(baton):
    for behave, rule in ((hang, "HO1018"), (reset, "HO1020"), (truncated, "HO1020"),
                         (gigabyte, "HO1019")):
        with Platform(other=behave) as platform, \
                Client(baton, platform.base, (ID, SECRET), (TOKEN,)) as c:
            report = c.json("trace", HEALTHY, *SHORT, status=4)
            check(root(report) == rule, "%s: %s, %r" % (behave.__name__, root(report),
                                                         report["verdict"]))


def limit_of_its_own(baton):
    with Platform(other=gigabyte) as platform, \
            Client(baton, platform.base, (ID, SECRET), (TOKEN,)) as c:
        check(root(c.json("trace", HEALTHY, status=4)) == "HO1019", "no limit where none is given")


def token_endpoints(baton):
    def refuse(request, body):
        request.answer(401, {"error": "invalid_client", "error_description": "no: " + body})
    for behave, rules in ((refuse, "HO2012"), (not_found, "HO2013"), (page, "HO2013 HO8011"),
                          (hang, "HO1018"), (reset, "HO1020"), (gigabyte, "HO1019")):
        with Platform(token=behave) as platform:
            each_command(baton, platform)
            with Client(baton, platform.base, (ID, SECRET), (TOKEN,)) as c:
                report = c.json("trace", HEALTHY, *SHORT, status=4)
                check(root(report) in rules.split(), "%s: %s, %r" % (
                    behave.__name__, root(report), report["verdict"]))


def redirects_are_not_followed(baton):
    with Platform() as elsewhere:
        def away(request, _):
            request.answer(302, b"", Location=elsewhere.base + "/stolen?token=" + TOKEN)
        with Platform(other=away) as platform:
            told = each_command(baton, platform)
            check("302" in told, told)
        with Platform(token=away) as platform:
            each_command(baton, platform)
        check(not elsewhere.asked, "it followed: %r" % elsewhere.asked)


def wrong_certificate(baton):
    folder = tempfile.mkdtemp(prefix="baton-tls-")
    try:
        cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", key, "-out", cert], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        with Platform(context=context) as platform:
            told = each_command(baton, platform)
            check("HO1016" in told and not platform.asked, told)
            with Client(baton, platform.base, (ID, SECRET), (TOKEN,)) as c:
                report = c.json("trace", HEALTHY, "--ca-file", cert, *SHORT, status=4)
                check(root(report) == "HO8020", "%r" % report["verdict"])
    finally:
        shutil.rmtree(folder)


def same_page_for_ever(baton):
    def again(request, _):
        request.answer(200, {"groups": [{"group": "conversation", "key": "a" * 40}] * 100})
    with Platform(other=again) as platform, \
            Client(baton, platform.base, (ID, SECRET), (TOKEN,)) as c:
        done = c.run("recent", *SHORT, status=4)
        check(b"does not page" in done.stderr, text(done.stderr))
        check(len(platform.asked) == 3, "%d requests" % len(platform.asked))


def hashes_are_no_ids(baton):
    def hashed(request, _):
        request.answer(200, {"groups": [{"group": "conversation", "key": "9f86d081884c7d65"}]})
    with Platform(other=hashed) as platform, \
            Client(baton, platform.base, (ID, SECRET), (TOKEN,)) as c:
        for options in ((), ("--diagnose",)):
            done = c.run("recent", *SHORT, *options, "--format", "ndjson", status=0)
            row = json.loads(done.stdout)
            check(row["id"] is None and row["rule"] == "HO9006", "%r" % row)
            check(b"HO9006" in done.stderr, text(done.stderr))


def skip(test):
    if test is wrong_certificate and not shutil.which("openssl"):
        return "there is no openssl command"
    return None


TESTS = [behaviours, what_is_told, limit_of_its_own, token_endpoints,
         redirects_are_not_followed, wrong_certificate, same_page_for_ever, hashes_are_no_ids]
