/* SPDX-License-Identifier: MIT */
/* Messages by SSPI. */
#include <string.h>

#include "ksp/winerror.h"
#include "realm/failing/failing.h"

static char text[] = "the text of the message";

/* Longer than are translated on the stack. */
#define PIECES 30

#define TOKEN_ROOM 300

static PCtxtHandle
sender(struct failing_scene *s)
{
    return &s->ends[0].ctx;
}

static PCtxtHandle
receiver(struct failing_scene *s)
{
    return &s->ends[1].ctx;
}

static void
add(struct failing_scene *s, ULONG type, void *value, size_t length)
{
    SecBuffer *b = &s->buffers[s->list.cBuffers++];

    b->BufferType = type;
    b->pvBuffer = value;
    b->cbBuffer = (ULONG)length;
}

/* A token in front, then the text in pieces and padding, all in the scene's
 * bytes. */
static void
lay_out(struct failing_scene *s)
{
    size_t pieces = s->op->number, each = sizeof(text) / pieces, i;
    unsigned char *message = s->bytes + TOKEN_ROOM;

    memcpy(message, text, sizeof(text));
    s->list.ulVersion = SECBUFFER_VERSION;
    s->list.pBuffers = s->buffers;
    s->list.cBuffers = 0;
    add(s, SECBUFFER_TOKEN, s->bytes, TOKEN_ROOM);
    for (i = 0; i < pieces; i++) {
        add(s, SECBUFFER_DATA, message + i * each, i + 1 < pieces ? each :
            sizeof(text) - i * each);
    }
    add(s, SECBUFFER_PADDING, message + sizeof(text), 8);
}

static void
make_sealed(struct failing_scene *s)
{
    failing_sspi_pair(s);
    lay_out(s);
}

static void
make_signed(struct failing_scene *s)
{
    failing_sspi_pair(s);
    lay_out(s);
    s->list.cBuffers--;
}

static bool
is_text(const struct failing_scene *s)
{
    return memcmp(s->bytes + TOKEN_ROOM, text, sizeof(text)) == 0;
}

/* Lengths and message are as they were. */
static void
check_list(struct failing_scene *s, SECURITY_STATUS status,
           const SecBuffer *before, bool making)
{
    ULONG i;

    if (status == SEC_E_OK)
        return;
    for (i = 0; i < s->list.cBuffers; i++)
        want(s, s->buffers[i].cbBuffer == before[i].cbBuffer &&
             s->buffers[i].pvBuffer == before[i].pvBuffer,
             "a buffer has changed");
    want(s, !making || is_text(s), "the message has changed");
}

static uint32_t
act_make(struct failing_scene *s, bool seal)
{
    SecBuffer before[FAILING_ENTRIES];
    SECURITY_STATUS status;

    memcpy(before, s->buffers, sizeof(before));
    status = seal ? EncryptMessage(sender(s), 0, &s->list, 0) :
        MakeSignature(sender(s), 0, &s->list, 0);
    check_list(s, status, before, true);
    return (uint32_t)status;
}

static uint32_t
act_encrypt(struct failing_scene *s)
{
    return act_make(s, true);
}

static uint32_t
act_sign(struct failing_scene *s)
{
    return act_make(s, false);
}

static uint32_t
act_take(struct failing_scene *s, bool seal)
{
    SecBuffer before[FAILING_ENTRIES];
    unsigned char bytes[FAILING_BYTES];
    SECURITY_STATUS status;
    ULONG fQOP;

    memcpy(before, s->buffers, sizeof(before));
    memcpy(bytes, s->bytes, sizeof(bytes));
    status = seal ? DecryptMessage(receiver(s), &s->list, 0, &fQOP) :
        VerifySignature(receiver(s), &s->list, 0, &fQOP);
    check_list(s, status, before, false);
    want(s, status == SEC_E_OK ||
         memcmp(bytes, s->bytes, sizeof(bytes)) == 0,
         "the message has changed");
    return (uint32_t)status;
}

static uint32_t
act_decrypt(struct failing_scene *s)
{
    return act_take(s, true);
}

/* One that was rotated is turned where it is; it is the same message. */
static uint32_t
act_decrypt_stream(struct failing_scene *s)
{
    SecBuffer before[FAILING_ENTRIES];
    SECURITY_STATUS status;
    ULONG fQOP;

    memcpy(before, s->buffers, sizeof(before));
    status = DecryptMessage(receiver(s), &s->list, 0, &fQOP);
    check_list(s, status, before, false);
    return (uint32_t)status;
}

static uint32_t
act_verify(struct failing_scene *s)
{
    return act_take(s, false);
}

static void
look_made(struct failing_scene *s)
{
    say(s, " %lx", (unsigned long)act_decrypt(s));
    say(s, is_text(s) ? " same" : " other");
    failing_sspi_exchange(s);
}

static void
look_signed(struct failing_scene *s)
{
    say(s, " %lx", (unsigned long)act_verify(s));
    failing_sspi_exchange(s);
}

static void
make_to_decrypt(struct failing_scene *s)
{
    make_sealed(s);
    must(EncryptMessage(sender(s), 0, &s->list, 0) == SEC_E_OK,
         "no message");
}

static void
make_to_verify(struct failing_scene *s)
{
    make_signed(s);
    must(MakeSignature(sender(s), 0, &s->list, 0) == SEC_E_OK,
         "no signature");
}

static void
look_taken(struct failing_scene *s)
{
    say(s, is_text(s) ? " same" : " other");
    failing_sspi_exchange(s);
}

/* In one buffer. */
static void
make_stream(struct failing_scene *s)
{
    unsigned char joined[FAILING_BYTES];
    size_t length = 0;
    ULONG i;

    make_to_decrypt(s);
    for (i = 0; i < s->list.cBuffers; i++) {
        memcpy(joined + length, s->buffers[i].pvBuffer,
               s->buffers[i].cbBuffer);
        length += s->buffers[i].cbBuffer;
    }
    memcpy(s->bytes, joined, length);
    s->list.cBuffers = 0;
    add(s, SECBUFFER_STREAM, s->bytes, length);
    add(s, SECBUFFER_DATA, NULL, 0);
}

static void
look_stream(struct failing_scene *s)
{
    say(s, " %s", s->buffers[1].cbBuffer == sizeof(text) &&
        memcmp(s->buffers[1].pvBuffer, text, sizeof(text)) == 0 ? "same" :
        "other");
    failing_sspi_exchange(s);
}

/* So many that the confounders kept for them are used up. */
static uint32_t
act_many(struct failing_scene *s)
{
    SECURITY_STATUS status = SEC_E_OK;

    while (s->step < 2 * s->facts->rounds && status == SEC_E_OK) {
        if (s->step % 2 == 0)
            lay_out(s);
        status = (SECURITY_STATUS)(s->step % 2 == 0 ? act_encrypt(s) :
                                   act_decrypt(s));
        failing_random(s, status == SEC_E_OK);
        if (status == SEC_E_OK)
            s->step++;
        want(s, status != SEC_E_OK || s->step % 2 != 0 || is_text(s),
             "another text");
    }
    s->failed = s->failed || status != SEC_E_OK;
    return (uint32_t)status;
}

static void
make_pair(struct failing_scene *s)
{
    failing_sspi_pair(s);
}

static void
look_many(struct failing_scene *s)
{
    failing_sspi_exchange(s);
}

const struct failing_op failing_sspi_messages[] = {
    { "MakeSignature", make_signed, act_sign, look_signed, SSPI, 1 },
    { "VerifySignature", make_to_verify, act_verify, look_taken, SSPI, 1 },
    { "EncryptMessage", make_sealed, act_encrypt, look_made, SSPI, 1 },
    { "DecryptMessage", make_to_decrypt, act_decrypt, look_taken, SSPI, 1 },
    { "MakeSignature, pieces", make_signed, act_sign, look_signed, SSPI,
      PIECES },
    { "VerifySignature, pieces", make_to_verify, act_verify, look_taken,
      SSPI, PIECES },
    { "EncryptMessage, pieces", make_sealed, act_encrypt, look_made, SSPI,
      PIECES },
    { "DecryptMessage, pieces", make_to_decrypt, act_decrypt, look_taken,
      SSPI, PIECES },
    { "DecryptMessage, stream", make_stream, act_decrypt_stream, look_stream,
      SSPI, 1 },
    { "EncryptMessage and DecryptMessage, many", make_pair, act_many,
      look_many, SSPI, 1 },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
