/* SPDX-License-Identifier: MIT */
/* The calls, and what is printed of them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/diff/iov.h"
#include "realm/invalid/invalid.h"

#define UNSET (-77)

static const struct {
    const char *name;
    enum forge_form form;
} calls[CALLS] = {
    [CALL_VERIFY_MIC] = { "verify_mic", FORM_VERIFY },
    [CALL_VERIFY_MIC_IOV] = { "verify_mic_iov", FORM_VERIFY },
    [CALL_UNWRAP] = { "unwrap", FORM_COPY },
    [CALL_UNWRAP_AEAD] = { "unwrap_aead", FORM_COPY },
    [CALL_IOV_SPLIT] = { "unwrap_iov", FORM_SPLIT },
    [CALL_IOV_WINDOWS] = { "unwrap_iov of two", FORM_WINDOWS },
    [CALL_STREAM] = { "stream", FORM_IN_PLACE },
    [CALL_STREAM_ALLOCATE] = { "stream, allocate", FORM_COPY },
};

const char *
call_name(enum call call)
{
    return calls[call].name;
}

enum forge_form
call_form(enum call call)
{
    return calls[call].form;
}

static void __attribute__((format(printf, 2, 3)))
add(struct said *said, const char *format, ...)
{
    size_t used = strlen(said->text);
    va_list ap;

    va_start(ap, format);
    vsnprintf(said->text + used, sizeof(said->text) - used, format, ap);
    va_end(ap);
}

static void
add_minor(struct said *said, OM_uint32 minor)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;

    if (said->minor && GSS_ERROR(said->major) &&
        !GSS_ERROR(gss_display_status(&ignored, minor, GSS_C_MECH_CODE,
                                      GSS_C_NO_OID, &more, &text)))
        add(said, " [%.*s]", (int)text.length, (char *)text.value);
    gss_release_buffer(&ignored, &text);
}

/* Its contents only if they count: what was decrypted for nothing may look
 * different. */
static void
add_buffer(struct said *said, const char *name, const gss_buffer_desc *buffer,
           bool counts)
{
    size_t n = buffer->length < FORGE_TEXT_LENGTH ? buffer->length :
        FORGE_TEXT_LENGTH;
    bool same = buffer->value != NULL &&
        memcmp(buffer->value, FORGE_TEXT, n) == 0;

    add(said, " %s=%zu", name, buffer->length);
    if (counts && n > 0)
        add(said, "%s", same ? " as sent" : " garbled");
}

/* ---- one buffer ------------------------------------------------------ */

static void
verify_mic(gss_ctx_id_t ctx, const unsigned char *bytes, size_t length,
           struct said *said)
{
    gss_buffer_desc message = { FORGE_TEXT_LENGTH, (char[]){ FORGE_TEXT } };
    gss_buffer_desc token = { length, (void *)(uintptr_t)bytes };
    gss_qop_t qop = 77;
    OM_uint32 minor;

    said->major = gss_verify_mic(&minor, ctx, &message, &token, &qop);
    add(said, " qop=%u", (unsigned)qop);
    add_minor(said, minor);
}

static void
unwrap(gss_ctx_id_t ctx, const unsigned char *bytes, size_t length,
       bool aead, struct said *said)
{
    gss_buffer_desc token = { length, (void *)(uintptr_t)bytes };
    gss_buffer_desc message = { 0, NULL };
    int conf = UNSET;
    gss_qop_t qop = 77;
    OM_uint32 minor, ignored;

    said->major = aead ?
        gss_unwrap_aead(&minor, ctx, &token, GSS_C_NO_BUFFER, &message, &conf,
                        &qop) :
        gss_unwrap(&minor, ctx, &token, &message, &conf, &qop);
    add(said, " conf=%d qop=%u", conf, (unsigned)qop);
    add_buffer(said, "message", &message, true);
    add_minor(said, minor);
    gss_release_buffer(&ignored, &message);
}

/* ---- lists ----------------------------------------------------------- */

static void
add_list(struct said *said, const struct iov_list *list)
{
    int i;

    for (i = 0; i < list->count; i++) {
        add_buffer(said, "", &list->iov[i].buffer,
                   !GSS_ERROR(said->major) && GSS_IOV_BUFFER_TYPE(
                       list->iov[i].type) == GSS_IOV_BUFFER_TYPE_DATA);
    }
}

static void
verify_mic_iov(gss_ctx_id_t ctx, const unsigned char *bytes, size_t length,
               struct said *said)
{
    struct iov_list list;
    gss_qop_t qop = 77;
    OM_uint32 minor;

    iov_start(&list);
    iov_add(&list, GSS_IOV_BUFFER_TYPE_DATA, FORGE_TEXT, FORGE_TEXT_LENGTH);
    iov_add(&list, GSS_IOV_BUFFER_TYPE_MIC_TOKEN, bytes, length);
    said->major = gss_verify_mic_iov(&minor, ctx, &qop, list.iov,
                                     list.count);
    add(said, " qop=%u", (unsigned)qop);
    add_list(said, &list);
    add_minor(said, minor);
    iov_free(&list);
}

static void
unwrap_iov(gss_ctx_id_t ctx, struct iov_list *list, struct said *said)
{
    int conf = UNSET;
    gss_qop_t qop = 77;
    OM_uint32 minor;

    said->major = gss_unwrap_iov(&minor, ctx, &conf, &qop, list->iov,
                                 list->count);
    add(said, " conf=%d qop=%u", conf, (unsigned)qop);
    add_list(said, list);
    add_minor(said, minor);
    iov_free(list);
}

static void
unwrap_parts(gss_ctx_id_t ctx, const struct forged *token, bool split,
             const unsigned char *bytes, size_t length, struct said *said)
{
    struct forge_parts parts;
    struct iov_list list;

    parts = forged_parts(token, split ? FORM_SPLIT : FORM_WINDOWS, length);
    iov_start(&list);
    iov_add(&list, GSS_IOV_BUFFER_TYPE_HEADER, bytes, parts.token);
    bytes += parts.token;
    iov_add(&list, GSS_IOV_BUFFER_TYPE_DATA, bytes, parts.data);
    bytes += parts.data;
    if (split) {
        iov_add(&list, GSS_IOV_BUFFER_TYPE_PADDING, bytes,
                token->old ? parts.behind : 0);
        iov_add(&list, GSS_IOV_BUFFER_TYPE_TRAILER, bytes,
                token->old ? 0 : parts.behind);
    }
    unwrap_iov(ctx, &list, said);
}

static void
unwrap_stream(gss_ctx_id_t ctx, OM_uint32 flags, const unsigned char *bytes,
              size_t length, struct said *said)
{
    struct iov_list list;

    iov_start(&list);
    iov_add(&list, GSS_IOV_BUFFER_TYPE_STREAM, bytes, length);
    iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_DATA | flags);
    unwrap_iov(ctx, &list, said);
}

void
call_with(enum call call, gss_ctx_id_t ctx, const struct forged *token,
          bool dce, struct said *said)
{
    unsigned char *bytes;
    size_t length;

    said->text[0] = '\0';
    bytes = forged_bytes(token, calls[call].form, dce, &length);
    switch (call) {
    case CALL_VERIFY_MIC:
        verify_mic(ctx, bytes, length, said);
        break;
    case CALL_VERIFY_MIC_IOV:
        verify_mic_iov(ctx, bytes, length, said);
        break;
    case CALL_UNWRAP:
    case CALL_UNWRAP_AEAD:
        unwrap(ctx, bytes, length, call == CALL_UNWRAP_AEAD, said);
        break;
    case CALL_IOV_SPLIT:
    case CALL_IOV_WINDOWS:
        unwrap_parts(ctx, token, call == CALL_IOV_SPLIT, bytes, length, said);
        break;
    case CALL_STREAM:
        unwrap_stream(ctx, 0, bytes, length, said);
        break;
    default:
        unwrap_stream(ctx, GSS_IOV_BUFFER_FLAG_ALLOCATE, bytes, length,
                      said);
        break;
    }
    free(bytes);
}
