/* SPDX-License-Identifier: Apache-2.0 */
#include <time.h>

#include "edge/httpd/httpd_int.h"

enum { FOR_EVER = 24 * 3600 * 1000 };

int64_t baton_httpd__clock(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct timespec moment(int64_t ms)
{
    return (struct timespec){.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
}

/* ---- held requests (with the lock) ------------------------------------------------------- */

static void link_held(struct baton_httpd__request *r)
{
    struct baton_httpd *httpd = r->httpd;
    r->previous = NULL;
    r->next = httpd->held;
    if (r->next)
        r->next->previous = r;
    httpd->held = r;
}

static void resume(struct baton_httpd__request *r, enum baton_httpd__stage stage)
{
    if (r->next)
        r->next->previous = r->previous;
    if (r->previous)
        r->previous->next = r->next;
    else
        r->httpd->held = r->next;
    r->next = r->previous = NULL;
    r->stage = stage;
    LIB(resume_connection)(r->connection);
}

/* Resumes what is due; gives the time of what is due next. */
static int64_t resume_due(struct baton_httpd *httpd)
{
    int64_t now = baton_httpd__clock(), nearest = now + FOR_EVER;
    for (struct baton_httpd__request *r = httpd->held, *next; r; r = next) {
        next = r->next;
        if (r->due <= now)
            resume(r, BATON_HTTPD__DUE);
        else if (r->due < nearest)
            nearest = r->due;
    }
    return nearest;
}

void baton_httpd__hold(struct baton_httpd__request *r)
{
    struct baton_httpd *httpd = r->httpd;
    bool hangs = r->out.fault == BATON_HTTPD_HANG;
    pthread_mutex_lock(&httpd->lock);
    r->stage = BATON_HTTPD__HELD;
    r->due = hangs ? INT64_MAX : baton_httpd__clock() + r->out.delay_ms;
    if (hangs && --httpd->under_way == 0)
        pthread_cond_signal(&httpd->idle);
    LIB(suspend_connection)(r->connection);
    link_held(r);
    if (httpd->ending)
        resume(r, BATON_HTTPD__ABANDONED);
    pthread_cond_signal(&httpd->changed);
    pthread_mutex_unlock(&httpd->lock);
}

/* ---- the thread -------------------------------------------------------------------------- */

static void *run_timer(void *ctx)
{
    struct baton_httpd *httpd = ctx;
    pthread_mutex_lock(&httpd->lock);
    while (!httpd->ending) {
        struct timespec until = moment(resume_due(httpd));
        pthread_cond_timedwait(&httpd->changed, &httpd->lock, &until);
    }
    pthread_mutex_unlock(&httpd->lock);
    return NULL;
}

enum baton_err baton_httpd__start_timer(struct baton_httpd *httpd)
{
    httpd->timer_runs = pthread_create(&httpd->timer, NULL, run_timer, httpd) == 0;
    return httpd->timer_runs ? BATON_OK : BATON_ENOMEM;
}

void baton_httpd__wait_idle(struct baton_httpd *httpd, int wait_ms)
{
    struct timespec until = moment(baton_httpd__clock() + (wait_ms > 0 ? wait_ms : 0));
    pthread_mutex_lock(&httpd->lock);
    while (httpd->under_way)
        if (pthread_cond_timedwait(&httpd->idle, &httpd->lock, &until) != 0)
            break;
    pthread_mutex_unlock(&httpd->lock);
}

void baton_httpd__end_timer(struct baton_httpd *httpd)
{
    pthread_mutex_lock(&httpd->lock);
    httpd->ending = true;
    while (httpd->held)
        resume(httpd->held, BATON_HTTPD__ABANDONED);
    pthread_cond_signal(&httpd->changed);
    pthread_mutex_unlock(&httpd->lock);
    if (httpd->timer_runs)
        pthread_join(httpd->timer, NULL);
}
