/* SPDX-License-Identifier: MIT */
/* The message of every operation, and which way it goes. */
#ifndef TESTS_REALM_FAILING_MESSAGE_H
#define TESTS_REALM_FAILING_MESSAGE_H

#include "realm/failing/failing.h"

extern char text[24];
extern gss_buffer_desc message, assoc;

/* More than are translated on the stack. */
#define PIECES 24

gss_ctx_id_t sender(const struct failing_scene *s);
gss_ctx_id_t receiver(const struct failing_scene *s);

/* One entry more. */
void add(struct failing_scene *s, OM_uint32 type, void *value, size_t length);

/* A list of them all, with the message in pieces.  It is encrypted where it
 * is: a copy, in the scene.  `header` is the type of the first entry. */
void lay_out(struct failing_scene *s, OM_uint32 header, size_t pieces);

#endif
