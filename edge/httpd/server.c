/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "edge/httpd/httpd_int.h"
#include "edge/os.h"

enum {
    MAX_CONNECTIONS = 8192,
    MAX_SILENCE = 60,          /* seconds */
    MAX_PEM = 1 << 20,
    DEFAULT_BODY = 1 << 20,
    MAX_OPTIONS = 12
};

/* What the library would print is of no use to anybody. */
static void say_nothing(void *ctx, const char *fmt, va_list args)
{
    (void)ctx, (void)fmt, (void)args;
}

static bool init_lock(struct baton_httpd *httpd)
{
    pthread_condattr_t steady;
    bool good = pthread_mutex_init(&httpd->lock, NULL) == 0 && pthread_condattr_init(&steady) == 0;
    good = good && pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0 &&
           pthread_cond_init(&httpd->changed, &steady) == 0 &&
           pthread_cond_init(&httpd->idle, &steady) == 0;
    if (good)
        pthread_condattr_destroy(&steady);
    return good;
}

static void forget(struct baton_httpd *httpd, struct baton_str *text)
{
    char *s = (char *)(uintptr_t)text->s;
    if (!s)
        return;
    memset(s, 0, text->len);
    httpd->alloc.resize(httpd->alloc.ctx, s, text->len + 1, 0);
}

/* The library wants it terminated. */
static enum baton_err read_pem(struct baton_httpd *httpd, const char *path, struct baton_str *out,
                               const char **why)
{
    const char *detail = "";
    struct baton_str text;
    enum baton_err err = baton_os_read(path, MAX_PEM, &text, &detail);
    if (err == BATON_EREAD || err == BATON_ELIMIT) {
        *why = "the certificate or its key cannot be read";
        return BATON_EUSAGE;
    }
    if (err != BATON_OK)
        return err;
    char *own = httpd->alloc.resize(httpd->alloc.ctx, NULL, 0, text.len + 1);
    if (own) {
        memcpy(own, text.s, text.len);
        own[text.len] = '\0';
        *out = (struct baton_str){own, text.len};
    }
    memset((void *)(uintptr_t)text.s, 0, text.len);
    baton_os_free(text);
    return own ? BATON_OK : BATON_ENOMEM;
}

static enum baton_err read_certificate(struct baton_httpd *httpd, const char **why)
{
    if (!httpd->options.cert_file)
        return BATON_OK;
    *why = "a certificate wants its key";
    if (!httpd->options.key_file)
        return BATON_EUSAGE;
    enum baton_err err = read_pem(httpd, httpd->options.cert_file, &httpd->cert, why);
    if (err != BATON_OK)
        return err;
    return read_pem(httpd, httpd->options.key_file, &httpd->key, why);
}

static void option(struct MHD_OptionItem *list, size_t *count, enum MHD_OPTION what,
                   intptr_t value, const void *pointer)
{
    list[(*count)++] = (struct MHD_OptionItem){what, value, (void *)(uintptr_t)pointer};
}

static bool start_daemon(struct baton_httpd *httpd)
{
    struct MHD_OptionItem list[MAX_OPTIONS];
    size_t n = 0;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    option(list, &n, MHD_OPTION_LISTEN_SOCKET, httpd->listener, NULL);
    option(list, &n, MHD_OPTION_CONNECTION_LIMIT, MAX_CONNECTIONS, NULL);
    option(list, &n, MHD_OPTION_CONNECTION_TIMEOUT, MAX_SILENCE, NULL);
    if (httpd->options.threads > 1)
        option(list, &n, MHD_OPTION_THREAD_POOL_SIZE, httpd->options.threads, NULL);
    if (httpd->cert.s) {
        flags |= MHD_USE_TLS;
        option(list, &n, MHD_OPTION_HTTPS_MEM_CERT, 0, httpd->cert.s);
        option(list, &n, MHD_OPTION_HTTPS_MEM_KEY, 0, httpd->key.s);
    }
    option(list, &n, MHD_OPTION_END, 0, NULL);
    httpd->daemon = LIB(start_daemon)(
        flags, 0, NULL, NULL, baton_httpd__access, httpd,
        MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, baton_httpd__begin, httpd,
        MHD_OPTION_NOTIFY_COMPLETED, baton_httpd__complete, httpd,
        MHD_OPTION_ARRAY, list, MHD_OPTION_END);
    return httpd->daemon != NULL;
}

static void release(struct baton_httpd *httpd)
{
    struct baton_alloc alloc = httpd->alloc;
    if (httpd->listener >= 0)
        close(httpd->listener);
    baton_httpd__free_spare(httpd);
    pthread_cond_destroy(&httpd->idle);
    pthread_cond_destroy(&httpd->changed);
    pthread_mutex_destroy(&httpd->lock);
    forget(httpd, &httpd->cert);
    forget(httpd, &httpd->key);
    alloc.resize(alloc.ctx, httpd, sizeof *httpd, 0);
}

static enum baton_err start(struct baton_httpd *httpd, const char **why)
{
    *why = "libmicrohttpd is not installed (Debian: libmicrohttpd12)";
    if (!baton_httpd__load())
        return BATON_EUSAGE;
    enum baton_err err = read_certificate(httpd, why);
    if (err == BATON_OK)
        err = baton_httpd__listen(httpd, why);
    if (err == BATON_OK)
        err = baton_httpd__start_timer(httpd);
    if (err != BATON_OK)
        return err;
    *why = httpd->cert.s ? "the certificate and the key are not fit for TLS"
                         : "the system gives no threads for it";
    return start_daemon(httpd) ? BATON_OK : BATON_EUSAGE;
}

enum baton_err baton_httpd_start(struct baton_alloc alloc,
                                 const struct baton_httpd_options *options,
                                 struct baton_httpd **out, const char **why)
{
    struct baton_httpd *httpd = alloc.resize(alloc.ctx, NULL, 0, sizeof *httpd);
    *why = "out of memory";
    if (!httpd)
        return BATON_ENOMEM;
    *httpd = (struct baton_httpd){.alloc = alloc, .options = *options, .listener = -1};
    if (!httpd->options.max_body)
        httpd->options.max_body = DEFAULT_BODY;
    if (!init_lock(httpd)) {
        alloc.resize(alloc.ctx, httpd, sizeof *httpd, 0);
        return BATON_ENOMEM;
    }
    enum baton_err err = start(httpd, why);
    if (err != BATON_OK) {
        baton_httpd__end_timer(httpd);
        release(httpd);
        return err;
    }
    *out = httpd;
    return BATON_OK;
}

uint16_t baton_httpd_port(const struct baton_httpd *httpd)
{
    return httpd->port;
}

void baton_httpd_stop(struct baton_httpd *httpd, int wait_ms)
{
    if (!httpd)
        return;
    /* The library gives the socket back, for us to close, and answers what it has accepted. */
    (void)LIB(quiesce_daemon)(httpd->daemon);
    baton_httpd__wait_idle(httpd, wait_ms);
    baton_httpd__end_timer(httpd);
    LIB(stop_daemon)(httpd->daemon);
    release(httpd);
}
