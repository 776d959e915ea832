/* SPDX-License-Identifier: MIT */
/* gss-ksp realm: finds the script that does it. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/command.h"

/* Where it is beside the command, if that was moved as a whole. */
#define BESIDE "/../share/gss-ksp/realm"

static const char help[] =
    "usage: gss-ksp realm DIR\n"
    "       gss-ksp realm --stop DIR\n"
    "\n"
    "Makes a Kerberos realm to try things out with, in the new directory\n"
    "DIR and nowhere else: a KDC that listens on a port of 127.0.0.1, the\n"
    "user \"user\" who has a ticket for a day, and the service\n"
    "host@localhost with its keytab.  Prints what a shell needs to be in\n"
    "it.  It needs krb5's kdb5_util, kadmin.local, krb5kdc and kinit, and\n"
    "no rights.\n"
    "\n"
    "  DIR      a directory that is not there yet; what the shell needs is\n"
    "           in DIR/environment, too\n"
    "  --stop   ends the KDC of such a directory, and removes it\n"
    "  --help   this text\n"
    "\n"
    "The realm's keys lie in DIR, and its passwords are no secret: nothing\n"
    "that is worth anything belongs in it.\n"
    "\n"
    "Exit status: 0, or 3 if it could not be made.\n"
    "\n"
    "Example: the two programs of examples/ talk to each other.\n"
    "\n"
    "  eval \"$(gss-ksp realm /tmp/realm)\"\n"
    "  examples/gss-server 4444 &\n"
    "  examples/gss-client 127.0.0.1 4444 host@localhost seal \"good day\"\n"
    "  gss-ksp bench\n"
    "  gss-ksp realm --stop /tmp/realm\n";

/* The directory of the program that runs; false if that cannot be told. */
static bool
find_self(char directory[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", directory, PATH_MAX - 1);
    char *slash;

    if (length <= 0)
        return false;
    directory[length] = '\0';
    slash = strrchr(directory, '/');
    if (slash != NULL)
        *slash = '\0';
    return slash != NULL;
}

/* Does not return if the script is there. */
static void
become(const char *script, const char *task, const char *directory)
{
    (void)execl(script, script, task, directory, (char *)NULL);
}

static int
run(const char *task, const char *directory)
{
    char self[PATH_MAX], beside[PATH_MAX + sizeof(BESIDE)];

    if (find_self(self)) {
        (void)snprintf(beside, sizeof(beside), "%s" BESIDE, self);
        become(beside, task, directory);
    }
    become(PKGDATADIR "/realm", task, directory);
    fprintf(stderr, "gss-ksp: " PKGDATADIR "/realm: %s\n", strerror(errno));
    return COMMAND_CANNOT;
}

int
realm_command(int argc, char **argv)
{
    static const struct option options[] = {
        { "stop", no_argument, NULL, 's' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    const char *task = "start";
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return EXIT_SUCCESS;
        }
        if (option != 's')
            return command_usage("realm");
        task = "stop";
    }
    if (argc - optind != 1 || argv[optind][0] == '\0')
        return command_usage("realm");
    return run(task, argv[optind]);
}
