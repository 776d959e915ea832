/* SPDX-License-Identifier: MIT */
/* TAP for the test programs of the SSPI library. */
#ifndef TESTS_REALM_SSPI_TAP_H
#define TESTS_REALM_SSPI_TAP_H

#include <stdbool.h>

#include "ksp/sspi.h"

/* One test. */
void tap_ok(bool good, const char *name);
/* The status must be `want`; the message shows both if not. */
void tap_status(SECURITY_STATUS got, SECURITY_STATUS want, const char *name);
/* Two numbers, two strings. */
void tap_number(unsigned long long got, unsigned long long want,
                const char *name);
void tap_text(const char *got, const char *want, const char *name);

/* Prints the plan; the exit status of the program. */
int tap_end(void);

#endif
