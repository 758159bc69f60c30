# SPDX-License-Identifier: Apache-2.0
"""The sandbox as Genesys Cloud, as Python's requests sees it."""

from e2e.sandbox import (BILLING, CHAT, CLAIMS, FULL, HEALTHY, HOME, KIM, LIMITED, NIGHT, NOBODY,
                         RETURNS, SESSION, VIEWER, WINDOW, Sandbox, check, expect)

JSON = {"Content-Type": "application/json"}
CONVERSATIONS = "/api/v2/conversations/"
QUEUES = "/api/v2/routing/queues/"
DETAILS = "/api/v2/analytics/conversations/details/query"
GRANT = {"grant_type": "client_credentials"}


def cloud(baton, *options):
    return Sandbox(baton, *options, family="genesys")


def refused(answer, status, code):
    body = expect(answer, status).json()
    check(body["code"] == code, answer.text)
    check(answer.headers["ININ-Correlation-Id"] == body["contextId"], "another correlation id")
    return answer


def part(conversation, purpose):
    return next(one for one in conversation["participants"] if one["purpose"] == purpose)


class Talk:
    """One conversation, and what is asked about it."""

    def __init__(self, s, scenario, client=FULL):
        self.s, self.id, self.headers = s, s.of(scenario), s.bearer(client)
        self.path = CONVERSATIONS + self.id

    def read(self):
        return expect(self.s.ask("GET", self.path, headers=self.headers), 200).json()

    def post(self, purpose, call, body, headers=None, medium=""):
        path = CONVERSATIONS + medium + self.id + "/participants/%s/%s" % (
            part(self.read(), purpose)["id"], call)
        return self.s.ask("POST", path, json=body, headers=headers or self.headers)


def families(baton):
    with Sandbox(baton, "--family", "genesys", family="genesys") as s:
        check(list(s.bases) == ["genesys"], "%r" % s.bases)
    with cloud(baton) as s:
        check(list(s.bases)[:2] == ["community", "genesys"], "%r" % s.bases)
        # Each has its own: ids of tokens, accounts, and what is not there.
        token = s.bearer()
        s.base = s.bases["community"]
        expect(s.ask("GET", CONVERSATIONS + HEALTHY, headers=token), 401)
        told = {one["scenario"] for one in s.state()["conversations"]}
        check("genesys-healthy" not in told and "healthy" in told, "%r" % told)
        expect(s.ask("GET", "/_sandbox/openapi.json"), 200, "/api/v2/conversations/voice")
        s.base = s.bases["genesys"]
        paths = expect(s.ask("GET", "/_sandbox/openapi.json"), 200).json()["paths"]
        check("/oauth/token" in paths and "/_sandbox/log" in paths and
              not any("#" in path or "bot" in path for path in paths), "%r" % list(paths))
        log = s.admin("GET", "log").json()
        check([one["family"] for one in log] == ["genesys", "community"], "%r" % log)


def tokens(baton):
    with cloud(baton) as s:
        got = expect(s.ask("POST", "/oauth/token", data=GRANT, auth=FULL), 200).json()
        check(set(got) == {"access_token", "token_type", "expires_in"} and
              got["token_type"] == "bearer" and got["expires_in"] == 86399, "%r" % got)
        for auth, form, status, error, text in (
                ((FULL[0], "wrong"), GRANT, 401, "invalid_client", "authentication failed"),
                (("nobody", FULL[1]), GRANT, 400, "invalid_client", "client not found"),
                (FULL, {"grant_type": "code"}, 400, "unsupported_grant_type", ""),
                (None, dict(GRANT, client_id=FULL[0], client_secret=FULL[1]), 400,
                 "invalid_request", "Basic")):
            answer = expect(s.ask("POST", "/oauth/token", data=form, auth=auth), status, text)
            body = answer.json()
            check(set(body) == {"error", "description", "error_description"} and
                  body["error"] == error and "ININ-Correlation-Id" in answer.headers, answer.text)
        refused(s.ask("GET", CONVERSATIONS + HEALTHY), 401, "authentication.required")
        refused(s.ask("GET", CONVERSATIONS + HEALTHY, headers={"Authorization": "Bearer abc"}),
                401, "bad.credentials")


def both_forms(baton):
    """What the tutorials' dialect tells, in Genesys' own."""
    with cloud(baton) as s:
        headers = s.bearer()
        one = expect(s.ask("GET", CONVERSATIONS + HEALTHY, headers=headers), 200).json()
        check([p["purpose"] for p in one["participants"]] == ["customer", "ivr", "acd", "agent"],
              "%r" % one)
        check(part(one, "customer")["attributes"]["cognigySessionId"] == SESSION, "the session")
        check(part(one, "acd")["queueId"] == BILLING and part(one, "agent")["userId"] == KIM,
              "%r" % one)
        check(part(one, "ivr")["calls"][0]["disconnectType"] == "transfer", "the bot's leg")
        flat = expect(s.ask("GET", CONVERSATIONS + "calls/" + HEALTHY, headers=headers), 200).json()
        check(part(flat, "agent")["state"] == "connected", "%r" % flat)
        chat = expect(s.ask("GET", CONVERSATIONS + CHAT, headers=headers), 200).json()
        check(part(chat, "botflow")["messages"][0]["state"] == "disconnected", "%r" % chat)
        refused(s.ask("GET", CONVERSATIONS + "calls/" + CHAT, headers=headers), 404,
                "conversation.error.conversation.not.found")
        details = s.ask("GET", "/api/v2/analytics/conversations/%s/details" % HEALTHY,
                        headers=headers).json()
        session = part(details, "customer")["sessions"][0]
        check(session["mediaType"] == "voice" and session["protocolCallId"].endswith("@192.0.2.10"),
              "%r" % session)


def transfers(baton):
    with cloud(baton) as s:
        talk = Talk(s, "genesys-no-permission")
        for call, body, medium in (("replace/agent", {"userId": KIM}, ""),
                                   ("replace", {"address": "+15555550177"}, "calls/"),
                                   ("replace/external", {"address": "+15555550177"}, "")):
            other = Talk(s, {"replace/agent": "genesys-rate-limited",
                             "replace": "genesys-queue-unknown",
                             "replace/external": "genesys-division"}[call])
            done = expect(other.post("ivr", call, body, medium=medium), 202)
            check(not done.content, "202 has a body")
            came = part(other.read(), "agent" if "userId" in body else "external")
            check(came["calls"][0]["state"] == "connected", "%r" % came)
        done = expect(talk.post("ivr", "replace/queue", {"queueId": BILLING}), 202)
        check(not done.content, "202 has a body")
        after = talk.read()
        check(part(after, "acd")["calls"][0]["disconnectType"] == "transfer" and
              part(after, "agent")["calls"][0]["state"] == "connected", "%r" % after)
        check(after["recentTransfers"][0]["state"] == "Complete", "%r" % after)
        refused(talk.post("agent", "replace/agent", {"userId": KIM}), 400,
                "conversations.error.transfer.same.party")
        flat = s.ask("GET", "/api/v2/analytics/conversations/%s/details" % talk.id,
                     headers=talk.headers).json()
        check(part(flat, "ivr")["sessions"][0]["segments"][0]["segmentEnd"], "%r" % flat)
        # It was the tutorials' dialect's conversation, too.
        headers = s.bearer()
        bot = part(s.ask("GET", CONVERSATIONS + s.of("wrapup-of-other-queue"),
                         headers=headers).json(), "ivr")["id"]
        path = CONVERSATIONS + s.of("wrapup-of-other-queue")
        expect(s.ask("POST", path + "/participants/%s/replace/queue" % bot, headers=headers,
                     json={"queueId": NIGHT}), 202)
        check(s.admin("GET", "log").json()[-1]["changed"], "the log does not say it changed")
        s.base, s.family = s.bases["community"], "community"
        told = s.ask("GET", path + "?expand=queue", headers=s.bearer()).json()
        check(told["queue"]["id"] == NIGHT and told["state"] == "queued", "%r" % told)
        # And the other way round.
        moved = s.of("insufficient-scope")
        expect(s.transfer(moved, s.bearer()), 200)
        one = s.session.get(s.bases["genesys"] + CONVERSATIONS + moved, headers=headers).json()
        check(part(one, "ivr")["calls"][0]["disconnectType"] == "transfer" and
              part(one, "agent")["queueId"] == BILLING, "%r" % one)


def refusals(baton):
    with cloud(baton) as s:
        talk = Talk(s, "genesys-no-permission")
        for body, code in (({"queueId": "Billing"}, "conversations.error.queue.not.found"),
                           ({}, "conversations.error.transfer.destination.required"),
                           ({"queueId": BILLING, "transferType": "blind"},
                            "constraint.validation")):
            refused(talk.post("ivr", "replace/queue", body), 400, code)
        both = {"queueId": BILLING, "userId": KIM}
        refused(talk.post("ivr", "replace", both, medium="calls/"), 400,
                "callback.error.user.id.queue.id")
        refused(talk.post("ivr", "replace", {}, medium="calls/"), 400,
                "conversations.error.transfer.destination.required")
        path = talk.path + "/participants/%s/replace/queue" % part(talk.read(), "ivr")["id"]
        refused(s.ask("POST", path, data="queueId=" + BILLING, headers=talk.headers), 415,
                "unsupported.media.type")
        refused(s.ask("POST", path, data="{", headers=dict(talk.headers, **JSON)), 400,
                "bad.request")
        wrong = expect(s.ask("GET", path, headers=talk.headers), 405)
        check(wrong.headers["Allow"] == "POST", "Allow")
        gone = Talk(s, "genesys-not-connected")
        refused(gone.post("ivr", "replace/queue", {"queueId": BILLING}), 400,
                "conversations.error.transfer.not.connected")
        answer = refused(talk.post("ivr", "replace/queue", {"queueId": BILLING}, s.bearer(VIEWER)),
                         403, "missing.any.permissions")
        check("blindTransferQueue" in answer.json()["messageParams"]["permissions"], answer.text)
        refused(s.ask("GET", talk.path, headers=s.bearer(NOBODY)), 403, "missing.permissions")
        refused(talk.post("ivr", "replace/queue", {"queueId": CLAIMS}, s.bearer(HOME)), 403,
                "missing.division.permission")
        expect(talk.post("ivr", "replace/queue", {"queueId": CLAIMS}), 202)


def queues(baton):
    with cloud(baton) as s:
        headers = s.bearer()
        returns = expect(s.ask("GET", QUEUES + RETURNS, headers=headers), 200).json()
        check("state" not in returns and "active" not in returns and
              returns["joinedMemberCount"] == 0, "%r" % returns)
        refused(s.ask("GET", QUEUES + CLAIMS, headers=s.bearer(HOME)), 403,
                "missing.division.permissions")
        pages = [s.ask("GET", QUEUES + "%s/members?pageSize=3&pageNumber=%d" % (BILLING, number),
                       headers=headers).json() for number in (1, 2)]
        check([len(page["entities"]) for page in pages] == [3, 1] and pages[0]["nextUri"] and
              "nextUri" not in pages[1], "%r" % pages)
        refused(s.ask("GET", QUEUES + BILLING + "/members?pageSize=0", headers=headers), 400,
                "invalid.query.param.value")
        night = s.ask("GET", QUEUES + NIGHT + "/estimatedwaittime", headers=headers).json()
        check(night == {"results": []}, "%r" % night)


def found(s, headers, **query):
    query.setdefault("interval", WINDOW)
    answer = expect(s.ask("POST", DETAILS, json=query, headers=headers), 200).json()
    return [one["conversationId"] for one in answer.get("conversations", [])], answer["totalHits"]


def matches(dimension, value, **more):
    return dict({"type": "dimension", "dimension": dimension, "operator": "matches",
                 "value": value}, **more)


def analytics(baton):
    with cloud(baton) as s:
        headers = s.bearer()
        voice = [{"type": "and", "predicates": [matches("mediaType", "voice")]}]
        message = [{"type": "or", "predicates": [matches("mediaType", "message"),
                                                 matches("mediaType", "callback")]}]
        most = {"pageSize": 100, "pageNumber": 1}
        calls, number = found(s, headers, segmentFilters=voice, paging=most)
        texts, _ = found(s, headers, segmentFilters=message, paging=most)
        both, total = found(s, headers, paging=most)
        check(len(calls) == number and total == len(calls) + len(texts) and CHAT in texts and
              not set(calls) & set(texts) and set(both) == set(calls + texts), "media")
        check(found(s, headers, paging=most, order="desc")[0][0] != both[0], "the order")
        first, total = found(s, headers, paging={"pageSize": 2, "pageNumber": 2})
        check(first == both[2:4] and total == len(both), "the pages")
        wanted = {"type": "or", "predicates": [matches("disconnectType", "transportFailure"),
                                               matches("disconnectType", "noAnswerTransfer")]}
        check(set(found(s, headers, segmentFilters=[wanted])[0]) == {
            s.of("genesys-dropped"), s.of("genesys-agent-no-answer")}, "a filter of two words")
        nested = {"type": "and", "predicates": [matches("purpose", "acd")],
                  "clauses": [{"type": "or", "predicates": [
                      {"dimension": "wrapUpCode", "operator": "exists"},
                      matches("queueId", NIGHT)]}]}
        check(s.of("genesys-waiting-unstaffed") in found(s, headers, segmentFilters=[nested])[0],
              "a filter with clauses")
        check(found(s, headers, interval="2001-01-01T00:00:00Z/2001-01-02T00:00:00Z") == ([], 0),
              "an interval in which nothing was")
        for query, code in (({"interval": "today/tomorrow"}, "invalid.date"),
                            ({}, "constraint.validation"),
                            ({"interval": WINDOW, "paging": {"pageSize": 1000, "pageNumber": 1}},
                             "bad.request")):
            refused(s.ask("POST", DETAILS, json=query, headers=headers), 400, code)


def generated(baton):
    with cloud(baton, "--conversations", "3000", "--seed", "7") as s:
        headers = s.bearer()
        page, total = found(s, headers, paging={"pageSize": 100, "pageNumber": 9})
        check(len(page) == 100 and total > 3000, "%d of %d" % (len(page), total))
        for one in page[:5]:
            got = expect(s.ask("GET", CONVERSATIONS + one, headers=headers), 200).json()
            check(got["id"] == one and part(got, "customer")["calls" if "calls" in part(
                got, "customer") else "messages"], "%r" % got)
        owed = {"type": "and", "predicates": [matches("disconnectType", "transfer"),
                                              matches("purpose", "agent")]}
        some, total = found(s, headers, segmentFilters=[owed])
        check(some and total < 3000, "%d" % total)


def limits(baton):
    with cloud(baton) as s:
        headers = s.bearer(LIMITED)
        for number in range(1, 6):
            answer = expect(s.ask("GET", CONVERSATIONS + HEALTHY, headers=headers), 200)
            check(answer.headers["inin-ratelimit-allowed"] == "5" and
                  answer.headers["inin-ratelimit-count"] == str(number), "%r" % answer.headers)
        answer = refused(s.ask("GET", CONVERSATIONS + HEALTHY, headers=headers), 429,
                         "too.many.requests.retry.after")
        check(answer.headers["Retry-After"] == answer.headers["inin-ratelimit-reset"],
              "%r" % answer.headers)
        expect(s.ask("GET", CONVERSATIONS + HEALTHY, headers=s.bearer(LIMITED)), 200)
        s.admin("POST", "faults", json={"match": {"family": "genesys", "nth": 1},
                                        "retry_after": 7})
        answer = s.ask("POST", "/oauth/token", data=GRANT, auth=FULL)
        check(answer.status_code == 429 and answer.headers["Retry-After"] == "7", answer.text)


def messages(baton):
    with cloud(baton) as s:
        headers = s.bearer()
        path = CONVERSATIONS + "messages/%s/inbound/open/message" % KIM
        body = {"channel": {"from": {"id": "session-9", "idType": "Opaque"},
                            "time": "2026-01-05T10:00:00.000Z"}, "text": "An agent, please."}
        first = expect(s.ask("POST", path, json=body, headers=headers), 202).json()
        check("conversationId" not in first and first["channel"]["platform"] == "Open",
              "%r" % first)
        told = expect(s.ask("POST", path + "?prefetchConversationId=true", json=body,
                            headers=headers), 200).json()["conversationId"]
        got = expect(s.ask("GET", CONVERSATIONS + "messages/" + told, headers=headers), 200).json()
        caller = part(got, "customer")["id"]
        expect(s.ask("PATCH", CONVERSATIONS + "messages/%s/participants/%s" % (told, caller),
                     json={"state": "disconnected"}, headers=headers), 202)
        got = s.ask("GET", CONVERSATIONS + told, headers=headers).json()
        check(got["endTime"] and part(got, "workflow")["messages"][0]["disconnectType"] == "peer",
              "%r" % got)
        del body["channel"]["from"]["idType"]
        refused(s.ask("POST", path, json=body, headers=headers), 400, "constraint.validation")
        del body["channel"]["time"]
        expect(s.ask("POST", path, json=body, headers=headers), 400)


def begins_again(baton):
    with cloud(baton) as s:
        talk = Talk(s, "genesys-no-permission")
        before = talk.read()
        expect(talk.post("ivr", "replace/queue", {"queueId": BILLING}), 202)
        expect(s.ask("POST", talk.path + "/disconnect", headers=talk.headers), 202)
        check(all(one["calls"][0]["state"] == "disconnected"
                  for one in talk.read()["participants"]), "not all are gone")
        s.admin("POST", "reset")
        talk.headers = s.bearer()
        check(talk.read() == before, "it is not as it was")


TESTS = (families, tokens, both_forms, transfers, refusals, queues, analytics, generated, limits,
         messages, begins_again)
