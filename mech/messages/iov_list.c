/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "mech/messages/iov_list.h"
#include "mech/messages/message.h"

/* What an entry is to the package.  The numbers of the two APIs are alike
 * up to 10 and mean other things from 11 on. */
static const struct {
    OM_uint32 gss;
    ULONG sspi;
} types[] = {
    { GSS_IOV_BUFFER_TYPE_DATA, SECBUFFER_DATA },
    { GSS_IOV_BUFFER_TYPE_SIGN_ONLY,
      SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM },
    { GSS_IOV_BUFFER_TYPE_HEADER, SECBUFFER_TOKEN },
    { GSS_IOV_BUFFER_TYPE_MIC_TOKEN, SECBUFFER_TOKEN },
    { GSS_IOV_BUFFER_TYPE_STREAM, SECBUFFER_STREAM },
};

static ULONG
sspi_type(OM_uint32 gss)
{
    ULONG sspi = SECBUFFER_EMPTY;
    size_t i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (types[i].gss == gss)
            sspi = types[i].sspi;
    }
    return sspi;
}

int
gssksp_iov_count(const gss_iov_buffer_desc *iov, int count, OM_uint32 type)
{
    int found = 0, i;

    for (i = 0; i < count; i++) {
        if (GSS_IOV_BUFFER_TYPE(iov[i].type) == type)
            found++;
    }
    return found;
}

gss_iov_buffer_t
gssksp_iov_find(gss_iov_buffer_desc *iov, int count, OM_uint32 type)
{
    gss_iov_buffer_t found = NULL;
    int i;

    if (gssksp_iov_count(iov, count, type) == 1) {
        for (i = 0; i < count; i++) {
            if (GSS_IOV_BUFFER_TYPE(iov[i].type) == type)
                found = &iov[i];
        }
    }
    return found;
}

size_t
gssksp_iov_message(const gss_iov_buffer_desc *iov, int count)
{
    size_t total = 0;
    int i;

    for (i = 0; i < count; i++) {
        if (GSS_IOV_BUFFER_TYPE(iov[i].type) == GSS_IOV_BUFFER_TYPE_DATA)
            total += iov[i].buffer.length;
    }
    return total;
}

OM_uint32
gssksp_iov_provide(OM_uint32 *minor, gss_iov_buffer_t entry, size_t length)
{
    enum gssksp_minor code = GSSKSP_MINOR_NONE;

    if ((entry->type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0) {
        entry->buffer.value = malloc(length > 0 ? length : 1);
        entry->buffer.length = length;
        if (entry->buffer.value != NULL) {
            entry->type |= GSS_IOV_BUFFER_FLAG_ALLOCATED;
        } else {
            entry->buffer.length = 0;
            code = GSSKSP_MINOR_NOMEM;
        }
    } else if (entry->buffer.length >= length &&
               entry->buffer.value != NULL) {
        entry->buffer.length = length;
    } else {
        code = GSSKSP_MINOR_BAD_MSIZE;
    }
    *minor = gssksp_minor(code);
    return code == GSSKSP_MINOR_NONE ? GSS_S_COMPLETE : GSS_S_FAILURE;
}

void
gssksp_iov_release(gss_iov_buffer_desc *iov, int count)
{
    int i;

    for (i = 0; i < count; i++) {
        if ((iov[i].type & GSS_IOV_BUFFER_FLAG_ALLOCATED) != 0) {
            free(iov[i].buffer.value);
            iov[i].buffer.value = NULL;
            iov[i].buffer.length = 0;
            iov[i].type &= ~(OM_uint32)GSS_IOV_BUFFER_FLAG_ALLOCATED;
        }
    }
}

/* What the entries of one array are to the package. */
struct reading {
    OM_uint32 header;
    ULONG trailer;
    ULONG padding;
    bool padding_read;          /* its bytes, and not its length alone */
    bool trailer_read;
};

/* One PADDING entry of an RFC 1964 MIC is signed with the message. */
static ULONG
one_padding(const struct gssksp_ctx *ctx, OM_uint32 header)
{
    return ctx->rfc1964 && header == GSS_IOV_BUFFER_TYPE_MIC_TOKEN ?
        SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM :
        SECBUFFER_PADDING;
}

/* Several PADDING entries are pieces of the message.  Where a wrap token of
 * RFC 1964 is padded, there is no place for them. */
static ULONG
several_paddings(const struct gssksp_ctx *ctx, OM_uint32 header)
{
    return ctx->rfc1964 && !ctx->dce_style &&
        header == GSS_IOV_BUFFER_TYPE_HEADER ? SECBUFFER_EMPTY :
        SECBUFFER_DATA;
}

static struct reading
reading_of(const struct gssksp_ctx *ctx, OM_uint32 header,
           const gss_iov_buffer_desc *iov, int count)
{
    struct reading r = { header, SECBUFFER_EMPTY, SECBUFFER_EMPTY,
                         ctx->rfc1964, !ctx->rfc1964 };

    if (header == GSS_IOV_BUFFER_TYPE_HEADER &&
        gssksp_iov_count(iov, count, GSS_IOV_BUFFER_TYPE_TRAILER) == 1)
        r.trailer = SECBUFFER_STREAM_TRAILER;
    if (header != GSS_IOV_BUFFER_TYPE_STREAM) {
        r.padding = gssksp_iov_count(iov, count,
                                     GSS_IOV_BUFFER_TYPE_PADDING) == 1 ?
            one_padding(ctx, header) : several_paddings(ctx, header);
    }
    return r;
}

static ULONG
part_of(const struct reading *r, OM_uint32 type)
{
    ULONG part = SECBUFFER_EMPTY;

    if (type == GSS_IOV_BUFFER_TYPE_TRAILER)
        part = r->trailer;
    else if (type == GSS_IOV_BUFFER_TYPE_PADDING)
        part = r->padding;
    else if (type == r->header || type == GSS_IOV_BUFFER_TYPE_SIGN_ONLY ||
             type == GSS_IOV_BUFFER_TYPE_DATA)
        part = sspi_type(type);
    return part;
}

/* A part of the token.  One that is too long for the package gets the greatest
 * length, which is as wrong.  Where only the length is read the package gets
 * an address of ours. */
static bool
token_part(SecBuffer *buffer, ULONG part, const gss_buffer_desc *from,
           bool read)
{
    static char not_read;
    size_t length = from->length < UINT32_MAX ? from->length : UINT32_MAX;

    return gssksp_buffer(buffer, part, read ? from->value : &not_read,
                         length);
}

/* False if a piece of the message is too long. */
static bool
translate_entry(const struct reading *r, const gss_iov_buffer_desc *entry,
                SecBuffer *buffer)
{
    OM_uint32 type = GSS_IOV_BUFFER_TYPE(entry->type);
    ULONG part = part_of(r, type);
    bool fits = true;

    if (part == SECBUFFER_EMPTY ||
        (part == SECBUFFER_DATA && r->header == GSS_IOV_BUFFER_TYPE_STREAM))
        (void)gssksp_buffer(buffer, part, NULL, 0);
    else if (part == SECBUFFER_STREAM_TRAILER)
        fits = token_part(buffer, part, &entry->buffer, r->trailer_read);
    else if (part == SECBUFFER_PADDING && !r->padding_read)
        fits = token_part(buffer, part, &entry->buffer, false);
    else if (type == r->header)
        fits = token_part(buffer, part, &entry->buffer, true);
    else
        fits = gssksp_buffer(buffer, part, entry->buffer.value,
                             entry->buffer.length);
    return fits;
}

OM_uint32
gssksp_iov_translate(OM_uint32 *minor, const struct gssksp_ctx *ctx,
                     const gss_iov_buffer_desc *iov, int count,
                     OM_uint32 header, struct gssksp_iov_list *list)
{
    struct reading reading = reading_of(ctx, header, iov, count);
    size_t n = count > 0 ? (size_t)count : 0, i;
    OM_uint32 major = GSS_S_FAILURE;
    bool fits = true;

    list->buffers = list->fixed;
    if (n > GSSKSP_IOV_ON_STACK)
        list->buffers = calloc(n + 1, sizeof(*list->buffers));
    *minor = gssksp_minor(GSSKSP_MINOR_NOMEM);
    if (list->buffers == NULL)
        goto cleanup;
    for (i = 0; i < n; i++)
        fits = translate_entry(&reading, &iov[i], &list->buffers[i]) && fits;
    list->params = gssksp_params(0);
    list->buffers[n] = gssksp_params_buffer(&list->params);
    list->desc = gssksp_list(list->buffers, (ULONG)n + 1);
    *minor = gssksp_minor(fits ? GSSKSP_MINOR_NONE : GSSKSP_MINOR_BAD_MSIZE);
    major = fits ? GSS_S_COMPLETE : GSS_S_FAILURE;
cleanup:
    return major;
}

void
gssksp_iov_done(struct gssksp_iov_list *list)
{
    if (list->buffers != list->fixed)
        free(list->buffers);
    list->buffers = NULL;
}

OM_uint32
gssksp_iov_invalid(OM_uint32 *minor)
{
    *minor = gssksp_minor(GSSKSP_MINOR_INVAL);
    return GSS_S_FAILURE;
}
