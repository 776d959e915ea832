/* SPDX-License-Identifier: MIT */
/* Signed and sealed messages over GSS-API, for both gss-client and
 * gss-server: the twin of sspi-messages.h. */
#ifndef EXAMPLES_GSS_MESSAGES_H
#define EXAMPLES_GSS_MESSAGES_H

#include <gssapi/gssapi.h>

#include "net.h"

static inline void
gss_check(const char *what, OM_uint32 major, OM_uint32 minor)
{
    gss_buffer_desc text;
    OM_uint32 ignored, more = 0;

    if (major != GSS_S_COMPLETE) {
        gss_display_status(&ignored, minor, GSS_C_MECH_CODE, GSS_C_NO_OID,
                           &more, &text);
        fprintf(stderr, "%s: 0x%08lx %.*s\n", what, (unsigned long)major,
                (int)text.length, (char *)text.value);
        exit(1);
    }
}

static inline void
gss_send(net_line line, gss_ctx_id_t context, int seal, const char *text)
{
    gss_buffer_desc message = { strlen(text), (void *)(uintptr_t)text };
    gss_buffer_desc token;
    OM_uint32 major, minor;
    int sealed = 0;

    if (seal) {
        major = gss_wrap(&minor, context, 1, GSS_C_QOP_DEFAULT, &message,
                         &sealed, &token);
        gss_check("gss_wrap", major, minor);
    } else {
        major = gss_get_mic(&minor, context, GSS_C_QOP_DEFAULT, &message,
                            &token);
        gss_check("gss_get_mic", major, minor);
        net_send(line, message.value, message.length);
    }
    net_send(line, token.value, token.length);
    gss_release_buffer(&minor, &token);
}

/* Prints the message, once it has been checked. */
static inline void
gss_receive(net_line line, gss_ctx_id_t context, int seal)
{
    static struct net_frame text, frame;
    gss_buffer_desc message, token;
    OM_uint32 major, minor;
    int sealed = 0;

    if (!seal)
        net_receive(line, &text);
    net_receive(line, &frame);
    token.value = frame.data;
    token.length = frame.length;
    if (seal) {
        major = gss_unwrap(&minor, context, &token, &message, &sealed, NULL);
        gss_check("gss_unwrap", major, minor);
        if (!sealed)
            net_fail("a sealed message that is not encrypted: receiving");
    } else {
        message.value = text.data;
        message.length = text.length;
        major = gss_verify_mic(&minor, context, &message, &token, NULL);
        gss_check("gss_verify_mic", major, minor);
    }
    printf("%s: %.*s\n", seal ? "sealed" : "signed", (int)message.length,
           (char *)message.value);
    if (seal)
        gss_release_buffer(&minor, &message);
}

#endif
