/* SPDX-License-Identifier: MIT */
/*
 * Single calls of establishment, whose arguments, room and results a test has
 * in its own hands.  One pair of credentials and one context at a time.
 */
#ifndef TESTS_REALM_SSPI_ONE_STEP_H
#define TESTS_REALM_SSPI_ONE_STEP_H

#include "realm/sspi/tests.h"

extern CredHandle client, server;

void get_credentials(const char *package);
void free_credentials(void);

/* What the last call left: a token in `memory`, and a context if it was a
 * client's first. */
extern unsigned char memory[65536];
extern SecBuffer out;
extern CtxtHandle ctx;
extern ULONG attributes;

/* `old` is NULL on a first call; `capacity` is the room for a token. */
SECURITY_STATUS initialize(PCtxtHandle old, const char *target, ULONG request,
                           PSecBufferDesc input, ULONG capacity);
SECURITY_STATUS accept_token(PCtxtHandle old, PCtxtHandle new,
                             const void *token, ULONG length, ULONG request,
                             ULONG capacity);

/* A first call that must fail and leave nothing behind. */
void refused(SECURITY_STATUS got, SECURITY_STATUS want, const char *name);

#endif
