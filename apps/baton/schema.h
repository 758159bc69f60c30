/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of 'baton schema': sources (files with their places), the schema and
 * all it refers to, findings, and the forms they are shown in.
 */
#ifndef BATON_APPS_BATON_SCHEMA_H
#define BATON_APPS_BATON_SCHEMA_H

#include "apps/baton/app.h"
#include "core/json.h"
#include "core/render.h"
#include "core/schema.h"
#include "core/schema_output.h"
#include "edge/yaml.h"

/* ---- sources (schema_source.c) --------------------------------------------------------------- */

/* Why a text is not JSON or YAML. */
struct schema_flaw {
    struct baton_span span; /* in the text; YAML: empty, and the place counts */
    struct baton_place place;
    struct baton_str message;
};

/* A JSON or YAML text and where it came from. */
struct schema_source {
    struct baton_str name; /* as shown: "<stdin>", or the path that was given or that led here */
    struct baton_str uri;  /* schemas: what it was asked for by */
    bool local;            /* the URI is that of the file itself */
    struct baton_str text; /* as it stands in the file */
    struct baton_json json;
    bool yaml;
    struct baton_yaml_map map; /* YAML: from the JSON text to the file */
    size_t first_line;         /* the number of its first line, from 1 */
    uint64_t first_offset;     /* where it stands in the file */
    bool prepared;             /* what follows was made */
    struct baton_lines lines;
    struct baton_str masked; /* the text, secrets overwritten */
    struct baton_str *secrets;
    size_t secret_count, secret_capacity;
    struct schema_flaw *flaws; /* why it is of no use */
    size_t flaw_count;
};

enum schema_language { SCHEMA_JSON, SCHEMA_YAML, SCHEMA_NDJSON };

/* What a file's name says of its content. */
enum schema_language schema_language_of(const char *path);

/*
 * Reads source->text. BATON_OK; BATON_ESYNTAX or BATON_ELIMIT with at least one flaw;
 * BATON_ENOMEM.
 */
enum baton_err schema_source_read(struct baton_arena *arena,
                                  struct schema_source *source) BATON_MUST_USE;
/* Lines and secrets, before places and excerpts are asked for. */
enum baton_err schema_source_prepare(struct baton_arena *arena,
                                     struct schema_source *source) BATON_MUST_USE;
/* Where a value begins, in the file. */
struct baton_place schema_source_place(const struct schema_source *source, uint32_t value);
/* The offset of a place within the text; columns count characters. */
size_t schema_source_offset(const struct schema_source *source, struct baton_place place);
/* What to mark of a value in the source's text. */
struct baton_span schema_source_span(const struct schema_source *source, uint32_t value);
/* A message that repeats values of the source, without its secrets. */
struct baton_str schema_source_hide(struct baton_arena *arena, const struct schema_source *source,
                                    struct baton_str message, struct baton_span span);

/* ---- findings (schema_finding.c) ------------------------------------------------------------- */

struct schema_finding {
    struct baton_str message;
    const char *keyword;          /* NULL: not JSON */
    struct baton_str pointer;     /* in the instance */
    struct baton_place place;
    struct baton_span span;       /* in the source's text */
    const struct baton_schema_fault *fault; /* NULL: not JSON */
    const struct schema_source *schema;     /* NULL: embedded */
    struct baton_place schema_place;
    int follows;                    /* the finding that this one comes from, or -1 */
    struct baton_str discriminator; /* pointer to what told the alternative meant, or "" */
    struct schema_alternative *alternatives; /* with --branches */
    size_t alternative_count;
};

struct schema_alternative {
    uint32_t schema;
    struct baton_str title;
    bool valid;
    struct schema_finding *findings;
    size_t count;
};

struct schema_verdict {
    bool valid;
    struct schema_finding *findings;
    size_t count;
    size_t own, more; /* faults that follow from no other: listed, and not listed */
};

/* What is wrong with a schema. */
struct schema_problem {
    const struct schema_source *source; /* NULL: embedded */
    struct baton_span span;
    struct baton_place place;
    struct baton_str pointer, message;
};

/* ---- the command's state --------------------------------------------------------------------- */

enum schema_format {
    SCHEMA_AS_TEXT,
    SCHEMA_AS_JSON,
    SCHEMA_AS_NDJSON,
    SCHEMA_AS_FORM /* an output unit of the specification: see form */
};

struct schema_mapping {
    struct baton_str uri;
    const char *path;
    bool folder;
};

struct schema_command {
    struct baton_app *app;
    const struct baton_call *call;
    enum schema_format format;
    enum baton_schema_form form;
    bool branches, has_language;
    enum schema_language language;    /* of instances, where it was given */
    size_t max_faults, max_line;
    struct schema_mapping *mappings;
    size_t mapping_count;
    struct schema_source **schemas;   /* all documents that were loaded; the first is the root */
    size_t schema_count, schema_capacity;
    uint64_t schema_bytes;
    struct baton_regex regex;
    bool regex_open;
    struct baton_schema_registry *registry;
    const struct baton_schema *schema;
    struct baton_str schema_name;     /* as it was given */
    uint32_t root;                    /* the schema's value in the first document */
    struct baton_arena arena;         /* of one instance */
    struct baton_json_track track;    /* of pointers into it */
    struct baton_style style;
    size_t shown;                     /* instances that were shown */
    int status;
};

/* BATON_OK, or BATON_ENOMEM. */
enum baton_err schema_verdict_of(struct schema_command *c, struct schema_source *instance,
                                 const struct baton_schema_result *result,
                                 struct schema_verdict *out) BATON_MUST_USE;
/* Of an instance that has flaws. */
enum baton_err schema_verdict_unread(struct schema_command *c, struct schema_source *instance,
                                     struct schema_verdict *out) BATON_MUST_USE;
void schema_problem_of_flaw(const struct schema_source *source, const struct schema_flaw *flaw,
                            struct schema_problem *out);
void schema_problem_of(const struct schema_command *c, const struct baton_schema_problem *problem,
                       struct schema_problem *out);
/* The loaded document that this is, or NULL. */
const struct schema_source *schema_document(const struct schema_command *c,
                                            const struct baton_json *doc);

/* ---- the schema (schema_load.c, schema_compile.c) -------------------------------------------- */

/*
 * Reads a document under a URI, keeps it in c->schemas. *why and a NULL *out if it cannot
 * be read or is not JSON.
 */
enum baton_err schema_load_file(struct schema_command *c, const char *path, struct baton_str uri,
                                struct schema_source **out, struct baton_str *why) BATON_MUST_USE;
/* For options.loader: local files, what --ref maps; never the network. */
enum baton_err schema_load_uri(void *ctx, struct baton_str uri, struct baton_arena *arena,
                               const struct baton_json **out, struct baton_str *why);
/* The file: URI of a path; {NULL, 0} out of memory. */
struct baton_str schema_file_uri(struct baton_arena *arena, const char *path);
/* URIs of files below the current folder as the user knows them: relative. */
struct baton_str schema_shorten(struct baton_arena *arena, struct baton_str text);
/* The argument SCHEMA, compiled. Exit status: 0, or another after saying why. */
int schema_compile(struct schema_command *c, const char *argument);

/* ---- showing (schema_text.c, schema_json.c) -------------------------------------------------- */

/* line: one of many; their summary says what becomes of them. */
void schema_put_text(struct schema_command *c, struct baton_buf *out,
                     const struct schema_source *instance, const struct schema_verdict *verdict,
                     bool line);
void schema_put_summary(struct schema_command *c, struct baton_buf *out, struct baton_str name,
                        uint64_t count, uint64_t invalid);
void schema_put_problem(struct baton_buf *out, const struct baton_style *style,
                        const struct schema_problem *problem);
/* {"file":…,"valid":…,"findings":[…]}, on one line or indented; lines: of NDJSON. */
void schema_put_json(struct schema_command *c, struct baton_buf *out,
                     const struct schema_source *instance, const struct schema_verdict *verdict,
                     bool line);
/* The document around them: its beginning, and its end. */
void schema_put_json_start(struct schema_command *c, struct baton_buf *out);
void schema_put_json_end(struct baton_buf *out);
/* What is wrong with the schema, as a document. */
void schema_put_json_problems(struct schema_command *c, struct baton_buf *out,
                              const struct schema_problem *problems, size_t count);

/* ---- judging (schema_judge.c, schema_stream.c) ----------------------------------------------- */

/* Why an instance was not judged: what BATON_ELIMIT means then, and what to do. */
const char *schema_limit_text(const struct schema_command *c);
/* Remembers the worst exit status. */
void schema_raise(struct schema_command *c, int status);
/*
 * Judges an instance whose text was set, and appends what is to be said of it to out, in
 * the format that was asked for. Memory comes from c->arena. line: one of many.
 */
enum baton_err schema_judge(struct schema_command *c, struct baton_buf *out,
                            struct schema_source *instance, bool line) BATON_MUST_USE;
/* The same for an instance that has flaws. */
enum baton_err schema_judge_unread(struct schema_command *c, struct baton_buf *out,
                                   struct schema_source *instance, bool line) BATON_MUST_USE;
/* One instance a line, at constant memory. false if nothing more is to be read. */
bool schema_stream(struct schema_command *c, const char *path);

#endif
