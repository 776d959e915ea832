/* SPDX-License-Identifier: MIT */
/* The message of every operation, and which way it goes. */
#ifndef TESTS_REALM_FAILING_MESSAGE_H
#define TESTS_REALM_FAILING_MESSAGE_H

#include "realm/failing/failing.h"

static char text[] = "the text of the message";
static char assoc_text[] = "not in the token";
static gss_buffer_desc message = { sizeof(text), text };
static gss_buffer_desc assoc = { sizeof(assoc_text), assoc_text };

/* More than are translated on the stack. */
#define PIECES 24

static inline gss_ctx_id_t
sender(const struct failing_scene *s)
{
    return s->pair.end[INITIATOR].ctx;
}

static inline gss_ctx_id_t
receiver(const struct failing_scene *s)
{
    return s->pair.end[ACCEPTOR].ctx;
}

#endif
