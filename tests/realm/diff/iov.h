/* SPDX-License-Identifier: MIT */
/*
 * Buffer lists: built from exact copies, described in a record, freed.
 */
#ifndef TESTS_REALM_DIFF_IOV_H
#define TESTS_REALM_DIFF_IOV_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>

#include "realm/diff/record.h"

#define IOV_MAX_BUFFERS 14

struct iov_list {
    gss_iov_buffer_desc iov[IOV_MAX_BUFFERS];
    unsigned char *storage[IOV_MAX_BUFFERS];
    int count;
};

void iov_start(struct iov_list *list);

/* One more buffer: a copy of `length` bytes, zeroes if `bytes` is NULL. */
gss_iov_buffer_t iov_add(struct iov_list *list, OM_uint32 type,
                         const void *bytes, size_t length);

/* One more buffer: no bytes, length 0. */
gss_iov_buffer_t iov_add_empty(struct iov_list *list, OM_uint32 type);

/* Frees what the library has allocated and what the list has. */
void iov_free(struct iov_list *list);

/* The sum of the lengths of all buffers of a type. */
size_t iov_length_of(const struct iov_list *list, OM_uint32 type);

/* Copies all buffers of a type, in order; returns the end. */
unsigned char *iov_gather(const struct iov_list *list, OM_uint32 type,
                          unsigned char *to);

/* The hash of the content of all DATA buffers. */
uint64_t iov_data_hash(const struct iov_list *list);

/* Types, lengths and, with `content`, the content of DATA and SIGN_ONLY. */
void iov_record(const struct iov_list *list, struct record *record,
                bool content);

#endif
