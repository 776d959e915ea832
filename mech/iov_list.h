/* SPDX-License-Identifier: MIT */
/*
 * A program's gss_iov_buffer_desc array: finding, filling, releasing, and
 * its translation into the package's buffer list.
 */
#ifndef MECH_IOV_LIST_H
#define MECH_IOV_LIST_H

#include "message.h"

/* Arrays up to this many entries are translated on the stack. */
#define GSSKSP_IOV_ON_STACK 14

struct gssksp_iov_list {
    SecBuffer fixed[GSSKSP_IOV_ON_STACK + 1];
    SecBuffer *buffers;     /* one for each entry, and the parameters */
    KSP_MESSAGE_PARAMS params;
    SecBufferDesc desc;
};

/* The entry of that type if there is exactly one, else NULL, as stock. */
gss_iov_buffer_t gssksp_iov_find(gss_iov_buffer_desc *iov, int count,
                                 OM_uint32 type);

/* How many entries of that type there are. */
int gssksp_iov_count(const gss_iov_buffer_desc *iov, int count,
                     OM_uint32 type);

/* Bytes of the message: of all DATA entries. */
size_t gssksp_iov_message(const gss_iov_buffer_desc *iov, int count);

/*
 * Make room for `length` bytes in an entry that the mechanism fills: by
 * allocating where the program asks for it, else by looking at the room it
 * gave.  Sets the entry's length.  GSS_S_FAILURE with ENOMEM or
 * KRB5_BAD_MSIZE.
 */
OM_uint32 gssksp_iov_provide(OM_uint32 *minor, gss_iov_buffer_t entry,
                             size_t length);

/* Free what was allocated for the program in all entries. */
void gssksp_iov_release(gss_iov_buffer_desc *iov, int count);

/*
 * Translate.  `header` is the type that becomes TOKEN (HEADER or
 * MIC_TOKEN, or STREAM).  Types that a message of this kind does not have
 * become EMPTY, as they are nothing to stock MIT.  gssksp_iov_done must
 * follow.  GSS_S_FAILURE with ENOMEM or KRB5_BAD_MSIZE.
 */
OM_uint32 gssksp_iov_translate(OM_uint32 *minor, gss_iov_buffer_desc *iov,
                               int count, OM_uint32 header,
                               struct gssksp_iov_list *list);
void gssksp_iov_done(struct gssksp_iov_list *list);

/* For an RFC 1964 MIC: what is in a PADDING entry beside it is signed with
 * the message. */
void gssksp_iov_cover_padding(struct gssksp_iov_list *list);

/* The answer to an array that has not what it needs: EINVAL. */
OM_uint32 gssksp_iov_invalid(OM_uint32 *minor);

#endif
