# SPDX-License-Identifier: Apache-2.0
"""Faults that were asked for, and none that were not."""

import threading
import time

import requests

from e2e.sandbox import HEALTHY, Sandbox, check, expect

PATH = "/api/v2/conversations/" + HEALTHY


def ask_for(sandbox, **fault):
    answer = sandbox.admin("POST", "faults", json=fault)
    check(answer.status_code == 201, answer.text)
    return answer.json()["id"]


def breaks(sandbox, path, headers, kinds):
    try:
        answer = sandbox.ask("GET", path, headers=headers)
    except kinds:
        return
    check(False, "an answer came: %d, %d bytes" % (answer.status_code, len(answer.content)))


def statuses(baton):
    with Sandbox(baton) as s:
        headers = s.bearer()
        ask_for(s, match={"path": "*/conversations/*"}, status=503, body="<h1>down</h1>",
                content_type="text/html", times=2)
        for _ in range(2):
            answer = s.ask("GET", PATH, headers=headers)
            check(answer.status_code == 503 and answer.text == "<h1>down</h1>" and
                  answer.headers["Content-Type"] == "text/html", "%r" % answer.text)
        expect(s.ask("GET", PATH, headers=headers), 200)
        ask_for(s, match={"method": "GET", "nth": 2}, retry_after=7)
        expect(s.ask("GET", PATH, headers=headers), 200)
        limited = s.ask("GET", PATH, headers=headers)
        check(limited.status_code == 429 and limited.headers["Retry-After"] == "7", "no 429")
        expect(s.ask("GET", PATH, headers=headers), 200)
        ask_for(s, status=302, location="http://other.example/", times=1)
        away = s.ask("GET", PATH, headers=headers, allow_redirects=False)
        check(away.headers["Location"] == "http://other.example/", "no redirect")
        listed = s.admin("GET", "faults").json()
        check([f["fired"] for f in listed] == [2, 1, 1], "%r" % listed)
        s.admin("DELETE", "faults")
        check(s.admin("GET", "faults").json() == [], "not cleared")


def broken_connections(baton):
    with Sandbox(baton) as s:
        headers = s.bearer()
        ask_for(s, reset=True, times=1)
        breaks(s, PATH, headers, requests.exceptions.ConnectionError)
        ask_for(s, truncate=True, times=1)
        answer = s.session.get(s.base + PATH, headers=headers, stream=True, timeout=60)
        promised, got = int(answer.headers["Content-Length"]), b""
        try:
            for piece in answer.iter_content(100):
                got += piece
        except requests.exceptions.RequestException:
            pass
        check(0 < len(got) < promised, "%d of %d bytes" % (len(got), promised))
        expect(s.ask("GET", PATH, headers=headers), 200)
        statuses_logged = [entry["status"] for entry in s.admin("GET", "log").json()]
        check(statuses_logged == [200, 0, 200, 200], "%r" % statuses_logged)


def endless_body(baton):
    size = 1 << 30
    with Sandbox(baton) as s:
        ask_for(s, body="0123456789", body_size=size, times=1)
        answer = s.session.get(s.base + PATH, stream=True, timeout=60)
        check(int(answer.headers["Content-Length"]) == size, "the size is not told")
        first = next(answer.iter_content(1000))
        check(first == b"0123456789" * 100, "not the body again and again")
        answer.close()
        expect(s.ask("GET", PATH), 401)


def delays_hold_up_nobody(baton):
    with Sandbox(baton, "--threads", "1") as s:
        headers = s.bearer()
        ask_for(s, match={"nth": 1}, delay_ms=1000)
        times = {}

        def slow():
            began = time.monotonic()
            requests.get(s.base + PATH, headers=headers, timeout=60, proxies={"http": ""})
            times["slow"] = time.monotonic() - began

        thread = threading.Thread(target=slow)
        thread.start()
        while not s.admin("GET", "faults").json()[0]["fired"]:
            pass
        expect(s.ask("GET", PATH, headers=headers), 200)
        check("slow" not in times, "the slow answer came first")
        thread.join()
        check(times["slow"] >= 1.0, "it came after %.2f s" % times["slow"])


def hanging(baton):
    with Sandbox(baton) as s:
        ask_for(s, hang=True, times=1)
        try:
            s.ask("GET", PATH, timeout=0.2)
            check(False, "an answer came")
        except requests.exceptions.ReadTimeout:
            pass
        expect(s.ask("GET", PATH), 401)


def acting(baton):
    """The platform may have acted although its answer was lost."""
    with Sandbox(baton) as s:
        headers, one = s.bearer(), s.of("queue-by-name")
        ask_for(s, match={"path": "*/transfer"}, reset=True, act=True, times=1)
        try:
            s.transfer(one, headers)
            check(False, "an answer came")
        except requests.exceptions.ConnectionError:
            pass
        changed = [e for e in s.admin("GET", "log").json() if e["changed"]]
        check(len(changed) == 1, "it was not carried out")


def wrong_faults(baton):
    with Sandbox(baton) as s:
        for fault, said in (({"staus": 500}, "did you mean 'status'"), ({"status": 99}, "200 to"),
                            ({"reset": 1}, "true or false"), ({"match": {"pth": "x"}}, "path"),
                            ([], "object"), ({"nth": 1}, "not known")):
            answer = expect(s.admin("POST", "faults", json=fault), 400)
            check(said in answer.text, answer.text)
        check(s.admin("GET", "faults").json() == [], "one was kept")
        expect(s.admin("GET", "nothing"), 404)
        check(expect(s.admin("PUT", "faults"), 405).headers["Allow"] == "GET, POST, DELETE",
              "Allow")


TESTS = [statuses, broken_connections, endless_body, delays_hold_up_nobody, hanging, acting,
         wrong_faults]
