/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_CORE_CONVERSATION_INT_H
#define BATON_CORE_CONVERSATION_INT_H

#include "core/conversation.h"

/* What accounts call things: lists of names end with NULL. */
enum { BATON_CONVERSATION__NAMES = 6 };

/* ---- words (words.c) --------------------------------------------------------- */

enum baton_role baton_conversation__role(struct baton_str word);
enum baton_call_state baton_conversation__state(struct baton_str word);
enum baton_message_kind baton_conversation__message(struct baton_str text);
/* An HTTP status of an error (400..599) that stands in the text as a number of its own, or 0. */
int baton_conversation__status(struct baton_str text);

#endif
