/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "bridge/oids.h"
#include "tools/own_ends.h"

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)
#define LEGS_MAX 4

static void
note_error(struct own_ends *ends, const char *step, OM_uint32 major,
           OM_uint32 minor)
{
    gss_buffer_desc words = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;
    bool by_mechanism = minor != 0;

    (void)gss_display_status(&ignored, by_mechanism ? minor : major,
                             by_mechanism ? GSS_C_MECH_CODE : GSS_C_GSS_CODE,
                             gssksp_mech(0), &more, &words);
    (void)snprintf(ends->error, sizeof(ends->error), "%s: %.*s", step,
                   (int)words.length, words.value != NULL ?
                   (const char *)words.value : "");
}

bool
own_ends_succeeded(struct own_ends *ends, const char *step, OM_uint32 major,
                   OM_uint32 minor)
{
    if (GSS_ERROR(major))
        note_error(ends, step, major, minor);
    return !GSS_ERROR(major);
}

/* Who the keytab is of. */
static bool
find_peer(struct own_ends *ends)
{
    gss_OID_set_desc wanted = { 1, gssksp_mech(0) };
    gss_buffer_desc name = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE,
                             &wanted, GSS_C_ACCEPT, &ends->acceptor_cred,
                             NULL, NULL);
    if (!own_ends_succeeded(ends, "the keytab", major, minor))
        return false;
    major = gss_inquire_cred(&minor, ends->acceptor_cred, &ends->name, NULL,
                             NULL, NULL);
    if (major == GSS_S_COMPLETE && ends->name == GSS_C_NO_NAME)
        major = GSS_S_BAD_NAME;
    if (!own_ends_succeeded(ends, "the keytab", major, minor))
        return false;
    major = gss_display_name(&minor, ends->name, &name, NULL);
    if (major == GSS_S_COMPLETE)
        (void)snprintf(ends->peer, sizeof(ends->peer), "%.*s",
                       (int)name.length, (const char *)name.value);
    return own_ends_succeeded(ends, "the keytab", major, minor);
}

static bool
establish(struct own_ends *ends)
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
        if (!own_ends_succeeded(ends, "the initiator", major, minor))
            return false;
        if (to.length == 0)
            break;
        other = gss_accept_sec_context(&minor, &ends->acceptor,
                                       ends->acceptor_cred, &to,
                                       GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL,
                                       &back, NULL, NULL, NULL);
        if (!own_ends_succeeded(ends, "the acceptor", other, minor))
            return false;
    }
    return own_ends_succeeded(ends, "the context",
                              major == GSS_S_COMPLETE ? major :
                              GSS_S_FAILURE, 0);
}

bool
own_ends_establish(struct own_ends *ends)
{
    memset(ends, 0, sizeof(*ends));
    return find_peer(ends) && establish(ends);
}
