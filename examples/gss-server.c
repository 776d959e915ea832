/* SPDX-License-Identifier: MIT */
/*
 * gss-server PORT
 *
 * The twin of sspi-server.
 */
#include "gss-messages.h"

static void
establish(net_line line, gss_ctx_id_t *context)
{
    static struct net_frame frame;
    gss_buffer_desc in, out;
    OM_uint32 major = GSS_S_CONTINUE_NEEDED, minor, ignored, flags = 0;

    while (major == GSS_S_CONTINUE_NEEDED) {
        net_receive(line, &frame);
        in.value = frame.data;
        in.length = frame.length;
        major = gss_accept_sec_context(&minor, context, GSS_C_NO_CREDENTIAL,
                                       &in, NULL, NULL, NULL, &out, &flags,
                                       NULL, NULL);
        if (major != GSS_S_CONTINUE_NEEDED)
            gss_check("gss_accept_sec_context", major, minor);
        if (out.length > 0)
            net_send(line, out.value, out.length);
        gss_release_buffer(&ignored, &out);
    }
    if ((flags & GSS_C_INTEG_FLAG) == 0)
        net_fail("integrity: getting it");
}

static void
print_client(gss_ctx_id_t context)
{
    gss_buffer_desc text;
    OM_uint32 major, minor;
    gss_name_t client;

    major = gss_inquire_context(&minor, context, &client, NULL, NULL, NULL,
                                NULL, NULL, NULL);
    gss_check("gss_inquire_context", major, minor);
    major = gss_display_name(&minor, client, &text, NULL);
    gss_check("gss_display_name", major, minor);
    printf("client: %.*s\n", (int)text.length, (char *)text.value);
    gss_release_buffer(&minor, &text);
    gss_release_name(&minor, &client);
}

int
main(int argc, char **argv)
{
    static struct net_frame mode;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 minor;
    net_line line;
    int seal;

    if (argc != 2) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 2;
    }
    line = net_accept(argv[1]);
    establish(line, &context);
    print_client(context);
    net_receive(line, &mode);
    seal = mode.length == 4 && memcmp(mode.data, "seal", 4) == 0;
    gss_receive(line, context, seal);
    gss_send(line, context, seal, "this is the server's answer");
    net_close(line);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    return 0;
}
