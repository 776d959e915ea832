/* SPDX-License-Identifier: MIT */
/*
 * tokens TARGET MECHANISM: makes a context with itself and prints its tokens,
 * a line for each: a name and the bytes in hexadecimal.  TARGET is hostbased,
 * MECHANISM krb5, dce or spnego.
 *
 *     to-acceptor, to-initiator      those that establish it
 *     mic, mic-2                     of the initiator, one after the other
 *     mic-acceptor
 *     sealed, signed                 wrap tokens of the initiator
 *     key                            the enctype's number, a blank, and the
 *                                    key that they are made with
 */
#include <gssapi/gssapi_krb5.h>
#include <stdio.h>
#include <string.h>

#include "realm/gss_pair.h"

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)

static char text[] = "The quick brown fox";

static void
print_hex(const gss_buffer_desc *token)
{
    const unsigned char *bytes = token->value;
    size_t i;

    for (i = 0; i < token->length; i++)
        printf("%02x", bytes[i]);
    putchar('\n');
}

static void
print(const char *name, const gss_buffer_desc *token)
{
    printf("%s ", name);
    print_hex(token);
}

static void
watch(void *arg, struct gss_pair *pair, enum side to, gss_buffer_t token)
{
    (void)arg;
    (void)pair;
    print(to == ACCEPTOR ? "to-acceptor" : "to-initiator", token);
}

static bool
print_mic(const char *name, gss_ctx_id_t ctx)
{
    gss_buffer_desc message = { sizeof(text) - 1, text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, ctx, GSS_C_QOP_DEFAULT, &message, &token);
    if (major == GSS_S_COMPLETE)
        print(name, &token);
    (void)gss_release_buffer(&minor, &token);
    return major == GSS_S_COMPLETE;
}

static bool
print_wrap(const char *name, gss_ctx_id_t ctx, int sealed)
{
    gss_buffer_desc message = { sizeof(text) - 1, text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_wrap(&minor, ctx, sealed, GSS_C_QOP_DEFAULT, &message, NULL,
                     &token);
    if (major == GSS_S_COMPLETE)
        print(name, &token);
    (void)gss_release_buffer(&minor, &token);
    return major == GSS_S_COMPLETE;
}

/* The enctype is the last arc of the OID that stands beside it, below 128. */
static bool
print_key(gss_ctx_id_t ctx)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    const gss_buffer_desc *oid;
    OM_uint32 major, minor;
    bool ok;

    major = gss_inquire_sec_context_by_oid(&minor, ctx,
                                           GSS_C_INQ_SSPI_SESSION_KEY, &set);
    ok = major == GSS_S_COMPLETE && set->count == 2 &&
        set->elements[1].length > 0;
    if (ok) {
        oid = &set->elements[1];
        printf("key %d ",
               ((const unsigned char *)oid->value)[oid->length - 1]);
        print_hex(&set->elements[0]);
    }
    (void)gss_release_buffer_set(&minor, &set);
    return ok;
}

int
main(int argc, char **argv)
{
    struct dialog dialog = { .flags = FLAGS };
    gss_ctx_id_t initiator, acceptor;
    struct gss_pair pair;
    bool ok;

    if (argc != 3) {
        fprintf(stderr, "usage: tokens TARGET krb5|dce|spnego\n");
        return 2;
    }
    memset(&pair, 0, sizeof(pair));
    if (strcmp(argv[2], "spnego") == 0)
        dialog.negotiation = NEG_MIC;
    else if (strcmp(argv[2], "dce") == 0)
        dialog.flags |= GSS_C_DCE_STYLE;
    ok = pair_open(&pair, &dialog, argv[1], watch, NULL);
    initiator = pair.end[INITIATOR].ctx;
    acceptor = pair.end[ACCEPTOR].ctx;
    ok = ok && print_mic("mic", initiator) && print_mic("mic-2", initiator) &&
        print_mic("mic-acceptor", acceptor) &&
        print_wrap("sealed", initiator, 1) &&
        print_wrap("signed", initiator, 0) && print_key(initiator);
    pair_close(&pair);
    return ok ? 0 : 1;
}
