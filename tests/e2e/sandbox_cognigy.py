# SPDX-License-Identifier: Apache-2.0
"""The sandbox as Cognigy.AI, as Python's requests sees it; and that two sides tell of one call."""

import base64
import hashlib
import hmac
import json

from e2e.sandbox import Sandbox, check

# apps/sandbox/scenarios/base.yaml, cognigy-*.yaml, cxone-*.yaml, joined-*.yaml
KEY = {"X-API-Key": "c40d7e92b15fa8366d02e7b9f1c8354a"}
READ_KEY = {"X-API-Key": "93f1b6d07a5ce824410f9d3be6c72a58"}
PROJECT = "64f0c2a97be1d35804ac916e"
REST = "c81f5e3a90d4276be5183fa02c97d64b7ae06913d5c28f40b16e7d9230fa85c4"
VOICE = "7d20e94b16fa83c5527e0d9bb4f1638a0c95e72d41b86f3ae9027c5d18fb4036"
VOICE_ID, REST_ID, CHAT_ID = ("65b2c4d19ef0a73518c6d02e", "65b2c4d19ef0a73518c6d03a",
                              "65b2c4d19ef0a73518c6d051")
SECRET = b"kT4nWz7qRb2x"
API = "/new/v2.0/"


class Cognigy(Sandbox):
    def __init__(self, baton, *options):
        super().__init__(baton, *options, family="cognigy")

    def get(self, path, headers=None, **params):
        return self.ask("GET", API + path, headers=KEY if headers is None else headers,
                        params=params)

    def post(self, path, body, headers=None):
        return self.ask("POST", API + path, json=body, headers=headers or KEY)

    def turns(self, session):
        return good(self.get("conversations/" + session, projectId=PROJECT)).json()["items"]

    def logs(self, **params):
        return good(self.get("projects/%s/logs" % PROJECT, **params)).json()["items"]


def good(answer, status=200):
    check(answer.status_code == status, lambda: "%s %s: %d where %d was expected\n%s" % (
        answer.request.method, answer.request.url, answer.status_code, status,
        answer.text[:1000]))
    return answer


def refused(answer, status, code):
    body = good(answer, status).json()
    check(body["code"] == code and body["status"] == status and body["type"] and body["title"] and
          body["detail"] and body["traceId"].startswith("api-") and body["details"] == {},
          answer.text)
    return body


def event(turns, name):
    return next(turn["inputData"]["payload"] for turn in turns
                if turn["inputData"].get("event") == name)


def keys(baton):
    with Cognigy(baton) as s:
        good(s.get("endpoints", projectId=PROJECT))
        good(s.get("endpoints", {}, projectId=PROJECT, api_key=KEY["X-API-Key"]))
        log = s.admin("GET", "log").text
        check(KEY["X-API-Key"] not in log and "api_key" in log, log)
        refused(s.get("endpoints", {}, projectId=PROJECT), 401, 401)
        refused(s.get("endpoints", {"X-API-Key": "wrong"}, projectId=PROJECT), 401, 401)
        good(s.get("endpoints", READ_KEY, projectId=PROJECT))
        body = {"state": "handedOver", "userId": "+15555550131"}
        refused(s.post("sessions/session-301/state/inject", body, READ_KEY), 403, 403)
        scenario = {"clients": [{"id": "few", "secret": "made-up",
                                 "cognigy": {"apiKey": "few", "limit": 2}}]}
        path = s.folder.name + "/few.yaml"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(scenario, file)
        with Cognigy(baton, "--scenario", "cxone-healthy", "--scenario", path) as few:
            for status in (200, 200):
                good(few.get("endpoints", {"X-API-Key": "few"}, projectId=PROJECT), status)
            refused(few.get("endpoints", {"X-API-Key": "few"}, projectId=PROJECT), 429, 429)


def reading(baton):
    with Cognigy(baton) as s:
        turns = s.turns("session-301")
        created = event(turns, "CALL_CREATED")
        check(created["sip"]["headers"]["X-InContact-ContactId"] == "459735900102" and
              turns[0]["channel"] == "voiceGateway2" and turns[0]["type"] == "input" and
              turns[1]["source"] == "bot" and turns[1]["type"] == "output" and
              turns[0]["endpointUrlToken"] == VOICE and
              turns[0]["contactId"] == "+15555550131", "%r" % turns)
        everything = good(s.get("conversations", projectId=PROJECT)).json()
        check(everything["total"] == len(everything["items"]) > len(turns), "%r" % everything)
        refused(s.get("conversations"), 400, 1000)
        refused(s.get("conversations", projectId="0" * 24), 404, 1002)
        refused(s.get("conversations/nobody", projectId=PROJECT), 404, 1002)
        errors = s.logs(type="error")
        check(errors and all(one["type"] == "error" for one in errors), "%r" % errors)
        check(len(s.logs(limit=1)) == 1 and len(s.logs(userId="+15555550142")) == 1, "logs")
        one = good(s.get("projects/%s/logs/%s" % (PROJECT, errors[0]["_id"]))).json()
        check(one == errors[0] and len(one["_id"]) == 24, "%r" % one)
        refused(s.get("projects/%s/logs/%s" % (PROJECT, "0" * 24)), 404, 1002)
        refused(s.get("projects/%s/logs" % PROJECT, limit="x"), 400, 1005)
        refused(s.ask("DELETE", API + "conversations", headers=KEY), 405, 1013)
        refused(s.ask("GET", "/v2.0/nothing", headers=KEY), 404, 1002)


def endpoints(baton):
    with Cognigy(baton) as s:
        rows = good(s.get("endpoints", projectId=PROJECT)).json()["items"]
        check(len({row["_id"] for row in rows}) == len(rows) and
              {"_id": REST_ID, "channel": "rest", "URLToken": REST, "name": "REST"} in rows,
              "%r" % rows)
        one = good(s.get("endpoints/" + VOICE_ID)).json()
        check(one["channel"] == "voiceGateway2" and
              one["handoverSettings"]["provider"] == "none", "%r" % one)
        chat = good(s.get("endpoints/" + CHAT_ID)).json()
        check(chat["handoverSettings"]["provider"] == "genesysCloudOM", "%r" % chat)
        refused(s.get("endpoints/" + "0" * 24), 404, 1002)


def messages(baton):
    with Cognigy(baton) as s:
        path, body = "/" + REST, {"userId": "customer-1", "sessionId": "mine", "text": "hello"}
        answer = good(s.ask("POST", path, json=body)).json()
        check(set(answer) == {"text", "data", "outputStack", "userId", "sessionId"} and
              answer["sessionId"] == "mine", "%r" % answer)
        out = answer["outputStack"][0]
        check(out["source"] == "bot" and out["disableSensitiveLogging"] is False and
              out["traceId"].startswith("endpoint-httpIncomingMessage-"), "%r" % out)
        check(len(s.turns("mine")) == 2, "the transcript")
        good(s.ask("POST", path, json=dict(body, text="an agent, please")))
        turns = s.turns("mine")
        check(turns[-1]["inHandoverRequest"] and not turns[-1]["inHandoverConversation"],
              "%r" % turns)
        check("unsupported" in s.logs(userId="customer-1")[0]["msg"], "the log")
        check(s.state()["botCalls"] == 2, "%r" % s.state()["botCalls"])
        refused(s.ask("POST", path, json={"userId": "customer-1", "sessionId": "mine"}), 400, 1000)
        refused(s.ask("POST", path, json={"sessionId": "mine", "text": "x"}), 400, 1000)
        refused(s.ask("POST", path, json=dict(body, sessionId=[])), 400, 1005)
        refused(s.ask("POST", path, data="{", headers={"Content-Type": "application/json"}), 400,
                400)
        refused(s.ask("POST", "/" + "0" * 64, json=body), 404, 1002)
        refused(s.ask("POST", "/" + VOICE, json=body), 404, 1002)
        refused(s.ask("POST", "/" + REST[:-1], json=body), 404, 1002)


def sessions(baton):
    with Cognigy(baton) as s:
        pair = {"sessionId": "session-303", "userId": "+15555550133"}
        say = dict(pair, text="The agent is on the way", data={}, URLToken=VOICE)
        before = len(s.turns("session-303"))
        good(s.post("endpoint/inject", say), 204)
        good(s.post("endpoint/notify", say), 204)
        turns = s.turns("session-303")
        check(len(turns) == before + 2 and [t["source"] for t in turns[-2:]] == ["user", "bot"],
              "%r" % turns)
        refused(s.post("endpoint/inject", dict(say, URLToken=REST)), 400, 1005)
        refused(s.post("endpoint/inject", dict(say, sessionId="other")), 404, 1002)
        refused(s.post("endpoint/notify", dict(say, URLToken="0" * 64)), 404, 1002)
        path, user = "sessions/session-303/", {"userId": "+15555550133"}
        good(s.post(path + "state/inject", dict(user, state="handedOver")), 204)
        good(s.post(path + "context/inject", dict(user, context={"contactId": "1", "a": 1})), 204)
        good(s.post(path + "context/inject", dict(user, context={"a": 2})), 204)
        check(s.state()["sessions"] == [{
            "sessionId": "session-303", "userId": "+15555550133", "state": "handedOver",
            "context": {"contactId": "1", "a": 2}}], "%r" % s.state()["sessions"])
        good(s.post(path + "state/reset", user), 204)
        good(s.post(path + "context/reset", dict(user, flowReferenceId="f", entrypoint="e")), 204)
        told = s.state()["sessions"][0]
        check(told["state"] == "" and told["context"] == {}, "%r" % told)
        refused(s.post(path + "state/inject", {"state": "x"}), 400, 1000)
        refused(s.post(path + "context/inject", dict(user, context="{}")), 400, 1005)
        refused(s.post(path + "state/inject", {"state": "x", "userId": "other"}), 404, 1002)


def webhook(baton):
    body = json.dumps({
        "id": "msg-2", "type": "Text", "direction": "Outbound", "originatingEntity": "Human",
        "text": "Hello", "channel": {"platform": "Open", "type": "Private", "messageId": "msg-2",
                                     "to": {"id": "session-332", "idType": "Opaque"}}}).encode()
    digest = base64.b64encode(hmac.new(SECRET, body, hashlib.sha256).digest()).decode()
    with Cognigy(baton) as s:
        path, kind = "/handover/genesysCloudOM", {"Content-Type": "application/json"}
        signed = dict(kind, **{"X-Hub-Signature-256": "sha256=" + digest})
        good(s.ask("POST", path, data=body, headers=signed))
        last = s.turns("session-332")[-1]
        check(last["source"] == "agent" and last["inputText"] == "Hello" and
              last["inHandoverConversation"], "%r" % last)
        refused(s.ask("POST", path, data=body, headers=kind), 401, 401)
        refused(s.ask("POST", path, data=body + b" ", headers=signed), 401, 401)
        refused(s.ask("POST", path, data=body.replace(b"session-332", b"session-9"),
                      headers=signed), 404, 1002)
        refused(s.ask("POST", path, data=b"{", headers=signed), 400, 400)
        refused(s.ask("GET", path), 404, 1002)


def one_call(baton):
    """What joins the two sides is the same on both: ids of contacts, the session's, Call-ID."""
    with Cognigy(baton) as s:
        turns = {name: s.turns(name) for name in ("session-342", "session-341", "session-301")}
        s.base, s.family = s.bases["cxone"], "cxone"
        key = {"accessKeyId": "QXK7M2VHT5R3NPD4WZ6JB8LC",
               "accessKeySecret": "fPg5YtE3uvT7kQz2mXw9RbN4"}
        token = s.ask("POST", "/authentication/v1/token/access-key", json=key).json()
        headers = {"Authorization": "Bearer " + token["access_token"]}
        contacts = "/incontactapi/services/v30.0/contacts/"
        for name in ("session-342", "session-301"):
            sip = event(turns[name], "CALL_CREATED")["sip"]["headers"]
            spawned = good(s.ask("GET", contacts + sip["X-InContact-ContactId"],
                                 headers=headers)).json()["contactId"]
            main = sip["X-InContact-MasterId"]
            check(str(spawned["masterContactId"]) == main, "%r" % spawned)
            custom = good(s.ask("GET", contacts + main + "/custom-data", headers=headers)).json()
            check({"name": "cognigySessionId", "value": name} in custom["contactCustomData"],
                  "%r" % custom)
        s.base, s.family = s.bases["genesys"], "genesys"
        told = s.ask("GET", "/api/v2/analytics/conversations/%s/details" %
                     s.of("joined-dropped-between"), headers=s.bearer()).json()
        session = told["participants"][0]["sessions"][0]
        check(session["protocolCallId"] == event(turns["session-341"], "CALL_CREATED")["call_id"],
              "%r" % session)
        purposes = [part["purpose"] for part in told["participants"]]
        check(purposes == ["customer", "ivr"], "%r" % purposes)


TESTS = (keys, reading, endpoints, messages, sessions, webhook, one_call)
