# SPDX-License-Identifier: Apache-2.0
"""The sandbox as NICE CXone, as Python's requests sees it."""

import base64
import json
import time

from e2e.sandbox import FULL, READER, Sandbox, check

# apps/sandbox/scenarios/base.yaml, cxone-stale-token-403.yaml
KEY = ("QXK7M2VHT5R3NPD4WZ6JB8LC", "fPg5YtE3uvT7kQz2mXw9RbN4")
READ_KEY = ("MR4WT8HZ2QVK6XPB5NDJ7LC3", "yLc2vKx7mRd4jHn3pWq8sYz5")
STALE = ("5c9e27d1-b40f-4a68-93e7-2d81f6c0a5b3", "Np5xRw8vKz3tYb6mQd9gHs2j")
STALE_KEY = ("HT3VQ8ZK5WN2RB7XMP6DJ4YC", "rX6mPz9kTw2vLb8qNd5hGs3y")
TENANT = "11ef5b20-6c1d-4e7a-9d38-5a0f7c2e91b4"
API = "/incontactapi/services/v30.0/"
MAIN, SPAWNED = "459735900121", "459735900122"  # cxone-healthy: the script waits


class Cxone(Sandbox):
    def __init__(self, baton, *options):
        super().__init__(baton, *options, family="cxone")

    def grant(self, client=FULL, key=KEY, **more):
        form = {"grant_type": "password", "username": key[0], "password": key[1]}
        form.update(more)
        return self.ask("POST", "/auth/token", data=form, auth=client)

    def login(self, client=FULL, key=KEY):
        answer = got(self.grant(client, key), 200)
        return {"Authorization": "Bearer " + answer.json()["access_token"]}

    def get(self, path, headers, **params):
        return self.ask("GET", API + path, headers=headers, params=params)

    def signal(self, contact, headers, params=None, body=None, **more):
        return self.ask("POST", API + "interactions/%s/signal" % contact, headers=headers,
                        params=params, json=body, **more)

    def history(self, contact, headers):
        answer = got(self.get("contacts/%s/state-history" % contact, headers), 200)
        return [one["contactStateName"] for one in answer.json()["contactStateHistory"]]


def got(answer, status, header=""):
    said = answer.headers.get("icStatusDescription", "")
    check(answer.status_code == status and header in said,
          lambda: "%s %s: %d (%s) where %d was expected\n%s" % (
              answer.request.method, answer.request.url, answer.status_code, said, status,
              answer.text[:1000]))
    return answer


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def discovery(baton):
    with Cxone(baton) as s:
        first = got(s.ask("GET", "/.well-known/openid-configuration"), 200).json()
        check(first["issuer"] == s.base and first["token_endpoint"] == s.base + "/auth/token",
              "%r" % first)
        got(s.session.get(first["jwks_uri"], timeout=60), 200)
        token = got(s.grant(), 200).json()
        told = claims(token["id_token"])
        check(told["iss"] == s.base and told["tenantId"] == TENANT, "%r" % told)
        path = "/.well-known/cxone-configuration"
        second = got(s.ask("GET", path, params={"tenantId": told["tenantId"]}), 200).json()
        check(second["api_endpoint"] == s.base and second["area"], "%r" % second)
        got(s.ask("GET", path, params={"tenantId": "nobody"}), 404)
        got(s.ask("GET", path), 400)
        page = got(s.ask("GET", "/api/v2/conversations/1"), 404)
        check(page.headers["Content-Type"].startswith("text/html") and "<html>" in page.text,
              page.text)
        got(s.ask("GET", "/incontactapi/services/v30/contacts/" + MAIN), 404)


def tokens(baton):
    with Cxone(baton) as s:
        answer = got(s.grant(), 200).json()
        check(answer["token_type"] == "Bearer" and answer["expires_in"] == 3600, "%r" % answer)
        again = s.ask("POST", "/auth/token", auth=FULL, data={
            "grant_type": "refresh_token", "refresh_token": answer["refresh_token"]})
        got(again, 200)
        headers = {"Authorization": "Bearer " + answer["refresh_token"]}
        got(s.get("contacts/" + MAIN, headers), 401, "not genuine")
        form = {"client_id": FULL[0], "client_secret": FULL[1], "grant_type": "password",
                "username": KEY[0], "password": KEY[1]}
        got(s.ask("POST", "/auth/token", data=form), 200)
        for auth, more, status, error in (
                (FULL, {"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
                (FULL, {"password": "wrong"}, 400, "invalid_grant"),
                ((FULL[0], "wrong"), {}, 401, "invalid_client"),
                (None, {}, 401, "invalid_client")):
            body = got(s.grant(auth, **more), status).json()
            check(body["error"] == error and body["error_description"], "%r" % body)
        got(s.ask("POST", "/auth/token", json=form, auth=FULL), 415)


def older_tokens(baton):
    with Cxone(baton) as s:
        key = {"accessKeyId": KEY[0], "accessKeySecret": KEY[1]}
        answer = got(s.ask("POST", "/authentication/v1/token/access-key", json=key), 200).json()
        base = answer["resource_server_base_uri"]
        headers = {"Authorization": "Bearer " + answer["access_token"]}
        got(s.session.get(base + "services/v33.0/contacts/" + MAIN, headers=headers, timeout=60),
            200)
        got(s.ask("POST", "/authentication/v1/token/access-key",
                  json=dict(key, accessKeySecret="wrong")), 401)
        got(s.ask("POST", "/authentication/v1/token/access-key", json={}), 400)
        body = {"grant_type": "password", "username": KEY[0], "password": KEY[1]}
        path = "/InContactAuthorizationServer/Token"
        got(s.ask("POST", path, json=body, auth=("Voice@Example", "4597359")), 200)
        refused = got(s.ask("POST", path, json=body, auth=("Voice", "4597359")), 401)
        check("Client application 'Voice' not authorized for user" in refused.text, refused.text)


def who_may(baton):
    with Cxone(baton) as s:
        got(s.get("contacts/" + MAIN, {}), 401, "no bearer token")
        got(s.get("contacts/" + MAIN, {"Authorization": "Bearer eyJh"}), 401)
        reader = s.login(READER, READ_KEY)
        got(s.get("contacts/" + MAIN, reader), 200)
        got(s.signal(SPAWNED, reader, {"p1": "Escalate"}), 403, "role")
        stale, usual = s.login(STALE, STALE_KEY), s.login()
        got(s.get("contacts/" + MAIN, stale), 200)
        s.admin("POST", "faults", json={"expire_tokens": True, "times": 1, "status": 503})
        got(s.get("contacts/" + MAIN, usual), 503)
        got(s.signal(SPAWNED, stale, {"p1": "Escalate"}), 403, "expired")
        got(s.get("contacts/" + MAIN, usual), 401, "expired")
        got(s.signal(SPAWNED, s.login(STALE, STALE_KEY), {"p1": "Escalate"}), 204)


def limits(baton):
    scenario = {"clients": [{"id": "few", "secret": "made-up", "cxone": {
        "accessKeyId": "FEW", "accessKeySecret": "made-up-too", "ratePerMinute": 2}}]}
    with Cxone(baton, "--scenario", "cxone-healthy") as plain:
        path = plain.folder.name + "/few.yaml"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(scenario, file)
        with Cxone(baton, "--scenario", "cxone-healthy", "--scenario", path) as s:
            headers = s.login(("few", "made-up"), ("FEW", "made-up-too"))
            for status in (200, 200, 429):
                got(s.get("contacts/" + MAIN, headers), status)


def contacts(baton):
    with Cxone(baton) as s:
        headers = s.login()
        main = "459735900101"
        check(s.of("cxone-healthy") == MAIN, "the latest is not the first")
        answer = got(s.get("contacts/" + main, headers), 200).json()
        one = answer["contactId"]
        check(answer["businessUnitId"] == 4597359 and str(one["contactId"]) == main and
              one["masterContactId"] == one["contactId"] and one["isActive"] and
              one["skillName"] == "Billing" and one["agentId"] == 5501 and
              one["stateName"] == "Active", "%r" % answer)
        other = got(s.ask("GET", "/inContactAPI/services/v18.0/contacts/459735900102",
                          headers=headers), 200).json()["contactId"]
        check(str(other["masterContactId"]) == main and not other["isActive"] and
              other["endReason"] == "Signal" and not other["abandoned"], "%r" % other)
        history = got(s.get("contacts/%s/state-history" % main, headers), 200).json()
        steps = history["contactStateHistory"]
        check([step["contactStateName"] for step in steps] == ["PreQueue", "InQueue", "Active"] and
              steps[0]["contactId"] == main and steps[0]["duration"] == 120 and
              steps[1]["skillId"] == 8801, "%r" % steps)
        custom = got(s.get("contacts/%s/custom-data" % main, headers), 200).json()
        check(custom["contactCustomData"][0] == {"name": "cognigySessionId",
                                                 "value": "session-301"}, "%r" % custom)
        nothing = got(s.get("contacts/459735900102/custom-data", headers), 204)
        check(not nothing.content, "204 has a body")
        got(s.get("contacts/459735909999", headers), 404, "not found")
        got(s.get("contacts/session-301/state-history", headers), 400, "Invalid")
        got(s.ask("DELETE", API + "contacts/" + main, headers=headers), 405)


def lists(baton):
    with Cxone(baton) as s:
        headers = s.login()
        done = got(s.get("contacts/completed", headers), 200).json()
        rows = done["completedContacts"]
        check(done["totalRecords"] == len(rows) > 5, "%r" % done)
        lost = next(row for row in rows if row["contactId"] == 459735900261)
        check(lost["abandoned"] and lost["inQueueSeconds"] == 720 and
              lost["preQueueSeconds"] == 120 and lost["agentSeconds"] == 0 and
              lost["skillId"] == 8804, "%r" % lost)
        pages = [s.get("contacts/completed", headers, top=2, skip=skip).json() for skip in (0, 2)]
        check([row["contactId"] for page in pages for row in page["completedContacts"]] ==
              [row["contactId"] for row in rows[:4]], "%r" % pages)
        got(s.get("contacts/completed", headers, startDate="2001-01-01T00:00:00Z",
                  endDate="2001-01-02T00:00:00Z"), 204)
        got(s.get("contacts/completed", headers, startDate="yesterday"), 400, "startDate")
        active = got(s.get("contacts/active", headers, fromAddress="+15555550133"), 200).json()
        check([row["contactId"] for row in active["activeContacts"]] == [int(MAIN), int(SPAWNED)],
              "%r" % active)
        states = got(s.get("contacts/states", headers, contactId=MAIN), 200).json()
        check(states["contactStates"][0]["contactStateName"] == "PreQueue", "%r" % states)
        words = got(s.get("contact-state-descriptions", headers), 200).json()
        known = {one["ContactStateId"] for one in words["contactStateDescriptions"]}
        check(states["contactStates"][0]["contactStateId"] in known, "%r" % words)
        skills = got(s.get("skills", headers), 200).json()["skills"]
        check({"skillId": 8801, "skillName": "Billing", "isActive": True} in skills,
              "%r" % skills)
        check(s.get("skills/8804", headers).json()["skills"][0]["skillName"] == "Night", "skill")
        got(s.get("skills/1", headers), 404, "Skill")
        got(s.get("skills", {}), 401)


def signals(baton):
    """The three variants that are in use, each of which wakes the script."""
    for params, body in (({"p1": "Escalate", "p2": "[]"}, None),
                         ({"p1": "Escalate"}, {"p2": '[{"intent":"billing"}]'}),
                         (None, {"p1": "Escalate", "p2": "[]"})):
        with Cxone(baton) as s:
            headers = s.login()
            check(s.history(MAIN, headers) == ["PreQueue"], "it was signalled before")
            done = got(s.signal(SPAWNED, headers, params, body), 204)
            check(not done.content, "204 has a body")
            check(s.history(MAIN, headers) == ["PreQueue", "InQueue", "Active"] and
                  s.history(SPAWNED, headers) == ["PreQueue", "Active", "EndContact"],
                  "the script did not wake")
            one = s.get("contacts/" + MAIN, headers).json()["contactId"]
            check(one["skillId"] == 8801 and one["agentId"] == 5501, "%r" % one)
            told = s.state()["signals"]
            check(len(told) == 1 and told[0]["woke"] and told[0]["parameters"]["p1"] == "Escalate"
                  and "p2" in told[0]["parameters"], "%r" % told)
            check(s.admin("GET", "log").json()[2]["changed"], "the log does not say it changed")
            got(s.signal(SPAWNED, headers, {"p1": "Escalate"}), 400, "not active")
            got(s.admin("POST", "reset"), 204)
            check(s.history(MAIN, s.login()) == ["PreQueue"], "it was not forgotten")


def other_signals(baton):
    with Cxone(baton) as s:
        headers = s.login()
        before = s.history(MAIN, headers)
        # The main contact, another word, none: taken, and without effect.
        for contact, params in ((MAIN, {"p1": "Escalate"}), (SPAWNED, {"p1": "escalate"}),
                                (SPAWNED, None)):
            got(s.signal(contact, headers, params), 204)
            check(s.history(MAIN, headers) == before, "it had an effect")
        got(s.signal("459735900211", headers, {"p1": "Escalate"}), 400, "cannot be signaled")
        got(s.signal("459735900232", headers, {"p1": "Escalate"}), 400, "not active")
        got(s.signal("100000000000", headers, {"p1": "Escalate"}), 404, "not found")
        got(s.signal("session-301", headers, {"p1": "Escalate"}), 400, "Invalid")
        got(s.signal(SPAWNED, headers, {"p1": "Escalate", "p2": "x" * 5000}), 414)
        got(s.signal(SPAWNED, headers, None, {"p1": "Escalate", "p2": ["x"]}), 400)
        got(s.signal(SPAWNED, headers, None, {"p10": "x"}), 400)
        got(s.signal(SPAWNED, headers, data={"p1": "Escalate"}), 415)
        got(s.signal(SPAWNED, headers, data="{", ), 415)
        check(s.history(MAIN, headers) == before, "what was refused had an effect")
        got(s.signal(SPAWNED, headers, {"p1": "End"}), 204)
        check(s.history(MAIN, headers)[-1] == "EndContact", "End did not end the call")
        # Nobody is there at night: it waits.
        got(s.signal("459735900202", headers, {"p1": "Escalate"}), 204)
        check(s.history("459735900201", headers)[-1] == "Active", "the right contact did not wake")


def transcript(contact=MAIN, **more):
    body = {"vendorId": "Cognigy", "busId": "4597359", "virtualAgentId": "", "contactId": contact,
            "contactState": "SELF_SERVICE", "mediaType": "Voice", "selfServiceSessionDetails": {
                "transcriptPublishSettingOption": "PUBLISH_TRANSCRIPTS_ONLY",
                "sessionCompletionType": "ESCALATED", "sessionCompletionDetails": "escalated",
                "transcriptSummary": "", "transcripts": [{
                    "participantId": "Patron", "messageBody": "agent please",
                    "messageContentType": "TRANSCRIPT",
                    "utcDateTime": "2026-01-05T10:00:00.000"}]}}
    body.update(more)
    return body


def transcripts(baton):
    with Cxone(baton) as s:
        headers, path = s.login(), "/aai/tms/transcripts/post"
        post = lambda body: s.ask("POST", path, json=body, headers=headers)
        got(s.ask("POST", path, json=transcript()), 401)
        for body, word in ((transcript(busId="1"), "busId"), (transcript("1"), "contactId"),
                           (transcript(contactState="DONE"), "contactState"),
                           (transcript("459735900251"), "before")):
            check(word in got(post(body), 400).json()["message"], "%s is not named" % word)
        got(post(transcript()), 200)
        got(post(transcript()), 400)
        check(s.state()["transcripts"] == [MAIN], "%r" % s.state()["transcripts"])
        got(s.ask("POST", path, json=transcript(), headers=s.login(READER, READ_KEY)), 403)


def faults(baton):
    with Cxone(baton) as s:
        headers = s.login()
        s.admin("POST", "faults", json={"match": {"family": "cxone", "path": "*/signal"},
                                        "status": 429, "times": 1})
        got(s.signal(SPAWNED, headers, {"p1": "Escalate"}), 429)
        started = time.monotonic()
        got(s.signal(SPAWNED, headers, {"p1": "Escalate"}), 204)
        check(time.monotonic() - started < 30, "it took long")
        expected = {"cxone-healthy", "cxone-main-signalled", "cxone-sentinel",
                    "cxone-contact-ended", "cxone-stale-token-403", "cxone-tms-refused-but-fine",
                    "cxone-abandoned-in-queue", "cognigy-extension-timeout",
                    "joined-dropped-between"}
        told = {one["scenario"] for one in s.state()["conversations"]}
        check(told == expected, "%r" % told)


TESTS = (discovery, tokens, older_tokens, who_may, limits, contacts, lists, signals, other_signals,
         transcripts, faults)
