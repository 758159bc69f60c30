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

/* One of several platforms that are configured. */
struct baton_live_side {
    struct baton_str name;           /* in baton.yaml */
    struct baton_config config;
    const struct baton_family *family; /* NULL: its section is no good; why */
    struct baton_platform *platform; /* NULL: not opened */
    struct baton_str why;
};

struct baton_live {
    struct baton_app *app;
    const struct baton_call *call;
    struct baton_config config;      /* of the platform that is meant */
    struct baton_platform *platform; /* NULL: not opened */
    int fail_on;                     /* enum baton_severity, 3: never */
    struct baton_config_platform *platforms; /* all sections of baton.yaml */
    size_t platform_count;
    struct baton_live_side *sides;   /* all that are configured; see baton_live_sides() */
    size_t side_count;
    size_t side;                     /* of them the one that is meant, or SIZE_MAX */
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

/* ---- several platforms (live_sides.c) -------------------------------------------- */

/* The configuration with this section; options are for the one that is meant. */
enum baton_err baton_live_load_side(struct baton_live *live, struct baton_str name, bool meant,
                                    struct baton_config *out,
                                    struct baton_config_problem **problems,
                                    size_t *count) BATON_MUST_USE;
enum baton_err baton_live_open_config(struct baton_live *live, const struct baton_config *config,
                                      bool fresh, struct baton_platform **out,
                                      struct baton_str *why) BATON_MUST_USE;
/* Reads the sections of all platforms that are configured by name. BATON_OK or BATON_ENOMEM. */
enum baton_err baton_live_sides(struct baton_live *live) BATON_MUST_USE;
/* Means and opens this one from now on; what was meant before is closed. An exit status. */
int baton_live_mean(struct baton_live *live, size_t side);
/*
 * Opens the platform that is meant: where several are configured and none is named,
 * that whose ids look like this one (s NULL: none do). An exit status: 2 after saying
 * that it must be named.
 */
int baton_live_choose(struct baton_live *live, struct baton_str id);
/* Among sides not in `tried` (1 << side), that whose ids the id looks like best; or SIZE_MAX. */
size_t baton_live_fitting(const struct baton_live *live, struct baton_str id, uint64_t tried);
/* Opens it, if it is not; false: side->why says what hinders. */
bool baton_live_open_side(struct baton_live *live, struct baton_live_side *side);

/* ---- small things ---------------------------------------------------------------- */

/* The value of a key; s NULL if it is not set. */
struct baton_str baton_live_setting(const struct baton_live *live, const char *key);
/* The argument, else the configured conversation; s NULL after saying that there is none. */
struct baton_str baton_live_id(const struct baton_live *live);
/* What is going on, on a terminal; "" takes it away. */
void baton_live_progress(const struct baton_live *live, const char *fmt, ...) BATON_PRINTF(2, 3);
/* The level of --fail-on (default error). */
int baton_fail_level(const struct baton_call *call);

/* ---- gathering (gather.c, gather_ids.c) ------------------------------------------ */

enum { BATON_GATHER_OTHERS = 5, BATON_GATHER_FILES = 48 };

/*
 * The questions about one conversation, as the rows of the family's table have them:
 * each is asked once about an id, as soon as the answers before it name that id. Who
 * asks is up to the caller, so that many can be under way.
 */
struct baton_gather {
    struct baton_arena *arena; /* of all that is kept; its owner clears it */
    struct baton_str asked_id; /* as the user gave it */
    struct baton_str first_family;
    const struct baton_family *family; /* of the platform that is asked now */
    struct baton_str platform;
    struct baton_str other_queue; /* a queue to look at besides; s NULL: none */
    bool private_data;         /* mask personal data in answers */
    int64_t now;
    struct baton_file files[BATON_GATHER_FILES];
    size_t count;
    bool stopped;              /* no answer can be had of this platform */
    unsigned asked;            /* 1 << row of the table */
    unsigned missing;          /* 1 << enum baton_asked_of: there is nothing of that id */
    struct baton_str of[BATON_OF_NOTHING + 1]; /* ids by what they are of; s NULL: not known */
    struct baton_str others[BATON_GATHER_OTHERS];
    unsigned others_asked[BATON_GATHER_OTHERS];
    size_t other_count;
    bool others_known;
    struct baton_str wrapup;   /* the code that the handover names; s NULL: none */
    size_t read;               /* files there were when they were last read */
    struct baton_str *absent;  /* what was looked for elsewhere and not found */
    size_t absent_count;
    size_t row;                /* asked last */
    struct baton_str row_id;
};

void baton_gather_init(struct baton_gather *gather, const struct baton_live *live,
                       struct baton_arena *arena, struct baton_str id);
/* Goes on with another platform: what was gathered stays. */
void baton_gather_turn(struct baton_gather *gather, const struct baton_family *family,
                       struct baton_str platform, struct baton_str id);
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
/* Asks a platform all of it, one after the other. */
enum baton_err baton_gather_all(struct baton_gather *gather, const struct baton_live *live,
                                struct baton_platform *platform) BATON_MUST_USE;
/* Reads what there is so far. */
enum baton_err baton_gather_read(const struct baton_gather *gather,
                                 struct baton_evidence *out) BATON_MUST_USE;
/* Is there an account by the platform that is asked now? */
bool baton_gather_has_account(const struct baton_gather *gather,
                              const struct baton_evidence *evidence);
/*
 * The ids that the answers so far name; and, where the wanted wrap-up code is none of
 * the queue's, the other queues whose it may be (gather_ids.c).
 */
enum baton_err baton_gather_ids(struct baton_gather *gather) BATON_MUST_USE;
enum baton_err baton_gather_others(struct baton_gather *gather) BATON_MUST_USE;
struct baton_gathered baton_gathered(const struct baton_gather *gather,
                                     const struct baton_live *live);
/* The same with the payload masked, too, as it may be kept. */
enum baton_err baton_gather_mask(const struct baton_gather *gather, struct baton_gathered *gathered)
    BATON_MUST_USE;

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
/*
 * The exit status for it: 4 where an account of the conversation was asked for and none
 * came, else whether a finding reaches fail_on.
 */
int baton_evidence_status(const struct baton_evidence *evidence,
                          const struct baton_report *report, int fail_on);
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
