/* SPDX-License-Identifier: MIT */
/*
 * Tokens of SPNEGO, as the SSPI library looks into them: what it finds lies
 * inside, and nothing but the first offer is kept for good.
 *
 * libFuzzer: -max_len=300
 */
#include <string.h>

#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

#define TOKENS_MAX 8

/* In memory of its exact length. */
struct token {
    unsigned char *bytes;
    size_t length;
};

static void
is_inside(const struct token *t, const struct ksp_der *part)
{
    must(part->left == 0 || (part->next >= t->bytes &&
                             part->next < t->bytes + t->length &&
                             part->left <= (size_t)(t->bytes + t->length -
                                                    part->next)),
         "outside the token");
}

static void
try_token(struct sspi_mech_list **list, const struct token *t)
{
    const struct sspi_mech_list *before = *list;
    struct ksp_der types, mic;
    unsigned int i;

    types = sspi_spnego_mech_types(t->bytes, t->length);
    is_inside(t, &types);
    for (i = 0; i < SSPI_SPNEGO_MICS; i++) {
        mic = sspi_spnego_mic(t->bytes, t->length, i);
        is_inside(t, &mic);
    }
    must(sspi_mech_list_offer(list, t->bytes, t->length) == SEC_E_OK,
         "no memory");
    must(before != NULL ? *list == before : (*list != NULL) ==
         (types.left > 0), "another offer");
    sspi_mech_list_look(*list, t->bytes, t->length);
}

/* The next of them, with a byte for its length in front. */
static struct token
cut(const uint8_t **data, size_t *size)
{
    struct token t = { NULL, (*data)[0] };

    ++*data;
    --*size;
    if (t.length > *size)
        t.length = *size;
    t.bytes = malloc(t.length);
    must(t.bytes != NULL || t.length == 0, "no memory");
    if (t.length > 0)
        memcpy(t.bytes, *data, t.length);
    *data += t.length;
    *size -= t.length;
    return t;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sspi_mech_list *list = NULL;
    struct token t;
    int i;

    for (i = 0; i < TOKENS_MAX && size > 0; i++) {
        t = cut(&data, &size);
        try_token(&list, &t);
        free(t.bytes);
    }
    sspi_mech_list_free(&list);
    return 0;
}
