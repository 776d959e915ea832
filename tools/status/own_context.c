/* SPDX-License-Identifier: MIT */
#include <gssapi/gssapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/oids.h"
#include "gssapi/gssapi_ksp.h"
#include "tools/status/in_child.h"
#include "tools/status/own_context.h"

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)
#define LEGS_MAX 4

static const char text[] = "gss-ksp";

/* Both ends, in a process that ends when it is done: nothing is freed. */
struct ends {
    gss_cred_id_t acceptor_cred;
    gss_name_t name;
    gss_ctx_id_t initiator, acceptor;
};

static void
note_error(struct own_context *result, const char *step, OM_uint32 major,
           OM_uint32 minor)
{
    gss_buffer_desc words = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;
    bool by_mechanism = minor != 0;

    (void)gss_display_status(&ignored, by_mechanism ? minor : major,
                             by_mechanism ? GSS_C_MECH_CODE : GSS_C_GSS_CODE,
                             gssksp_mech(0), &more, &words);
    (void)snprintf(result->error, sizeof(result->error), "%s: %.*s", step,
                   (int)words.length, words.value != NULL ?
                   (const char *)words.value : "");
}

static bool
succeeded(struct own_context *result, const char *step, OM_uint32 major,
          OM_uint32 minor)
{
    if (GSS_ERROR(major))
        note_error(result, step, major, minor);
    return !GSS_ERROR(major);
}

/* Who the keytab is of. */
static bool
find_peer(struct own_context *result, struct ends *ends)
{
    gss_OID_set_desc wanted = { 1, gssksp_mech(0) };
    gss_buffer_desc name = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE,
                             &wanted, GSS_C_ACCEPT, &ends->acceptor_cred,
                             NULL, NULL);
    if (!succeeded(result, "the keytab", major, minor))
        return false;
    major = gss_inquire_cred(&minor, ends->acceptor_cred, &ends->name, NULL,
                             NULL, NULL);
    if (major == GSS_S_COMPLETE && ends->name == GSS_C_NO_NAME)
        major = GSS_S_BAD_NAME;
    if (!succeeded(result, "the keytab", major, minor))
        return false;
    major = gss_display_name(&minor, ends->name, &name, NULL);
    if (major == GSS_S_COMPLETE)
        (void)snprintf(result->peer, sizeof(result->peer), "%.*s",
                       (int)name.length, (const char *)name.value);
    return succeeded(result, "the keytab", major, minor);
}

static bool
establish(struct own_context *result, struct ends *ends)
{
    gss_buffer_desc to = GSS_C_EMPTY_BUFFER, back = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = GSS_S_CONTINUE_NEEDED, minor, other;
    int leg;

    for (leg = 0; major == GSS_S_CONTINUE_NEEDED && leg < LEGS_MAX; leg++) {
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL,
                                     &ends->initiator, ends->name,
                                     gssksp_mech(0), FLAGS, 0,
                                     GSS_C_NO_CHANNEL_BINDINGS, &back, NULL,
                                     &to, NULL, NULL);
        if (!succeeded(result, "the initiator", major, minor))
            return false;
        if (to.length == 0)
            break;
        other = gss_accept_sec_context(&minor, &ends->acceptor,
                                       ends->acceptor_cred, &to,
                                       GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL,
                                       &back, NULL, NULL, NULL);
        if (!succeeded(result, "the acceptor", other, minor))
            return false;
    }
    return succeeded(result, "the context", major == GSS_S_COMPLETE ? major :
                     GSS_S_FAILURE, 0);
}

static bool
send_message(struct own_context *result, gss_ctx_id_t from, gss_ctx_id_t to)
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
    return succeeded(result, "a message", major, minor);
}

static void
work(const void *argument, void *found)
{
    struct own_context *result = found;
    struct ends ends;
    OM_uint32 minor;
    int ours = 0;

    (void)argument;
    (void)unsetenv("GSSKSP_TRACE");
    memset(&ends, 0, sizeof(ends));
    result->tried = true;
    result->made = find_peer(result, &ends) && establish(result, &ends) &&
        send_message(result, ends.initiator, ends.acceptor) &&
        send_message(result, ends.acceptor, ends.initiator);
    if (result->made && gss_ksp_is_ours(&minor, ends.initiator, &ours) ==
        GSS_S_COMPLETE)
        result->ours = ours != 0;
}

void
own_context_make(struct own_context *result)
{
    int detail;

    if (in_child(work, NULL, result, sizeof(*result), &detail) != CHILD_DONE)
        (void)snprintf(result->error, sizeof(result->error),
                       "the program that makes it does not come to its end");
    result->tried = true;
}
