/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of 'baton replay' share. */
#ifndef BATON_APPS_BATON_REPLAY_H
#define BATON_APPS_BATON_REPLAY_H

#include "apps/baton/live.h"
#include "apps/baton/marks.h"

/* A value of the transfer, and where it is taken from. */
struct baton_replay_choice {
    struct baton_str text; /* s NULL: there is none */
    struct baton_str from;
};

/* A field in which both requests differ. */
struct baton_replay_difference {
    struct baton_str bots_pointer, bots; /* value: JSON text; s NULL: it is not there */
    struct baton_str ours_pointer, ours;
};

struct baton_replay {
    struct baton_live live;
    struct baton_arena *arena;
    struct baton_gather gather;
    struct baton_evidence evidence; /* on the conversation */
    struct baton_evidence place;    /* on the queue that is chosen: its two answers */
    struct baton_replay_choice queue, wrapup, customer, reason, intent;
    struct baton_replay_choice participant; /* whose leg is replaced */
    struct baton_replay_choice contact;     /* that is signalled */
    bool main_named;                        /* it is the main contact that was named */
    struct baton_replay_choice action;
    struct baton_transfer transfer;
    struct baton_answer planned;    /* not sent: the request to show */
    struct baton_marks marks;
    bool incomplete;                /* the contract requires what the request does not have */
    bool pointless;                 /* it names what no request can be about */
    bool refused;                   /* to be expected */
    int expected;                   /* with which status; 0: not known */
    struct baton_replay_difference *differences;
    size_t difference_count, difference_capacity;
    size_t same;                    /* fields that are equal */
    const char *compared;           /* with what; NULL: there was nothing */
};

/* Is a member of struct baton_transfer needed by this family's transfer ("queue-id")? */
bool baton_replay_needs(const struct baton_replay *replay, const char *name);
/* Chooses what to send, looks the queue up, and makes the request (replay_plan.c). */
enum baton_err baton_replay_plan(struct baton_replay *replay) BATON_MUST_USE;
/* What stands in its way, as lines (replay_preflight.c). */
enum baton_err baton_replay_preflight(struct baton_replay *replay) BATON_MUST_USE;
/* What the bot sent, or left in its context, against this request (replay_compare.c). */
enum baton_err baton_replay_compare(struct baton_replay *replay) BATON_MUST_USE;

#endif
