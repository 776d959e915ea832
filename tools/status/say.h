/* SPDX-License-Identifier: MIT */
/* A line for people.  Names of files and what processes say of themselves are
 * others' to choose: what is not printable becomes '?'. */
#ifndef TOOLS_STATUS_SAY_H
#define TOOLS_STATUS_SAY_H

/* To standard output; the end of the line is added. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
