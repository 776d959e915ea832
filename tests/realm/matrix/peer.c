/* SPDX-License-Identifier: MIT */
#include "realm/matrix/peer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "realm/gss_oids.h"

/* A message larger than any a case sends. */
#define MAX_LENGTH (64u << 20)

/* ---- bytes ---------------------------------------------------------- */

void
bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    bytes->data = NULL;
    bytes->length = 0;
}

struct bytes
bytes_copy(const void *data, size_t length)
{
    struct bytes copy = { calloc(1, length == 0 ? 1 : length), length };

    if (copy.data == NULL) {
        perror("calloc");
        exit(1);
    }
    if (data != NULL && length > 0)
        memcpy(copy.data, data, length);
    return copy;
}

struct bytes
bytes_pattern(size_t length)
{
    struct bytes pattern = bytes_copy(NULL, length);
    size_t i;

    for (i = 0; i < length; i++)
        pattern.data[i] = (unsigned char)(i * 7 + (i >> 8));
    return pattern;
}

/* ---- verdict -------------------------------------------------------- */

bool
expect(struct peer *peer, bool good, const char *format, ...)
{
    va_list ap;
    int n;

    if (peer->verdict.good && !good) {
        peer->verdict.good = false;
        n = snprintf(peer->verdict.why, sizeof(peer->verdict.why), "%s: ",
                     peer->side == INITIATOR ? "initiator" : "acceptor");
        va_start(ap, format);
        vsnprintf(peer->verdict.why + n, sizeof(peer->verdict.why) - (size_t)n,
                  format, ap);
        va_end(ap);
    }
    return peer->verdict.good;
}

bool
expect_major(struct peer *peer, const char *call, OM_uint32 major,
             OM_uint32 minor, OM_uint32 want)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;

    if (peer->verdict.good && major != want) {
        gss_display_status(&ignored, minor, GSS_C_MECH_CODE, &oid_krb5, &more,
                           &text);
        expect(peer, false, "%s gave %08x (%.*s), not %08x", call,
               (unsigned)major, (int)text.length, (char *)text.value,
               (unsigned)want);
        gss_release_buffer(&ignored, &text);
    }
    return peer->verdict.good;
}

/* ---- the line ------------------------------------------------------- */

static bool
write_all(int line, const void *data, size_t length)
{
    const unsigned char *p = data;
    ssize_t n = 1;

    while (length > 0 && n > 0) {
        n = write(line, p, length);
        if (n > 0) {
            p += n;
            length -= (size_t)n;
        }
    }
    return length == 0;
}

static bool
read_all(int line, void *data, size_t length)
{
    unsigned char *p = data;
    ssize_t n = 1;

    while (length > 0 && n > 0) {
        n = read(line, p, length);
        if (n > 0) {
            p += n;
            length -= (size_t)n;
        }
    }
    return length == 0;
}

bool
line_send(int line, char type, const void *data, size_t length)
{
    uint32_t count = (uint32_t)length;

    return write_all(line, &type, 1) &&
        write_all(line, &count, sizeof(count)) &&
        write_all(line, data, length);
}

bool
line_receive(int line, char *type, struct bytes *bytes)
{
    uint32_t count = 0;
    bool good = read_all(line, type, 1) &&
        read_all(line, &count, sizeof(count)) && count <= MAX_LENGTH;

    *bytes = bytes_copy(NULL, good ? count : 0);
    return good && read_all(line, bytes->data, count);
}

/* Types of message between the peers: data, failure, end of a case. */
#define LINE_DATA 'D'
#define LINE_FAILURE 'X'
#define LINE_END 'E'

static void
tell_failure(struct peer *peer)
{
    if (!peer->verdict.good && !peer->told_failure) {
        line_send(peer->line, LINE_FAILURE, NULL, 0);
        peer->told_failure = true;
    }
}

void
peer_send(struct peer *peer, const void *data, size_t length)
{
    tell_failure(peer);
    if (peer->verdict.good)
        expect(peer, line_send(peer->line, LINE_DATA, data, length),
               "the line broke");
}

struct bytes
peer_receive(struct peer *peer)
{
    struct bytes got = { NULL, 0 };
    char type = LINE_DATA;

    tell_failure(peer);
    if (peer->verdict.good) {
        if (!line_receive(peer->line, &type, &got))
            expect(peer, false, "the line broke");
        expect(peer, type == LINE_DATA, "the other side gave up");
    }
    if (got.data == NULL)
        got = bytes_copy(NULL, 0);
    return got;
}

void
peer_case_start(struct peer *peer)
{
    memset(&peer->verdict, 0, sizeof(peer->verdict));
    peer->verdict.good = true;
    peer->told_failure = false;
    memset(&peer->dialog, 0, sizeof(peer->dialog));
    memset(&peer->end, 0, sizeof(peer->end));
}

void
peer_case_end(struct peer *peer)
{
    struct bytes got = { NULL, 0 };
    char type = LINE_DATA;
    bool open = true;

    endpoint_close(&peer->end);
    tell_failure(peer);
    line_send(peer->line, LINE_END, NULL, 0);
    while (open && type != LINE_END) {
        open = line_receive(peer->line, &type, &got);
        bytes_free(&got);
        /* What comes after the last word of a good case is too much. */
        if (open && type == LINE_DATA)
            expect(peer, false, "the other side said more than expected");
    }
    expect(peer, open, "the other side is gone");
}

/* ---- establishment -------------------------------------------------- */

static void
check_world(struct peer *peer)
{
    OM_uint32 major;
    bool ours = context_is_ours(peer->end.ctx, &major);
    bool want = peer->module && !peer->forwarded;

    expect(peer, ours == want, "in the %s world, but the package %s (%08x)",
           peer->module ? "module" : "stock",
           ours ? "answers" : "does not answer", (unsigned)major);
    if (!want)
        expect_major(peer, "the question for the package", major, 0,
                     GSS_S_UNAVAILABLE);
}

/* One step of this side.  What it has to say is sent, if there is anything;
 * whether the other side will say something is known from the status. */
static void
step(struct peer *peer, struct bytes *in)
{
    gss_buffer_desc token = { in->length, in->data }, out;
    OM_uint32 minor;

    endpoint_step(&peer->end, &peer->dialog, peer->target, &token, &out);
    if (GSS_ERROR(peer->end.major))
        expect_major(peer, "establishment", peer->end.major, peer->end.minor,
                     GSS_S_COMPLETE);
    if (out.length > 0)
        peer_send(peer, out.value, out.length);
    gss_release_buffer(&minor, &out);
}

void
peer_establish(struct peer *peer)
{
    struct bytes in = bytes_copy(NULL, 0);
    bool first = true;

    if (peer->verdict.good)
        expect_major(peer, "acquiring credentials",
                     endpoint_open(&peer->end, peer->side, &peer->dialog),
                     peer->end.minor, GSS_S_COMPLETE);
    if (peer->verdict.good && peer->side == INITIATOR)
        step(peer, &in);
    while (peer->verdict.good &&
           (peer->end.major == GSS_S_CONTINUE_NEEDED ||
            (peer->side == ACCEPTOR && first))) {
        bytes_free(&in);
        in = peer_receive(peer);
        if (peer->verdict.good)
            step(peer, &in);
        first = false;
    }
    bytes_free(&in);
    if (peer->verdict.good)
        check_world(peer);
}
