/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of 'baton doctor' share. */
#ifndef BATON_APPS_BATON_DOCTOR_H
#define BATON_APPS_BATON_DOCTOR_H

#include "apps/baton/live.h"
#include "apps/baton/marks.h"

/* One platform under examination. */
struct baton_doctor {
    struct baton_live *live;
    struct baton_arena *arena;
    struct baton_str name;             /* in baton.yaml, or "" */
    const struct baton_config *config;
    struct baton_platform *platform;
    const struct baton_family *family;
    struct baton_marks marks;
    int status; /* 2 or 4 where it failed before a verdict; else 0 */
    bool dated; /* the clock was compared */
};

#define BATON_DOCTOR_PASS(d, name, ...) \
    baton_marks_add(&(d)->marks, BATON_PASS, name, NULL, __VA_ARGS__)
#define BATON_DOCTOR_WARN(d, name, fix, ...) \
    baton_marks_add(&(d)->marks, BATON_WARN, name, fix, __VA_ARGS__)
#define BATON_DOCTOR_FAIL(d, name, fix, ...) \
    baton_marks_add(&(d)->marks, BATON_FAIL, name, fix, __VA_ARGS__)

void baton_doctor_failed(struct baton_doctor *doctor, int status);
/* The value of a key; s NULL if it is not set. */
struct baton_str baton_doctor_setting(const struct baton_doctor *doctor, const char *key);

/* ---- hosts and answers (doctor_host.c) ------------------------------------------- */

bool baton_doctor_is_loopback(struct baton_str host);
void baton_doctor_vendor(struct baton_doctor *doctor, const struct baton_url *url);
/* Are tokens of the region that calls go to? */
void baton_doctor_login(struct baton_doctor *doctor);
/* Did an answer come at all? Else says why not. */
bool baton_doctor_has_answer(struct baton_doctor *doctor, const struct baton_fetch_response *r);
/* What the first answer says of certificate and clock. */
void baton_doctor_wire(struct baton_doctor *doctor, const struct baton_fetch_response *r);
bool baton_doctor_is_json(const struct baton_fetch_response *r);
void baton_doctor_redirected(struct baton_doctor *doctor, const char *name,
                             const struct baton_fetch_response *r);
/* Is this an answer that says yes? Else says what it says, and what to do. */
bool baton_doctor_is_granted(struct baton_doctor *doctor, const char *name,
                             const struct baton_fetch_response *r, const char *not_found);

/* ---- tokens (doctor_token.c) ----------------------------------------------------- */

/* Discovery and token; false: nothing more can be asked. */
bool baton_doctor_prepare(struct baton_doctor *doctor);

/* ---- what can be read (doctor_read.c) -------------------------------------------- */

void baton_doctor_read(struct baton_doctor *doctor);

#endif
