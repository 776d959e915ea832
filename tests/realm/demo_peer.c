/* SPDX-License-Identifier: MIT */
/*
 * demo_peer TARGET CONFIG TRACE CONFIG TRACE: two processes, an initiator and
 * an acceptor, make a Kerberos context over a socket pair, check each other's
 * MIC, and open each other's sealed message.
 *
 * TARGET is the acceptor's name (hostbased).  The first CONFIG and TRACE are
 * the initiator's GSS_MECH_CONFIG and GSSKSP_TRACE, the second the
 * acceptor's: each lives in a world of its own.
 *
 * Prints one line for each direction, first initiator to acceptor, of the MICs
 * and then of the sealed messages:
 *     SENDER-PID RECEIVER-PID TOKEN-BYTES STATUS STATUS
 * The first status (hexadecimal, RFC 2744 3.9.1) is that of the token as it
 * came, the second that of the token with one bit changed; a message that came
 * out as another is GSS_S_FAILURE.  Exit status 0 if the lines could be
 * printed, whatever they say.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <gssapi/gssapi.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_FRAME 65536

/* What one side found out about a token of the other. */
struct verdict {
    pid_t receiver;
    uint32_t length;
    uint32_t genuine;
    uint32_t changed;
};

static char message[] = "The quick brown fox jumps over the lazy dog";

static void
die(const char *what)
{
    fprintf(stderr, "demo_peer: %s\n", what);
    exit(1);
}

static void
die_gss(const char *what, OM_uint32 major, OM_uint32 minor)
{
    OM_uint32 ignored, more = 0;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;

    fprintf(stderr, "demo_peer: %s: major 0x%08x", what, major);
    if (!GSS_ERROR(gss_display_status(&ignored, minor, GSS_C_MECH_CODE,
                                      GSS_C_NO_OID, &more, &text)))
        fprintf(stderr, " (%.*s)", (int)text.length, (char *)text.value);
    fprintf(stderr, "\n");
    exit(1);
}

/* ---- frames: a length and that many bytes -------------------------- */

static void
send_all(int fd, const void *data, size_t length)
{
    const char *at = data;
    ssize_t n;

    while (length > 0) {
        n = send(fd, at, length, MSG_NOSIGNAL);
        if (n <= 0)
            die("the other side has gone");
        at += n;
        length -= (size_t)n;
    }
}

static void
receive_all(int fd, void *data, size_t length)
{
    if (length > 0 &&
        recv(fd, data, length, MSG_WAITALL) != (ssize_t)length)
        die("the other side has gone");
}

static void
send_frame(int fd, const gss_buffer_desc *frame)
{
    uint32_t length = (uint32_t)frame->length;

    send_all(fd, &length, sizeof(length));
    send_all(fd, frame->value, frame->length);
}

/* The value is the caller's to free. */
static void
receive_frame(int fd, gss_buffer_t frame)
{
    uint32_t length;

    receive_all(fd, &length, sizeof(length));
    if (length > MAX_FRAME)
        die("a frame of unlikely length");
    frame->value = malloc(length + 1);
    if (frame->value == NULL)
        die("no memory");
    frame->length = length;
    receive_all(fd, frame->value, length);
}

/* ---- the context --------------------------------------------------- */

static gss_name_t
import_target(char *target)
{
    OM_uint32 major, minor;
    gss_buffer_desc text = { strlen(target), target };
    gss_name_t name = GSS_C_NO_NAME;

    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    if (GSS_ERROR(major))
        die_gss("gss_import_name", major, minor);
    return name;
}

static gss_ctx_id_t
initiate(int fd, char *target)
{
    OM_uint32 major, minor, ignored;
    OM_uint32 flags = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG |
        GSS_C_SEQUENCE_FLAG;
    gss_name_t name = import_target(target);
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc in = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;

    do {
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context,
                                     name, GSS_C_NO_OID, flags, 0,
                                     GSS_C_NO_CHANNEL_BINDINGS, &in, NULL,
                                     &out, NULL, NULL);
        free(in.value);
        in.value = NULL;
        if (GSS_ERROR(major))
            die_gss("gss_init_sec_context", major, minor);
        if (out.length > 0)
            send_frame(fd, &out);
        (void)gss_release_buffer(&ignored, &out);
        if (major & GSS_S_CONTINUE_NEEDED)
            receive_frame(fd, &in);
    } while (major & GSS_S_CONTINUE_NEEDED);
    (void)gss_release_name(&ignored, &name);
    return context;
}

static gss_ctx_id_t
accept_context(int fd)
{
    OM_uint32 major, minor, ignored;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    gss_buffer_desc in = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;

    do {
        receive_frame(fd, &in);
        major = gss_accept_sec_context(&minor, &context, GSS_C_NO_CREDENTIAL,
                                       &in, GSS_C_NO_CHANNEL_BINDINGS, NULL,
                                       NULL, &out, NULL, NULL, NULL);
        free(in.value);
        if (GSS_ERROR(major))
            die_gss("gss_accept_sec_context", major, minor);
        if (out.length > 0)
            send_frame(fd, &out);
        (void)gss_release_buffer(&ignored, &out);
    } while (major & GSS_S_CONTINUE_NEEDED);
    return context;
}

/* ---- the messages -------------------------------------------------- */

static void
send_token(int fd, gss_ctx_id_t context, bool sealed)
{
    OM_uint32 major, minor;
    gss_buffer_desc text = { sizeof(message) - 1, message };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;

    if (sealed)
        major = gss_wrap(&minor, context, 1, GSS_C_QOP_DEFAULT, &text, NULL,
                         &token);
    else
        major = gss_get_mic(&minor, context, GSS_C_QOP_DEFAULT, &text,
                            &token);
    if (major != GSS_S_COMPLETE)
        die_gss(sealed ? "gss_wrap" : "gss_get_mic", major, minor);
    send_frame(fd, &token);
    (void)gss_release_buffer(&minor, &token);
}

static OM_uint32
open_sealed(gss_ctx_id_t context, gss_buffer_t token)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int conf = 0;

    major = gss_unwrap(&minor, context, token, &text, &conf, NULL);
    if (major == GSS_S_COMPLETE &&
        (!conf || text.length != sizeof(message) - 1 ||
         memcmp(text.value, message, text.length) != 0))
        major = GSS_S_FAILURE;
    (void)gss_release_buffer(&minor, &text);
    return major;
}

static OM_uint32
check_token(gss_ctx_id_t context, gss_buffer_t token, bool sealed)
{
    gss_buffer_desc text = { sizeof(message) - 1, message };
    OM_uint32 minor;

    return sealed ? open_sealed(context, token) :
        gss_verify_mic(&minor, context, &text, token, NULL);
}

static struct verdict
receive_token(int fd, gss_ctx_id_t context, bool sealed)
{
    struct verdict verdict = { 0 };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;

    receive_frame(fd, &token);
    if (token.length == 0)
        die("an empty token");
    verdict.receiver = getpid();
    verdict.length = (uint32_t)token.length;
    verdict.genuine = check_token(context, &token, sealed);
    ((unsigned char *)token.value)[token.length - 1] ^= 1;
    verdict.changed = check_token(context, &token, sealed);
    free(token.value);
    return verdict;
}

static void
print_verdict(pid_t sender, const struct verdict *verdict)
{
    printf("%ld %ld %u 0x%08x 0x%08x\n", (long)sender,
           (long)verdict->receiver, verdict->length, verdict->genuine,
           verdict->changed);
}

/* ---- the two sides ------------------------------------------------- */

/* Before the first call of GSS in the process. */
static void
enter_world(const char *config, const char *trace)
{
    if (setenv("GSS_MECH_CONFIG", config, 1) != 0 ||
        setenv("GSSKSP_TRACE", trace, 1) != 0)
        die("no memory");
}

static void
acceptor(int fd)
{
    OM_uint32 minor;
    gss_ctx_id_t context = accept_context(fd);
    struct verdict verdict;
    int sealed;

    for (sealed = 0; sealed < 2; sealed++) {
        verdict = receive_token(fd, context, sealed != 0);
        send_all(fd, &verdict, sizeof(verdict));
        send_token(fd, context, sealed != 0);
    }
    (void)gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

static void
initiator(int fd, char *target)
{
    OM_uint32 minor;
    gss_ctx_id_t context = initiate(fd, target);
    struct verdict theirs, ours;
    int sealed;

    for (sealed = 0; sealed < 2; sealed++) {
        send_token(fd, context, sealed != 0);
        receive_all(fd, &theirs, sizeof(theirs));
        ours = receive_token(fd, context, sealed != 0);
        print_verdict(getpid(), &theirs);
        print_verdict(theirs.receiver, &ours);
    }
    (void)gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

int
main(int argc, char **argv)
{
    int pair[2], status;
    pid_t child;

    if (argc != 6)
        die("usage: demo_peer TARGET CONFIG TRACE CONFIG TRACE");
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        die("no socket pair");
    child = fork();
    if (child < 0)
        die("no second process");
    if (child == 0) {
        (void)close(pair[0]);
        enter_world(argv[4], argv[5]);
        acceptor(pair[1]);
        return 0;
    }
    (void)close(pair[1]);
    enter_world(argv[2], argv[3]);
    initiator(pair[0], argv[1]);
    if (waitpid(child, &status, 0) != child || status != 0)
        die("the acceptor failed");
    return 0;
}
