/* SPDX-License-Identifier: MIT */
/* What the subcommands of gss-ksp(8) share. */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

/* How a subcommand ends, beside what it says in its own words. */
#define COMMAND_CANNOT 3        /* it could not be told, or not be done */
#define COMMAND_USAGE 64        /* wrong use, as sysexits.h has it */

/* Says what can be done, or what cannot and why, and returns the exit
 * status. */
int command_usage(const char *subcommand);
int command_cannot(const char *what, const char *why);

/* Each is given its own name as argv[0], and returns an exit status. */
int bench_command(int argc, char **argv);
int decode_command(int argc, char **argv);
int realm_command(int argc, char **argv);
int status_command(int argc, char **argv);

#endif
