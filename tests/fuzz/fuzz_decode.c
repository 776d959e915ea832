/* SPDX-License-Identifier: MIT */
/*
 * Tokens for "gss-ksp decode", as text or bytes, with a key and without: every
 * field that it shows lies in the token, and the message is shown only of a
 * token that is genuine.
 *
 * libFuzzer: -max_len=600
 */
#include <ctype.h>
#include <string.h>

#include "crypto/enctype.h"
#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_enctypes.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/kerberos.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "tools/decode/input.h"
#include "tools/decode/keys.h"
#include "tools/decode/tokens.h"

#define SHOWN_MAX 65536
#define SECRET "the message that nobody may see "

enum mode { BYTES, TEXT, GENUINE, MODES };

/* ---- what is shown --------------------------------------------------- */

static char shown[SHOWN_MAX];
static FILE *paper;

/* Standard output, for a while. */
static FILE *
begin_show(void)
{
    FILE *was = stdout;

    if (paper == NULL)
        paper = fmemopen(shown, sizeof(shown), "w");
    must(paper != NULL, "no paper");
    rewind(paper);
    stdout = paper;
    return was;
}

static void
end_show(FILE *was)
{
    long end;

    stdout = was;
    (void)fflush(paper);
    end = ftell(paper);
    must(end >= 0, "no end");
    shown[end < SHOWN_MAX ? end : SHOWN_MAX - 1] = '\0';
}

/* Lines of a field begin with its offset and its length. */
static void
check_fields(size_t size)
{
    char *line = shown, *rest = shown;
    size_t at, length;

    while ((line = strsep(&rest, "\n")) != NULL) {
        if (sscanf(line, "%zu %zu ", &at, &length) == 2 &&
            isdigit((unsigned char)line[5]))
            must(at <= size && length <= size - at,
                 "a field from beyond the token");
    }
}

/* ---- tokens of any kind ---------------------------------------------- */

static void
show(const unsigned char *bytes, size_t size, struct keys *keys)
{
    struct decoding d = { .start = bytes, .keys = keys };
    struct span all = { bytes, size };
    FILE *was = begin_show();

    decode_token(&d, all);
    end_show(was);
}

static void
try_bytes(const uint8_t *data, size_t size)
{
    show(data, size, NULL);
    check_fields(size);
}

static void
try_text(const uint8_t *data, size_t size, enum input_form form)
{
    unsigned char *text = malloc(size + 1);
    size_t length = size;

    must(text != NULL, "no memory");
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    if (input_parse(text, &length, form)) {
        must(length <= size, "more bytes than text");
        try_bytes(text, length);
    }
    free(text);
}

/* ---- genuine ones ---------------------------------------------------- */

static KSP_PACKED_KEY key;
static struct fuzz_token token;
static const struct ksp_enctype *enctype;

static LSA_SEC_HANDLE
open_context(void)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *table;
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer packed = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE handle = 0;
    KSP_PACKED_CONTEXT p;

    must(KspRegisterKerberos() == SEC_E_OK, "no package");
    table = KSecLocateSecurityProvider(&KspKerberosName);
    memset(&p, 0, sizeof(p));
    p.Role = KSP_ROLE_INITIATOR;
    p.ExpiryTime = INT64_MAX;
    p.KeyCount = 1;
    p.Keys[0] = key;
    must(KspPackContext(&p, bytes, sizeof(bytes), &packed.cbBuffer) ==
         SEC_E_OK && table->InitContext(0, &packed, &handle) == SEC_E_OK,
         "no context");
    return handle;
}

static void
make(bool mic)
{
    unsigned char header[256], padding[256], data[] = SECRET;
    LSA_SEC_HANDLE handle = open_context();
    const SECPKG_KERNEL_FUNCTION_TABLE *table =
        KSecLocateSecurityProvider(&KspKerberosName);
    SecBuffer b[] = {
        { sizeof(header), SECBUFFER_TOKEN, header },
        { sizeof(SECRET) - 1, SECBUFFER_DATA, data },
        { sizeof(padding), SECBUFFER_PADDING, padding },
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 3, b };

    token.length = 0;
    must((mic ? table->Sign : table->Seal)(handle, 0, &list, 0) == SEC_E_OK,
         "no token");
    fuzz_append(&token, &b[0]);
    if (!mic) {
        fuzz_append(&token, &b[1]);
        fuzz_append(&token, &b[2]);
    }
    table->DeleteContext(handle, NULL);
}

static bool
is_seen(void)
{
    return strstr(shown, "the message that") != NULL;
}

/* Whether the input has put bytes of the key into the token, or such as look
 * like them in hexadecimal where one looks between the digits. */
static bool
holds_key(const struct fuzz_token *t)
{
    static const unsigned char parts[2][7] = {
        { 'Z', 'Z', 'Z', 'Z', 'Z', 'Z', 'Z' },
        { 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5 }
    };

    return memmem(t->bytes, t->length, parts[0], 7) != NULL ||
        memmem(t->bytes, t->length, parts[1], 7) != NULL;
}

static void
try_genuine(struct fuzz_input *in)
{
    static const struct fuzz_token none;
    struct fuzz_token made;
    struct keys keys;
    bool mic = fuzz_byte(in) % 2 != 0, changed;

    must(keys_begin(&keys, true), "no keys");
    enctype = ksp_enctype_at(fuzz_byte(in) % fuzz_enctypes());
    key.Enctype = enctype->enctype;
    key.Length = enctype->key_length;
    memset(key.Contents, 'Z', key.Length);
    make(mic);
    made = token;
    while (in->left > 0)
        (void)fuzz_change(&token, in, &none);
    changed = token.length != made.length ||
        memcmp(token.bytes, made.bytes, made.length) != 0;
    must(keys_put(&keys, KEY_GIVEN, key.Enctype, key.Contents, key.Length),
         "no key");
    keys.has_message = true;
    keys.message.data = (const unsigned char *)SECRET;
    keys.message.length = sizeof(SECRET) - 1;
    show(token.bytes, token.length, &keys);

    must(changed || mic || is_seen(), "a genuine one does not open");
    must(holds_key(&token) || strstr(shown, "5a5a5a5a5a5a5a5a") == NULL,
         "a key is shown");
    keys_free(&keys);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = { data, size };
    enum mode mode = (enum mode)(fuzz_byte(&in) % MODES);
    unsigned int form;

    if (mode == BYTES) {
        try_bytes(in.next, in.left);
    } else if (mode == TEXT) {
        form = fuzz_byte(&in) % 4;
        try_text(in.next, in.left, (enum input_form)form);
    } else {
        try_genuine(&in);
    }
    return 0;
}
