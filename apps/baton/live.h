/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the commands share that ask a platform: configuration, the platform, the
 * evidence on one conversation, and the report on it.
 */
#ifndef BATON_APPS_BATON_LIVE_H
#define BATON_APPS_BATON_LIVE_H

#include "apps/baton/app.h"
#include "core/diagnose.h"
#include "core/evidence.h"
#include "edge/config.h"
#include "edge/platform.h"

struct baton_live {
    struct baton_app *app;
    const struct baton_call *call;
    struct baton_config config;
    struct baton_platform *platform; /* NULL: not opened */
    int fail_on;                     /* enum baton_severity, 3: never */
};

/* Loads contracts and configuration, and gives what is wrong with it. */
enum baton_err baton_live_load(struct baton_live *live, struct baton_app *app,
                               const struct baton_call *call,
                               struct baton_config_problem **problems,
                               size_t *count) BATON_MUST_USE;
/*
 * The same, after which problems are said. Gives an exit status: 0, or another after
 * saying what is wrong. In any case baton_live_close() ends it.
 */
int baton_live_configure(struct baton_live *live, struct baton_app *app,
                         const struct baton_call *call);
/* Opens the platform; an exit status as above. Nothing is sent yet. */
int baton_live_open(struct baton_live *live);
/* The same, silently, and without tokens that are kept where fresh is true. */
enum baton_err baton_live_try(struct baton_live *live, bool fresh,
                              struct baton_str *why) BATON_MUST_USE;
void baton_live_close(struct baton_live *live);
/* The value of a key; s NULL if it is not set. */
struct baton_str baton_live_setting(const struct baton_live *live, const char *key);
/* The argument, else the configured conversation; s NULL after saying that there is none. */
struct baton_str baton_live_id(const struct baton_live *live);
/* What is going on, on a terminal; "" takes it away. */
void baton_live_progress(const struct baton_live *live, const char *fmt, ...) BATON_PRINTF(2, 3);
/* The level of --fail-on (default error). */
int baton_fail_level(const struct baton_call *call);

/* ---- gathering (gather.c) -------------------------------------------------------- */

enum { BATON_GATHER_OTHERS = 5, BATON_GATHER_FILES = 8 + BATON_GATHER_OTHERS };

/*
 * The questions about one conversation, one after the other: each depends on what
 * was answered before. Who asks is up to the caller, so that many can be under way.
 */
struct baton_gather {
    struct baton_arena *arena; /* of all that is kept; its owner clears it */
    struct baton_str id;
    struct baton_str family, other_queue; /* a queue to look at besides; s NULL: none */
    bool private_data;         /* mask personal data, too */
    int64_t now;
    struct baton_file files[BATON_GATHER_FILES];
    size_t count;
    unsigned asked;            /* 1 << role */
    bool stopped;              /* no answer can be had */
    bool considered;           /* what is wanted is known: */
    struct baton_str queue, wrapup;
    struct baton_str others[BATON_GATHER_OTHERS];
    size_t other_count, other_at;
    bool others_known;
};

void baton_gather_init(struct baton_gather *gather, const struct baton_live *live,
                       struct baton_arena *arena, struct baton_str id);
/* The bot's captured request: a file, or "-". Gives an exit status. */
int baton_gather_payload(struct baton_gather *gather, const char *path);
/* The next question, if *more. BATON_OK or BATON_ENOMEM. */
enum baton_err baton_gather_next(struct baton_gather *gather, enum baton_document_role *role,
                                 struct baton_str *id, bool *more) BATON_MUST_USE;
enum baton_err baton_gather_take(struct baton_gather *gather,
                                 const struct baton_answer *answer) BATON_MUST_USE;
/* Takes what was answered to the same question before; the file must live as long. */
enum baton_err baton_gather_again(struct baton_gather *gather,
                                  const struct baton_file *file) BATON_MUST_USE;
/* Asks all of it, one after the other. */
enum baton_err baton_gather_all(struct baton_gather *gather,
                                const struct baton_live *live) BATON_MUST_USE;
struct baton_gathered baton_gathered(const struct baton_gather *gather,
                                     const struct baton_live *live);

/* ---- evidence (evidence.c) ------------------------------------------------------- */

/* How evidence is judged. */
struct baton_judging {
    struct baton_contracts *contracts;
    struct baton_settings settings; /* now and family are set from the evidence, if they are not */
    struct baton_str contract;      /* of the payload, or "" */
    const struct baton_given *given; /* for the payload; may be NULL */
    bool review;
};

/* Diagnoses what was gathered. BATON_OK or BATON_ENOMEM. */
enum baton_err baton_evidence_judge(struct baton_arena *arena, const struct baton_judging *judging,
                                    const struct baton_gathered *gathered,
                                    struct baton_evidence *evidence,
                                    struct baton_report *report) BATON_MUST_USE;
/* Puts the report into the buffer: as text, or as JSON, indented or on one line. */
enum baton_err baton_evidence_render(struct baton_buf *out, const struct baton_evidence *evidence,
                                     const struct baton_report *report, const char *format,
                                     const struct baton_style *style) BATON_MUST_USE;
/* Is it a folder of evidence? */
bool baton_evidence_is(struct baton_arena *arena, const char *folder);
/* Reads such a folder; gives an exit status after saying what is wrong. */
int baton_evidence_load(struct baton_arena *arena, const char *folder,
                        struct baton_gathered *out);
/* May evidence be put there? An exit status, after saying why not. */
int baton_evidence_may_save(struct baton_app *app, const char *folder);
int baton_evidence_save(struct baton_app *app, const char *folder,
                        const struct baton_gathered *gathered);

#endif
