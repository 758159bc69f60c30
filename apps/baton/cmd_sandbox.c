/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apps/baton/app.h"
#include "apps/sandbox/sandbox.h"
#include "edge/config.h"
#include "edge/os.h"

enum { MAX_THREADS = 64, LAST_ANSWERS = 2000 /* milliseconds */ };

#define NAME(family) #family ", "

static const struct baton_option options[] = {
    {"listen", 'l', BATON_OPT_TEXT, "ADDRESS:PORT", NULL,
     "where the first family listens (default 127.0.0.1:8043), the others at the ports after it; "
     "port 0 takes free ones"},
    {"family", 'f', BATON_OPT_LIST, "NAME", NULL,
     "which platform to be: " BATON_FAMILIES(NAME) "or several of them with commas (default all)"},
    {"scenario", 's', BATON_OPT_LIST, "NAME|FILE", NULL,
     "what to answer with: a scenario's name, a YAML file, or all (default all)"},
    {"conversations", 'n', BATON_OPT_TEXT, "N", NULL,
     "generate so many conversations like those of the scenarios, up to 10,000,000"},
    {"seed", 0, BATON_OPT_TEXT, "S", NULL, "what they are generated from (default 1)"},
    {"ready-file", 0, BATON_OPT_TEXT, "FILE", NULL,
     "write {\"community\": URL, …} to it once the sandbox listens"},
    {"threads", 0, BATON_OPT_TEXT, "N", NULL, "threads that answer, of each family (default 2)"},
    {"cert", 0, BATON_OPT_TEXT, "FILE", NULL, "a certificate (PEM), to be asked with https"},
    {"key", 0, BATON_OPT_TEXT, "FILE", NULL, "its private key (PEM)"},
    {"allow-remote", 0, BATON_OPT_FLAG, NULL, NULL,
     "listen for other machines, too: anybody who reaches the port can do all that is here"},
    {"quiet", 'q', BATON_OPT_FLAG, NULL, NULL, "print nothing"},
};

/* What the command line says, read. */
struct plan {
    struct baton_httpd_options httpd;
    struct baton_sandbox_options world;
    size_t families[BATON_SANDBOX_MAX_FAMILIES]; /* in the order in which they listen */
    size_t family_count;
};

/* What listens. */
struct ports {
    struct baton_httpd *of[BATON_SANDBOX_MAX_FAMILIES];
    size_t count;
};

static int usage(const char *option, const char *value, const char *wants)
{
    return baton_say_error(BATON_EUSAGE, "sandbox: --%s wants %s, not '%s'", option, wants, value);
}

static int read_number(const struct baton_call *call, const char *option, uint64_t most,
                       const char *wants, uint64_t *number)
{
    const char *text = baton_call_text(call, option);
    uint64_t value;
    if (!text)
        return 0;
    if (!baton_str_to_u64(baton_str_from(text), &value) || value > most)
        return usage(option, text, wants);
    *number = value;
    return 0;
}

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

/* "127.0.0.1:80", "[::1]:80", ":80" */
static int read_listen(struct baton_app *app, const struct baton_call *call, struct plan *plan)
{
    const char *wants = "an address and a port such as 127.0.0.1:0 or [::1]:8043";
    const char *given = baton_call_text(call, "listen");
    struct baton_str text = baton_str_from(given ? given : "127.0.0.1:8043"), host;
    uint64_t port = 0;
    size_t colon = text.len;
    while (colon > 0 && text.s[colon - 1] != ':')
        colon--;
    if (!colon || !baton_str_to_u64(baton_str_sub(text, colon, text.len), &port) ||
        port > UINT16_MAX)
        return usage("listen", given, wants);
    host = baton_str_sub(text, 0, colon - 1);
    if (host.len > 1 && host.s[0] == '[' && host.s[host.len - 1] == ']')
        host = baton_str_sub(host, 1, host.len - 1);
    host = baton_str_copy(&app->arena, host.len ? host : BATON_STR("127.0.0.1"));
    if (!host.s)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    plan->httpd.address = host.s;
    plan->httpd.port = (uint16_t)port;
    if (is_loopback(host.s) || baton_call_has(call, "allow-remote"))
        return 0;
    return baton_say_error(BATON_EUSAGE, "sandbox: %s is not the loopback: whoever reaches it can "
                           "read and change all that is there, without a password; "
                           "--allow-remote says that this is meant", host.s);
}

static bool has_family(const struct plan *plan, size_t family)
{
    for (size_t i = 0; i < plan->family_count; i++)
        if (plan->families[i] == family)
            return true;
    return false;
}

static int add_family(struct plan *plan, struct baton_str name)
{
    bool all = baton_str_is(name, "all"), found = false;
    struct baton_near near;
    baton_near_init(&near, name);
    for (size_t i = 0; i < baton_sandbox_family_count(); i++) {
        struct baton_str known = baton_str_from(baton_sandbox_family_name(i));
        baton_near_offer(&near, known);
        if (!all && !baton_str_eq(known, name))
            continue;
        found = true;
        if (!has_family(plan, i))
            plan->families[plan->family_count++] = i;
    }
    if (found)
        return 0;
    if (near.best.s)
        return baton_say_error(BATON_EUSAGE, "sandbox: there is no family '%.*s'; did you mean "
                               "'%.*s'?", BATON_ARG(name), BATON_ARG(near.best));
    return baton_say_error(BATON_EUSAGE, "sandbox: there is no family '%.*s'; 'baton sandbox -h' "
                           "names those that there are", BATON_ARG(name));
}

static int read_families(const struct baton_call *call, struct plan *plan)
{
    const struct baton_given_option *given = baton_call_list(call, "family");
    int status = given->count ? 0 : add_family(plan, BATON_STR("all"));
    for (size_t i = 0; i < given->count; i++) {
        struct baton_str rest = baton_str_from(given->values[i]), name;
        while (!status && baton_str_next(&rest, ',', &name))
            status = add_family(plan, name);
    }
    if (!status && plan->httpd.port && plan->httpd.port > UINT16_MAX - plan->family_count + 1)
        return baton_say_error(BATON_EUSAGE, "sandbox: --listen: there are not %zu ports from "
                               "%u on", plan->family_count, (unsigned)plan->httpd.port);
    return status;
}

static int read_plan(struct baton_app *app, const struct baton_call *call, struct plan *plan)
{
    const struct baton_given_option *scenarios = baton_call_list(call, "scenario");
    uint64_t threads = 2;
    int status = read_listen(app, call, plan);
    plan->world.scenarios = scenarios->values;
    plan->world.scenario_count = scenarios->count;
    plan->world.seed = 1;
    plan->world.clock = baton_os_now;
    if (!status)
        status = read_families(call, plan);
    if (!status)
        status = read_number(call, "conversations", BATON_SANDBOX_MAX_CONVERSATIONS,
                             "a number up to 10000000", &plan->world.conversations);
    if (!status)
        status = read_number(call, "seed", UINT64_MAX, "a number", &plan->world.seed);
    if (!status)
        status = read_number(call, "threads", MAX_THREADS, "a number up to 64", &threads);
    plan->httpd.threads = threads ? (int)threads : 1;
    plan->httpd.cert_file = baton_call_text(call, "cert");
    plan->httpd.key_file = baton_call_text(call, "key");
    plan->world.tls = plan->httpd.cert_file != NULL;
    if (!status && !plan->httpd.cert_file != !plan->httpd.key_file)
        return baton_say_error(BATON_EUSAGE, "sandbox: --cert and --key go together");
    if (!status && call->argument_count)
        return baton_say_error(BATON_EUSAGE, "sandbox: takes no arguments, only options");
    return status;
}

/* ---- running ----------------------------------------------------------------------------- */

static int open_world(struct baton_app *app, struct plan *plan, struct baton_sandbox **out)
{
    struct baton_sandbox_faults faults = {NULL, 0, 0};
    int status = baton_load_contracts(app, &(struct baton_given_option){NULL, 0});
    if (status)
        return status;
    plan->world.contracts = app->contracts;
    enum baton_err err = baton_sandbox_open(baton_os_alloc(), &plan->world, &app->arena, &faults,
                                            out);
    for (size_t i = 0; i < faults.count; i++)
        baton_say_error(err, "%.*s", BATON_ARG(faults.lines[i]));
    if (err != BATON_OK && !faults.count)
        return baton_say_error(err, "sandbox: %s", baton_err_text(err));
    return baton_err_status(err);
}

static struct baton_str base_url(struct baton_arena *arena, const struct plan *plan, uint16_t port)
{
    bool v6 = strchr(plan->httpd.address, ':') != NULL;
    return baton_str_fmt(arena, "%s://%s%s%s:%u", plan->httpd.cert_file ? "https" : "http",
                         v6 ? "[" : "", plan->httpd.address, v6 ? "]" : "", (unsigned)port);
}

/* A line for each family: what stands before its name, between name and URL, and after it. */
static struct baton_str list(struct baton_arena *arena, const struct plan *plan,
                             const struct ports *ports, const char *const marks[3])
{
    struct baton_buf out;
    baton_buf_init(&out, arena, 0);
    for (size_t i = 0; i < ports->count; i++) {
        struct baton_str base = base_url(arena, plan, baton_httpd_port(ports->of[i]));
        baton_buf_fmt(&out, "%s%s%s%.*s%s", i ? marks[0] : "",
                      baton_sandbox_family_name(plan->families[i]), marks[1], BATON_ARG(base),
                      marks[2]);
    }
    return baton_buf_str(&out);
}

static int write_ready(struct baton_arena *arena, const char *path, const struct plan *plan,
                       const struct ports *ports)
{
    static const char *const marks[] = {", \"", "\": \"", "\""};
    const char *why = "";
    struct baton_str names = list(arena, plan, ports, marks);
    struct baton_str text = baton_str_fmt(arena, "{\"%.*s}\n", BATON_ARG(names));
    if (!path || baton_os_replace(arena, path, text, &why) == BATON_OK)
        return 0;
    return baton_say_error(BATON_EUSAGE, "sandbox: --ready-file %s: %s", path, why);
}

static void tell(struct baton_arena *arena, const struct baton_app *app, const struct plan *plan,
                 const struct ports *ports, uint64_t conversations)
{
    static const char *const marks[] = {"", " ", "\n"};
    struct baton_buf out;
    baton_buf_init(&out, arena, 0);
    baton_buf_put(&out, list(arena, plan, ports, marks));
    (void)baton_say(&out);
    if (!app->quiet_err)
        fprintf(stderr, "%llu conversations; /_sandbox/state lists them; Ctrl-C ends it\n",
                (unsigned long long)conversations);
}

/* The program's own arena is the contracts', and so the answering threads' by now. */
static int announce(const struct baton_app *app, const struct baton_call *call,
                    const struct plan *plan, const struct ports *ports, uint64_t conversations)
{
    struct baton_arena arena;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    int status = write_ready(&arena, baton_call_text(call, "ready-file"), plan, ports);
    if (!status && !baton_call_has(call, "quiet"))
        tell(&arena, app, plan, ports, conversations);
    baton_arena_release(&arena);
    return status;
}

/* The signals that end it; blocked before any thread begins, so that only we take them. */
static sigset_t ends(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

static int listen_all(const struct plan *plan, struct baton_sandbox *sandbox, struct ports *ports)
{
    for (size_t i = 0; i < plan->family_count; i++) {
        struct baton_httpd_options httpd = plan->httpd;
        const char *why = "";
        if (httpd.port)
            httpd.port = (uint16_t)(httpd.port + i);
        httpd.handler = baton_sandbox_handle;
        httpd.ctx = baton_sandbox_door(sandbox, plan->families[i]);
        enum baton_err err =
            baton_httpd_start(baton_os_alloc(), &httpd, &ports->of[i], &why);
        if (err != BATON_OK)
            return baton_say_error(err, "sandbox: %s:%u: %s", httpd.address,
                                   (unsigned)httpd.port, why);
        ports->count++;
    }
    return 0;
}

static int serve(struct baton_app *app, const struct baton_call *call, struct plan *plan,
                 struct baton_sandbox *sandbox)
{
    const char *ready = baton_call_text(call, "ready-file");
    struct ports ports = {{NULL}, 0};
    sigset_t set = ends();
    int got = 0;
    if (ready)
        (void)unlink(ready);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    int status = listen_all(plan, sandbox, &ports);
    if (!status)
        status = announce(app, call, plan, &ports, baton_sandbox_size(sandbox));
    if (!status)
        sigwait(&set, &got);
    for (size_t i = 0; i < ports.count; i++)
        baton_httpd_stop(ports.of[i], LAST_ANSWERS);
    if (ready)
        (void)unlink(ready);
    return status;
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    struct plan plan = {.httpd = {.threads = 1}};
    struct baton_sandbox *sandbox = NULL;
    int status = read_plan(app, call, &plan);
    if (!status)
        status = open_world(app, &plan, &sandbox);
    if (!status)
        status = serve(app, call, &plan, sandbox);
    baton_sandbox_close(sandbox);
    return status;
}

const struct baton_command baton_command_sandbox = {
    .name = "sandbox",
    .arguments = "",
    .summary = "Runs platforms on this machine, to try things on",
    .description =
        "Answers the calls of the contracts on this machine, from conversations that failed in\n"
        "known ways: each family of contracts at a port of its own, all of them of one world.\n"
        "Tokens expire, scopes and permissions are enforced, transfers change state; nothing\n"
        "leaves the machine, and all is forgotten at the end.\n"
        "\n"
        "Below /_sandbox/ one can look at the state (with the rule that is each conversation's\n"
        "root cause), read the log of requests, ask for faults (delays, resets, statuses, expired\n"
        "tokens), and begin again; openapi.json there describes all calls. The clients' ids and\n"
        "secrets are in docs/sandbox.md, as is the form of scenario files.",
    .examples =
        "  $ baton sandbox\n"
        "  All scenarios, of all families, on port 8043 and those after it.\n"
        "  $ baton sandbox --family genesys\n"
        "  Genesys Cloud alone, on port 8043.\n"
        "  $ baton sandbox --scenario session-expired --scenario mine.yaml --listen 127.0.0.1:0\n"
        "  Some of them, on any free port, which is printed.\n"
        "  $ baton sandbox --conversations 100000 --seed 7\n"
        "  Many more of the kind, the same each time.",
    .options = options,
    .option_count = BATON_COUNT(options),
    .run = run,
};
