# SPDX-License-Identifier: Apache-2.0
"""Generated conversations: the same each time, of every kind, found by their ids."""

import os
import tempfile

from e2e.sandbox import QUERY, Sandbox, check, expect

DETAILS = "/api/v2/analytics/conversations/details/query"
INTERACTION = "/api/v2/interactions/conversations/"
MANY = ("--conversations", "100000", "--seed", "7")


def page(sandbox, headers, **query):
    answer = sandbox.ask("POST", DETAILS, json=dict(QUERY, **query), headers=headers)
    return expect(answer, 200).json()


def from_a_seed(baton):
    seen = []
    for seed in ("7", "7", "8"):
        with Sandbox(baton, "--conversations", "500", "--seed", seed) as s:
            seen.append([(c["id"], c["root_cause"]) for c in s.state()["conversations"]])
    check(seen[0] == seen[1], "one seed gave two populations")
    check(len(set(seen[0]) & set(seen[2])) == 13, "two seeds gave the same")
    check(len({cause for _, cause in seen[0]}) == 12, "not every kind is there")


def paging(baton):
    with Sandbox(baton, "--conversations", "2500", "--seed", "3") as s:
        headers, keys, times = s.bearer(), [], []
        for number in (1, 2, 3, 4):
            got = page(s, headers, pageSize=1000, pageNumber=number)
            check(got["total"] == 2513 and got["pageCount"] == 3, "%r" % got["total"])
            keys += [group["key"] for group in got["groups"]]
            times += [group["startTime"] for group in got["groups"]]
        check(len(keys) == len(set(keys)) == 2513, "%d keys" % len(keys))
        check(set(keys) == {c["id"] for c in s.state()["conversations"]}, "not the same ids")
        check(sum(a < b for a, b in zip(times, times[1:])) < 30, "not in order")
        up = page(s, headers, pageSize=5, sortBy=[{"field": "conversation.startTime",
                                                   "ascending": True}])
        check(up["groups"][0]["key"] == keys[-1], "not from the other end")
        voice = page(s, headers, filters=[{"type": "string", "field": "channelType",
                                           "values": ["voice"]}])
        chat = page(s, headers, filters=[{"type": "string", "field": "channelType",
                                          "values": ["chat"]}])
        check(voice["total"] + chat["total"] == 2513 and chat["total"] > 50, "by channel")
        check({group["channelType"] for group in chat["groups"]} == {"chat"}, "another channel")
        half = page(s, headers, dateFrom=times[1200])
        check(1150 < half["total"] < 1250, "%d since then" % half["total"])


def all_pages(sandbox, headers, size, **query):
    """Every page is told the same total; the last one is not full, and none follows it."""
    keys, number, total = [], 1, None
    while total is None or (number - 1) * size < total:
        got = page(sandbox, headers, pageSize=size, pageNumber=number, **query)
        check(total in (None, got["total"]), "%r, then %r in all" % (total, got["total"]))
        total, number = got["total"], number + 1
        keys += [group["key"] for group in got["groups"]]
    check(not page(sandbox, headers, pageSize=size, pageNumber=number, **query)["groups"],
          "a page after the last")
    check(len(keys) == total == len(set(keys)), "%d keys, %r told" % (len(keys), total))
    return keys


def totals_are_what_the_pages_hold(baton):
    with Sandbox(baton, "--conversations", "9000", "--seed", "3") as s:
        headers = s.bearer()
        times = [page(s, headers, pageSize=1, pageNumber=at)["groups"][0]["startTime"]
                 for at in (1700, 7300)]
        up = [{"field": "conversation.startTime", "ascending": True}]
        chat = [{"type": "string", "field": "channelType", "values": ["chat"]}]
        for within in ({}, {"dateTo": times[0], "dateFrom": times[1]}, {"filters": chat},
                       {"dateTo": times[0], "dateFrom": times[1], "filters": chat}):
            down = all_pages(s, headers, 700, **within)
            check(len(down) > 300, "%d of %r" % (len(down), within))
            check(set(down) == set(all_pages(s, headers, 700, sortBy=up, **within)),
                  "not the same from the other end: %r" % within)
            check(down == all_pages(s, headers, 1000, **within), "by another size: %r" % within)


def refused_queries(baton):
    with Sandbox(baton) as s:
        headers = s.bearer()
        for change in ({"pageSize": 0}, {"pageSize": 1001}, {"pageSize": "10"}, {"dateTo": "now"},
                       {"dateFrom": QUERY["dateTo"], "dateTo": QUERY["dateFrom"]},
                       {"filters": [{"field": "colour", "values": ["red"]}]}):
            expect(s.ask("POST", DETAILS, json=dict(QUERY, **change), headers=headers), 400)
        expect(s.ask("POST", DETAILS, json={"dateFrom": QUERY["dateFrom"]}, headers=headers), 400,
               "dateTo")


def many(baton):
    with Sandbox(baton, *MANY) as s:
        headers = s.bearer()
        last = page(s, headers, pageSize=1000, pageNumber=100)
        check(last["total"] == 100013 and len(last["groups"]) == 1000, "%r" % last["total"])
        for group in last["groups"][:20]:
            got = expect(s.ask("GET", INTERACTION + group["key"], headers=headers), 200).json()
            check(got["id"] == group["key"] and got["startTime"] == group["startTime"],
                  "%r and %r" % (got["startTime"], group))
        listed = s.state(offset=50000, limit=200)["conversations"]
        causes = {c["root_cause"] for c in listed}
        check(len(listed) == 200 and len(causes) > 8 and None in causes, "%r" % causes)
        one = next(c for c in listed if c["scenario"] == "queue-by-name")
        expect(s.transfer(one["id"], headers), 200)
        got = s.ask("GET", INTERACTION + one["id"], headers=headers).json()
        check(got["participants"][-1]["type"] == "agent", "%r" % got)


def hashed_keys(baton):
    scenario = """conversations:
  - rootCause: null
    hashedKey: true
    account: {id: 0b7d2f64-91ce-4a38-b5f0-68d3a9c7e152, state: active, startTime: -5m}
"""
    with tempfile.TemporaryDirectory(prefix="baton-e2e-") as folder:
        path = os.path.join(folder, "mine.yaml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(scenario)
        with Sandbox(baton, "--scenario", path, "--conversations", "10") as s:
            headers = s.bearer()
            keys = [group["key"] for group in page(s, headers)["groups"]]
            check(len(set(keys)) == 11 and all(len(key) == 32 for key in keys), "%r" % keys)
            expect(s.ask("GET", INTERACTION + keys[0], headers=headers), 404)
            ids = [c["id"] for c in s.state()["conversations"]]
            check(s.state()["conversations"][0]["scenario"] == "mine", "the scenario's name")
            expect(s.ask("GET", INTERACTION + ids[5], headers=headers), 200)


TESTS = [from_a_seed, paging, totals_are_what_the_pages_hold, refused_queries, many, hashed_keys]
