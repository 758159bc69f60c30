#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the workloads of the schema bench: everyone who is measured reads the same bytes.

usage: schema_work.py FOLDER [--stream N]

Writes FOLDER/NAME.schema.json, FOLDER/NAME.json, FOLDER/work.tsv with one line per workload
(name, draft, schema, instance, number of independent faults or - where only the verdict counts),
and with --stream the files stream-*.ndjson of N documents.
"""

import argparse
import json
import os

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DRAFTS = {
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
    "7": "http://json-schema.org/draft-07/schema#",
    "4": "http://json-schema.org/draft-04/schema#",
}
IDS = ["7d2f6c1e-1111-4a6b-9c1d-%012d", "9b1deb4d-3b7d-4bad-9bdd-%012d",
       "5f0c1a52-2222-4d0f-8f7e-%012d"]
SAYS = [
    "Good morning, you have reached example services. How can I help you today?",
    "I would like to speak to somebody about my invoice of last month, please.",
    "Certainly. Could you tell me the number that stands on the invoice?",
    "It is 555-0142, and the amount is wrong: I did not order the second item.",
]
EVERY = 100      # one document of so many in a stream is not valid
TURNS = 13       # make a handover of 3 KB
ENTRIES = 20     # members of the instance of the schema that grows


# ---- schemas ------------------------------------------------------------------------

def closed(required, properties):
    return {"type": "object", "required": required, "additionalProperties": False,
            "properties": properties}


def ref(name):
    return {"$ref": "#/$defs/" + name}


def targets():
    skills = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    return {"oneOf": [
        closed(["type", "queueId"], {"type": {"const": "queue"}, "queueId": ref("id"),
                                     "skills": skills}),
        closed(["type", "agentId"], {"type": {"const": "agent"}, "agentId": ref("id")}),
        closed(["type", "number"], {"type": {"const": "external"},
                                    "number": {"type": "string"}})]}


def turn():
    return closed(["role", "text", "time"], {
        "role": {"enum": ["bot", "user", "agent", "system"]},
        "text": {"type": "string", "maxLength": 4000},
        "time": {"type": "string"},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "intent": {"type": ["string", "null"]}})


def customer():
    return {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string", "maxLength": 128},
        "phone": {"type": "string", "pattern": "^\\+[1-9][0-9]{6,14}$"},
        "email": {"type": "string"}, "vip": {"type": "boolean"}}}


def contract():
    """What a contract of a handover looks like: references, enums, formats of ids, one choice."""
    schema = closed(["sessionId", "channel", "target", "customer", "transcript"], {
        "sessionId": ref("id"), "traceId": ref("id"),
        "channel": {"enum": ["voice", "chat", "email", "sms", "messenger"]},
        "language": {"type": "string", "pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
        "priority": {"type": "integer", "minimum": 0, "maximum": 10},
        "target": ref("target"), "customer": ref("customer"),
        "context": {"type": "object", "maxProperties": 64, "additionalProperties": {
            "type": ["string", "number", "boolean", "null"]}},
        "transcript": {"type": "array", "items": ref("turn")}})
    schema["$defs"] = {"id": {"type": "string", "minLength": 8, "maxLength": 64},
                       "target": targets(), "customer": customer(), "turn": turn()}
    return dict({"$schema": DRAFTS["2020-12"]}, **schema)


PROPERTIES = [
    (lambda n: {"type": "string", "maxLength": 32}, lambda n: "value %d" % n),
    (lambda n: {"type": "integer", "minimum": n}, lambda n: n + 1),
    (lambda n: {"enum": ["a%d" % n, "b", "c"]}, lambda n: "c"),
    (lambda n: {"type": "array", "items": {"type": "boolean"}}, lambda n: [True, False]),
]


def wide(count):
    return {"$schema": DRAFTS["2020-12"], "type": "object", "additionalProperties": False,
            "properties": {"property%d" % n: PROPERTIES[n % 4][0](n) for n in range(count)}}


def wide_instance(count, step=1):
    """Members in another order than the schema has them."""
    numbers = sorted(range(0, count, step), key=lambda n: n * 7919 % count)
    return {"property%d" % n: PROPERTIES[n % 4][1](n) for n in numbers}


def tree():
    return {"$schema": DRAFTS["2020-12"], "$ref": "#/$defs/node", "$defs": {
        "node": {"type": "object", "required": ["value"], "properties": {
            "value": {"type": "integer"}, "next": ref("node"),
            "children": {"type": "array", "items": ref("node")}}}}}


def chain(depth):
    node = {"value": 0}
    for value in range(1, depth):
        node = {"value": value, "next": node}
    return node


def branches(depth):
    node = {"value": depth}
    if depth:
        node["children"] = [branches(depth - 1), branches(depth - 1)]
    return node


def choice(count):
    return {"$schema": DRAFTS["2020-12"], "oneOf": [
        {"type": "object", "required": ["kind", "field%d" % n], "properties": {
            "kind": {"const": "kind%d" % n}, "field%d" % n: {"type": "string"}}}
        for n in range(count)]}


def plain_choice(count):
    """No property tells the alternatives apart but that it is there."""
    return {"$schema": DRAFTS["2020-12"], "oneOf": [
        {"type": "object", "required": ["field%d" % n], "properties": {
            "field%d" % n: {"type": "string"}}} for n in range(count)]}


# ---- handovers ----------------------------------------------------------------------

def handover(number=1, turns=TURNS, faults=0):
    """A handover with 0, 1 or 5 faults, of which none follows from another."""
    transcript = [{"role": "user" if n % 2 else "bot", "text": SAYS[n % 4],
                   "time": "2024-05-14T09:26:%02d.104Z" % (n % 60), "confidence": 0.93,
                   "intent": "billing" if n % 2 else None} for n in range(turns)]
    document = {
        "sessionId": IDS[0] % number, "traceId": IDS[1] % number, "channel": "voice",
        "language": "en-US", "priority": 5,
        "target": {"type": "queue", "queueId": IDS[2] % number, "skills": ["billing", "english"]},
        "customer": {"name": "Alex Example", "phone": "+15550100123",
                     "email": "alex@example.com", "vip": False},
        "context": {"attribute%d" % n: "some value of it" if n % 3 else 12345 for n in range(12)},
        "transcript": transcript}
    if faults >= 1:
        document["priority"] = 50
    if faults >= 5:
        document["channel"] = "vioce"
        document["language"] = "english"
        document["customer"]["vip"] = "no"
        transcript[1]["confidence"] = 1.5
    return document


def small_handover(number, faults):
    document = handover(number, 1, faults)
    del document["context"], document["traceId"]
    return document


# ---- files --------------------------------------------------------------------------

def meta_schema(draft):
    """The meta-schema of a draft as the tree has it."""
    name = {"2020-12": "draft2020-12/schema.json", "7": "draft-07.json", "4": "draft-04.json"}
    with open(os.path.join(TREE, "core", "schema", "meta", name[draft]), encoding="utf-8") as file:
        return json.load(file)


def workloads():
    """(name, draft, schema, instance, faults)"""
    rows = [("handover-%s%s" % (name, size), "2020-12", contract(),
             handover(1, TURNS * scale, faults), faults)
            for scale, size in ((1, ""), (10, "-x10"), (100, "-x100"))
            for name, faults in (("valid", 0), ("1-fault", 1), ("5-faults", 5))]
    for draft in DRAFTS:
        rows.append(("meta-" + draft, draft, {"$schema": DRAFTS[draft], "$ref": DRAFTS[draft]},
                     meta_schema(draft), 0))
    rows += [("properties-%d" % count, "2020-12", wide(count),
              wide_instance(count, count // ENTRIES), 0) for count in (20, 200, 2000)]
    bad = wide_instance(2000)
    bad["property9"], bad["proprety"] = 0, 1
    return rows + [
        ("properties-2000-all", "2020-12", wide(2000), wide_instance(2000), 0),
        ("properties-2000-bad", "2020-12", wide(2000), bad, 2),
        ("recursion-400-deep", "2020-12", tree(), chain(400), 0),
        ("recursion-1023-nodes", "2020-12", tree(), branches(9), 0),
        ("oneof-50", "2020-12", choice(50), {"kind": "kind49", "field49": "x"}, 0),
        ("oneof-50-bad", "2020-12", choice(50), {"kind": "kind49", "field49": 49}, 1),
        ("oneof-50-plain", "2020-12", plain_choice(50), {"field49": "x"}, 0),
    ]


def write(folder, name, value):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(value, file, separators=(",", ":"))


def write_stream(folder, name, count, make):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        for number in range(count):
            bad = number % EVERY == EVERY - 1
            file.write(json.dumps(make(number, 1 if bad else 0), separators=(",", ":")) + "\n")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--stream", type=int, default=0)
    args = options.parse_args()
    os.makedirs(args.folder, exist_ok=True)
    with open(os.path.join(args.folder, "work.tsv"), "w", encoding="utf-8") as index:
        for name, draft, schema, instance, faults in workloads():
            write(args.folder, name + ".schema.json", schema)
            write(args.folder, name + ".json", instance)
            index.write("\t".join([name, draft, name + ".schema.json", name + ".json",
                                   str(faults)]) + "\n")
    if args.stream:
        write_stream(args.folder, "stream-small.ndjson", args.stream, small_handover)
        write_stream(args.folder, "stream-3k.ndjson", args.stream,
                     lambda number, faults: handover(number, TURNS, faults))


if __name__ == "__main__":
    main()
