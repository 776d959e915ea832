/* SPDX-License-Identifier: MIT */
/*
 * A program's gss_iov_buffer_desc array: finding, filling, releasing, and
 * its translation into the package's buffer list.
 *
 * WHAT STOCK READS.  A program may leave anything in what stock MIT (krb5
 * 1.20 to 1.22) never looks at: a length of any size, a pointer to nowhere,
 * bits that are no flags.  Of an entry's type the lower half is always read.
 * Of the rest:
 *
 *      L   the length                  V   the bytes, unless the length is 0
 *      A   the flag ALLOCATE           room   A, and without it the length
 *      F   the flag ALLOCATED                 and the address, to write to
 *      0   the length, which must be 0
 *      -   nothing
 *
 *                      wrap_iov   get_mic_iov  unwrap_iov        verify_
 *                                              parts    STREAM   mic_iov
 *      DATA            L V        L V          L V      A        L V
 *      SIGN_ONLY       L V        L V          L V      L V      L V
 *      HEADER          room       -            L V      -        -
 *      MIC_TOKEN       -          room         -        -        L V
 *      STREAM          -          -            -        L V      (a)
 *      PADDING, RFC 4121
 *                      -          -            0        -        0
 *      PADDING, RFC 1964
 *                      room       L V          L V F    -        L V
 *      PADDING, RFC 1964 in DCE style
 *                      -          L V          L V      -        L V
 *      PADDING, two or more (b)
 *                      L V        L V          L V      -        L V
 *      TRAILER, RFC 4121
 *                      room       (c)          L V      -        (c)
 *      TRAILER, RFC 1964
 *                      -          -            0        -        (c)
 *      TRAILER, two or more
 *                      -          -            -        -        -
 *      EMPTY, MECH_PARAMS and all others
 *                      -          -            -        -        -
 *
 *  (a) Stock aborts where there is just one.
 *  (b) Each is then a piece of the message, though it is not counted as
 *      one: RFC 4121, DCE style, and MICs of RFC 1964.  In other wrap tokens
 *      of RFC 1964 there is no place for them.
 *  (c) Stock looks for the checksum there, and for RFC 1964 wants it empty;
 *      ours does not look at it, as no program does that.
 *
 * wrap_iov_length reads no flag and no address, and a length only of DATA
 * and SIGN_ONLY, where the token is one of RFC 1964; get_mic_iov_length reads
 * nothing of an entry.  wrap_iov and get_mic_iov read F of every entry when
 * they fail after having found where the token goes: they free it.
 *
 * wrap_aead and unwrap_aead read L V of the associated data and of the
 * message or token, and nothing of their output.
 */
#ifndef MECH_MESSAGES_IOV_LIST_H
#define MECH_MESSAGES_IOV_LIST_H

#include "ksp/message.h"
#include "mech/mech.h"

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
 * MIC_TOKEN, or STREAM).  What stock does not read (see above) is not there
 * for the package either, and what stock finds to have a wrong length has
 * one for the package, however long it is.  gssksp_iov_done must follow.
 * GSS_S_FAILURE with ENOMEM or, of a message that is too long, with
 * KRB5_BAD_MSIZE.
 */
OM_uint32 gssksp_iov_translate(OM_uint32 *minor, const struct gssksp_ctx *ctx,
                               const gss_iov_buffer_desc *iov, int count,
                               OM_uint32 header,
                               struct gssksp_iov_list *list);
void gssksp_iov_done(struct gssksp_iov_list *list);

/* The answer to an array that has not what it needs: EINVAL. */
OM_uint32 gssksp_iov_invalid(OM_uint32 *minor);

#endif
