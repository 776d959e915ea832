/* SPDX-License-Identifier: MIT */
#include "realm/diff/iov.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
iov_start(struct iov_list *list)
{
    list->count = 0;
}

gss_iov_buffer_t
iov_add(struct iov_list *list, OM_uint32 type, const void *bytes,
        size_t length)
{
    gss_iov_buffer_t buffer = &list->iov[list->count];
    unsigned char *copy;

    copy = NULL;
    if (list->count < IOV_MAX_BUFFERS)
        copy = calloc(1, length == 0 ? 1 : length);
    if (copy == NULL) {
        fputs("no memory for a buffer list\n", stderr);
        exit(1);
    }
    if (bytes != NULL && length > 0)
        memcpy(copy, bytes, length);
    buffer->type = type;
    buffer->buffer.value = copy;
    buffer->buffer.length = length;
    list->storage[list->count++] = copy;
    return buffer;
}

gss_iov_buffer_t
iov_add_empty(struct iov_list *list, OM_uint32 type)
{
    gss_iov_buffer_t buffer = iov_add(list, type, NULL, 0);

    buffer->buffer.value = NULL;
    return buffer;
}

void
iov_free(struct iov_list *list)
{
    OM_uint32 minor;
    int i;

    gss_release_iov_buffer(&minor, list->iov, list->count);
    for (i = 0; i < list->count; i++)
        free(list->storage[i]);
    list->count = 0;
}

size_t
iov_length_of(const struct iov_list *list, OM_uint32 type)
{
    size_t sum = 0;
    int i;

    for (i = 0; i < list->count; i++) {
        if (GSS_IOV_BUFFER_TYPE(list->iov[i].type) == type)
            sum += list->iov[i].buffer.length;
    }
    return sum;
}

unsigned char *
iov_gather(const struct iov_list *list, OM_uint32 type, unsigned char *to)
{
    const gss_buffer_desc *buffer;
    int i;

    for (i = 0; i < list->count; i++) {
        buffer = &list->iov[i].buffer;
        if (GSS_IOV_BUFFER_TYPE(list->iov[i].type) == type &&
            buffer->length > 0) {
            memcpy(to, buffer->value, buffer->length);
            to += buffer->length;
        }
    }
    return to;
}

uint64_t
iov_data_hash(const struct iov_list *list)
{
    size_t length = iov_length_of(list, GSS_IOV_BUFFER_TYPE_DATA);
    unsigned char *all = malloc(length + 1);
    uint64_t hash = 0;

    if (all != NULL) {
        iov_gather(list, GSS_IOV_BUFFER_TYPE_DATA, all);
        hash = record_hash(all, length);
    }
    free(all);
    return hash;
}

void
iov_record(const struct iov_list *list, struct record *record, bool content)
{
    OM_uint32 type;
    int i;

    record_outcome(record, " iov");
    for (i = 0; i < list->count; i++) {
        type = GSS_IOV_BUFFER_TYPE(list->iov[i].type);
        record_iov(record, &list->iov[i], content &&
                   (type == GSS_IOV_BUFFER_TYPE_DATA ||
                    type == GSS_IOV_BUFFER_TYPE_SIGN_ONLY));
    }
}
