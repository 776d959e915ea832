/* SPDX-License-Identifier: MIT */
/*
 * sasl-gss TARGET sign|seal TEXT
 *
 * A client of SASL GSSAPI [RFC 4752] over GSS-API, for a server like
 * sasl-sample-server on stdin and stdout.  TARGET is svc@host.
 */
#include <gssapi/gssapi.h>

#include "sasl.h"

static void
check(const char *what, OM_uint32 major)
{
    if (major != GSS_S_COMPLETE && major != GSS_S_CONTINUE_NEEDED)
        sasl_fail(what);
}

static void
establish(gss_ctx_id_t *context, const char *target)
{
    static unsigned char bytes[SASL_MAX];
    gss_buffer_desc text = { strlen(target), (void *)(uintptr_t)target };
    gss_buffer_desc in = { 0, bytes }, out;
    OM_uint32 major, minor;
    gss_name_t name;
    int first = 1;

    check("gss_import_name",
          gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name));
    do {
        if (!first)
            in.length = sasl_read(bytes);
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, context,
                                     name, GSS_C_NO_OID, GSS_C_MUTUAL_FLAG |
                                     GSS_C_SEQUENCE_FLAG | GSS_C_INTEG_FLAG |
                                     GSS_C_CONF_FLAG, 0, NULL, &in, NULL,
                                     &out, NULL, NULL);
        check("gss_init_sec_context", major);
        if (first)
            sasl_write_first(out.value, out.length);
        else
            sasl_write(out.value, out.length);
        gss_release_buffer(&minor, &out);
        first = 0;
    } while (major == GSS_S_CONTINUE_NEEDED);
    gss_release_name(&minor, &name);
}

/* The step after the last token: the server's offer is signed with
 * conf_req_flag 0, and so is the answer. */
static void
negotiate_layer(gss_ctx_id_t context, int layer)
{
    static unsigned char bytes[SASL_MAX];
    unsigned char answer[4];
    gss_buffer_desc in, out, plain = { sizeof(answer), answer };
    OM_uint32 minor;

    in.length = sasl_read(bytes);
    in.value = bytes;
    check("gss_unwrap", gss_unwrap(&minor, context, &in, &out, NULL, NULL));
    sasl_choose(out.value, out.length, layer, answer);
    gss_release_buffer(&minor, &out);
    check("gss_wrap", gss_wrap(&minor, context, 0, GSS_C_QOP_DEFAULT, &plain,
                               NULL, &out));
    sasl_write(out.value, out.length);
    gss_release_buffer(&minor, &out);
}

/* In the layer every token has its length in four bytes before it. */
static void
receive(gss_ctx_id_t context)
{
    static unsigned char bytes[SASL_MAX];
    size_t length = sasl_read(bytes);
    gss_buffer_desc in = { length - 4, bytes + 4 }, out;
    OM_uint32 minor;
    int sealed;

    if (length < 4)
        sasl_fail("reading a token");
    check("gss_unwrap", gss_unwrap(&minor, context, &in, &out, &sealed,
                                   NULL));
    fprintf(stderr, "%s: %.*s\n", sealed ? "sealed" : "signed",
            (int)out.length, (char *)out.value);
    gss_release_buffer(&minor, &out);
}

static void
transmit(gss_ctx_id_t context, int layer, const char *text)
{
    static unsigned char bytes[SASL_MAX];
    gss_buffer_desc in = { strlen(text), (void *)(uintptr_t)text }, out;
    OM_uint32 minor;

    check("gss_wrap", gss_wrap(&minor, context, layer == SASL_SEAL,
                               GSS_C_QOP_DEFAULT, &in, NULL, &out));
    if (out.length > sizeof(bytes) - 4)
        sasl_fail("a text that is too long: sending");
    bytes[2] = (unsigned char)(out.length >> 8);
    bytes[3] = (unsigned char)out.length;
    memcpy(bytes + 4, out.value, out.length);
    sasl_write(bytes, 4 + out.length);
    gss_release_buffer(&minor, &out);
}

int
main(int argc, char **argv)
{
    static unsigned char mechanisms[SASL_MAX];
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 minor;
    int layer;

    if (argc != 4 || (strcmp(argv[2], "sign") && strcmp(argv[2], "seal"))) {
        fprintf(stderr, "usage: %s TARGET sign|seal TEXT\n", argv[0]);
        return 2;
    }
    layer = strcmp(argv[2], "seal") == 0 ? SASL_SEAL : SASL_SIGN;
    (void)sasl_read(mechanisms);
    establish(&context, argv[1]);
    negotiate_layer(context, layer);
    receive(context);
    transmit(context, layer, argv[3]);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    return 0;
}
