/* SPDX-License-Identifier: MIT */
/*
 * Packed contexts: which are taken is said here anew, from ksp/packed.h; what
 * was taken gives the same bytes again, is a context that exports itself as it
 * came, and sends the number it says it will.
 *
 * libFuzzer: -max_len=192
 */
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "core/package.h"
#include "crypto/enctype.h"
#include "crypto/rfc1964.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/kerberos.h"
#include "ksp/message.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"

#define INPUT_MAX 256
#define VERSION 4
#define ROLE 6
#define FLAGS 12
#define SEND_INITIAL 32
#define SEND_COUNT 40
#define MECHANISM 72
#define KEY_COUNT 76
#define SKIPPED 80
#define KEYS 88
#define KEYS_OLD 80
#define KEY_HEAD 8

static uint64_t
le(const unsigned char *in, size_t bytes)
{
    uint64_t value = 0;

    while (bytes > 0)
        value = value << 8 | in[--bytes];
    return value;
}

/* ---- whether it is one -------------------------------------------------- */

static bool
head_right(const unsigned char *in, size_t length, size_t keys)
{
    uint64_t sent, skipped;

    if (length < keys)
        return false;
    sent = le(in + SEND_COUNT, 8);
    skipped = keys == KEYS ? le(in + SKIPPED, 8) : 0;
    return memcmp(in, "KSPC", 4) == 0 &&
        (le(in + ROLE, 2) == 1 || le(in + ROLE, 2) == 2) &&
        le(in + FLAGS, 4) <= 1 && sent <= INT64_MAX &&
        (sent >= 64 || skipped >> sent == 0) && le(in + MECHANISM, 4) < 4 &&
        (le(in + KEY_COUNT, 4) == 1 || le(in + KEY_COUNT, 4) == 2);
}

static NTSTATUS
judge_keys(const unsigned char *in, size_t length, size_t at)
{
    size_t count = (size_t)le(in + KEY_COUNT, 4), i;
    NTSTATUS status = SEC_E_OK;
    const struct ksp_enctype *et;
    size_t bytes;

    for (i = 0; i < count; i++) {
        if (length - at < KEY_HEAD)
            return SEC_E_INVALID_TOKEN;
        bytes = (size_t)le(in + at + 4, 4);
        et = ksp_enctype_find((int32_t)(uint32_t)le(in + at, 4));
        at += KEY_HEAD;
        if (bytes > 32 || bytes > length - at)
            return SEC_E_INVALID_TOKEN;
        at += bytes;
        if (status == SEC_E_OK && et == NULL)
            status = SEC_E_CRYPTO_SYSTEM_INVALID;
        else if (status == SEC_E_OK &&
                 (et->key_length != bytes ||
                  (et->protocol == KSP_RFC1964 && i == 1)))
            status = SEC_E_INVALID_TOKEN;
    }
    return at == length ? status : SEC_E_INVALID_TOKEN;
}

static NTSTATUS
judge(const unsigned char *in, size_t length)
{
    uint64_t version = length >= ROLE ? le(in + VERSION, 2) : 0;
    size_t keys = version == 1 ? KEYS_OLD : KEYS;

    if ((version != 1 && version != 2) || !head_right(in, length, keys))
        return SEC_E_INVALID_TOKEN;
    return judge_keys(in, length, keys);
}

/* ---- what is done with it ---------------------------------------------- */

/* In the present version. */
static size_t
renewed(const unsigned char *in, size_t length, unsigned char *out)
{
    if (le(in + VERSION, 2) == 2) {
        memcpy(out, in, length);
        return length;
    }
    memcpy(out, in, KEYS_OLD);
    out[VERSION] = 2;
    memset(out + SKIPPED, 0, 8);
    memcpy(out + KEYS, in + KEYS_OLD, length - KEYS_OLD);
    return length + 8;
}

static void
check_sign(LSA_SEC_HANDLE ContextId, const struct ksp_enctype *et,
           const unsigned char *packed)
{
    unsigned char token[128];
    SecBuffer b[] = { { sizeof(token), SECBUFFER_TOKEN, token } };
    SecBufferDesc desc = { SECBUFFER_VERSION, 1, b };
    uint64_t sent = le(packed + SEND_COUNT, 8);
    NTSTATUS status = KspMakeSignature(ContextId, 0, &desc, 0);
    uint64_t last = et->protocol == KSP_RFC1964 ? (uint64_t)1 << 32 :
        INT64_MAX;

    must(status == (sent < last ? SEC_E_OK : SEC_E_CONTEXT_EXPIRED),
         "another status of a message");
    if (status == SEC_E_OK && et->protocol == KSP_RFC4121)
        must(ksp_load_be64(token + 8) == le(packed + SEND_INITIAL, 8) + sent,
             "another number");
}

static void
check_context(const unsigned char *in, size_t length,
              const unsigned char *packed, size_t packed_length)
{
    unsigned char copy[INPUT_MAX];
    SecBuffer data = { (ULONG)length, SECBUFFER_EMPTY, copy }, back;
    const struct ksp_enctype *et;
    LSA_SEC_HANDLE ContextId;
    NTSTATUS status;
    size_t last = KEYS;

    if (le(packed + KEY_COUNT, 4) == 2)
        last += KEY_HEAD + (size_t)le(packed + KEYS + 4, 4);
    et = ksp_enctype_find((int32_t)(uint32_t)le(packed + last, 4));
    memcpy(copy, in, length);
    status = KspInitContext(0, &data, &ContextId);
    if (et->protocol == KSP_RFC1964 && ksp_1964_cipher_for(et) == NULL) {
        must(status == SEC_E_CRYPTO_SYSTEM_INVALID && ContextId == 0,
             "a context without a cipher");
        return;
    }
    must(status == SEC_E_OK && ContextId != 0, "no context");
    must(KspExportContext(ContextId, 0, &back, NULL) == SEC_E_OK,
         "not exported");
    if (et->protocol == KSP_RFC4121 ||
        le(packed + SEND_COUNT, 8) <= (uint64_t)1 << 32) {
        /* A datagram's numbers are its caller's; then it says so. */
        if ((le(packed + 8, 4) & ISC_RET_DATAGRAM) != 0)
            copy[FLAGS] = 1;
        must(back.cbBuffer == packed_length &&
             memcmp(back.pvBuffer, packed, FLAGS) == 0 &&
             memcmp((unsigned char *)back.pvBuffer + FLAGS + 1,
                    packed + FLAGS + 1, packed_length - FLAGS - 1) == 0 &&
             ((unsigned char *)back.pvBuffer)[FLAGS] == copy[FLAGS],
             "exported as another");
    }
    KspKernelFunctions.FreeHeap(back.pvBuffer);
    check_sign(ContextId, et, packed);
    must(KspDeleteContext(ContextId, NULL) == SEC_E_OK, "not deleted");
}

static void
check_packed(const unsigned char *in, size_t length,
             const KSP_PACKED_CONTEXT *p)
{
    unsigned char want[INPUT_MAX], out[INPUT_MAX];
    size_t n = renewed(in, length, want);
    ULONG needed = 0, given;

    must(KspPackContext(p, out, sizeof(out), &needed) == SEC_E_OK &&
         needed == n && memcmp(out, want, n) == 0, "packed otherwise");
    memset(out, 0xa5, sizeof(out));
    must(KspPackContext(p, out, (ULONG)(n - 1), &given) ==
         SEC_E_BUFFER_TOO_SMALL && given == needed && out[0] == 0xa5,
         "written where there is no room");
    check_context(in, length, want, n);
}

/* ---- the input --------------------------------------------------------- */

/* Keys as they should be, whatever the input has for enctypes. */
static size_t
mend_keys(unsigned char *in, size_t length, size_t at)
{
    size_t count = 1 + (in[KEY_COUNT] & 1), i;

    in[KEY_COUNT] = (unsigned char)count;
    for (i = 0; i < count; i++) {
        const struct ksp_enctype *et = ksp_enctype_at(in[at] % 9);

        memset(in + at, 0, KEY_HEAD);
        in[at] = (unsigned char)et->enctype;
        in[at + 4] = (unsigned char)et->key_length;
        at += KEY_HEAD + et->key_length;
    }
    (void)length;
    return at;
}

/* The first byte says how much of the input is made right. */
static size_t
prepare(const uint8_t *data, size_t size, unsigned char *in)
{
    unsigned int how = size > 0 ? data[0] : 0;
    size_t length = size > 0 ? size - 1 : 0;

    if (length > INPUT_MAX - 64)
        length = INPUT_MAX - 64;
    memset(in, 0, INPUT_MAX);
    if (length > 0)
        memcpy(in, data + 1, length);
    if ((how & 1) != 0) {
        memcpy(in, "KSPC\2", 5);
        in[VERSION + 1] = 0;
        in[VERSION] = (how & 2) != 0 ? 1 : 2;
        in[ROLE] = (unsigned char)(1 + (in[ROLE] & 1));
        in[ROLE + 1] = 0;
        memset(in + FLAGS + 1, 0, 3);
        in[FLAGS] &= 1;
        memset(in + MECHANISM, 0, 8);
        in[MECHANISM] = (how >> 2) & 3;
        in[KEY_COUNT] = (how >> 4) & 1;
        length = mend_keys(in, length, (how & 2) != 0 ? KEYS_OLD : KEYS);
        length += (how & 0xe0) == 0xe0 ? 1 : 0;
    }
    return length;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const KSP_PACKED_CONTEXT nothing;
    unsigned char in[INPUT_MAX], *exact;
    KSP_PACKED_CONTEXT p;
    NTSTATUS want;
    size_t length;

    if (KspRegisterKerberos() != SEC_E_OK)
        abort();
    length = prepare(data, size, in);
    want = judge(in, length);
    exact = malloc(length > 0 ? length : 1);
    must(exact != NULL, "no memory");
    memcpy(exact, in, length);
    must(KspUnpackContext(exact, (ULONG)length, &p) == want,
         "another status");
    free(exact);
    if (want == SEC_E_OK)
        check_packed(in, length, &p);
    else
        must(memcmp(&p, &nothing, sizeof(p)) == 0, "something of a refusal");
    return 0;
}
