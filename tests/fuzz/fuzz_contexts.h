/* SPDX-License-Identifier: MIT */
/*
 * Established contexts without a realm: stock MIT's exported ones, which are
 * kept in tests/fuzz/contexts, and the module's made of them.
 */
#ifndef TESTS_FUZZ_FUZZ_CONTEXTS_H
#define TESTS_FUZZ_FUZZ_CONTEXTS_H

#include <gssapi/gssapi.h>
#include <stdbool.h>

/* Of each enctype, in this order. */
enum fuzz_mode { FUZZ_MUTUAL, FUZZ_ONE_KEY, FUZZ_DCE_STYLE, FUZZ_MODES };

#define FUZZ_ENCTYPES 8
#define FUZZ_OLD_ENCTYPES 2         /* the last ones: RFC 1964 and RFC 4757 */
#define FUZZ_PAIRS (FUZZ_ENCTYPES * FUZZ_MODES)

/* How many of them the package has ciphers for: the first ones. */
size_t fuzz_pairs(void);

/* The token of a context, for gss_import_sec_context; static memory. */
gss_buffer_desc fuzz_exported(size_t pair, bool acceptor);

/* A new context, of stock MIT; and one whose messages are the package's. */
gss_ctx_id_t fuzz_stock_context(size_t pair, bool acceptor);
gss_ctx_id_t fuzz_our_context(size_t pair, bool acceptor);

enum fuzz_mode fuzz_mode_of(size_t pair);
bool fuzz_is_old(size_t pair);

#endif
