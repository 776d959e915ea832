/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "iov_list.h"

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
    { GSS_IOV_BUFFER_TYPE_TRAILER, SECBUFFER_STREAM_TRAILER },
    { GSS_IOV_BUFFER_TYPE_PADDING, SECBUFFER_PADDING },
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

/* Whether an entry is a part of a message whose token is `header`. */
static bool
is_part(OM_uint32 type, OM_uint32 header, bool one_trailer, bool one_padding)
{
    bool part;

    switch (type) {
    case GSS_IOV_BUFFER_TYPE_DATA:
    case GSS_IOV_BUFFER_TYPE_SIGN_ONLY:
        part = true;
        break;
    case GSS_IOV_BUFFER_TYPE_TRAILER:
        part = header == GSS_IOV_BUFFER_TYPE_HEADER && one_trailer;
        break;
    case GSS_IOV_BUFFER_TYPE_PADDING:
        part = header != GSS_IOV_BUFFER_TYPE_STREAM && one_padding;
        break;
    default:
        part = type == header;
        break;
    }
    return part;
}

OM_uint32
gssksp_iov_translate(OM_uint32 *minor, gss_iov_buffer_desc *iov, int count,
                     OM_uint32 header, struct gssksp_iov_list *list)
{
    OM_uint32 major = GSS_S_FAILURE, type;
    bool one_trailer, one_padding, fits = true;
    size_t n = count > 0 ? (size_t)count : 0;
    ULONG sspi;
    size_t i;

    list->buffers = list->fixed;
    if (n > GSSKSP_IOV_ON_STACK)
        list->buffers = calloc(n + 1, sizeof(*list->buffers));
    *minor = gssksp_minor(GSSKSP_MINOR_NOMEM);
    if (list->buffers == NULL)
        goto cleanup;
    one_trailer = gssksp_iov_count(iov, count,
                                   GSS_IOV_BUFFER_TYPE_TRAILER) == 1;
    one_padding = gssksp_iov_count(iov, count,
                                   GSS_IOV_BUFFER_TYPE_PADDING) == 1;
    for (i = 0; i < n; i++) {
        type = GSS_IOV_BUFFER_TYPE(iov[i].type);
        sspi = is_part(type, header, one_trailer, one_padding) ?
            sspi_type(type) : SECBUFFER_EMPTY;
        fits = gssksp_buffer(&list->buffers[i], sspi, iov[i].buffer.value,
                             iov[i].buffer.length) && fits;
    }
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

void
gssksp_iov_cover_padding(struct gssksp_iov_list *list)
{
    ULONG i;

    for (i = 0; i < list->desc.cBuffers; i++) {
        if (list->buffers[i].BufferType == SECBUFFER_PADDING)
            list->buffers[i].BufferType = SECBUFFER_DATA |
                SECBUFFER_READONLY_WITH_CHECKSUM;
    }
}

OM_uint32
gssksp_iov_invalid(OM_uint32 *minor)
{
    *minor = gssksp_minor(GSSKSP_MINOR_INVAL);
    return GSS_S_FAILURE;
}
