/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence on disk, and the report on it: the same for a folder as for what was just asked. */
#include <string.h>

#include "apps/baton/live.h"
#include "edge/os.h"

enum { MAX_MANIFEST = 4 << 20, MAX_FILE = 256 << 20 };

/* ---- judging --------------------------------------------------------------------- */

enum baton_err baton_evidence_judge(struct baton_arena *arena, const struct baton_judging *judging,
                                    const struct baton_gathered *gathered,
                                    struct baton_evidence *evidence, struct baton_report *report)
{
    struct baton_settings settings = judging->settings;
    settings.family = settings.family.len ? settings.family : gathered->family;
    settings.now = settings.now_given ? settings.now : gathered->now;
    const struct baton_given nothing = {0};
    const struct baton_diagnosis diagnosis = {
        .contracts = judging->contracts, .settings = &settings, .contract = judging->contract,
        .given = judging->given ? judging->given : &nothing, .repair = true,
        .review = judging->review,
    };
    enum baton_err err = baton_evidence_read(arena, gathered, &settings.limits, evidence);
    return err == BATON_OK ? baton_diagnose_evidence(arena, &diagnosis, evidence, report) : err;
}

int baton_evidence_status(const struct baton_evidence *evidence,
                          const struct baton_report *report, int fail_on)
{
    enum baton_severity worst;
    bool asked = false;
    for (size_t i = 0; i < evidence->document_count; i++)
        asked |= evidence->documents[i].role != BATON_DOC_PAYLOAD &&
                 evidence->documents[i].role != BATON_DOC_TRANSFER;
    if (asked && !evidence->has_conversation)
        return baton_err_status(BATON_EPLATFORM);
    return baton_report_worst(report, &worst) && (int)worst >= fail_on;
}

/* The text that the report's own spans are of. */
static struct baton_str main_text(const struct baton_evidence *e, const struct baton_report *r)
{
    for (size_t i = 0; i < e->document_count; i++)
        if (baton_str_eq(e->documents[i].name, r->input.name))
            return e->documents[i].text;
    return BATON_STR("");
}

enum baton_err baton_evidence_render(struct baton_buf *out, const struct baton_evidence *evidence,
                                     const struct baton_report *report, const char *format,
                                     const struct baton_style *style)
{
    struct baton_lines lines;
    enum baton_err err = baton_lines_init(&lines, out->arena, main_text(evidence, report));
    if (err != BATON_OK)
        return err;
    if (strcmp(format, "text") == 0)
        baton_render_text(out, report, &lines, style);
    else
        baton_render_json(out, report, &lines, strcmp(format, "json") == 0);
    if (strcmp(format, "text") != 0)
        baton_buf_putc(out, '\n');
    return baton_buf_failed(out) ? BATON_ENOMEM : BATON_OK;
}

/* ---- reading --------------------------------------------------------------------- */

static struct baton_str path_in(struct baton_arena *arena, const char *folder,
                                struct baton_str name)
{
    size_t len = strlen(folder);
    return baton_str_fmt(arena, "%s%s%.*s", folder, len && folder[len - 1] == '/' ? "" : "/",
                         BATON_ARG(name));
}

bool baton_evidence_is(struct baton_arena *arena, const char *folder)
{
    struct baton_str path = path_in(arena, folder, BATON_STR("evidence.json"));
    return path.s && baton_os_is_file(path.s);
}

static int read_file(struct baton_arena *arena, const char *folder, struct baton_str name,
                     size_t limit, struct baton_str *out)
{
    struct baton_str path = path_in(arena, folder, name), text;
    const char *why = "";
    if (!path.s)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    enum baton_err err = baton_os_read(path.s, limit, &text, &why);
    if (err != BATON_OK)
        return baton_say_error(err, "%s: %s", path.s, why);
    *out = baton_str_copy(arena, text);
    baton_os_free(text);
    return out->s ? 0 : baton_say_error(BATON_ENOMEM, "out of memory");
}

int baton_evidence_load(struct baton_arena *arena, const char *folder, struct baton_gathered *out)
{
    struct baton_str json, why = BATON_STR("out of memory");
    int status = read_file(arena, folder, BATON_STR("evidence.json"), MAX_MANIFEST, &json);
    if (status)
        return status;
    enum baton_err err = baton_evidence_get(arena, json, out, &why);
    if (err != BATON_OK)
        return baton_say_error(err, "%s: %.*s", folder, BATON_ARG(why));
    if (!out->count)
        return baton_say_error(BATON_ESYNTAX, "%s: evidence.json lists no files", folder);
    struct baton_file *files = BATON_NEW_N(arena, struct baton_file, out->count);
    if (!files)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    for (size_t i = 0; !status && i < out->count; i++) {
        files[i] = out->files[i];
        status = read_file(arena, folder, files[i].name, MAX_FILE, &files[i].text);
    }
    out->files = files;
    return status;
}

/* ---- writing --------------------------------------------------------------------- */

static bool is_not_empty(void *ctx, const char *path)
{
    bool *found = ctx;
    (void)path;
    *found = true;
    return false;
}

int baton_evidence_may_save(struct baton_app *app, const char *folder)
{
    const char *where = folder, *why = "";
    bool found = false;
    if (!*folder || baton_os_is_file(folder))
        return baton_say_error(BATON_EUSAGE, "--save %s: that is no folder", folder);
    if (!baton_os_is_folder(folder) || baton_evidence_is(&app->arena, folder))
        return 0;
    enum baton_err err = baton_os_walk(&app->arena, folder, is_not_empty, &found, &where, &why);
    if (err != BATON_OK)
        return baton_say_error(BATON_EUSAGE, "--save %s: %s", where, why);
    return found ? baton_say_error(BATON_EUSAGE, "--save %s: there are other files in it; name an "
                                   "empty folder, a new one, or one of evidence", folder)
                 : 0;
}

static enum baton_err put_file(struct baton_arena *arena, const char *folder,
                               struct baton_str name, struct baton_str text, const char **why)
{
    struct baton_str path = path_in(arena, folder, name);
    return path.s ? baton_os_put(arena, path.s, text, why) : BATON_ENOMEM;
}

int baton_evidence_save(struct baton_app *app, const char *folder,
                        const struct baton_gathered *gathered)
{
    struct baton_arena *arena = &app->arena;
    struct baton_buf manifest;
    const char *why = "out of memory";
    baton_buf_init(&manifest, arena, 0);
    enum baton_err err = baton_os_make_folder(arena, folder, &why);
    for (size_t i = 0; err == BATON_OK && i < gathered->count; i++)
        err = put_file(arena, folder, gathered->files[i].name, gathered->files[i].text, &why);
    if (err == BATON_OK)
        err = baton_evidence_put(&manifest, gathered);
    if (err == BATON_OK)
        err = put_file(arena, folder, BATON_STR("evidence.json"), baton_buf_str(&manifest), &why);
    if (err != BATON_OK)
        return baton_say_error(BATON_EUSAGE, "--save %s: %s", folder, why);
    return 0;
}
