/* SPDX-License-Identifier: MIT */
/*
 * gss-client HOST PORT TARGET sign|seal TEXT
 *
 * The twin of sspi-client.  TARGET is svc@host.
 */
#include "gss-messages.h"

#define WANTED \
    (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | \
     GSS_C_INTEG_FLAG | GSS_C_CONF_FLAG)

static void
establish(net_line line, gss_ctx_id_t *context, const char *target)
{
    static struct net_frame frame;
    gss_buffer_desc in = { 0, frame.data }, out;
    gss_buffer_desc text = { strlen(target), (void *)(uintptr_t)target };
    OM_uint32 major, minor, ignored, flags = 0;
    gss_name_t name;
    int first = 1;

    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    gss_check("gss_import_name", major, minor);
    major = GSS_S_CONTINUE_NEEDED;
    while (major == GSS_S_CONTINUE_NEEDED) {
        if (!first) {
            net_receive(line, &frame);
            in.length = frame.length;
        }
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, context,
                                     name, GSS_C_NO_OID, WANTED, 0, NULL, &in,
                                     NULL, &out, &flags, NULL);
        if (major != GSS_S_CONTINUE_NEEDED)
            gss_check("gss_init_sec_context", major, minor);
        if (out.length > 0)
            net_send(line, out.value, out.length);
        gss_release_buffer(&ignored, &out);
        first = 0;
    }
    gss_release_name(&ignored, &name);
    if ((flags & GSS_C_MUTUAL_FLAG) == 0)
        net_fail("proof of who the server is: getting it");
}

int
main(int argc, char **argv)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 minor;
    net_line line;
    int seal;

    if (argc != 6 || (strcmp(argv[4], "sign") && strcmp(argv[4], "seal"))) {
        fprintf(stderr, "usage: %s HOST PORT TARGET sign|seal TEXT\n",
                argv[0]);
        return 2;
    }
    seal = strcmp(argv[4], "seal") == 0;
    line = net_connect(argv[1], argv[2]);
    establish(line, &context, argv[3]);
    net_send(line, argv[4], strlen(argv[4]));
    gss_send(line, context, seal, argv[5]);
    gss_receive(line, context, seal);
    net_close(line);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    return 0;
}
