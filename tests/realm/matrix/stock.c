/* SPDX-License-Identifier: MIT */
#include "realm/matrix/stock.h"

#include <string.h>

/* Requests; every one is answered by one message of the same type, a major
 * status in front.  VERIFY takes a MIC after a message given by MESSAGE. */
#define REQUEST_IMPORT 'I'
#define REQUEST_EXPORT 'O'
#define REQUEST_MIC 'M'
#define REQUEST_MESSAGE 'T'
#define REQUEST_VERIFY 'V'

/* ---- the process ---------------------------------------------------- */

struct server {
    gss_ctx_id_t ctx;
    struct bytes message;
};

static OM_uint32
serve(struct server *server, char type, const struct bytes *in,
      gss_buffer_t out)
{
    gss_buffer_desc given = { in->length, in->data };
    gss_buffer_desc message = { server->message.length, server->message.data };
    OM_uint32 major = GSS_S_COMPLETE, minor;

    switch (type) {
    case REQUEST_IMPORT:
        gss_delete_sec_context(&minor, &server->ctx, GSS_C_NO_BUFFER);
        major = gss_import_sec_context(&minor, &given, &server->ctx);
        break;
    case REQUEST_EXPORT:
        major = gss_export_sec_context(&minor, &server->ctx, out);
        break;
    case REQUEST_MIC:
        major = gss_get_mic(&minor, server->ctx, GSS_C_QOP_DEFAULT, &given,
                            out);
        break;
    case REQUEST_MESSAGE:
        bytes_free(&server->message);
        server->message = bytes_copy(in->data, in->length);
        break;
    case REQUEST_VERIFY:
        major = gss_verify_mic(&minor, server->ctx, &message, &given, NULL);
        break;
    default:
        major = GSS_S_FAILURE;
        break;
    }
    return major;
}

static bool
answer(int line, char type, OM_uint32 major, const gss_buffer_desc *out)
{
    struct bytes reply = bytes_copy(NULL, sizeof(major) + out->length);
    bool good;

    memcpy(reply.data, &major, sizeof(major));
    if (out->length > 0)
        memcpy(reply.data + sizeof(major), out->value, out->length);
    good = line_send(line, type, reply.data, reply.length);
    bytes_free(&reply);
    return good;
}

void
stock_serve(int line, const char *config)
{
    struct server server = { GSS_C_NO_CONTEXT, { NULL, 0 } };
    gss_buffer_desc out;
    struct bytes in;
    bool open = true;
    OM_uint32 major, minor;
    char type;

    world_enter(config);
    while (open && line_receive(line, &type, &in)) {
        memset(&out, 0, sizeof(out));
        major = serve(&server, type, &in, &out);
        open = answer(line, type, major, &out);
        gss_release_buffer(&minor, &out);
        bytes_free(&in);
    }
    bytes_free(&in);
    gss_delete_sec_context(&minor, &server.ctx, GSS_C_NO_BUFFER);
    bytes_free(&server.message);
}

/* ---- the peer ------------------------------------------------------- */

static struct bytes
request(struct peer *peer, const char *what, char type,
        const struct bytes *in, OM_uint32 want)
{
    struct bytes reply = { NULL, 0 }, out = { NULL, 0 };
    OM_uint32 major = 0;
    char got = type;
    bool good;

    if (peer->verdict.good) {
        good = line_send(peer->stock_line, type, in->data, in->length) &&
            line_receive(peer->stock_line, &got, &reply) && got == type &&
            reply.length >= sizeof(major);
        expect(peer, good, "%s: the stock process is gone", what);
        if (good) {
            memcpy(&major, reply.data, sizeof(major));
            expect_major(peer, what, major, 0, want);
            out = bytes_copy(reply.data + sizeof(major),
                             reply.length - sizeof(major));
        }
        bytes_free(&reply);
    }
    if (out.data == NULL)
        out = bytes_copy(NULL, 0);
    return out;
}

void
stock_import(struct peer *peer, const struct bytes *exported)
{
    struct bytes out = request(peer, "import into a stock process",
                               REQUEST_IMPORT, exported, GSS_S_COMPLETE);

    bytes_free(&out);
}

struct bytes
stock_get_mic(struct peer *peer, const struct bytes *message)
{
    return request(peer, "gss_get_mic in a stock process", REQUEST_MIC,
                   message, GSS_S_COMPLETE);
}

void
stock_verify_mic(struct peer *peer, const struct bytes *message,
                 const struct bytes *mic, OM_uint32 want)
{
    struct bytes out = request(peer, "a message for a stock process",
                               REQUEST_MESSAGE, message, GSS_S_COMPLETE);

    bytes_free(&out);
    out = request(peer, "gss_verify_mic in a stock process", REQUEST_VERIFY,
                  mic, want);
    bytes_free(&out);
}

struct bytes
stock_export(struct peer *peer)
{
    struct bytes nothing = { NULL, 0 };

    return request(peer, "export from a stock process", REQUEST_EXPORT,
                   &nothing, GSS_S_COMPLETE);
}
