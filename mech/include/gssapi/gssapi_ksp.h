/* SPDX-License-Identifier: MIT */
/*
 * What a GSS-API program can ask of a Kerberos context that gss-ksp
 * protects and RFC 2743 has no words for: the numbers of its messages.
 *
 * Everything here goes through gss_set_sec_context_option and
 * gss_inquire_sec_context_by_oid of the library the program uses anyway;
 * nothing is to be linked.  Contexts may be Kerberos' own or negotiated by
 * SPNEGO.  Where the module is not loaded, or stands aside, or forwards the
 * context (see man gss_ksp), the functions answer GSS_S_UNAVAILABLE.
 *
 * NUMBERS
 *   Message n = 1, 2, 3 ... in each direction bears the initial number of
 *   its sender + n - 1 (RFC 4121 section 4.2.6).  As a rule the context
 *   counts.  With the caller's numbering the program says which number a
 *   message has: for a transport that loses and reorders packets, or on
 *   which several senders share the work.
 *
 *   A program that numbers must not give two messages one number: to a peer
 *   that detects replays the second is a duplicate.  With RC4 both would be
 *   encrypted with one key, and an observer would learn where they differ; so
 *   there a number is taken once, for a MIC or a wrap token, and only if it is
 *   higher than all before or at most 63 below the highest.  To send again,
 *   send the same token again.  Numbers go up to 2^63 - 1, with RC4 and DES3
 *   to 2^32.
 *
 *   Which numbers were used is kept from the caller's numbering to the
 *   context's own and back; the context counts on from the highest.  An
 *   exported context counts for itself, from the highest too.
 *
 *   A peer needs nothing of all this.  It sees numbers that may come in any
 *   order: establish the context with GSS_C_REPLAY_FLAG and without
 *   GSS_C_SEQUENCE_FLAG, or without both.
 *
 * THREADS
 *   The number set for the next message, and what is known of the last one,
 *   belong to the thread: any number of threads may number messages of one
 *   context at a time.  gss_ksp_set_numbering alone must not be called while
 *   another thread uses the context.
 *
 * An example is examples/gss-udp.c.
 */
#ifndef GSSAPI_KSP_H
#define GSSAPI_KSP_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 1.2.840.113556.1.8000.2554.33097.60584.52822.16575.37340.378155.9188810.2,
 * and one byte for each object under it. */
#define GSS_KSP_ARC \
    "\x2a\x86\x48\x86\xf7\x14\x01\xbe\x40\x93\x7a\x82\x82\x49\x83\xd9" \
    "\x28\x83\x9c\x56\x81\x81\x3f\x82\xa3\x5c\x97\x8a\x2b\x84\xb0\xeb" \
    "\x4a\x02"
#define GSS_KSP_ARC_LENGTH 34

/* The objects, for programs that go without the functions below. */
#define GSS_KSP_INQ_PACKAGE "\x01"      /* inquire: the package's name */
#define GSS_KSP_NUMBERING "\x03"        /* set: uint32_t, GSS_KSP_NUMBERS_* */
#define GSS_KSP_NEXT_NUMBER "\x04"      /* set: uint64_t */
#define GSS_KSP_LAST_MESSAGE "\x05"     /* inquire: uint64_t, then uint32_t */

/* How messages get their numbers. */
#define GSS_KSP_NUMBERS_OWN 0u          /* the context counts */
#define GSS_KSP_NUMBERS_CALLER 1u       /* the program says */

/* What a receiver thinks of the number of a genuine message. */
#define GSS_KSP_IN_ORDER 0u     /* the next one, or nothing is checked */
#define GSS_KSP_DUPLICATE 1u    /* GSS_S_DUPLICATE_TOKEN */
#define GSS_KSP_OLD 2u          /* GSS_S_OLD_TOKEN */
#define GSS_KSP_UNSEQUENCED 3u  /* GSS_S_UNSEQ_TOKEN */
#define GSS_KSP_GAP 4u          /* GSS_S_GAP_TOKEN */
#define GSS_KSP_MISMATCH 5u     /* not the number that was set for it; also
                                 * GSS_S_UNSEQ_TOKEN, and the window is as if
                                 * it had not come */

/* Not for programs. */
static inline gss_OID_desc
gss_ksp_oid_(unsigned char storage[GSS_KSP_ARC_LENGTH + 1],
             const char *object)
{
    gss_OID_desc oid;

    memcpy(storage, GSS_KSP_ARC, GSS_KSP_ARC_LENGTH);
    storage[GSS_KSP_ARC_LENGTH] = (unsigned char)object[0];
    oid.length = GSS_KSP_ARC_LENGTH + 1;
    oid.elements = storage;
    return oid;
}

static inline OM_uint32
gss_ksp_set_(OM_uint32 *minor_status, gss_ctx_id_t *context_handle,
             const char *object, void *value, size_t length)
{
    unsigned char storage[GSS_KSP_ARC_LENGTH + 1];
    gss_OID_desc oid = gss_ksp_oid_(storage, object);
    gss_buffer_desc buffer;

    buffer.length = length;
    buffer.value = value;
    return gss_set_sec_context_option(minor_status, context_handle, &oid,
                                      &buffer);
}

/*
 * Whether the package protects the messages of a context: *ours is 1 or 0.
 * It is still 1 when a token of the peer's has ended the context.
 *
 * Errors: those of gss_inquire_sec_context_by_oid but GSS_S_UNAVAILABLE;
 * *ours is 0 then.
 */
static inline OM_uint32
gss_ksp_is_ours(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                int *ours)
{
    unsigned char storage[GSS_KSP_ARC_LENGTH + 1];
    gss_OID_desc oid = gss_ksp_oid_(storage, GSS_KSP_INQ_PACKAGE);
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, ignored;

    major = gss_inquire_sec_context_by_oid(minor_status, context_handle,
                                           &oid, &set);
    *ours = major == GSS_S_COMPLETE;
    (void)gss_release_buffer_set(&ignored, &set);
    if (major == GSS_S_UNAVAILABLE) {
        *minor_status = 0;
        major = GSS_S_COMPLETE;
    }
    return major;
}

/*
 * Say how the messages of a complete context get their numbers:
 * GSS_KSP_NUMBERS_OWN, as at the beginning, or GSS_KSP_NUMBERS_CALLER.
 * From the first call on the context keeps what gss_ksp_last_message tells;
 * a program that wants only that says GSS_KSP_NUMBERS_OWN.
 *
 * Counters and window stay as they are.  A number set for the next message
 * is forgotten.  The context must not be in use by another thread.
 *
 * Errors: GSS_S_UNAVAILABLE (not a context of ours), GSS_S_FAILURE with
 * EINVAL (numbering is neither) or ENOMEM; nothing has changed.
 */
static inline OM_uint32
gss_ksp_set_numbering(OM_uint32 *minor_status, gss_ctx_id_t *context_handle,
                      uint32_t numbering)
{
    return gss_ksp_set_(minor_status, context_handle, GSS_KSP_NUMBERING,
                        &numbering, sizeof(numbering));
}

/*
 * Set the number of the next message that this thread makes or takes on a
 * context with the caller's numbering; 0 takes it back.
 *
 * A message made without has the number after the highest so far.  Of a
 * message taken with a number set, the number must be that one: else it is
 * GSS_KSP_MISMATCH, which is not a GSS_ERROR.  Without, any is taken.
 *
 * The number is for one call, whatever comes of it.  But a call that the
 * library refuses before any mechanism sees it (GSS_S_CALL_BAD_STRUCTURE,
 * GSS_S_CALL_INACCESSIBLE_READ and _WRITE; a token of no bytes is such a
 * case) leaves the number for the next: set it again then, or take it back
 * before a message is made, which would have a number of the peer's.
 *
 * A number that was used (see NUMBERS) is with RC4 an error of the call that
 * makes the message: GSS_S_FAILURE | GSS_S_DUPLICATE_TOKEN; with others it is
 * not refused.  A call that made no message, for lack of memory for instance,
 * has used none.  One over 2^32 is for RC4 and DES3 GSS_S_FAILURE, EINVAL; for
 * a call that takes the message, it is GSS_KSP_MISMATCH.
 *
 * Errors: GSS_S_UNAVAILABLE (not a context of ours), GSS_S_FAILURE with
 * EINVAL (the context counts for itself, or the number is over 2^63 - 1),
 * EAGAIN (this thread has set numbers on 8 other contexts and not used
 * them) or ENOMEM.
 */
static inline OM_uint32
gss_ksp_set_number(OM_uint32 *minor_status, gss_ctx_id_t *context_handle,
                   uint64_t number)
{
    return gss_ksp_set_(minor_status, context_handle, GSS_KSP_NEXT_NUMBER,
                        &number, sizeof(number));
}

/*
 * What is known of the last message that this thread made or took, among all
 * contexts for which gss_ksp_set_numbering was called, if that was one of this
 * context: its number, and what the receiver thinks of it (GSS_KSP_IN_ORDER
 * for one that was made).
 *
 * Errors: GSS_S_UNAVAILABLE (not a context of ours, or
 * gss_ksp_set_numbering was not called; that message was of another context,
 * or failed; a call that the library itself refused was no message),
 * GSS_S_NO_CONTEXT (it is not complete, and not the module's); *number and
 * *verdict are 0 then.
 */
static inline OM_uint32
gss_ksp_last_message(OM_uint32 *minor_status, gss_ctx_id_t context_handle,
                     uint64_t *number, uint32_t *verdict)
{
    unsigned char storage[GSS_KSP_ARC_LENGTH + 1];
    gss_OID_desc oid = gss_ksp_oid_(storage, GSS_KSP_LAST_MESSAGE);
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, ignored;

    *number = 0;
    *verdict = 0;
    major = gss_inquire_sec_context_by_oid(minor_status, context_handle,
                                           &oid, &set);
    if (major == GSS_S_COMPLETE && set != GSS_C_NO_BUFFER_SET &&
        set->count == 2 && set->elements[0].length == sizeof(*number) &&
        set->elements[1].length == sizeof(*verdict)) {
        memcpy(number, set->elements[0].value, sizeof(*number));
        memcpy(verdict, set->elements[1].value, sizeof(*verdict));
    } else if (major == GSS_S_COMPLETE) {
        major = GSS_S_UNAVAILABLE;
    }
    (void)gss_release_buffer_set(&ignored, &set);
    return major;
}

#ifdef __cplusplus
}
#endif

#endif
