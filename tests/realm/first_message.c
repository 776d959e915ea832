/* SPDX-License-Identifier: MIT */
/*
 * first_message TARGET: the first message of a thread, of each kind, in a
 * process that has made none or one: with no memory to be had, and with few
 * system calls allowed.  TARGET is hostbased.  no_memory.c is to be preloaded.
 *
 * Prints what came of it, the same in stock Kerberos and with the module, but
 * for lines that begin with "package".  Exit status 0 if the lines could be
 * printed.
 */
#include <dlfcn.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/gss_pair.h"

#define SECONDS 20
#define ROOM 256

static struct gss_pair pair;
static int *no_memory;
static char text[] = "The quick brown fox jumps over the lazy dog";

static void
die(const char *what)
{
    fprintf(stderr, "first_message: %s\n", what);
    exit(1);
}

/* ---- messages -------------------------------------------------------- */

/* Made by a process of its own, so that here nothing has been made yet. */
static struct token {
    size_t length;
    unsigned char bytes[ROOM];
} mic, sealed;

static gss_buffer_desc
message_buffer(void)
{
    gss_buffer_desc message = { sizeof(text), text };

    return message;
}

static OM_uint32
get_mic(void)
{
    gss_buffer_desc message = message_buffer(), out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, pair.end[INITIATOR].ctx, GSS_C_QOP_DEFAULT,
                        &message, &out);
    gss_release_buffer(&minor, &out);
    return major;
}

static OM_uint32
verify_mic(void)
{
    gss_buffer_desc message = message_buffer();
    gss_buffer_desc in = { mic.length, mic.bytes };
    OM_uint32 minor;

    return gss_verify_mic(&minor, pair.end[INITIATOR].ctx, &message, &in,
                          NULL);
}

static OM_uint32
wrap(void)
{
    gss_buffer_desc message = message_buffer(), out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_wrap(&minor, pair.end[INITIATOR].ctx, 1, GSS_C_QOP_DEFAULT,
                     &message, NULL, &out);
    gss_release_buffer(&minor, &out);
    return major;
}

static OM_uint32
unwrap(void)
{
    gss_buffer_desc in = { sealed.length, sealed.bytes };
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_unwrap(&minor, pair.end[INITIATOR].ctx, &in, &out, NULL,
                       NULL);
    gss_release_buffer(&minor, &out);
    return major;
}

/* In memory of the caller's. */
static OM_uint32
wrap_iov(void)
{
    unsigned char header[ROOM], data[sizeof(text)], padding[8];
    unsigned char trailer[ROOM];
    gss_iov_buffer_desc iov[4];
    OM_uint32 minor;

    memcpy(data, text, sizeof(data));
    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_HEADER;
    iov[0].buffer.length = sizeof(header);
    iov[0].buffer.value = header;
    iov[1].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[1].buffer.length = sizeof(data);
    iov[1].buffer.value = data;
    iov[2].type = GSS_IOV_BUFFER_TYPE_PADDING;
    iov[2].buffer.length = sizeof(padding);
    iov[2].buffer.value = padding;
    iov[3].type = GSS_IOV_BUFFER_TYPE_TRAILER;
    iov[3].buffer.length = sizeof(trailer);
    iov[3].buffer.value = trailer;
    return gss_wrap_iov(&minor, pair.end[INITIATOR].ctx, 1,
                        GSS_C_QOP_DEFAULT, NULL, iov, 4);
}

static const struct {
    const char *name;
    OM_uint32 (*call)(void);
    bool random;                /* stock asks for randomness */
} calls[] = {
    { "get_mic", get_mic, false },
    { "verify_mic", verify_mic, false },
    { "wrap", wrap, true },
    { "unwrap", unwrap, false },
    { "wrap_iov", wrap_iov, true }
};

#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

static void
keep(struct token *token, gss_buffer_t made)
{
    if (made->length > sizeof(token->bytes))
        die("a token of that length");
    token->length = made->length;
    memcpy(token->bytes, made->value, made->length);
}

static void
send_tokens(int to)
{
    gss_buffer_desc message = message_buffer(), out;
    OM_uint32 minor;

    if (gss_get_mic(&minor, pair.end[ACCEPTOR].ctx, GSS_C_QOP_DEFAULT,
                    &message, &out) != GSS_S_COMPLETE)
        die("no MIC");
    keep(&mic, &out);
    if (gss_wrap(&minor, pair.end[ACCEPTOR].ctx, 1, GSS_C_QOP_DEFAULT,
                 &message, NULL, &out) != GSS_S_COMPLETE)
        die("nothing sealed");
    keep(&sealed, &out);
    if (write(to, &mic, sizeof(mic)) != (ssize_t)sizeof(mic) ||
        write(to, &sealed, sizeof(sealed)) != (ssize_t)sizeof(sealed))
        die("a pipe");
    _exit(0);
}

static void
receive_tokens(void)
{
    int fds[2];
    pid_t pid;

    if (pipe(fds) != 0)
        die("no pipe");
    pid = fork();
    if (pid == 0)
        send_tokens(fds[1]);
    if (read(fds[0], &mic, sizeof(mic)) != (ssize_t)sizeof(mic) ||
        read(fds[0], &sealed, sizeof(sealed)) != (ssize_t)sizeof(sealed))
        die("no tokens");
    waitpid(pid, NULL, 0);
}

/* ---- processes with one thread more ---------------------------------- */

static size_t which;
static bool with_random, second;

static pid_t
run(void *(*function)(void *))
{
    pthread_t thread;
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        alarm(SECONDS);
        if (second && calls[which].call() != GSS_S_COMPLETE)
            _exit(6);
        if (pthread_create(&thread, NULL, function, NULL) == 0)
            pthread_join(thread, NULL);
        _exit(9);
    }
    return pid;
}

static void
say_end(pid_t pid)
{
    int status = -1;

    if (waitpid(pid, &status, 0) != pid)
        die("no child to wait for");
    printf("%s %d\n", WIFEXITED(status) ? "exit" : "signal",
           WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

/* An error that a shortage explains, or success where no memory is needed;
 * then success. */
static void *
without_memory(void *unused)
{
    OM_uint32 major, again;

    *no_memory = 1;
    major = calls[which].call();
    *no_memory = 0;
    again = calls[which].call();
    if (GSS_CALLING_ERROR(major) == 0 && again == GSS_S_COMPLETE)
        _exit(0);
    fprintf(stderr, "%08x, then %08x\n", major, again);
    _exit(5);
    return unused;
}

static void
allow(bool random)
{
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, random ? SYS_getrandom :
                 SYS_exit_group, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
    };
    struct sock_fprog filter = {
        sizeof(program) / sizeof(program[0]), program
    };

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
        _exit(77);
}

static void *
without_system_calls(void *unused)
{
    /* The C library makes the thread's heap. */
    void *volatile memory = malloc(1000);

    free(memory);
    allow(with_random);
    _exit(calls[which].call() == GSS_S_COMPLETE ? 0 : 5);
    return unused;
}

/* A child has none of its parent's random bytes. */
static void
tell_all(void)
{
    for (which = 0; which < N_CALLS; which++) {
        printf("%s without memory, and with: ", calls[which].name);
        say_end(run(without_memory));
        with_random = calls[which].random;
        printf("%s with stock's system calls: ", calls[which].name);
        say_end(run(without_system_calls));
    }
    if (!second) {
        which = 2;
        with_random = false;
        printf("%s without getrandom: ", calls[which].name);
        say_end(run(without_system_calls));
    }
}

int
main(int argc, char **argv)
{
    struct dialog dialog = { .flags = GSS_C_MUTUAL_FLAG };
    OM_uint32 major;

    no_memory = (int *)dlsym(RTLD_DEFAULT, "no_memory");
    if (argc != 2 || no_memory == NULL)
        die("usage: first_message TARGET, with no_memory.so preloaded");
    if (!pair_open(&pair, &dialog, argv[1], NULL, NULL))
        die("no context");
    printf("package %s\n", context_is_ours(pair.end[INITIATOR].ctx,
                                           &major) ? "Kerberos" : "stock");
    receive_tokens();
    tell_all();
    second = true;
    tell_all();
    pair_close(&pair);
    return 0;
}
