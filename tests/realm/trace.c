/* SPDX-License-Identifier: MIT */
/*
 * trace TARGET STORY [FILE]: a program that does with its descriptors and
 * limits what programs do, while GSSKSP_TRACE may be set.  TARGET is
 * hostbased.
 *
 *     plain       nothing of the kind
 *     sockets     closes all but the first three and opens sockets, as many
 *                 as it may
 *     files       closes them likewise and has FILE under each number
 *     closed      has no standard error from the start, and opens FILE
 *     limit       may make no file longer
 *
 * Each makes and checks ROUNDS messages before that, and as many after.
 * Prints what a program can see of it: the same in every world, but for lines
 * that begin with "package".
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "realm/gss_pair.h"

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | \
               GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG)
#define ROUNDS 10
#define NUMBERS 1024

static char content[] = "The quick brown fox jumps over the lazy dog";
static const char *target, *file;
static struct gss_pair pair;

static void
die(const char *what)
{
    fprintf(stderr, "trace: %s\n", what);
    exit(2);
}

static void
establish(void)
{
    struct dialog dialog = { .flags = FLAGS };
    OM_uint32 major;

    if (!pair_open(&pair, &dialog, target, NULL, NULL))
        die("no context");
    printf("package %s\n", context_is_ours(pair.end[INITIATOR].ctx, &major) ?
           "Kerberos" : "stock");
}

static void
messages(void)
{
    gss_buffer_desc message = { sizeof(content), content };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, wrong = 0;
    int i;

    for (i = 0; i < ROUNDS; i++) {
        wrong |= gss_get_mic(&minor, pair.end[INITIATOR].ctx,
                             GSS_C_QOP_DEFAULT, &message, &token);
        wrong |= gss_verify_mic(&minor, pair.end[ACCEPTOR].ctx, &message,
                                &token, NULL);
        gss_release_buffer(&minor, &token);
    }
    printf("%d messages: %08x\n", ROUNDS, wrong);
}

/* ---- stories --------------------------------------------------------- */

static int sockets[NUMBERS][2];
static int opened;

static void
open_sockets(void)
{
    closefrom(3);
    while (opened < NUMBERS &&
           socketpair(AF_UNIX, SOCK_STREAM, 0, sockets[opened]) == 0)
        opened++;
    printf("many sockets: %d\n", opened > 300);
}

static void
say_strays(void)
{
    char byte;
    int i, strays = 0;

    for (i = 0; i < 2 * opened; i++)
        strays += recv(sockets[i / 2][i % 2], &byte, 1, MSG_DONTWAIT) > 0;
    printf("sockets with something in them: %d\n", strays);
}

/* The program's own, with something in it. */
static int
open_file(void)
{
    int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_TRUNC, 0600);

    if (fd < 0 || write(fd, "own\n", 4) != 4)
        die("no file");
    return fd;
}

static void
open_files(void)
{
    int fd, own;

    closefrom(3);
    own = open_file();
    for (fd = own + 1; fd < NUMBERS; fd++) {
        if (dup2(own, fd) != fd)
            die("no number");
    }
}

static void
say_length(void)
{
    struct stat status;

    if (stat(file, &status) != 0)
        die("no file");
    printf("its file has %ld bytes\n", (long)status.st_size);
}

static void
close_stderr(void)
{
    close(STDERR_FILENO);
}

/* What has number 2 gets what the program and its libraries have to say. */
static void
use_stderr(void)
{
    printf("the file has number %d\n", open_file());
}

/* Its own output must go to a pipe. */
static void
forbid_growth(void)
{
    struct rlimit none = { 0, 0 };

    if (setrlimit(RLIMIT_FSIZE, &none) != 0)
        die("no limit");
}

static void
nothing(void)
{
}

static const struct story {
    const char *name;
    void (*first)(void);
    void (*between)(void);
    void (*last)(void);
} stories[] = {
    { "plain", nothing, nothing, nothing },
    { "sockets", nothing, open_sockets, say_strays },
    { "files", nothing, open_files, say_length },
    { "closed", close_stderr, use_stderr, say_length },
    { "limit", nothing, forbid_growth, nothing }
};

#define N_STORIES (sizeof(stories) / sizeof(stories[0]))

static void
tell(const struct story *story)
{
    story->first();
    establish();
    messages();
    story->between();
    messages();
    pair_close(&pair);
    story->last();
}

int
main(int argc, char **argv)
{
    struct rlimit numbers = { NUMBERS, NUMBERS };
    size_t i, told = 0;

    if (argc < 3)
        die("usage: trace TARGET STORY [FILE]");
    target = argv[1];
    file = argv[argc - 1];
    if (setrlimit(RLIMIT_NOFILE, &numbers) != 0)
        die("no limit");
    for (i = 0; i < N_STORIES; i++) {
        if (strcmp(stories[i].name, argv[2]) == 0) {
            tell(&stories[i]);
            told++;
        }
    }
    return told == 1 ? 0 : 2;
}
