/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "bridge/package.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "tools/status/in_child.h"
#include "tools/status/self_test.h"

#define TOKEN_MAX 256
#define EDGE_MAX 100            /* before and after a message, in a token */

static const char text[] = "The quick brown fox jumps over the lazy dog";

static const struct {
    LONG enctype;
    ULONG length;               /* of a key, bytes */
    const char *name;
} enctypes[] = {
    { 17, 16, "aes128-cts-hmac-sha1-96" },
    { 18, 32, "aes256-cts-hmac-sha1-96" },
    { 19, 16, "aes128-cts-hmac-sha256-128" },
    { 20, 32, "aes256-cts-hmac-sha384-192" },
    { 25, 16, "camellia128-cts-cmac" },
    { 26, 32, "camellia256-cts-cmac" },
    { 16, 24, "des3-cbc-sha1" },
    { 23, 16, "arcfour-hmac" },
};

#define N_ENCTYPES (sizeof(enctypes) / sizeof(enctypes[0]))

/* Both ends of one context. */
struct pair {
    LSA_SEC_HANDLE initiator, acceptor;
};

struct token {
    unsigned char bytes[TOKEN_MAX];
    ULONG length;
};

static KSP_PACKED_CONTEXT
describe(size_t i, USHORT role)
{
    KSP_PACKED_CONTEXT c;
    ULONG j;

    memset(&c, 0, sizeof(c));
    c.Role = role;
    c.ExpiryTime = INT64_MAX;
    c.KeyCount = 1;
    c.Keys[0].Enctype = enctypes[i].enctype;
    c.Keys[0].Length = enctypes[i].length;
    for (j = 0; j < enctypes[i].length; j++)
        c.Keys[0].Contents[j] = (UCHAR)(j * 7 + 1);
    return c;
}

static NTSTATUS
open_pair(struct pair *pair, size_t i)
{
    KSP_PACKED_CONTEXT initiator = describe(i, KSP_ROLE_INITIATOR);
    KSP_PACKED_CONTEXT acceptor = describe(i, KSP_ROLE_ACCEPTOR);
    NTSTATUS status;

    pair->acceptor = 0;
    status = gssksp_make_context(&initiator, &pair->initiator);
    if (status == SEC_E_OK)
        status = gssksp_make_context(&acceptor, &pair->acceptor);
    return status;
}

static void
close_pair(struct pair *pair)
{
    if (pair->initiator != 0)
        (void)gssksp_delete_context(pair->initiator);
    if (pair->acceptor != 0)
        (void)gssksp_delete_context(pair->acceptor);
}

static NTSTATUS
sign(LSA_SEC_HANDLE context, struct token *token)
{
    char message[sizeof(text)];
    SecBuffer buffers[] = {
        { sizeof(message), SECBUFFER_DATA, message },
        { sizeof(token->bytes), SECBUFFER_TOKEN, token->bytes }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, buffers };
    NTSTATUS status;

    memcpy(message, text, sizeof(message));
    status = gssksp_sign(context, 0, &list);
    token->length = buffers[1].cbBuffer;
    return status;
}

static NTSTATUS
verify(LSA_SEC_HANDLE context, struct token *token)
{
    char message[sizeof(text)];
    SecBuffer buffers[] = {
        { sizeof(message), SECBUFFER_DATA, message },
        { token->length, SECBUFFER_TOKEN, token->bytes }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, buffers };
    ULONG fQOP = 0;

    memcpy(message, text, sizeof(message));
    return gssksp_verify(context, &list, &fQOP);
}

static void
append(struct token *token, const SecBuffer *buffer)
{
    if (buffer->cbBuffer > sizeof(token->bytes) - token->length)
        return;
    memcpy(token->bytes + token->length, buffer->pvBuffer, buffer->cbBuffer);
    token->length += buffer->cbBuffer;
}

static NTSTATUS
seal(LSA_SEC_HANDLE context, struct token *token)
{
    unsigned char head[EDGE_MAX], padding[8], tail[EDGE_MAX];
    char message[sizeof(text)];
    SecBuffer buffers[] = {
        { sizeof(head), SECBUFFER_TOKEN, head },
        { sizeof(message), SECBUFFER_DATA, message },
        { sizeof(padding), SECBUFFER_PADDING, padding },
        { sizeof(tail), SECBUFFER_STREAM_TRAILER, tail }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 4, buffers };
    NTSTATUS status;
    size_t i;

    memcpy(message, text, sizeof(message));
    token->length = 0;
    status = gssksp_seal(context, 0, &list);
    for (i = 0; status == SEC_E_OK && i < 4; i++)
        append(token, &buffers[i]);
    return status;
}

static NTSTATUS
unseal(LSA_SEC_HANDLE context, const struct token *token)
{
    struct token copy = *token;
    SecBuffer buffers[] = {
        { copy.length, SECBUFFER_STREAM, copy.bytes },
        { 0, SECBUFFER_DATA, NULL }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, buffers };
    NTSTATUS status;
    ULONG fQOP = 0;

    status = gssksp_unseal(context, &list, &fQOP);
    if (status == SEC_E_OK &&
        (buffers[1].cbBuffer != sizeof(text) ||
         memcmp(buffers[1].pvBuffer, text, sizeof(text)) != 0))
        status = SEC_E_INTERNAL_ERROR;
    return status;
}

/* The step that went wrong; NULL if none did. */
static const char *
exchange(const struct pair *pair)
{
    const char *wrong = NULL;
    struct token mic, wrap;

    if (sign(pair->initiator, &mic) != SEC_E_OK)
        wrong = "signing";
    else if (verify(pair->acceptor, &mic) != SEC_E_OK)
        wrong = "verifying";
    else if (seal(pair->acceptor, &wrap) != SEC_E_OK)
        wrong = "sealing";
    else if (unseal(pair->initiator, &wrap) != SEC_E_OK)
        wrong = "unsealing";
    if (wrong != NULL)
        return wrong;
    mic.bytes[mic.length - 1] ^= 1;
    wrap.bytes[wrap.length - 1] ^= 1;
    if (verify(pair->acceptor, &mic) != SEC_E_MESSAGE_ALTERED)
        wrong = "refusing an altered signature";
    else if (unseal(pair->initiator, &wrap) != SEC_E_MESSAGE_ALTERED)
        wrong = "refusing an altered message";
    return wrong;
}

static void
work(const void *argument, void *found)
{
    struct self_test *result = found;
    const char *wrong;
    struct pair pair;
    NTSTATUS status;
    size_t i;

    (void)argument;
    for (i = 0; i < N_ENCTYPES; i++) {
        status = open_pair(&pair, i);
        wrong = status == SEC_E_OK ? exchange(&pair) : "making a context";
        close_pair(&pair);
        /* A build without nettle has no old ones, and krb5 may be built
         * without Camellia. */
        if (status == SEC_E_CRYPTO_SYSTEM_INVALID)
            continue;
        if (wrong != NULL && result->failed[0] == '\0')
            (void)snprintf(result->failed, sizeof(result->failed), "%s: %s",
                           enctypes[i].name, wrong);
        result->enctypes += wrong == NULL ? 1 : 0;
    }
}

void
self_test_run(struct self_test *result)
{
    enum child_end end;
    int detail;

    end = in_child(work, NULL, result, sizeof(*result), &detail);
    in_child_end(result->failed, sizeof(result->failed));
    if (end != CHILD_DONE)
        (void)snprintf(result->failed, sizeof(result->failed),
                       "it does not come to its end");
    else if (result->enctypes == 0 && result->failed[0] == '\0')
        (void)snprintf(result->failed, sizeof(result->failed),
                       "no enctype is there");
}
