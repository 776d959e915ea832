/* SPDX-License-Identifier: MIT */
/*
 * The padding of RC4 and DES3 messages, where a program of SSPI meets it: with
 * a PADDING buffer and without, opened in the buffers of EncryptMessage and as
 * a STREAM, and damaged.
 */
#include <string.h>

#include "realm/sspi/tests.h"

/* A message of `length` bytes, TOKEN and PADDING around it in a row. */
struct sealed {
    unsigned char bytes[512];
    ULONG token, data, padding;
};

static const char text[] = "the quick brown fox jumps over the lazy dog";

static void
put_list(struct sealed *s, SecBuffer buffers[3], SecBufferDesc *list,
         bool padded)
{
    unsigned char *at = s->bytes;

    buffers[0] = (SecBuffer){ s->token, SECBUFFER_TOKEN, at };
    buffers[1] = (SecBuffer){ s->data, SECBUFFER_DATA, at + s->token };
    buffers[2] = (SecBuffer){ s->padding, SECBUFFER_PADDING,
                              at + s->token + s->data };
    *list = (SecBufferDesc){ SECBUFFER_VERSION, padded ? 3 : 2, buffers };
}

/* With the room that the enctype's tokens of that length need. */
static SECURITY_STATUS
seal(const struct enctype_facts *facts, struct sspi_end *end, bool dce,
     bool padded, ULONG length, struct sealed *s)
{
    struct token_lengths l = enctype_lengths(facts, dce, true, length);
    SecBuffer buffers[3];
    SecBufferDesc list;
    SECURITY_STATUS status;

    s->token = (ULONG)l.header;
    s->data = length;
    s->padding = (ULONG)l.padding;
    put_list(s, buffers, &list, padded);
    memcpy(buffers[1].pvBuffer, text, length);
    status = EncryptMessage(&end->ctx, 0, &list, 0);
    if (!padded)
        s->padding = 0;
    return status;
}

/* In the buffers of EncryptMessage. */
static SECURITY_STATUS
open_parts(struct sspi_end *end, struct sealed *s, bool padded)
{
    SecBuffer buffers[3];
    SecBufferDesc list;
    SECURITY_STATUS status;
    ULONG fQOP = 7;

    put_list(s, buffers, &list, padded);
    status = DecryptMessage(&end->ctx, &list, 0, &fQOP);
    s->data = buffers[1].cbBuffer;
    if (status == SEC_E_OK && fQOP != 0)
        status = SEC_E_INTERNAL_ERROR;
    return status;
}

static bool
is_text(const struct sealed *s, ULONG length)
{
    return s->data == length && memcmp(s->bytes + s->token, text, length) == 0;
}

static SECURITY_STATUS
open_stream(struct sspi_end *end, struct sealed *s, ULONG length)
{
    SecBuffer buffers[2] = {
        { s->token + s->data + s->padding, SECBUFFER_STREAM, s->bytes },
        { 0, SECBUFFER_DATA, NULL }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, buffers };
    SECURITY_STATUS status;

    status = DecryptMessage(&end->ctx, &list, 0, NULL);
    if (status == SEC_E_OK &&
        (buffers[1].cbBuffer != length ||
         buffers[1].pvBuffer != s->bytes + s->token ||
         memcmp(buffers[1].pvBuffer, text, length) != 0))
        status = SEC_E_INTERNAL_ERROR;
    return status;
}

/* ---- genuine -------------------------------------------------------- */

/* TOKEN, DATA and PADDING put together are one token; or stay apart. */
static void
padded(const struct sspi_facts *facts, struct sspi_end ends[2])
{
    unsigned int wrong = 0;
    struct sealed s;
    ULONG length;

    for (length = 0; length <= 24; length++) {
        wrong += seal(facts->enctype, &ends[0], false, true, length, &s) !=
            SEC_E_OK || open_stream(&ends[1], &s, length) != SEC_E_OK;
        wrong += seal(facts->enctype, &ends[1], false, true, length, &s) !=
            SEC_E_OK || open_parts(&ends[0], &s, true) != SEC_E_OK ||
            !is_text(&s, length);
    }
    tap_number(wrong, 0, "with padding");
}

/* In DCE style there is no padding and the caller fills the blocks; else it
 * may leave PADDING out when it does. */
static void
unpadded(const struct sspi_facts *facts, struct sspi_end ends[2], bool dce)
{
    unsigned int wrong = 0;
    SECURITY_STATUS want;
    struct sealed s;
    ULONG length;

    for (length = 0; length <= 24; length++) {
        want = length % facts->enctype->block == 0 ? SEC_E_OK :
            SEC_E_BUFFER_TOO_SMALL;
        wrong += seal(facts->enctype, &ends[0], dce, false, length, &s) !=
            want;
        if (want != SEC_E_OK)
            wrong += memcmp(s.bytes + s.token, text, length) != 0;
        else
            wrong += open_parts(&ends[1], &s, false) != SEC_E_OK ||
                !is_text(&s, length);
    }
    tap_number(wrong, 0, dce ? "DCE style" : "without padding");
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK,
               "what was refused has used up no number");
}

/*
 * A whole token whose receiver cuts it behind the header.  What of the padding
 * is in PADDING, if it is anything, says how much of it is in DATA; without it
 * the caller has to know.
 */
static void
cut(const struct sspi_facts *facts, struct sspi_end ends[2])
{
    ULONG length, whole, kept;
    unsigned int wrong = 0;
    struct sealed s;

    for (length = 0; length <= 16; length++) {
        for (kept = 0; kept <= facts->enctype->block; kept++) {
            wrong += seal(facts->enctype, &ends[0], false, true, length,
                          &s) != SEC_E_OK;
            whole = length + s.padding;
            s.padding = kept < s.padding ? kept : s.padding;
            s.data = whole - s.padding;
            wrong += open_parts(&ends[1], &s, true) != SEC_E_OK;
            wrong += kept == 0 ? s.data != whole : !is_text(&s, length);
        }
    }
    tap_number(wrong, 0, "cut anywhere behind the message");
}

/* ---- damaged -------------------------------------------------------- */

/* Each is refused and leaves the context as it was. */
static void
damaged(const struct sspi_facts *facts, struct sspi_end ends[2])
{
    const struct enctype_facts *f = facts->enctype;
    struct sealed s, copy;
    unsigned int wrong = 0;
    ULONG i;

    tap_status(seal(f, &ends[0], false, true, 13, &s), SEC_E_OK, "sealed");
    copy = s;
    copy.padding = 0;
    tap_status(open_parts(&ends[1], &copy, false), SEC_E_INVALID_TOKEN,
               "its padding is missing");
    copy = s;
    copy.padding++;
    tap_status(open_parts(&ends[1], &copy, true), SEC_E_INVALID_TOKEN,
               "there is too much of it");
    copy = s;
    copy.data--;
    tap_status(open_stream(&ends[1], &copy, 12), SEC_E_INVALID_TOKEN,
               "a stream that is cut short");
    for (i = 0; i < s.token + s.data + s.padding; i++) {
        copy = s;
        copy.bytes[i] ^= 1;
        wrong += open_stream(&ends[1], &copy, 13) >= 0;
        copy = s;
        copy.bytes[i] ^= 1;
        wrong += open_parts(&ends[1], &copy, true) >= 0;
    }
    tap_number(wrong, 0, "a bit is wrong, anywhere");
    copy = s;
    copy.bytes[s.token + s.data] ^= 1;
    tap_status(open_parts(&ends[1], &copy, true), SEC_E_MESSAGE_ALTERED,
               "a bit of the padding");
    copy.bytes[s.token + s.data] ^= 1;
    tap_ok(memcmp(copy.bytes, s.bytes, s.token + s.data) == 0,
           "what was decrypted is as it was");
    copy = s;
    tap_status(open_parts(&ends[0], &copy, true), SEC_E_MESSAGE_ALTERED,
               "it comes back");
    tap_status(open_parts(&ends[1], &s, true), SEC_E_OK, "the genuine one");
    tap_ok(is_text(&s, 13), "is what was sent");
}

void
section_padding(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_end ends[2];

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    padded(facts, ends);
    unpadded(facts, ends, false);
    cut(facts, ends);
    damaged(facts, ends);
    sspi_pair_close(ends);
    dialog.request |= ISC_REQ_USE_DCE_STYLE;
    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "DCE style");
    unpadded(facts, ends, true);
    sspi_pair_close(ends);
}
