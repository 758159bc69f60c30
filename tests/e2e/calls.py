# SPDX-License-Identifier: Apache-2.0
"""Every call of the contracts, as Python's requests sees it."""

import os
import subprocess
import tempfile

import requests

from e2e.sandbox import (BILLING, BILLING_CODE, CHAT, FULL, HEALTHY, NIGHT, NIGHT_CODE, NOBODY,
                         QUERY, READER, RETURNS, RETURNS_CODE, SESSION, SUPPORT_CODE, Sandbox,
                         check, expect)

JSON = {"Content-Type": "application/json"}
CONVERSATION = "/api/v2/conversations/"
INTERACTION = "/api/v2/interactions/conversations/"
DETAILS = "/api/v2/analytics/conversations/details/query"


def tokens(baton):
    with Sandbox(baton) as s:
        form = {"grant_type": "client_credentials", "client_id": FULL[0],
                "client_secret": FULL[1]}
        got = expect(s.ask("POST", "/oauth/token", data=form), 200).json()
        check(got["expires_in"] == 3600 and got["token_type"] == "bearer" and
              "conversations:read" in got["scope"].split(), "the token's facts: %r" % got)
        basic = s.ask("POST", "/oauth/token", data={"grant_type": "client_credentials"}, auth=FULL)
        check(expect(basic, 200).json()["access_token"] != got["access_token"], "the same token")
        narrow = s.ask("POST", "/oauth/token", data=dict(form, scope="conversations:read"))
        check(narrow.json()["scope"] == "conversations:read", "the scope that was asked for")
        for change, status, error in (
                ({"client_secret": "wrong"}, 401, "invalid_client"),
                ({"client_id": "nobody"}, 401, "invalid_client"),
                ({"client_secret": ""}, 400, "invalid_request"),
                ({"grant_type": "client_credential"}, 400, "unsupported_grant_type"),
                ({"scope": "conversations:read all"}, 400, "invalid_scope")):
            answer = expect(s.ask("POST", "/oauth/token", data=dict(form, **change)), status)
            check(answer.json()["error"] == error, answer.text)
        wrong = s.ask("POST", "/oauth/token", data={"grant_type": "client_credentials"},
                      auth=(FULL[0], "wrong"))
        check("Basic" in wrong.headers["WWW-Authenticate"], "no challenge for Basic")
        expect(s.ask("POST", "/oauth/token", json=form), 400)


def token_is_needed(baton):
    with Sandbox(baton) as s:
        none = expect(s.ask("GET", CONVERSATION + HEALTHY), 401)
        check(none.headers["WWW-Authenticate"].startswith("Bearer"), "no challenge")
        wrong = s.ask("GET", CONVERSATION + HEALTHY, headers={"Authorization": "Bearer abc-123"})
        check("invalid_token" in expect(wrong, 401).headers["WWW-Authenticate"], "no reason")
        headers = s.bearer()
        expect(s.ask("GET", CONVERSATION + HEALTHY, headers=headers), 200)
        s.admin("POST", "faults", json={"match": {"nth": 1}, "expire_tokens": True})
        expect(s.ask("GET", CONVERSATION + HEALTHY, headers=headers), 401, "expired")
        expect(s.ask("GET", CONVERSATION + HEALTHY, headers=s.bearer()), 200)


def scopes(baton):
    with Sandbox(baton) as s:
        nobody, reader = s.bearer(NOBODY), s.bearer(READER)
        for path in (CONVERSATION + HEALTHY, INTERACTION + HEALTHY):
            expect(s.ask("GET", path, headers=nobody), 403, "Insufficient Permissions")
            expect(s.ask("GET", path, headers=reader), 200)
        expect(s.ask("POST", DETAILS, json=QUERY, headers=nobody), 403, "api:analytics:read")
        expect(s.transfer(HEALTHY, reader), 403, "conversations:modify")
        expect(s.ask("GET", "/api/v2/routing/queues/" + BILLING, headers=nobody), 200)


def routes(baton):
    with Sandbox(baton) as s:
        headers = s.bearer()
        expect(s.ask("GET", "/api/v2/nothing", headers=headers), 404)
        expect(s.ask("GET", CONVERSATION + "11111111-2222-4333-8444-555555555555",
                     headers=headers), 404)
        get = expect(s.ask("GET", DETAILS, headers=headers), 405)
        check(get.headers["Allow"] == "POST", "Allow: %r" % get.headers["Allow"])
        expect(s.ask("DELETE", CONVERSATION + HEALTHY, headers=headers), 405)
        expect(s.ask("POST", DETAILS, data="a=b", headers=dict(
            headers, **{"Content-Type": "application/x-www-form-urlencoded"})), 415)
        expect(s.ask("POST", DETAILS, data="{", headers=dict(headers, **JSON)), 400)
        expect(s.ask("GET", CONVERSATION + HEALTHY, headers=dict(headers, Accept="text/html")), 406)
        expect(s.ask("POST", DETAILS, data=b"[" + b" " * (2 << 20) + b"]",
                     headers=dict(headers, **JSON)), 413)
        head = s.ask("HEAD", CONVERSATION + HEALTHY, headers=headers)
        check(head.status_code == 200 and not head.content, "HEAD")


def both_accounts(baton):
    with Sandbox(baton) as s:
        headers = s.bearer()
        one = expect(s.ask("GET", CONVERSATION + HEALTHY, headers=headers,
                           params={"expand": ["participants", "queue"]}), 200).json()
        check(one["legs"][0]["participants"][0]["address"]["name"] == "Jo Miller", "the customer")
        check(one["queue"]["id"] == BILLING, "the queue")
        bare = s.ask("GET", CONVERSATION + HEALTHY, headers=headers).json()
        check("queue" not in bare and bare["legs"] == one["legs"], "not expanded")
        expect(s.ask("GET", CONVERSATION + HEALTHY + "?expand=all", headers=headers), 400)
        two = expect(s.ask("GET", INTERACTION + HEALTHY, headers=headers), 200).json()
        bot = next(p for p in two["participants"] if p["type"] == "bot")
        check(bot["context"]["sessionId"] == SESSION, "the bot's context")
        check(two["startTime"] == one["startTime"], "the accounts disagree")


def queues(baton):
    with Sandbox(baton) as s:
        headers = s.bearer()
        got = expect(s.ask("GET", "/api/v2/routing/queues/" + NIGHT, headers=headers), 200).json()
        check(got["state"] == "active" and got["availableAgents"] == 0, "the queue: %r" % got)
        codes = s.ask("GET", "/api/v2/routing/queues/%s/wrapupcodes" % BILLING,
                      headers=headers).json()
        check(codes["total"] == 2 and codes["entities"][0]["id"] == BILLING_CODE, "%r" % codes)
        for path in ("Billing", "Billing/wrapupcodes"):
            expect(s.ask("GET", "/api/v2/routing/queues/" + path, headers=headers), 404)


def transfers(baton):
    with Sandbox(baton) as s:
        headers = s.bearer()
        open_one, over = s.of("queue-unstaffed"), s.of("after-wrap-up")
        expect(s.transfer(open_one, headers, queue="Billing"), 400, "Invalid Transfer Target")
        expect(s.transfer(open_one, headers, RETURNS, RETURNS_CODE), 400, "Invalid Transfer Target")
        expect(s.transfer(open_one, headers, code=SUPPORT_CODE), 422, "Wrap-up Code Not Found")
        expect(s.transfer(over, headers), 409, "Conversation Already Wrapped Up")
        expect(s.transfer(open_one, headers, wrapupCode="text"), 400, "details")
        expect(s.transfer(open_one, headers, transferType="cold"), 400)
        expect(s.transfer(open_one, headers, ContextData={}), 400)
        expect(s.transfer("11111111-2222-4333-8444-555555555555", headers), 404)
        changed = [e for e in s.admin("GET", "log").json() if e["changed"]]
        check(not changed, "a refused transfer changed something: %r" % changed)


def transfer_changes_state(baton):
    with Sandbox(baton) as s:
        headers = s.bearer()
        one = s.of("queue-by-name")
        expect(s.transfer(one, headers, NIGHT, NIGHT_CODE), 200)
        waiting = s.ask("GET", INTERACTION + one, headers=headers).json()
        check(waiting["state"] == "queued" and waiting["queue"]["id"] == NIGHT and
              not [p for p in waiting["participants"] if p["type"] == "agent"], "%r" % waiting)
        expect(s.transfer(one, headers), 200)
        joined = s.ask("GET", CONVERSATION + one + "?expand=participants,queue",
                       headers=headers).json()
        check(joined["state"] == joined["legs"][0]["state"] == "active" and
              joined["queue"]["id"] == BILLING, "%r" % joined)
        check(joined["legs"][0]["participants"][-1]["type"] == "agent", "no agent joined")
        changed = [e["path"] for e in s.admin("GET", "log").json() if e["changed"]]
        check(len(changed) == 2 and changed[0].endswith("/transfer"), "the log: %r" % changed)
        s.admin("POST", "reset")
        expect(s.ask("GET", INTERACTION + one, headers=headers), 401)
        again = s.ask("GET", INTERACTION + one, headers=s.bearer()).json()
        check("queue" not in again and not s.admin("GET", "faults").json(), "after the reset")


def session_handover(baton):
    path = "/api/v2/sessions/handover"
    whole = {"sessionId": SESSION, "botName": "CognigyBot",
             "metadata": {"source": "StudioHandover", "mediaType": "voice"}}
    with Sandbox(baton) as s:
        headers = s.bearer()
        sparse = {"sessionId": "12345", "botName": "CognigyBot"}
        expect(s.ask("POST", path, json=sparse, headers=headers), 400, "metadata")
        expect(s.ask("POST", path, json=dict(whole, sessionId="12345"), headers=headers), 400)
        expect(s.ask("POST", path, json=dict(whole, sessionId=HEALTHY), headers=headers), 400,
               "id of a conversation")
        expect(s.ask("POST", path, data="{}", headers=dict(
            headers, **{"Content-Type": "text/plain"})), 400)
        check(s.state(limit=0)["botCalls"] == 0, "the bot was called although it was refused")
        expect(s.ask("POST", path, json=whole, headers=headers), 200)
        expect(s.ask("POST", path, json={"payload": whole}, headers=headers), 200)
        check(s.state(limit=0)["botCalls"] == 2, "the bot was not called twice")


def other_handovers(baton):
    with Sandbox(baton) as s:
        studio = {"sessionId": CHAT, "metadata": {"intent": "billing"}}
        expect(s.ask("POST", "/studio/handover", json=studio), 200)
        expect(s.ask("POST", "/studio/handover", json=dict(studio, sessionId="abc-123")), 400)
        form = s.session.post(s.base + "/studio/handover", data=studio, timeout=60)
        expect(form, 400)
        whole = {"sessionToken": s.token(), "conversationId": HEALTHY, "queueId": BILLING}
        expect(s.ask("POST", "/genesys/token-handover", json=whole), 200)
        for change in ({"sessionToken": "abc-123"}, {"sessionToken": s.token(READER)},
                       {"conversationId": "x"}, {"queueId": "Billing"}, {"queueId": None}):
            expect(s.ask("POST", "/genesys/token-handover", json=dict(whole, **change)), 400)
        headers = s.bearer()
        chat = "/api/v2/conversations/webchat"
        expect(s.ask("POST", chat, json={"sessionId": CHAT}, headers=headers), 200)
        expect(s.ask("POST", chat, json={"sessionId": "abc-123"}, headers=headers), 400)


def search(baton):
    with Sandbox(baton) as s:
        headers = s.bearer()
        path = "/api/v2/conversations/search"
        found = expect(s.ask("POST", path, json={"query": "Jo Miller"}, headers=headers), 200)
        check([c["id"] for c in found.json()["conversations"]] == [HEALTHY], found.text)
        check(s.ask("POST", path, json={}, headers=headers).json()["total"] == 13, "all of them")
        expect(s.ask("POST", path, json=[], headers=headers), 400)


def description(baton):
    with Sandbox(baton) as s:
        api = s.admin("GET", "openapi.json").json()
        check(api["openapi"].startswith("3.1"), "not OpenAPI 3.1")
        headers = s.bearer()
        for path, item in api["paths"].items():
            for method in ("get", "post", "delete"):
                answer = s.ask(method.upper(), path.replace("{conversationId}", HEALTHY)
                               .replace("{queueId}", BILLING), headers=headers)
                known = method in item
                check((answer.status_code == 405) != known, "%s %s: %d" % (
                    method, path, answer.status_code))


def secrets_stay(baton):
    with Sandbox(baton) as s:
        token = s.token()
        s.ask("GET", CONVERSATION + HEALTHY + "?access_token=" + token,
              headers={"Authorization": "Bearer " + token, "Cookie": "s=" + token,
                       "X-Api-Key": token})
        told = s.admin("GET", "log").text + s.admin("GET", "state").text
        check(token not in told and FULL[1] not in told, "a secret is told")
        check("Bearer ***" in told, "the scheme is not told")


def contract_examples(baton):
    """Valid examples of the contracts are taken, and those of what platforms refuse are not."""
    taken_although = ("HO5006", "HO5007")  # what only a reader further on misses
    with Sandbox(baton) as s:
        api = s.admin("GET", "openapi.json").json()
        headers = s.bearer()
        token = s.token()
        count = 0
        for path, item in api["paths"].items():
            body = item.get("post", {}).get("requestBody", {}).get("content", {})
            for media, content in body.items():
                for name, example in content.get("examples", {}).items():
                    value = example["value"]
                    good = example.get("x-baton-valid", True) or \
                        example.get("x-baton-rule") in taken_although
                    if isinstance(value, dict) and len(value.get("sessionToken", "")) > 40:
                        value = dict(value, sessionToken=token)
                    if value == {"sessionId": "714309823551", "metadata": {"intent": "billing"}}:
                        continue
                    options = {"data": value} if isinstance(value, str) else {"json": value}
                    answer = s.ask("POST", path.replace("{conversationId}", HEALTHY), **options,
                                   headers=dict(headers, **{"Content-Type": media}))
                    check((answer.status_code == 200) == good, "%s %s: %d %s" % (
                        path, name, answer.status_code, answer.text[:300]))
                    count += 1
        check(count > 40, "only %d examples" % count)


def with_tls(baton):
    with tempfile.TemporaryDirectory(prefix="baton-e2e-") as folder:
        key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
        made = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=sandbox", "-addext",
             "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        check(made.returncode == 0, made.stdout.decode())
        with Sandbox(baton, "--cert", cert, "--key", key) as s:
            check(s.base.startswith("https://"), s.base)
            try:
                s.token()
                check(False, "a certificate that nobody knows was trusted")
            except requests.exceptions.SSLError:
                pass
            s.session.verify = cert
            expect(s.ask("GET", CONVERSATION + HEALTHY, headers=s.bearer()), 200)


def usage(baton):
    with tempfile.TemporaryDirectory(prefix="baton-e2e-") as folder:
        work = os.path.join(folder, "work")
        os.makedirs(work)
        with open(os.path.join(work, "mine.yaml"), "w", encoding="utf-8") as out:
            out.write("conversations:\n  - rootCuase: null\n    account: {id: x, state: active}\n")
        for args, said in (
                (["--scenario", "sesion-expired"], "did you mean 'session-expired'"),
                (["--scenario", "mine.yaml"], "mine.yaml:2:5: 'rootCuase' is not known here; did "
                                              "you mean 'rootCause'"),
                (["--scenario", "none.yaml"], "none.yaml"),
                (["--listen", "0.0.0.0:0"], "--allow-remote"),
                (["--listen", "localhost:0"], "localhost"),
                (["--listen", "127.0.0.1"], "127.0.0.1:0"),
                (["--conversations", "many"], "a number"),
                (["--cert", "x"], "--key")):
            done = baton.run(["sandbox", "--listen", "127.0.0.1:0"] + args, work)
            err = done.stderr.decode()
            check(done.returncode == 2 and said in err, "%r: %d %s" % (args, done.returncode, err))


TESTS = [tokens, token_is_needed, scopes, routes, both_accounts, queues, transfers,
         transfer_changes_state, session_handover, other_handovers, search, description,
         secrets_stay, contract_examples, with_tls, usage]
