/* SPDX-License-Identifier: MIT */
/*
 * The four message functions of SSPI with lists of any shape: types with and
 * without attributes, lengths, places that are none or shared, other versions.
 *
 * A status is one of those documented; what fails leaves the context as it
 * was, and what makes a message its buffers too; nothing read-only is
 * written; and what is taken is the message that was sent.
 *
 * libFuzzer: -max_len=200
 */
#include <string.h>

#include "base/cursor.h"
#include "crypto/enctype.h"
#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_enctypes.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/message.h"
#include "ksp/packed.h"
#include "ksp/sspi.h"
#include "ksp/winerror.h"

#define BUFFERS_MAX 9
#define LENGTH_MAX 300
#define ARENA 512
#define ENVELOPE_MAX (64 + KSP_PACKED_MAX)

enum call { SIGN, SEAL, VERIFY, UNSEAL, CALLS };

struct round {
    struct fuzz_input in;
    const struct ksp_enctype *enctype;
    ULONG attributes;
    enum call call;
    CtxtHandle sender, receiver;
    unsigned char message[LENGTH_MAX];
    ULONG message_length;
    struct fuzz_token token;    /* genuine, of that message */
    bool mic;
    size_t taken;               /* bytes of it that are in the list */
    SecBuffer buffers[BUFFERS_MAX], before[BUFFERS_MAX];
    unsigned char *copies[BUFFERS_MAX];
    ULONG count;
    bool shared;                /* some share their bytes */
    bool right;                 /* nothing is wrong with it */
    KSP_MESSAGE_PARAMS params;
};

static unsigned char arena[ARENA];

/* ---- contexts -------------------------------------------------------- */

/* Of the two sides one attribute has two names. */
static ULONG
attributes_of(const struct round *r, USHORT Role)
{
    return r->attributes | (Role == KSP_ROLE_INITIATOR ? ISC_RET_INTEGRITY :
                            ASC_RET_INTEGRITY);
}

static ULONG
pack(const struct round *r, USHORT Role, unsigned char *out)
{
    KSP_PACKED_CONTEXT p;
    ULONG length = 0;

    memset(&p, 0, sizeof(p));
    p.Role = Role;
    p.ContextAttributes = attributes_of(r, Role);
    p.ExpiryTime = INT64_MAX;
    p.KeyCount = 1;
    p.Keys[0].Enctype = r->enctype->enctype;
    p.Keys[0].Length = r->enctype->key_length;
    memset(p.Keys[0].Contents, 0x5a, r->enctype->key_length);
    must(KspPackContext(&p, out, KSP_PACKED_MAX, &length) == SEC_E_OK,
         "not packed");
    return length;
}

/* As ExportSecurityContext writes them. */
static void
open_context(const struct round *r, USHORT Role, PCtxtHandle handle)
{
    static SEC_CHAR package[] = "Kerberos";
    unsigned char bytes[ENVELOPE_MAX], packed[KSP_PACKED_MAX];
    ULONG length = pack(r, Role, packed);
    SecBuffer exported = { 0, SECBUFFER_EMPTY, bytes };
    struct ksp_writer w;
    int i;

    ksp_write_init(&w, bytes, sizeof(bytes));
    ksp_write_bytes(&w, "KSPS", 4);
    ksp_write_le16(&w, 1);
    ksp_write_le16(&w, 0);
    ksp_write_le32(&w, attributes_of(r, Role));
    for (i = 0; i < 3; i++)
        ksp_write_le32(&w, UINT32_MAX);
    ksp_write_le32(&w, length);
    ksp_write_bytes(&w, packed, length);
    exported.cbBuffer = (ULONG)w.wanted;
    must(ImportSecurityContextA(package, &exported, NULL, handle) ==
         SEC_E_OK, "not imported");
}

static SecBuffer
state_of(PCtxtHandle handle)
{
    SecBuffer state = { 0, 0, NULL };

    must(ExportSecurityContext(handle, 0, &state, NULL) == SEC_E_OK,
         "not exported");
    return state;
}

/* ---- a genuine token ------------------------------------------------- */

static void
make_token(struct round *r)
{
    unsigned char header[256], padding[256], data[LENGTH_MAX];
    SecBuffer b[] = {
        { sizeof(header), SECBUFFER_TOKEN, header },
        { r->message_length, SECBUFFER_DATA, data },
        { sizeof(padding), SECBUFFER_PADDING, padding },
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 3, b };

    memcpy(data, r->message, r->message_length);
    r->token.length = 0;
    if (r->mic) {
        must(MakeSignature(&r->sender, 0, &list, 0) == SEC_E_OK,
             "no signature");
        fuzz_append(&r->token, &b[0]);
    } else {
        must(EncryptMessage(&r->sender, 0, &list, 0) == SEC_E_OK,
             "no message");
        fuzz_append(&r->token, &b[0]);
        fuzz_append(&r->token, &b[1]);
        fuzz_append(&r->token, &b[2]);
    }
}

/* ---- the list -------------------------------------------------------- */

static const ULONG types[] = {
    SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_DATA, SECBUFFER_PADDING,
    SECBUFFER_STREAM, SECBUFFER_STREAM_TRAILER, SECBUFFER_PKG_PARAMS,
    SECBUFFER_EMPTY
};

static ULONG
choose_type(struct round *r)
{
    static const ULONG attributes[] = {
        0, SECBUFFER_READONLY, SECBUFFER_READONLY_WITH_CHECKSUM,
        SECBUFFER_READONLY | SECBUFFER_READONLY_WITH_CHECKSUM, 0x40000000,
        0x20000000, 0, 0
    };
    unsigned int byte = fuzz_byte(&r->in);

    return (byte >= 0xf0 ? byte & 0xfu : types[byte & 7]) |
        attributes[byte >> 3 & 7];
}

/* Bytes of the token, the message, or what there is. */
static void
fill(struct round *r, SecBuffer *b, unsigned int how)
{
    size_t left = r->token.length - r->taken, n = b->cbBuffer;

    if (n == 0)
        return;
    memset(b->pvBuffer, 0x11, n);
    if (how % 4 == 0) {
        memcpy(b->pvBuffer, r->message, n < r->message_length ? n :
               r->message_length);
    } else if (how % 4 != 1) {
        n = n < left ? n : left;
        memcpy(b->pvBuffer, r->token.bytes + r->taken, n);
        r->taken += n;
    }
}

static void
add_params(struct round *r, SecBuffer *b, unsigned int how)
{
    r->params.cbSize = sizeof(r->params) - (how % 8 == 7);
    r->params.Flags = how & 1;
    r->params.MessageSeqNo = how >> 4;
    b->cbBuffer = sizeof(r->params) - (how % 8 == 6);
    b->pvBuffer = &r->params;
}

static void
place(struct round *r, SecBuffer *b, unsigned int how)
{
    size_t at;

    if (how % 16 == 15) {
        b->pvBuffer = NULL;
    } else if (how % 16 == 14) {
        at = fuzz_byte(&r->in);
        b->cbBuffer = b->cbBuffer % (ULONG)(ARENA - at);
        b->pvBuffer = arena + at;
        r->shared = true;
        fill(r, b, how >> 4);
    } else {
        b->pvBuffer = malloc(b->cbBuffer);
        must(b->pvBuffer != NULL, "no memory");
        fill(r, b, how >> 4);
    }
}

static void
add(struct round *r)
{
    SecBuffer *b = &r->buffers[r->count++];
    unsigned int how;

    b->BufferType = choose_type(r);
    how = fuzz_byte(&r->in);
    b->cbBuffer = (how & 1) != 0 ? fuzz_byte(&r->in) % 64 :
        fuzz_number(&r->in) % LENGTH_MAX;
    if ((b->BufferType & ~(ULONG)SECBUFFER_ATTRMASK) == SECBUFFER_PKG_PARAMS)
        add_params(r, b, how);
    else
        place(r, b, fuzz_byte(&r->in));
}

/* The one that is right, for its call. */
static void
add_right(struct round *r, ULONG type, const void *bytes, size_t length)
{
    SecBuffer *b = &r->buffers[r->count++];

    b->BufferType = type;
    b->cbBuffer = (ULONG)length;
    b->pvBuffer = length > 0 ? malloc(length) : NULL;
    must(length == 0 || b->pvBuffer != NULL, "no memory");
    if (length > 0 && bytes != NULL)
        memcpy(b->pvBuffer, bytes, length);
    else if (length > 0)
        memset(b->pvBuffer, 0, length);
}

static void
begin_right(struct round *r, unsigned int how)
{
    bool make = r->call == SIGN || r->call == SEAL;
    bool old = r->enctype->protocol == KSP_RFC1964;
    size_t room = how % 8 == 0 ? fuzz_byte(&r->in) : 128;

    if (make) {
        add_right(r, SECBUFFER_TOKEN, NULL, room);
        add_right(r, SECBUFFER_DATA, r->message, r->message_length);
        if ((how & 16) != 0)
            add_right(r, SECBUFFER_PADDING, NULL, room);
    } else if (r->call == VERIFY) {
        add_right(r, SECBUFFER_TOKEN, r->token.bytes, r->token.length);
        add_right(r, SECBUFFER_DATA, r->message, r->message_length);
    } else {
        add_right(r, SECBUFFER_STREAM, r->token.bytes, r->token.length);
        add_right(r, SECBUFFER_DATA, NULL, (how & 32) != 0 ? 0 :
                  r->token.length);
    }
    if ((how & 8) != 0)
        add_right(r, SECBUFFER_DATA | SECBUFFER_READONLY, "not looked at", 13);
    r->right = make ? room >= 128 && (old ? (how & 16) != 0 : true) :
        r->mic == (r->call == VERIFY);
    r->right = r->right && (r->attributes & ISC_RET_USED_DCE_STYLE) == 0;
}

static void
fill_list(struct round *r)
{
    unsigned int how = fuzz_byte(&r->in);
    ULONG i;

    r->count = 0;
    r->shared = r->right = false;
    r->taken = 0;
    if ((how & 1) != 0)
        begin_right(r, how >> 1);
    r->right = r->right && r->in.left == 0;
    while (r->in.left > 0 && r->count < BUFFERS_MAX)
        add(r);
    for (i = 0; i < r->count; i++) {
        SecBuffer *b = &r->buffers[i];

        r->before[i] = *b;
        r->copies[i] = malloc(b->cbBuffer);
        must(r->copies[i] != NULL, "no memory");
        if (b->pvBuffer != NULL && b->cbBuffer > 0)
            memcpy(r->copies[i], b->pvBuffer, b->cbBuffer);
    }
}

static bool
is_own(const struct round *r, const SecBuffer *b)
{
    const unsigned char *at = b->pvBuffer;

    return at != (const unsigned char *)&r->params &&
        !(at >= arena && at < arena + ARENA);
}

static void
free_list(struct round *r)
{
    ULONG i;

    for (i = 0; i < r->count; i++) {
        if (is_own(r, &r->before[i]))
            free(r->before[i].pvBuffer);
        free(r->copies[i]);
    }
}

/* ---- judgement ------------------------------------------------------- */

static bool
is_documented(SECURITY_STATUS status)
{
    static const SECURITY_STATUS all[] = {
        SEC_E_OK, SEC_E_OUT_OF_SEQUENCE, SEC_E_INVALID_TOKEN,
        SEC_E_MESSAGE_ALTERED, SEC_E_BUFFER_TOO_SMALL,
        SEC_E_INVALID_PARAMETER, SEC_E_QOP_NOT_SUPPORTED,
        SEC_E_UNSUPPORTED_FUNCTION
    };
    size_t i;

    for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (status == all[i])
            return true;
    }
    return false;
}

static bool
is_type(const SecBuffer *b, ULONG type)
{
    return (b->BufferType & ~(ULONG)SECBUFFER_ATTRMASK) == type;
}

static bool
same_bytes(const struct round *r, ULONG i)
{
    const SecBuffer *b = &r->before[i];

    return b->cbBuffer == 0 || b->pvBuffer == NULL ||
        b->pvBuffer == &r->params ||
        memcmp(b->pvBuffer, r->copies[i], b->cbBuffer) == 0;
}

static bool
same_entry(const struct round *r, ULONG i)
{
    return memcmp(&r->buffers[i], &r->before[i], sizeof(SecBuffer)) == 0;
}

/* What nobody may write. */
static bool
is_readonly(const SecBuffer *b)
{
    return (b->BufferType & (SECBUFFER_READONLY |
                             SECBUFFER_READONLY_WITH_CHECKSUM)) != 0 &&
        is_type(b, SECBUFFER_DATA);
}

static void
check_unwritten(const struct round *r, bool all)
{
    ULONG i;

    for (i = 0; i < r->count && !r->shared; i++) {
        if (all || is_readonly(&r->before[i]) ||
            is_type(&r->before[i], SECBUFFER_EMPTY))
            must(same_bytes(r, i) && same_entry(r, i), "it was written to");
    }
}

/* What a program takes for the message. */
static size_t
gather(const struct round *r, bool with_signed, unsigned char *out)
{
    size_t length = 0;
    ULONG i;

    for (i = 0; i < r->count; i++) {
        const SecBuffer *b = &r->buffers[i];
        bool sign = (b->BufferType & SECBUFFER_READONLY_WITH_CHECKSUM) != 0;
        bool readonly = (b->BufferType & SECBUFFER_READONLY) != 0;

        if (!is_type(b, SECBUFFER_DATA) || b->cbBuffer == 0 ||
            (sign ? !with_signed : readonly))
            continue;
        memcpy(out + length, b->pvBuffer, b->cbBuffer);
        length += b->cbBuffer;
    }
    return length;
}

/* With the ciphers of RFC 1964 the program may have padding to take off. */
static void
check_taken(const struct round *r)
{
    static unsigned char all[BUFFERS_MAX * FUZZ_TOKEN_MAX];
    size_t spare = r->enctype->protocol == KSP_RFC1964 ? 8 : 0;
    size_t length = gather(r, r->call == VERIFY, all);

    must(r->mic == (r->call == VERIFY), "another kind");
    if (r->mic)
        spare = 0;
    must(length >= r->message_length && length <= r->message_length + spare &&
         memcmp(all, r->message, r->message_length) == 0,
         "another message");
}

static SECURITY_STATUS
call(struct round *r, SecBufferDesc *list, ULONG number, ULONG *fQOP)
{
    SECURITY_STATUS status;

    if (r->call == SIGN)
        status = MakeSignature(&r->sender, *fQOP, list, number);
    else if (r->call == SEAL)
        status = EncryptMessage(&r->sender, *fQOP, list, number);
    else if (r->call == VERIFY)
        status = VerifySignature(&r->receiver, list, number, fQOP);
    else
        status = DecryptMessage(&r->receiver, list, number, fQOP);
    return status;
}

static void
try_list(struct round *r, unsigned int how)
{
    bool make = r->call == SIGN || r->call == SEAL;
    PCtxtHandle handle = make ? &r->sender : &r->receiver;
    SecBufferDesc list = { how % 16 == 1, r->count, r->buffers };
    SecBuffer before = state_of(handle), after;
    ULONG fQOP = (how & 16) != 0 ? SECQOP_WRAP_NO_ENCRYPT :
        (how & 96) == 96 ? 5 : 0, fQOP_asked = make ? fQOP : 0;
    SECURITY_STATUS status = call(r, &list, how >> 6, &fQOP);
    bool error = status != SEC_E_OK && status != SEC_E_OUT_OF_SEQUENCE;

    must(is_documented(status), "a status nobody has heard of");
    must(!r->right || how % 16 == 1 || fQOP_asked != 0 ||
         status == SEC_E_OK, "a good list is refused");
    after = state_of(handle);
    must(!error || (before.cbBuffer == after.cbBuffer &&
                    memcmp(before.pvBuffer, after.pvBuffer,
                           after.cbBuffer) == 0), "the context has changed");
    check_unwritten(r, make && error);
    if (!make)
        must(fQOP == 0 || fQOP == SECQOP_WRAP_NO_ENCRYPT, "another QOP");
    if (!make && !error && !r->shared)
        check_taken(r);
    FreeContextBuffer(before.pvBuffer);
    FreeContextBuffer(after.pvBuffer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct round r;
    unsigned int flags, i;

    r.in.next = data;
    r.in.left = size;
    r.enctype = ksp_enctype_at(fuzz_byte(&r.in) % fuzz_enctypes());
    flags = fuzz_byte(&r.in);
    r.call = (enum call)(flags % CALLS);
    r.mic = r.call == VERIFY ? (flags & 0x30) != 0 : (flags & 0x30) == 0;
    r.attributes = ISC_RET_CONFIDENTIALITY | ISC_RET_REPLAY_DETECT |
        ISC_RET_SEQUENCE_DETECT;
    if ((flags & 4) != 0)
        r.attributes |= ISC_RET_USED_DCE_STYLE;
    r.message_length = fuzz_byte(&r.in);
    if (r.enctype->protocol == KSP_RFC1964)
        r.message_length -= r.message_length % 8;
    for (i = 0; i < sizeof(r.message); i++)
        r.message[i] = (unsigned char)(i * 7 + 3);
    open_context(&r, KSP_ROLE_INITIATOR, &r.sender);
    open_context(&r, KSP_ROLE_ACCEPTOR, &r.receiver);
    flags = fuzz_byte(&r.in);
    make_token(&r);
    fill_list(&r);
    try_list(&r, flags);
    free_list(&r);
    DeleteSecurityContext(&r.sender);
    DeleteSecurityContext(&r.receiver);
    return 0;
}
