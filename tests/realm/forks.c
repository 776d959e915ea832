/* SPDX-License-Identifier: MIT */
/*
 * forks TARGET STORY: a program that forks with a context.  TARGET is
 * hostbased.  Parent and child have a copy each of what there was:
 *
 *     senders        both go on sending; the peer detects nothing
 *     replay         the same, and the peer detects replays
 *     receivers      both receive the same messages
 *     handed-over    the child alone uses the context, the parent deletes it
 *     exec           the child starts this program anew
 *     threads        children of a parent whose threads are sending
 *
 * Prints what came of it, the same in stock Kerberos and with the module, but
 * for lines that begin with "package".  Exit status 0 if the lines could be
 * printed, whatever they say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/forks.h"

#define SECONDS 10

struct gss_pair pair;

static const char *target;
static char text[] = "The quick brown fox jumps over the lazy dog";

void
die(const char *what)
{
    fprintf(stderr, "forks: %s\n", what);
    exit(1);
}

/* ---- contexts and messages ------------------------------------------- */

void
open_pair(struct gss_pair *p, OM_uint32 flags)
{
    struct dialog dialog = { .flags = flags | GSS_C_MUTUAL_FLAG };
    OM_uint32 major;

    if (!pair_open(p, &dialog, target, NULL, NULL))
        die("no context");
    printf("package %s\n", context_is_ours(p->end[INITIATOR].ctx, &major) ?
           "Kerberos" : "stock");
}

struct token
make(gss_ctx_id_t ctx, int i)
{
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    struct token token = { 0, { 0 } };
    OM_uint32 major, minor;

    major = i % 2 == 0 ?
        gss_get_mic(&minor, ctx, GSS_C_QOP_DEFAULT, &message, &out) :
        gss_wrap(&minor, ctx, 1, GSS_C_QOP_DEFAULT, &message, NULL, &out);
    if (major == GSS_S_COMPLETE && out.length <= TOKEN_MAX) {
        token.length = (uint32_t)out.length;
        memcpy(token.bytes, out.value, out.length);
    }
    gss_release_buffer(&minor, &out);
    return token;
}

OM_uint32
check(gss_ctx_id_t ctx, int i, const struct token *token)
{
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc in = { token->length, (void *)(uintptr_t)token->bytes };
    gss_buffer_desc plain = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    if (i % 2 == 0) {
        major = gss_verify_mic(&minor, ctx, &message, &in, NULL);
    } else {
        major = gss_unwrap(&minor, ctx, &in, &plain, NULL, NULL);
        if (!GSS_ERROR(major) &&
            (plain.length != sizeof(text) ||
             memcmp(plain.value, text, sizeof(text)) != 0))
            major = GSS_S_FAILURE;
    }
    gss_release_buffer(&minor, &plain);
    return major;
}

/* Bytes 8 to 15 of a token of RFC 4121. */
static uint64_t
number_of(const struct token *token)
{
    uint64_t number = 0;
    int i;

    for (i = 8; i < 16; i++)
        number = number << 8 | token->bytes[i];
    return number;
}

/* The statuses of `count` messages, those that are alike together. */
static void
say_statuses(const char *who, const OM_uint32 *major, int count)
{
    int i, same = 0;

    for (i = 0; i < count; i++) {
        same++;
        if (i + 1 == count || major[i + 1] != major[i]) {
            printf("%s: %d of %08x\n", who, same, major[i]);
            same = 0;
        }
    }
}

/* ---- processes ------------------------------------------------------- */

void
send_token(int fd, const struct token *token)
{
    if (write(fd, token, sizeof(*token)) != (ssize_t)sizeof(*token))
        _exit(3);
}

struct token
receive_token(int fd)
{
    struct token token;

    if (recv(fd, &token, sizeof(token), MSG_WAITALL) !=
        (ssize_t)sizeof(token))
        memset(&token, 0, sizeof(token));
    return token;
}

static void
at_exit(void)
{
    pair_close(&pair);
}

pid_t
fork_child(int socket[2])
{
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, socket) != 0)
        die("no socket");
    fflush(stdout);
    pid = fork();
    if (pid < 0)
        die("no child");
    if (pid == 0)
        alarm(SECONDS);
    close(socket[pid == 0 ? 0 : 1]);
    return pid;
}

static void
say_end(pid_t pid)
{
    int status = -1;

    if (waitpid(pid, &status, 0) != pid)
        die("no child to wait for");
    printf("the child: %s %d\n", WIFEXITED(status) ? "exit" : "signal",
           WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

/* ---- the stories ----------------------------------------------------- */

static void
senders(OM_uint32 flags)
{
    OM_uint32 theirs[MESSAGES], ours[MESSAGES];
    int socket[2], same_number = 0, same_sealed = 0, i;
    struct token token, other;
    pid_t pid;

    open_pair(&pair, flags);
    token = make(pair.end[INITIATOR].ctx, 0);
    if (check(pair.end[ACCEPTOR].ctx, 0, &token) != GSS_S_COMPLETE)
        die("the first message");
    pid = fork_child(socket);
    if (pid == 0) {
        for (i = 0; i < MESSAGES; i++) {
            token = make(pair.end[INITIATOR].ctx, i);
            send_token(socket[1], &token);
        }
        exit(0);
    }
    for (i = 0; i < MESSAGES; i++) {
        other = receive_token(socket[0]);
        token = make(pair.end[INITIATOR].ctx, i);
        theirs[i] = check(pair.end[ACCEPTOR].ctx, i, &other);
        ours[i] = check(pair.end[ACCEPTOR].ctx, i, &token);
        same_number += number_of(&other) == number_of(&token);
        same_sealed += i % 2 == 1 &&
            memcmp(other.bytes, token.bytes, TOKEN_MAX) == 0;
    }
    say_end(pid);
    say_statuses("the child's messages", theirs, MESSAGES);
    say_statuses("the parent's messages", ours, MESSAGES);
    printf("%d of %d numbers are used by both\n", same_number, MESSAGES);
    printf("%d sealed messages are the same\n", same_sealed);
}

static void
tell_senders(void)
{
    senders(0);
}

static void
tell_replay(void)
{
    senders(GSS_C_REPLAY_FLAG);
}

/* Each has a window of its own from then on. */
static void
tell_receivers(void)
{
    OM_uint32 theirs[2 * MESSAGES], ours[2 * MESSAGES];
    struct token tokens[MESSAGES];
    int socket[2], i;
    pid_t pid;

    open_pair(&pair, GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG);
    for (i = 0; i < MESSAGES; i++)
        tokens[i] = make(pair.end[ACCEPTOR].ctx, i);
    ours[0] = check(pair.end[INITIATOR].ctx, 0, &tokens[0]);
    pid = fork_child(socket);
    for (i = 1; i < 2 * MESSAGES; i++)
        ours[i] = check(pair.end[INITIATOR].ctx, i % MESSAGES,
                        &tokens[i % MESSAGES]);
    if (pid == 0) {
        if (write(socket[1], ours, sizeof(ours)) != (ssize_t)sizeof(ours))
            exit(3);
        exit(0);
    }
    if (recv(socket[0], theirs, sizeof(theirs), MSG_WAITALL) !=
        (ssize_t)sizeof(theirs))
        memset(theirs, 0xff, sizeof(theirs));
    say_end(pid);
    say_statuses("the child receives", theirs, 2 * MESSAGES);
    say_statuses("the parent receives", ours, 2 * MESSAGES);
}

/* The child answers each good message with one of its own. */
static void
answer(int fd)
{
    struct token token;
    int i;

    for (i = 0; i < MESSAGES; i++) {
        token = receive_token(fd);
        if (check(pair.end[ACCEPTOR].ctx, i, &token) != GSS_S_COMPLETE)
            exit(4);
        token = make(pair.end[ACCEPTOR].ctx, i);
        send_token(fd, &token);
    }
    exit(0);
}

static void
tell_handed_over(void)
{
    OM_uint32 major[MESSAGES], minor;
    int socket[2], repeated = 0, i;
    uint64_t last = 0;
    struct token token;
    pid_t pid;

    open_pair(&pair, GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG);
    pid = fork_child(socket);
    if (pid == 0)
        answer(socket[1]);
    gss_delete_sec_context(&minor, &pair.end[ACCEPTOR].ctx, GSS_C_NO_BUFFER);
    for (i = 0; i < MESSAGES; i++) {
        token = make(pair.end[INITIATOR].ctx, i);
        send_token(socket[0], &token);
        token = receive_token(socket[0]);
        major[i] = check(pair.end[INITIATOR].ctx, i, &token);
        repeated += i > 0 && number_of(&token) != last + 1;
        last = number_of(&token);
    }
    say_end(pid);
    say_statuses("the child answers", major, MESSAGES);
    printf("%d numbers are not the next\n", repeated);
}

static bool
ends_in(const char *path, const char *end)
{
    size_t length = strlen(path), n = strlen(end);

    return length >= n && strcmp(path + length - n, end) == 0;
}

/* What a program started by the child has of ours: nothing. */
static void
say_descriptors(void)
{
    char path[64], link[256];
    int fd, count = 0;
    ssize_t length;

    for (fd = 3; fd < 1024; fd++) {
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        length = readlink(path, link, sizeof(link) - 1);
        if (length > 0) {
            link[length] = '\0';
            count += ends_in(link, ".trace");
        }
    }
    printf("descriptors of a trace: %d\n", count);
}

static void
tell_exec(void)
{
    char *argv[] = { (char *)(uintptr_t)"forks", (char *)(uintptr_t)target,
                     (char *)(uintptr_t)"started", NULL };
    int socket[2];
    pid_t pid;

    open_pair(&pair, 0);
    pid = fork_child(socket);
    if (pid == 0) {
        execv("/proc/self/exe", argv);
        _exit(3);
    }
    say_end(pid);
}

static void
tell_started(void)
{
    say_descriptors();
    senders(0);
}

/* ---------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*tell)(void);
} stories[] = {
    { "senders", tell_senders },
    { "replay", tell_replay },
    { "receivers", tell_receivers },
    { "handed-over", tell_handed_over },
    { "exec", tell_exec },
    { "started", tell_started },
    { "threads", tell_threads }
};

int
main(int argc, char **argv)
{
    size_t i;

    if (argc == 3) {
        target = argv[1];
        atexit(at_exit);
        for (i = 0; i < sizeof(stories) / sizeof(stories[0]); i++)
            if (strcmp(stories[i].name, argv[2]) == 0) {
                stories[i].tell();
                return 0;
            }
    }
    fprintf(stderr, "usage: forks TARGET STORY\n");
    return 2;
}
