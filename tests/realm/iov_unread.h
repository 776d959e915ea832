/* SPDX-License-Identifier: MIT */
/*
 * What stock MIT does not read of the entries of an IOV array (the table is
 * in mech/messages/iov_list.h), and rubbish for it.
 */
#ifndef TESTS_REALM_IOV_UNREAD_H
#define TESTS_REALM_IOV_UNREAD_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdint.h>

enum iov_call {
    IOV_WRAP,
    IOV_WRAP_LENGTH,
    IOV_GET_MIC,
    IOV_GET_MIC_LENGTH,
    IOV_UNWRAP,                 /* with just one STREAM entry, or without */
    IOV_VERIFY_MIC
};

/* Messages of the context. */
struct iov_kind {
    int rfc1964;                /* RC4 or DES3, else RFC 4121 */
    int dce;
};

/* Of one entry, bits. */
#define IOV_READ_LENGTH 1u
#define IOV_READ_VALUE 2u
#define IOV_READ_ALLOCATE 4u
#define IOV_READ_ALLOCATED 8u

/* What the call reads of entry `at`.  An address is not read where the length
 * is 0; neither is where ALLOCATE is read and set. */
unsigned int iov_read(enum iov_call call, const struct iov_kind *kind,
                      const gss_iov_buffer_desc *iov, int count, int at);

/*
 * Put rubbish into all that the call does not read: one of IOV_RUBBISH kinds.
 * What is read stays as it is.
 */
#define IOV_RUBBISH 12
void iov_spoil(enum iov_call call, const struct iov_kind *kind,
               gss_iov_buffer_desc *iov, int count, unsigned int rubbish);

#endif
