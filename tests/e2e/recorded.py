# SPDX-License-Identifier: Apache-2.0
"""Answers of several vendors' platforms to one call's life, on a free port each.

The sandbox answers whole families; here are a few answers as a tenant would give them, made
up, so that accounts of one call at different vendors fit together, and faults are at hand.
"""

import base64
import fnmatch
import http.server
import json
import threading
import urllib.parse

SECRET = "Sx4mQ8vLp2Zr9TbKe7Wd"
CLIENT = "app-client-0001"
KEY_ID, KEY_SECRET = "ACCESSKEY0001", "kW3nPq8sYz5tLc2vKx7m"
API_KEY = "b7c1e94f0a2d4c6e8f1a3b5c7d9e0f2a"
TENANT = "11ef1287-04bf-8540-8a7e-0242ac110004"
PROJECT, ENDPOINT = "64b7f0c2aa11bb22cc33dd44", "64b7f0c2aa11bb22cc33dd55"

CONVERSATION = "c0a80101-7d2e-4b6a-9f10-2a3b4c5d6e01"
CALLER = "c0a80101-7d2e-4b6a-9f10-2a3b4c5d6e02"
IVR = "c0a80101-7d2e-4b6a-9f10-2a3b4c5d6e04"
ACD = "c0a80101-7d2e-4b6a-9f10-2a3b4c5d6e06"
QUEUE = "c0a80101-7d2e-4b6a-9f10-2a3b4c5d6e07"
SESSION = "session-77-aa31"
MAIN, SPAWNED = "459735900011", "459735900012"
SKILL = "4410077"
CALL_ID = "9adb52f3-5e1e-123c@192.0.2.1"
DAY = "2026-01-05T10:0%d:00.000Z"


def jwt(claims):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    return "%s.%s.c2lnbmF0dXJl" % (part({"alg": "RS256"}), part(claims))


class Recorded:
    """with Recorded(answers) as platform: platform.base, platform.log

    answers: {"GET /path*": (status, body) or a function of the request}; the first that fits.
    """

    def __init__(self, answers):
        self.answers, self.log, platform = list(answers.items()), [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                platform.log.append((self.command, self.path, body, dict(self.headers)))
                status, answer = platform.find(self, body)
                data = b"" if answer is None else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = "http://127.0.0.1:%d" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    def find(self, handler, body):
        asked = "%s %s" % (handler.command, handler.path)
        for pattern, answer in self.answers:
            if fnmatch.fnmatchcase(asked, pattern):
                return answer(self, handler, body) if callable(answer) else answer
        return 404, {"message": "not found", "code": "not.found", "status": 404}

    def paths(self, pattern="*"):
        return [path for _, path, _, _ in self.log if fnmatch.fnmatchcase(path, pattern)]

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


# ---- Genesys Cloud ------------------------------------------------------------------------

def genesys_conversation(ivr="connected", attributes=None):
    return {
        "id": CONVERSATION, "startTime": DAY % 0,
        "participants": [
            {"id": CALLER, "purpose": "customer", "startTime": DAY % 0,
             "attributes": {"cognigySessionId": SESSION} if attributes is None else attributes,
             "calls": [{"id": "c0a80101-7d2e-4b6a-9f10-2a3b4c5d6e03", "state": "connected",
                        "direction": "inbound", "connectedTime": DAY % 0}]},
            {"id": IVR, "purpose": "ivr", "startTime": DAY % 0,
             "calls": [{"id": "c0a80101-7d2e-4b6a-9f10-2a3b4c5d6e05", "state": ivr,
                        "connectedTime": DAY % 0}]},
            {"id": ACD, "purpose": "acd", "startTime": DAY % 1, "queueId": QUEUE,
             "queueName": "Billing",
             "calls": [{"id": "c0a80101-7d2e-4b6a-9f10-2a3b4c5d6e09", "state": "disconnected",
                        "disconnectType": "transfer.noanswer", "connectedTime": DAY % 1}]}]}


def genesys_row(conversation=CONVERSATION, call_id=CALL_ID):
    return {"conversationId": conversation, "conversationStart": DAY % 0,
            "participants": [{"participantId": IVR, "purpose": "ivr", "sessions": [
                {"sessionId": "c0a80101-7d2e-4b6a-9f10-2a3b4c5d6e10", "mediaType": "voice",
                 "protocolCallId": call_id}]}]}


def genesys_token(_, handler, body):
    wanted = "Basic " + base64.b64encode(("%s:%s" % (CLIENT, SECRET)).encode()).decode()
    if handler.headers.get("Authorization") != wanted or "client_credentials" not in body:
        return 401, {"error": "invalid_client", "description": "client not found",
                     "error_description": "client not found"}
    return 200, {"access_token": "opaque-token-of-genesys-01", "token_type": "bearer",
                 "expires_in": 86399}


def genesys(**more):
    queue = "GET /api/v2/routing/queues/" + QUEUE
    answers = {
        "POST /oauth/token": genesys_token,
        "GET /api/v2/conversations/" + CONVERSATION: (200, genesys_conversation()),
        "GET /api/v2/analytics/conversations/%s/details" % CONVERSATION: (200, genesys_row()),
        "POST /api/v2/analytics/conversations/details/query": (
            200, {"conversations": [genesys_row()], "totalHits": 1}),
        queue: (200, {"id": QUEUE, "name": "Billing", "memberCount": 2, "joinedMemberCount": 2}),
        queue + "/wrapupcodes*": (200, {"entities": [], "total": 0}),
        queue + "/members*": (200, {"entities": [
            {"id": CALLER, "joined": True, "routingStatus": {"status": "IDLE"}},
            {"id": IVR, "joined": True, "routingStatus": {"status": "IDLE"}}], "total": 2}),
        queue + "/estimatedwaittime": (200, {"results": [
            {"intent": "CALL", "formula": "BEST", "estimatedWaitTimeSeconds": 30}]}),
        "POST /api/v2/conversations/%s/participants/%s/replace/queue" % (CONVERSATION, IVR):
            (202, None),
    }
    return {**more, **answers}


# ---- CXone --------------------------------------------------------------------------------

def cxone_token(_, handler, body):
    form = urllib.parse.parse_qs(body)
    wanted = "Basic " + base64.b64encode(("%s:%s" % (CLIENT, SECRET)).encode()).decode()
    if handler.headers.get("Authorization") != wanted or form.get("grant_type") != ["password"] \
            or form.get("username") != [KEY_ID] or form.get("password") != [KEY_SECRET]:
        return 401, {"error": "invalid_client"}
    return 200, {"access_token": "opaque-token-of-cxone-0001", "token_type": "Bearer",
                 "expires_in": 3600, "refresh_token": "opaque-refresh-of-cxone",
                 "id_token": jwt({"iss": "https://cxone.example.com", "tenantId": TENANT})}


def own(path):
    """An answer that names a place at the server itself."""
    def answer(platform, *_):
        return 200, {name: platform.base + rest for name, rest in path.items()}
    return answer


def cxone_contact(contact=SPAWNED, active=True):
    return {"businessUnitId": 4597359, "contactId": {
        "contactId": int(contact), "masterContactId": int(MAIN), "stateName": "Active",
        "contactStateCategory": "Active" if active else "EndContact", "skillId": int(SKILL),
        "skillName": "Billing", "mediaTypeName": "Call", "isActive": active,
        "contactStart": DAY % 0}}


def cxone(custom=None, active=True, **more):
    base = "/incontactapi/services/v30.0"
    contact = "GET %s/contacts/" % base
    data = [{"name": "cognigySessionId", "value": SESSION}] if custom is None else custom
    answers = {
        "GET /.well-known/openid-configuration": own({"token_endpoint": "/auth/token",
                                                      "issuer": ""}),
        "GET /.well-known/cxone-configuration*": own({"api_endpoint": ""}),
        "POST /auth/token": cxone_token,
        contact + SPAWNED: (200, cxone_contact(active=active)),
        contact + MAIN: (200, cxone_contact(MAIN, active)),
        contact + "100000000000": (200, cxone_contact("100000000000", active)),
        contact + "*/state-history": (200, {"contactStateHistory": [
            {"stateIndex": 1, "contactId": SPAWNED, "contactStateId": 4,
             "contactStateName": "Active", "startDate": DAY % 0}]}),
        contact + "*/custom-data": (200, {"contactCustomData": data}),
        "GET %s/skills/%s" % (base, SKILL): (200, {"skillId": int(SKILL), "skillName": "Billing",
                                                   "isActive": True}),
        contact + "active*": (200, {"activeContacts": [
            dict(cxone_contact()["contactId"])], "totalRecords": 1}),
        contact + "completed*": (200, {"completedContacts": [
            {"contactId": 459735900100, "masterContactId": 459735900100, "abandoned": False,
             "contactStart": DAY % 1, "endReason": "Caller hung up"}], "totalRecords": 1}),
        "POST %s/interactions/*/signal" % base: (204, None),
    }
    return {**more, **answers}


# ---- Cognigy ------------------------------------------------------------------------------

def turn(source, said, minute, session=SESSION, **more):
    return dict({"_id": "64b7f0c2aa11bb22cc33dd%02d" % minute, "sessionId": session,
                 "source": source, "inputText": said, "timestamp": DAY % minute,
                 "channel": "voiceGateway2", "inHandoverRequest": False,
                 "inHandoverConversation": False}, **more)


def cognigy(log="", **more):
    project = "?projectId=" + PROJECT
    entries = [{"_id": "64b7f0c2aa11bb22cc33ee01", "timestamp": DAY % 2, "type": "info",
                "msg": log or "flow done", "meta": {}, "traceId": "api-1"}]

    def with_key(answer):
        def given(_, handler, __):
            if handler.headers.get("X-API-Key") != API_KEY:
                return 401, {"type": "Unauthorized Error", "title": "Unauthorized", "status": 401,
                             "detail": "no access", "code": 401}
            return answer
        return given

    answers = {
        "GET /new/v2.0/conversations/%s%s" % (SESSION, project): with_key((200, {"items": [
            turn("user", "agent please", 0), turn("bot", "one moment", 1)], "total": 2})),
        "GET /new/v2.0/conversations" + project: with_key((200, {"items": [
            turn("user", "agent please", 0), turn("bot", "one moment", 1),
            turn("user", "hello", 3, "session-78-bb42")], "total": 3})),
        "GET /new/v2.0/projects/%s/logs*" % PROJECT: with_key(
            (200, {"items": entries, "total": 1})),
        "GET /new/v2.0/endpoints/" + ENDPOINT: with_key((200, {
            "_id": ENDPOINT, "channel": "voiceGateway2", "handoverSettings": {}})),
    }
    return {**more, **answers}


def yaml(**bases):
    """baton.yaml of those that are there."""
    sections = {
        "genesys": "    family: genesys\n    client-id: %s\n    client-secret: %s\n"
                   % (CLIENT, SECRET),
        "cxone": "    family: cxone\n    client-id: %s\n    client-secret: %s\n"
                 "    access-key-id: %s\n    access-key-secret: %s\n"
                 % (CLIENT, SECRET, KEY_ID, KEY_SECRET),
        "cognigy": "    family: cognigy\n    api-key: %s\n    project-id: %s\n"
                   % (API_KEY, PROJECT),
    }
    text = "tries: 1\nplatforms:\n"
    for name, base in bases.items():
        family = name.split("_", maxsplit=1)[0]
        text += "  %s:\n    base-url: %s\n%s" % (name.replace("_", "-"), base, sections[family])
    return text
