/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz_contexts.h"

#include <gssapi/gssapi_ext.h>
#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cursor.h"
#include "bridge/package.h"
#include "bridge/policy.h"
#include "crypto/enctype.h"
#include "crypto/rfc1964.h"
#include "mech/contexts/context.h"
#include "mech/contexts/hand_over.h"

#define KEPT_MAX (64 * 1024)

static unsigned char kept[KEPT_MAX];
static gss_buffer_desc tokens[FUZZ_PAIRS][2];

static void
must(bool held, const char *what)
{
    if (!held) {
        fprintf(stderr, "%s: %s\n", FUZZ_CONTEXTS, what);
        abort();
    }
}

/* Nobody's module, no realm, and what the module does when it is loaded. */
static void
begin(void)
{
    (void)setenv("GSS_MECH_CONFIG", "/dev/null", 1);
    (void)setenv("KRB5_CONFIG", "/dev/null", 1);
    gssksp_policy_load();
    must(gssksp_package() != NULL, "no package");
}

static void
read_all(void)
{
    FILE *file = fopen(FUZZ_CONTEXTS, "rb");
    size_t length, at = 0, i;

    must(file != NULL, "not there");
    length = fread(kept, 1, sizeof(kept), file);
    fclose(file);
    for (i = 0; i < (size_t)FUZZ_PAIRS * 2; i++) {
        gss_buffer_desc *token = &tokens[i / 2][i % 2];

        must(length - at >= 4, "too short");
        token->length = ksp_load_be32(kept + at);
        token->value = kept + at + 4;
        at += 4;
        must(length - at >= token->length, "too short");
        at += token->length;
    }
}

/* Without nettle those of RFC 1964 are stock's. */
size_t
fuzz_pairs(void)
{
    const struct ksp_enctype *rc4 = ksp_enctype_find(ENCTYPE_ARCFOUR_HMAC);
    size_t missing = ksp_1964_cipher_for(rc4) == NULL ? FUZZ_OLD_ENCTYPES : 0;

    return (FUZZ_ENCTYPES - missing) * FUZZ_MODES;
}

gss_buffer_desc
fuzz_exported(size_t pair, bool acceptor)
{
    if (tokens[0][0].value == NULL) {
        begin();
        read_all();
    }
    return tokens[pair][acceptor];
}

gss_ctx_id_t
fuzz_stock_context(size_t pair, bool acceptor)
{
    gss_buffer_desc token = fuzz_exported(pair, acceptor);
    gss_ctx_id_t ctx = GSS_C_NO_CONTEXT;
    OM_uint32 minor;

    must(gss_import_sec_context(&minor, &token, &ctx) == GSS_S_COMPLETE,
         "stock does not import it");
    return ctx;
}

/* As it is when establishment is over. */
gss_ctx_id_t
fuzz_our_context(size_t pair, bool acceptor)
{
    struct gssksp_ctx *ctx = gssksp_ctx_new();

    must(ctx != NULL, "no memory");
    ctx->real = fuzz_stock_context(pair, acceptor);
    ctx->initiator = !acceptor;
    must(gssksp_hand_over(ctx) && gssksp_ctx_is_ours(ctx),
         "the package does not take it");
    return (gss_ctx_id_t)ctx;
}

enum fuzz_mode
fuzz_mode_of(size_t pair)
{
    return (enum fuzz_mode)(pair % FUZZ_MODES);
}

bool
fuzz_is_old(size_t pair)
{
    return pair / FUZZ_MODES >= FUZZ_ENCTYPES - FUZZ_OLD_ENCTYPES;
}
