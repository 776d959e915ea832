/* SPDX-License-Identifier: MIT */
#include <gssapi/gssapi.h>
#include <stdio.h>
#include <string.h>

#include "gssapi/gssapi_ksp.h"
#include "tools/own_ends.h"
#include "tools/status/in_child.h"
#include "tools/status/own_context.h"

static const char text[] = "gss-ksp";

static bool
send_message(struct own_ends *ends, gss_ctx_id_t from, gss_ctx_id_t to)
{
    gss_buffer_desc message = { sizeof(text), (void *)(uintptr_t)text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, got = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_wrap(&minor, from, 1, GSS_C_QOP_DEFAULT, &message, NULL,
                     &token);
    if (major == GSS_S_COMPLETE)
        major = gss_unwrap(&minor, to, &token, &got, NULL, NULL);
    if (major == GSS_S_COMPLETE &&
        (got.length != sizeof(text) ||
         memcmp(got.value, text, sizeof(text)) != 0))
        major = GSS_S_FAILURE;
    return own_ends_succeeded(ends, "a message", major, minor);
}

static void
work(const void *argument, void *found)
{
    struct own_context *result = found;
    struct own_ends ends;
    OM_uint32 minor;
    int ours = 0;

    module_tries_look(argument);
    result->tried = true;
    result->made = own_ends_establish(&ends) &&
        send_message(&ends, ends.initiator, ends.acceptor) &&
        send_message(&ends, ends.acceptor, ends.initiator);
    memcpy(result->peer, ends.peer, sizeof(result->peer));
    memcpy(result->error, ends.error, sizeof(result->error));
    if (result->made && gss_ksp_is_ours(&minor, ends.initiator, &ours) ==
        GSS_S_COMPLETE)
        result->ours = ours != 0;
}

void
own_context_make(const struct module_tries *tries,
                 struct own_context *result)
{
    int detail;

    if (in_child(work, tries, result, sizeof(*result), &detail) !=
        CHILD_DONE)
        (void)snprintf(result->error, sizeof(result->error),
                       "the program that makes it does not come to its end");
    result->tried = true;
    in_child_settle(&result->made);
    in_child_settle(&result->ours);
    in_child_end(result->peer, sizeof(result->peer));
    in_child_end(result->error, sizeof(result->error));
}
