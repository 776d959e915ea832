/* SPDX-License-Identifier: MIT */
/*
 * For a handler of a signal that says that the process cannot go on: whose
 * fault it is.
 */
#ifndef TESTS_REALM_BLAME_H
#define TESTS_REALM_BLAME_H

#include <stdbool.h>

/* To be called before: loads what is needed. */
void blame_prepare(void);

/* Of the objects on the stack, whether the first from the top that is none of
 * the C library and of the program is gss_ksp.so or libksp-sspi.so. */
bool blame_is_ours(void);

#endif
