/* SPDX-License-Identifier: MIT */
/* gss-ksp: finds the subcommand. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/command.h"

static const struct subcommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
} subcommands[] = {
    { "bench", bench_command,
      "measure messages without the module and with it" },
    { "decode", decode_command,
      "show a token field by field, and open it with a key" },
    { "realm", realm_command,
      "make a Kerberos realm to try things out with" },
    { "status", status_command,
      "say whether the module is on, for whom, and if not, why" },
};

#define N_SUBCOMMANDS (sizeof(subcommands) / sizeof(subcommands[0]))

static void
help(FILE *to)
{
    size_t i;

    fputs("usage: gss-ksp [--help | --version] SUBCOMMAND [ARG...]\n"
          "\n"
          "Looks after gss_ksp.so, the module that MIT Kerberos' GSS-API\n"
          "library loads in front of the Kerberos mechanism.\n"
          "\n", to);
    for (i = 0; i < N_SUBCOMMANDS; i++)
        fprintf(to, "  %-8s %s\n", subcommands[i].name,
                subcommands[i].about);
    fputs("\n"
          "\"gss-ksp SUBCOMMAND --help\" teaches each of them, and\n"
          "\"man gss-ksp\" has the details.\n", to);
}

static const struct subcommand *
find(const char *name)
{
    size_t i;

    for (i = 0; i < N_SUBCOMMANDS; i++) {
        if (strcmp(subcommands[i].name, name) == 0)
            return &subcommands[i];
    }
    return NULL;
}

/* What is opened later must not get the number of one that is closed. */
static void
open_standard(void)
{
    int fd;

    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        (void)close(fd);
}

/* What could not be written was not said. */
static int
end(int status)
{
    return ferror(stdout) == 0 && fflush(stdout) == 0 ? status :
        command_cannot("standard output", strerror(errno));
}

static int
run(int argc, char **argv)
{
    static const struct option options[] = {
        { "help", no_argument, NULL, 'h' },
        { "version", no_argument, NULL, 'V' },
        { NULL, 0, NULL, 0 }
    };
    const struct subcommand *chosen;
    int option;

    /* The options after the subcommand's name are its own. */
    while ((option = getopt_long(argc, argv, "+hV", options, NULL)) != -1) {
        if (option == 'h') {
            help(stdout);
            return EXIT_SUCCESS;
        }
        if (option == 'V') {
            puts(PACKAGE_STRING);
            return EXIT_SUCCESS;
        }
        help(stderr);
        return COMMAND_USAGE;
    }
    if (optind == argc) {
        help(stderr);
        return COMMAND_USAGE;
    }
    chosen = find(argv[optind]);
    if (chosen == NULL) {
        fprintf(stderr, "gss-ksp: no such subcommand: %s\n", argv[optind]);
        help(stderr);
        return COMMAND_USAGE;
    }
    argc -= optind;
    argv += optind;
    optind = 0;         /* glibc: the next getopt_long begins anew */
    return chosen->run(argc, argv);
}

/* Where they are ignored, as by some that start programs, nobody learns how a
 * child has ended. */
static void
hear_of_children(void)
{
    (void)signal(SIGCHLD, SIG_DFL);
}

int
main(int argc, char **argv)
{
    open_standard();
    hear_of_children();
    return end(run(argc, argv));
}
