/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings and the report they end in: plain data, made by rules, read by
 * renderers. docs/report.schema.json is the shape of a report as JSON.
 */
#ifndef BATON_CORE_FINDING_H
#define BATON_CORE_FINDING_H

#include "core/base.h"

/* ---- words --------------------------------------------------------------------- */

/* Where in a platform's processing it fails, in the order of processing. */
#define BATON_STAGES(X)                                                          \
    X(BATON_REACH, "reach", "right vendor, host, region, TLS")                   \
    X(BATON_ROUTE, "route", "method and path exist")                             \
    X(BATON_AUTHENTICATE, "authenticate", "token present, genuine, not expired") \
    X(BATON_MEDIA, "media", "content type, accept, size, encoding")              \
    X(BATON_PARSE, "parse", "the bytes are JSON")                                \
    X(BATON_SHAPE, "shape", "the contract's schema")                             \
    X(BATON_IDENTIFY, "identify", "ids are of the right kind and resolve")       \
    X(BATON_PERMIT, "permit", "scopes, permissions, divisions")                  \
    X(BATON_STATE, "state", "the conversation's state allows it")                \
    X(BATON_PLACE, "place", "queue, skill, wrap-up code, agents")                \
    X(BATON_ANSWER, "answer", "what came of it")

enum baton_stage {
#define BATON_STAGE_ENUM(code, name, asks) code,
    BATON_STAGES(BATON_STAGE_ENUM)
#undef BATON_STAGE_ENUM
    BATON_STAGE_COUNT
};

enum baton_severity { BATON_NOTE, BATON_WARNING, BATON_ERROR };

/* May a fix be applied: by a machine; after a look; or only with a value the user knows. */
enum baton_applicability { BATON_FIX_NONE, BATON_FIX_SAFE, BATON_FIX_REVIEW, BATON_FIX_VALUE };

enum baton_outcome {
    BATON_OUTCOME_ACCEPTED,
    BATON_OUTCOME_REJECTED,
    BATON_OUTCOME_STUCK,
    BATON_OUTCOME_AT_RISK,
    BATON_OUTCOME_UNKNOWN
};

const char *baton_stage_name(enum baton_stage stage);
const char *baton_stage_asks(enum baton_stage stage);
const char *baton_severity_name(enum baton_severity severity);
const char *baton_applicability_name(enum baton_applicability applicability);
const char *baton_outcome_name(enum baton_outcome outcome);

/* ---- rules as data ---------------------------------------------------------------- */

/* What a rule's page says (rules/HOnnnn-name.md); the table is generated from the pages. */
struct baton_rule_info {
    const char *id, *name, *title;
    enum baton_stage stage;
    enum baton_severity severity;
    enum baton_applicability fix;
    const char *families;   /* comma-separated, or "all" */
    const char *since;      /* the version that brought it */
    const char *provenance; /* as in contracts */
    const char *confidence; /* "high", "medium", "low": that the cause is the one named */
    const char *sources;    /* one per line */
    const char *what, *why, *how; /* Markdown */
};

/* ---- findings ------------------------------------------------------------------------ */

struct baton_fix {
    struct baton_str text;
    bool own; /* the text is of this very finding, not the page's */
    enum baton_applicability applicability;
    struct baton_edit *edits; /* of the bytes of the input, or of the finding's document */
    size_t edit_count, edit_capacity;
};

struct baton_finding {
    const struct baton_rule_info *rule;
    enum baton_severity severity;
    enum baton_stage stage;
    struct baton_str pointer;  /* JSON Pointer in the body; "" if not in the body */
    bool in_body;
    struct baton_span span;    /* of the input's bytes; empty: nothing to point at */
    bool has_span;
    size_t document;           /* 0: of the input; else of report->documents[document - 1] */
    struct baton_str message;  /* one line, what is wrong */
    struct baton_str because;  /* why that breaks the handover */
    struct baton_fix fix;      /* text empty: none */
};

/* ---- report --------------------------------------------------------------------------- */

struct baton_next {
    enum baton_stage stage;
    size_t finding;
};

enum baton_event_kind { BATON_EVENT_PLAIN, BATON_EVENT_GOOD, BATON_EVENT_BAD };

struct baton_event {
    struct baton_str time;     /* as it is written where it stands; "" if it has none */
    struct baton_str actor;    /* "caller", "bot", "gateway", "platform", "queue", "agent" */
    struct baton_str event;    /* what the actor does, in words */
    struct baton_str ref;      /* where it stands: document and JSON Pointer, or "" */
    struct baton_str to;       /* the actor that it goes to; "" if it goes to nobody */
    struct baton_str at;       /* the time as "2026-01-05T10:00:00Z"; "" if it is not known */
    int64_t seconds;           /* the same since 1970; only where at is known */
    enum baton_event_kind kind;
    bool root;                 /* here shows what the root cause leads to */
};

/* Another text that findings point into, besides the input: of evidence in several parts. */
struct baton_report_document {
    struct baton_str name, what;
    struct baton_str text;     /* secrets masked, byte for byte as long */
};

struct baton_report {
    struct {
        struct baton_str name, kind, contract, contract_summary, family;
        double confidence;     /* of the choice of contract */
        bool guessed;
        size_t index, of;      /* this exchange among the input's, from 1; of 0: not known */
        struct baton_str conversation, asked; /* of evidence: the id, and when it was collected */
        const struct baton_str *absent; /* of evidence: what was looked for in vain, in words */
        size_t absent_count;
    } input;
    struct {
        enum baton_outcome outcome;
        bool has_stage;
        enum baton_stage stage;
        int status;            /* 0: none was observed or expected */
        bool predicted;        /* the status was not observed, it is what to expect */
        struct baton_str by;   /* who rejects */
        size_t root_cause;     /* SIZE_MAX: none */
        struct baton_str text; /* in one or two sentences */
    } verdict;
    struct baton_finding *findings; /* by stage, then severity, then place; notes last */
    size_t finding_count;
    struct baton_next *next;
    size_t next_count;
    struct baton_event *timeline;
    size_t timeline_count;
    struct {
        bool present, complete;
        bool cut;              /* the text had ended too early: something is lost */
        struct baton_span extent; /* what text takes the place of, in the input */
        struct baton_str text; /* the exchange's repaired text, secrets masked */
        struct baton_str body; /* its body alone, secrets masked */
        struct baton_str raw;  /* text as it is: for the user's own file, never for a report */
        size_t safe, review;   /* edits applied, by applicability */
        struct baton_str missing; /* what only the user knows, in words */
    } repaired;
    struct baton_report_document *documents;
    size_t document_count;
    struct baton_str source;   /* what the exchange takes of the input, secrets masked */
    size_t source_at;          /* where that stands in the input */
};

#endif
