/* SPDX-License-Identifier: MIT */
/*
 * Two contexts of the GSS face with a package's pair behind them, for the
 * tests of mech/messages: no real mechanism is there, so a call that would be
 * forwarded fails.
 */
#ifndef TESTS_UNIT_UNIT_GSS_H
#define TESTS_UNIT_UNIT_GSS_H

#include "config.h"

#include "mech/mech.h"
#include "unit/unit_older.h"

#define AES128_SHA1 0
#define AES256_SHA2 3

/* One enctype of each kind of token; those of RFC 1964 where there are ciphers
 * for them. */
#ifdef HAVE_NETTLE
#define UNIT_KINDS AES128_SHA1, AES256_SHA2, DES3, RC4
#else
#define UNIT_KINDS AES128_SHA1, AES256_SHA2
#endif

struct unit_ends {
    struct unit_pair pair;
    struct gssksp_ctx initiator;
    struct gssksp_ctx acceptor;
};

/* With all detections; `attributes` has ISC_RET_USED_DCE_STYLE or 0. */
void unit_ends(struct unit_ends *ends, size_t enctype, ULONG attributes);
void unit_ends_delete(struct unit_ends *ends);

/* What the mechglue would hand to the module. */
gss_ctx_id_t unit_handle(struct gssksp_ctx *ctx);

/* A buffer of a string, or of `length` bytes. */
gss_buffer_desc unit_string(const char *text);
gss_buffer_desc unit_bytes(const void *bytes, size_t length);

/* Tokens that the initiator makes, for gss_release_buffer. */
gss_buffer_desc unit_gss_mic(struct unit_ends *ends, const char *text);
gss_buffer_desc unit_gss_wrap(struct unit_ends *ends, int conf,
                              const char *text);

void unit_release(gss_buffer_t buffer);

/* What a call has allocated in an array. */
void unit_release_iov(gss_iov_buffer_desc *iov, int count);

#endif
