/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "tools/command.h"

int
command_usage(const char *subcommand)
{
    fprintf(stderr, "Try \"gss-ksp %s --help\".\n", subcommand);
    return COMMAND_USAGE;
}

int
command_cannot(const char *what, const char *why)
{
    fprintf(stderr, "gss-ksp: %s: %s\n", what, why);
    return COMMAND_CANNOT;
}
