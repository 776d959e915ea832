/* SPDX-License-Identifier: MIT */
/*
 * The interface of a security package, in the shape of the Windows kernel's:
 * the table a package fills, the table it is given, and the registry where
 * a table is found by the name of its package.
 *
 * What a package has for the LSA, and is given by it, is in ksp/lsa.h, which
 * belongs to this header.  libksp-sspi exports the package "Kerberos" of this
 * project under SpUserModeInitialize: see ksp/usermode.h.
 *
 * The comments on the Ksp*Fn types below are the manual of the package
 * "Kerberos".  Numbers in brackets, [4121 4.2.4], are RFCs and sections.
 * Where nothing else is said, they are for RFC 4121 messages; see RC4 AND DES3
 * for the others.
 *
 * Layouts and values: ntsecpkg.h.  See also ksp/sspi.h, ksp/winerror.h.
 */
#ifndef KSP_NTSECPKG_H
#define KSP_NTSECPKG_H

#include "ksp/types.h"
#include "ksp/winerror.h"
#include "ksp/sspi.h"

#ifdef _WIN32
#include <ntsecpkg.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ==== what all functions have in common =============================== */

/*
 * CONTEXTS.  An LSA_SEC_HANDLE names a context that InitContext or
 * ImportContext made; it is never 0.  A handle that is zero, made up, or
 * whose context was deleted gives SEC_E_INVALID_HANDLE, at any time and in
 * any thread.
 *
 * THREADS.  Every function may be called by any number of threads at once,
 * on one context or on several.  With own numbering (see NUMBERS) each signed
 * or sealed message gets a number of its own.  A call that runs while its
 * context is deleted is either finished on the old context or gives
 * SEC_E_INVALID_HANDLE.
 *
 * MESSAGES.  A message is a SecBufferDesc: ulVersion SECBUFFER_VERSION, and
 * cBuffers buffers that the function covers in the order of the list.  Types
 * are compared without their attribute bits.
 *
 *   buffer                        Sign, Verify       Seal, Unseal
 *   EMPTY                         ignored            ignored
 *   DATA, any number              signed             signed, encrypted
 *   DATA, READONLY_WITH_CHECKSUM  signed             signed, not encrypted
 *   DATA, READONLY                left out           left out
 *   TOKEN, exactly one            the MIC token      the wrap token, or its
 *                                                    header
 *   PADDING, at most one          of length 0        see PADDING
 *   STREAM_TRAILER, at most one   INVALID_TOKEN      the rest of the token
 *   STREAM, instead of TOKEN      INVALID_TOKEN      Unseal: a whole token
 *   PKG_PARAMS, at most one       the wide form      the wide form
 *   any other                     refused            refused
 *
 * Refused means SEC_E_INVALID_PARAMETER: what cannot be covered is never
 * skipped.  A length of 0 is good for any buffer, and pvBuffer may then be
 * NULL.  A message without DATA is the empty message.
 *
 * These are the errors of every list, before anything has changed:
 * SEC_E_INVALID_PARAMETER   no list, ulVersion wrong, pBuffers NULL with
 *                           cBuffers not 0, pvBuffer NULL with cbBuffer not
 *                           0, a buffer that is refused, a second one of a
 *                           type that comes once, or malformed PKG_PARAMS
 * SEC_E_INVALID_TOKEN       no TOKEN, a second one, or one beside STREAM; a
 *                           STREAM or STREAM_TRAILER that has no place here;
 *                           for Verify and Unseal, PADDING that is not empty,
 *                           unless it is that of a message
 * SEC_E_INSUFFICIENT_MEMORY
 *
 * RC4 AND DES3.  The enctype of a context's last key says which messages it
 * has.  With one that is older than RFC 4121 they are those of [4757 7] and,
 * for DES3, [1964 1.2]: MIC tokens of [4757 7.2, 1964 1.2.1], wrap tokens of
 * [4757 7.3, 1964 1.2.2], each under the framing of [2743 3.1], which a token
 * that comes in may lack.  The framing counts what follows it and is 13 to 17
 * bytes long (3 less for IAKERB, whose OID is shorter; and so below), so that
 * the header of a wrap token grows with its message; in DCE style it counts
 * the header alone.  There is no trailer: STREAM_TRAILER
 * has a length of 0.  In a build without nettle there are no such contexts.
 *
 * PADDING stands behind the last DATA and is sealed with it.  RFC 4121
 * messages have none: its length is 0.  RC4 messages have 1 byte, DES3
 * messages 1 to 8, up to a multiple of 8; each byte is their number.  In DCE
 * style there is none, and the caller gives DATA that fills the blocks of 8
 * which DES3 has.  Otherwise too PADDING may be left out when it does; with
 * RC4, always.  TOKEN and DATA are then no token for GSS_Unwrap or STREAM,
 * which take the last byte of DATA for padding; Unseal opens them in the same
 * buffers.
 *
 * CAPACITIES.  TOKEN, STREAM_TRAILER and PADDING have their capacity in
 * cbBuffer on the way into Sign and Seal, and their length on the way out.
 * SECPKG_ATTR_SIZES tells what suffices: cbMaxSignature (37 with RC4, 49 with
 * DES3) and cbSecurityTrailer (49 and 61; in DCE style 45 and 57) for TOKEN,
 * cbBlockSize for PADDING.  KSP_ATTR_MESSAGE_LENGTHS (ksp/message.h) tells
 * what one message takes.  SEC_E_BUFFER_TOO_SMALL comes before any state has
 * changed: no number is used up and no buffer is written.
 *
 * NUMBERS.  Message n = 1, 2, 3 ... bears the initial number of its sender
 * + n - 1 [4121 4.2.6].  With own numbering, the default, the package counts
 * and MessageSeqNo is ignored.  With caller's numbering (a DATAGRAM context,
 * or KSP_PACKED_CALLERS_NUMBERS) n is the caller's; n = 0 is the next after
 * the highest so far for Sign and Seal, and any number for Verify and
 * Unseal.  It is then for the caller not to give two messages one number, of
 * which a receiver takes but one; threads may seal 6 before 5.  What was lost
 * on the way is sent again as it was sealed.
 *
 * With RC4 the number selects the key that a message is encrypted with: of two
 * texts sealed under one number anybody would learn the difference (C1 ^ C2 =
 * P1 ^ P2).  So there a number of the caller's is good once, for Sign and Seal
 * together: it is higher than all before, or one of the last 64 up to the
 * highest and not used yet; any other is SEC_E_OUT_OF_SEQUENCE, and nothing
 * has changed.  Which of them are used goes with the context when it is
 * exported.  (The keys of DES3 and RFC 4121 messages are the same for all, and
 * a random confounder tells two messages of one number apart.  SND_SEQ of RC4
 * has a key of the checksum, which is another for a MIC and for a wrap token.
 * But the direction is in no key of RC4: where both sides begin with one
 * number, as without mutual authentication, message n of the one and message n
 * of the other have the same key, here as in every implementation.)
 *
 * With RC4 and DES3 a number travels with 32 bits: there are 2^32 of
 * them for a side and no more, and one that comes in is the one that is
 * nearest to the one expected.  The wide form (ksp/message.h) takes 64-bit
 * numbers, up to INT64_MAX, or 2^32 with RC4 and DES3, and gives the number
 * of the message and the exact verdict: SSPI has the one code
 * SEC_E_OUT_OF_SEQUENCE for a message that is a duplicate, too old, out of
 * order, after a gap, or not the one that was asked for.
 * REPLAY_DETECT and SEQUENCE_DETECT of the context say what counts as an
 * error [2743 1.2.3]; with neither, only a number other than the caller's.
 *
 * STATUS.  Results are typed NTSTATUS and are codes of ksp/winerror.h.
 * Whatever the result, out arguments are set: to 0 or NULL on an error
 * unless the function says otherwise.
 */

#ifndef _WIN32

/* A context of a package. */
typedef ULONG_PTR LSA_SEC_HANDLE;
typedef LSA_SEC_HANDLE *PLSA_SEC_HANDLE;

/* Bits of a BufferType that only the LSA sets (SECBUFFER_RESERVED). */
#define SECBUFFER_UNMAPPED                  0x40000000
#define SECBUFFER_KERNEL_MAP                0x20000000

/* Context attributes of other packages. */
#define SECPKG_ATTR_SASL_CONTEXT            0x00010000
#define SECPKG_ATTR_THUNK_ALL               0x00010000

/* ==== what a package is given ========================================= */

/* Memory for what a package hands out.  AllocateHeap returns Length bytes of
 * any contents, or NULL; FreeHeap takes what it returned, or NULL. */
typedef PVOID NTAPI LSA_ALLOCATE_LSA_HEAP(ULONG Length);
typedef VOID NTAPI LSA_FREE_LSA_HEAP(PVOID Base);
typedef LSA_ALLOCATE_LSA_HEAP *PLSA_ALLOCATE_LSA_HEAP;
typedef LSA_FREE_LSA_HEAP *PLSA_FREE_LSA_HEAP;

/* Where a context list lives; one kind of memory here. */
typedef enum _KSEC_CONTEXT_TYPE {
    KSecPaged,
    KSecNonPaged
} KSEC_CONTEXT_TYPE;

/*
 * The head of an object in a context list, which the package embeds in its
 * own.  Signature tells objects of one kind from others; the rest belongs to
 * the list.
 */
typedef struct _KSEC_LIST_ENTRY {
    LIST_ENTRY List;
    LONG RefCount;
    ULONG Signature;
    PVOID OwningList;
    PVOID Reserved;
} KSEC_LIST_ENTRY;
typedef KSEC_LIST_ENTRY *PKSEC_LIST_ENTRY;

/* A new, empty list, or NULL. */
typedef PVOID SEC_ENTRY KSEC_CREATE_CONTEXT_LIST(KSEC_CONTEXT_TYPE Type);

/* Puts Entry into List; it starts with one reference. */
typedef VOID SEC_ENTRY KSEC_INSERT_LIST_ENTRY(PVOID List,
                                              PKSEC_LIST_ENTRY Entry);

/*
 * Takes one more reference on Entry if it is in a list and has this
 * Signature; RemoveNoRef takes it out of the list instead.  Error:
 * SEC_E_INVALID_HANDLE.
 */
typedef NTSTATUS SEC_ENTRY KSEC_REFERENCE_LIST_ENTRY(PKSEC_LIST_ENTRY Entry,
                                                     ULONG Signature,
                                                     BOOLEAN RemoveNoRef);

/* Gives a reference back.  *Delete is TRUE when it was the last and the
 * caller must free the object. */
typedef VOID SEC_ENTRY KSEC_DEREFERENCE_LIST_ENTRY(PKSEC_LIST_ENTRY Entry,
                                                   BOOLEAN *Delete);

/* Make one block of pvAuthData, credentials of the named kind. */
typedef NTSTATUS SEC_ENTRY
KSEC_SERIALIZE_WINNT_AUTH_DATA(PVOID pvAuthData, PULONG Size,
                               PVOID *SerializedData);
typedef NTSTATUS SEC_ENTRY
KSEC_SERIALIZE_SCHANNEL_AUTH_DATA(PVOID pvAuthData, PULONG Size,
                                  PVOID *SerializedData);

typedef KSEC_CREATE_CONTEXT_LIST *PKSEC_CREATE_CONTEXT_LIST;
typedef KSEC_INSERT_LIST_ENTRY *PKSEC_INSERT_LIST_ENTRY;
typedef KSEC_REFERENCE_LIST_ENTRY *PKSEC_REFERENCE_LIST_ENTRY;
typedef KSEC_DEREFERENCE_LIST_ENTRY *PKSEC_DEREFERENCE_LIST_ENTRY;
typedef KSEC_SERIALIZE_WINNT_AUTH_DATA *PKSEC_SERIALIZE_WINNT_AUTH_DATA;
typedef KSEC_SERIALIZE_SCHANNEL_AUTH_DATA *PKSEC_SERIALIZE_SCHANNEL_AUTH_DATA;

/*
 * Services for the package, given to KspInitPackageFn.  This is not the
 * package's own table, which is SECPKG_KERNEL_FUNCTION_TABLE.  A member that
 * the host does not offer is NULL.
 */
typedef struct _SECPKG_KERNEL_FUNCTIONS {
    PLSA_ALLOCATE_LSA_HEAP AllocateHeap;
    PLSA_FREE_LSA_HEAP FreeHeap;
    PKSEC_CREATE_CONTEXT_LIST CreateContextList;
    PKSEC_INSERT_LIST_ENTRY InsertListEntry;
    PKSEC_REFERENCE_LIST_ENTRY ReferenceListEntry;
    PKSEC_DEREFERENCE_LIST_ENTRY DereferenceListEntry;
    PKSEC_SERIALIZE_WINNT_AUTH_DATA SerializeWinntAuthData;
    PKSEC_SERIALIZE_SCHANNEL_AUTH_DATA SerializeSchannelAuthData;
} SECPKG_KERNEL_FUNCTIONS;
typedef SECPKG_KERNEL_FUNCTIONS *PSECPKG_KERNEL_FUNCTIONS;

/* A call from the LSA back into the process of a client. */
typedef NTSTATUS NTAPI LSA_CALLBACK_FUNCTION(ULONG_PTR Argument1,
                                             ULONG_PTR Argument2,
                                             PSecBuffer InputBuffer,
                                             PSecBuffer OutputBuffer);
typedef LSA_CALLBACK_FUNCTION *PLSA_CALLBACK_FUNCTION;
typedef NTSTATUS NTAPI LSA_REGISTER_CALLBACK(ULONG CallbackId,
                                             PLSA_CALLBACK_FUNCTION Callback);
typedef LSA_REGISTER_CALLBACK *PLSA_REGISTER_CALLBACK;

/* The same services for the package's half in a program, given to
 * SpInstanceInitFn. */
typedef struct _SECPKG_DLL_FUNCTIONS {
    PLSA_ALLOCATE_LSA_HEAP AllocateHeap;
    PLSA_FREE_LSA_HEAP FreeHeap;
    PLSA_REGISTER_CALLBACK RegisterCallback;
} SECPKG_DLL_FUNCTIONS;
typedef SECPKG_DLL_FUNCTIONS *PSECPKG_DLL_FUNCTIONS;

/* ==== the package's functions ========================================= */

/* ---- the package itself --------------------------------------------- */

/*
 * Initialize: gives the package the services of its host.
 *
 * FunctionTable  read during the call and kept; it must outlive the package.
 *
 * Errors: SEC_E_INVALID_PARAMETER (NULL, or a service the package needs is
 * missing).  Repeated calls are good.  Source: KspInitPackageFn.
 */
typedef NTSTATUS NTAPI KspInitPackageFn(
    PSECPKG_KERNEL_FUNCTIONS FunctionTable);

/*
 * SetPackagePagingMode: whether the package's memory may be paged.
 * Always SEC_E_UNSUPPORTED_FUNCTION here.  Source: KspSetPagingModeFn.
 */
typedef NTSTATUS NTAPI KspSetPagingModeFn(BOOLEAN PagingMode);

/*
 * SerializeAuthData: makes one block of credentials.
 * Always SEC_E_UNSUPPORTED_FUNCTION here: the package never sees credentials.
 * Source: KspSerializeAuthDataFn.
 */
typedef NTSTATUS NTAPI KspSerializeAuthDataFn(PVOID pvAuthData, PULONG Size,
                                              PVOID *SerializedData);

/* ---- the life of a context ------------------------------------------ */

/*
 * InitContext: makes a context of what establishment left behind.
 *
 * ContextId     the number by which the establishing side knows the context;
 *               kept for MapHandle and DeleteContext, of no other meaning.
 * ContextData   a packed context (ksp/packed.h).  BufferType is not looked at.
 *               Stays the caller's, who should wipe it.
 * NewContextId  out: the handle; the caller ends it with DeleteContext.
 *
 * Errors: SEC_E_INVALID_PARAMETER (a NULL argument), SEC_E_INVALID_TOKEN
 * (the bytes are not a packed context, or of another version),
 * SEC_E_CRYPTO_SYSTEM_INVALID (enctype unknown to the crypto provider),
 * SEC_E_INSUFFICIENT_MEMORY.  Source: KspInitContextFn.
 */
typedef NTSTATUS NTAPI KspInitContextFn(LSA_SEC_HANDLE ContextId,
                                        PSecBuffer ContextData,
                                        PLSA_SEC_HANDLE NewContextId);

/*
 * DeleteContext: ends a context.  Its handle is dead on return; its keys are
 * wiped when the last call that uses it has come back.
 *
 * LsaContextId  out: the number given to InitContext; may be NULL.
 *
 * Errors: SEC_E_INVALID_HANDLE; of several calls for one context one
 * succeeds.  Source: KspDeleteContextFn.
 */
typedef NTSTATUS NTAPI KspDeleteContextFn(LSA_SEC_HANDLE ContextId,
                                          PLSA_SEC_HANDLE LsaContextId);

/*
 * MapHandle: the number given to InitContext, 0 for an imported context.
 *
 * Errors: SEC_E_INVALID_HANDLE, SEC_E_INVALID_PARAMETER (LsaContextId NULL).
 * Source: KspMapHandleFn.
 */
typedef NTSTATUS NTAPI KspMapHandleFn(LSA_SEC_HANDLE ContextId,
                                      PLSA_SEC_HANDLE LsaContextId);

/*
 * ExportContext: a packed context with the numbers and the window as they
 * are now.
 *
 * fFlags          SECPKG_CONTEXT_EXPORT_RESET_NEW: the packed context starts
 *                 at its initial numbers, with an empty window.  Not with RC4
 *                 once a message was sent: it would encrypt others with the
 *                 same keys.
 *                 SECPKG_CONTEXT_EXPORT_DELETE_OLD: phContext is deleted, if
 *                 the export succeeds.  The context is stopped first, and the
 *                 export waits for the calls that use it: each message that
 *                 was made or taken is in what is exported.
 * pPackedContext  out: pvBuffer is memory of AllocateHeap, cbBuffer its
 *                 length.  It holds keys: the caller wipes it and gives it to
 *                 FreeHeap.  What the struct held before is not looked at.
 * pToken          out: NULL, for there is no access token; may be NULL.
 *
 * With DELETE_OLD one of several exports and deletions of a context succeeds.
 * Calls that come later give SEC_E_INVALID_HANDLE.  Calls that are on their
 * way end as they would have, unless the export has waited most of a second
 * for one: then Sign and Seal, if they have no number yet, give
 * SEC_E_INVALID_HANDLE, and Verify and Unseal SEC_E_OUT_OF_SEQUENCE with
 * KSP_SEQ_OLD.  (It does not wait for ever, because a thread that was left
 * behind by a fork would never come.)
 *
 * Without DELETE_OLD there are two contexts with one set of numbers, those of
 * one moment: a message that another thread makes meanwhile is counted or not.
 * What both go on to send is numbered alike, and with RC4 encrypted with the
 * same keys, so a caller goes on with one of the two.
 *
 * Errors, nothing having changed: SEC_E_INVALID_HANDLE,
 * SEC_E_INVALID_PARAMETER (pPackedContext NULL), SEC_E_UNSUPPORTED_FUNCTION
 * (another flag; RESET_NEW, see there), SEC_E_INSUFFICIENT_MEMORY.  Source:
 * SpExportSecurityContextFn.
 */
typedef NTSTATUS NTAPI SpExportSecurityContextFn(LSA_SEC_HANDLE phContext,
                                                 ULONG fFlags,
                                                 PSecBuffer pPackedContext,
                                                 PHANDLE pToken);

/*
 * ImportContext: makes a context of a packed one.
 *
 * pPackedContext  as ContextData of InitContext.
 * Token           not looked at.
 * phContext       out: the handle; the caller ends it with DeleteContext.
 *
 * Errors: those of InitContext.  Source: SpImportSecurityContextFn.
 */
typedef NTSTATUS NTAPI SpImportSecurityContextFn(PSecBuffer pPackedContext,
                                                 HANDLE Token,
                                                 PLSA_SEC_HANDLE phContext);

/* ---- messages ------------------------------------------------------- */

/*
 * Sign (MakeSignature): makes a MIC token of a message [4121 4.2.4, 4.2.6.1;
 * 4757 7.2; 1964 1.2.1].
 * GSS_GetMIC and GSS_GetMICEx in GSS terms.
 *
 * fQOP          must be 0.
 * Message       DATA in; TOKEN of capacity cbMaxSignature, out: the token, of
 *               exactly cbBuffer bytes.  DATA is not changed.
 * MessageSeqNo  see NUMBERS.
 *
 * Errors, nothing having changed: those of the list, and
 * SEC_E_INVALID_HANDLE
 * SEC_E_QOP_NOT_SUPPORTED   fQOP is not 0
 * SEC_E_INVALID_PARAMETER   also a caller's number over INT64_MAX (2^32 on a
 *                           context with RC4 or DES3)
 * SEC_E_OUT_OF_SEQUENCE     with RC4, a caller's number that was used, or may
 *                           have been (see NUMBERS)
 * SEC_E_CONTEXT_EXPIRED     there are no more numbers
 * SEC_E_BUFFER_TOO_SMALL    TOKEN
 * Errors after TOKEN was written to: SEC_E_INTERNAL_ERROR (the crypto provider
 * failed), SEC_E_INSUFFICIENT_MEMORY.  There is no message then.  With own
 * numbering the number is given back unless another thread has taken the next
 * one; with caller's numbering the caller may give it again, but for n = 0 it
 * counts as used.
 *
 * Source: KspMakeSignatureFn, MakeSignature.
 */
typedef NTSTATUS NTAPI KspMakeSignatureFn(LSA_SEC_HANDLE ContextId,
                                          ULONG fQOP, PSecBufferDesc Message,
                                          ULONG MessageSeqNo);

/*
 * Verify (VerifySignature): checks a MIC token against a message.
 *
 * Message       as for Sign; TOKEN holds the token, all of it and no more.
 *               Nothing is changed.
 * MessageSeqNo  see NUMBERS; own numbering ignores it.
 * pfQOP         out: 0, whatever the result; may be NULL.
 *
 * Errors: those of the list, SEC_E_INVALID_HANDLE, SEC_E_INTERNAL_ERROR (the
 * crypto provider failed), and those of the token, in this order:
 * SEC_E_INVALID_TOKEN       shorter than a header, or no [4121] token
 * SEC_E_MESSAGE_ALTERED     made by the wrong side: a reflected token
 * SEC_E_INVALID_TOKEN       not a MIC token, or wrong filler
 * SEC_E_MESSAGE_ALTERED     the checksum is of the wrong length or does not
 *                           fit
 * SEC_E_OUT_OF_SEQUENCE     genuine, but the number is not in order; which
 *                           way is in the wide form
 * Those of a token with RC4 or DES3, in this order; the wide form has more:
 * SEC_E_INVALID_TOKEN       cut short, wrong framing, mechanism or filler, or
 *                           the algorithms are not those of the context
 * SEC_E_MESSAGE_ALTERED     the number cannot be read (KSP_SEQ_UNREADABLE)
 * SEC_E_MESSAGE_ALTERED     the checksum does not fit
 * SEC_E_INVALID_TOKEN       not a MIC token (the checksum of DES3 does not
 *                           tell), or there are bytes behind the checksum
 * SEC_E_MESSAGE_ALTERED     made by the wrong side (KSP_SEQ_REFLECTED)
 * SEC_E_OUT_OF_SEQUENCE     as above
 *
 * Only a token whose checksum is right moves the window.
 *
 * Source: KspVerifySignatureFn, VerifySignature.
 */
typedef NTSTATUS NTAPI KspVerifySignatureFn(LSA_SEC_HANDLE ContextId,
                                            PSecBufferDesc Message,
                                            ULONG MessageSeqNo,
                                            PULONG pfQOP);

/*
 * Seal (EncryptMessage): makes a wrap token of a message, in place
 * [4121 4.2.4, 4.2.6.2; 4757 7.3; 1964 1.2.2].  GSS_Wrap and its IOV and AEAD
 * forms in GSS terms.
 *
 * fQOP          0: sign and encrypt.  SECQOP_WRAP_NO_ENCRYPT: sign only
 *               (conf_req_flag = 0).
 * Message       DATA in and out; its length does not change.  TOKEN of
 *               capacity cbSecurityTrailer, out: what goes before the data.
 *               Without STREAM_TRAILER everything but the data is in TOKEN,
 *               rotated (RRC not 0): the layout of Windows.  With
 *               STREAM_TRAILER the token is split around the data (RRC 0):
 *               the layout of GSS.  With RC4 and DES3 both layouts are the
 *               same: all that goes before the data is in TOKEN.  PADDING of
 *               capacity cbBlockSize, out: see there.  TOKEN, the DATA that
 *               is not READONLY_WITH_CHECKSUM, PADDING and STREAM_TRAILER,
 *               put one after the other, are the token, except in DCE style.
 * MessageSeqNo  see NUMBERS.
 *
 * Errors: as for Sign, except
 * SEC_E_QOP_NOT_SUPPORTED   fQOP is neither of the two
 * SEC_E_BUFFER_TOO_SMALL    TOKEN, PADDING or STREAM_TRAILER; with DES3, DATA
 *                           that does not fill its blocks where there is no
 *                           padding; with RC4 and DES3, a message longer than
 *                           cbMaximumMessage
 * SEC_E_INTERNAL_ERROR      with RC4 and DES3, no random bytes; TOKEN was
 *                           written to, DATA was not
 * On every error DATA is as it was.
 *
 * Source: KspSealMessageFn, EncryptMessage.
 */
typedef NTSTATUS NTAPI KspSealMessageFn(LSA_SEC_HANDLE ContextId, ULONG fQOP,
                                        PSecBufferDesc Message,
                                        ULONG MessageSeqNo);

/*
 * Unseal (DecryptMessage): checks a wrap token and opens it, in place.
 * Sealed and signed-only tokens are taken alike, with any EC and RRC that
 * [4121 4.2.5] allows.
 *
 * Message       either the buffers that Seal made, with the same lengths, in
 *               place; TOKEN and STREAM_TRAILER are of no use afterwards.
 *               With RC4 and DES3, not in DCE style, PADDING that is not
 *               empty tells by its last byte how much padding there is: if
 *               there is one DATA that is not read-only, what it has of it
 *               is taken off its length, and PADDING gets the length 0.
 *               Without such PADDING, or with several DATA, the lengths stay.
 *               Or STREAM, the whole token in one buffer, and one DATA that
 *               is not read-only, out: the plaintext.  If its pvBuffer is
 *               NULL it is set to where the plaintext lies inside STREAM,
 *               which is overwritten; else the plaintext is copied there
 *               (cbBuffer is the capacity) and STREAM is only read.  It may
 *               be memory of STREAM, as this function leaves it behind.
 * MessageSeqNo  see NUMBERS; own numbering ignores it.
 * pfQOP         out: 0, or SECQOP_WRAP_NO_ENCRYPT for a token that was only
 *               signed; 0 on an error other than SEC_E_OUT_OF_SEQUENCE (or
 *               KSP_SEQ_REFLECTED, ksp/message.h).  May be NULL.
 *
 * Errors: those of Verify, for a wrap token (a MIC token in its place: with
 * RC4 its checksum does not fit, with DES3 it may, which is then
 * SEC_E_INVALID_TOKEN), and
 * SEC_E_BUFFER_TOO_SMALL    DATA beside STREAM; nothing has changed
 * SEC_E_INVALID_PARAMETER   also STREAM with STREAM_TRAILER, or with not just
 *                           one DATA
 * SEC_E_INVALID_TOKEN       also when EC is wrong, or the encrypted copy of
 *                           the header differs from the header or is not
 *                           whole, or parts are neither of the lengths the
 *                           header says nor rotated like those; with RC4 and
 *                           DES3, when the framing counts other than what is
 *                           there, what is encrypted has not whole blocks
 *                           (KSP_SEQ_UNALIGNED), or, the checksum being
 *                           right, the padding is wrong; STREAM_TRAILER that
 *                           is not empty
 * SEC_E_MESSAGE_ALTERED     also a token too short for its enctype, parts of
 *                           other lengths than the header says, EC of a
 *                           signed token that is not its checksum's length
 *                           (beyond the end of STREAM: SEC_E_INVALID_TOKEN),
 *                           and when decryption fails; what was encrypted is
 *                           as it was, for another context, but wiped where
 *                           libkrb5 has decrypted it (Camellia).  With RC4
 *                           and DES3 and KSP_MESSAGE_GSS_WRAP also padding of
 *                           more than there is, as stock MIT has it, and none
 *                           at all is good
 * SEC_E_INSUFFICIENT_MEMORY the same call works when there is memory: the
 *                           buffers are as they were, or a STREAM that is to
 *                           be opened in place has lost its RRC
 * SEC_E_OUT_OF_SEQUENCE     the plaintext is delivered all the same: what to
 *                           do with it is the caller's policy [2743 1.2.3]
 *
 * Source: KspUnsealMessageFn, DecryptMessage.
 */
typedef NTSTATUS NTAPI KspUnsealMessageFn(LSA_SEC_HANDLE ContextId,
                                          PSecBufferDesc Message,
                                          ULONG MessageSeqNo, PULONG pfQOP);

/* ---- questions ------------------------------------------------------ */

/*
 * QueryAttributes: answers a question about a context.
 *
 * Attribute  a SECPKG_ATTR_ number:
 *            SIZES         SecPkgContext_Sizes; computed for the enctype
 *            STREAM_SIZES  SecPkgContext_StreamSizes; what suffices for TOKEN
 *                          beside STREAM_TRAILER, and for that: 0 with RC4
 *                          and DES3
 *            LIFESPAN      SecPkgContext_Lifespan
 *            KEY_INFO      SecPkgContext_KeyInfoW; the checksum type of RC4,
 *                          -138, as 0xFFFFFF76
 *            SESSION_KEY   SecPkgContext_SessionKey; the key that protects
 *                          messages
 *            PACKAGE_INFO  SecPkgContext_PackageInfoW
 *            FLAGS         SecPkgContext_Flags
 *            or KSP_ATTR_MESSAGE_LENGTHS: KSP_MESSAGE_LENGTHS, in and out;
 *            KSP_ATTR_DESCRIPTION: KSP_CONTEXT_DESCRIPTION
 * Buffer     out: the struct, unchanged on an error.  Pointers in it are
 *            memory of AllocateHeap: the caller gives each to FreeHeap, and
 *            wipes the session key first.  PackageInfo is one block together
 *            with its strings.
 *
 * Errors: SEC_E_INVALID_HANDLE, SEC_E_UNSUPPORTED_FUNCTION (another
 * attribute), SEC_E_INVALID_PARAMETER (Buffer NULL), SEC_E_QOP_NOT_SUPPORTED
 * (MESSAGE_LENGTHS), SEC_E_INSUFFICIENT_MEMORY.  Source: KspQueryAttributesFn,
 * QueryContextAttributes.
 */
typedef NTSTATUS NTAPI KspQueryAttributesFn(LSA_SEC_HANDLE ContextId,
                                            ULONG Attribute, PVOID Buffer);

/*
 * GetToken: the access token of the peer.
 * Always SEC_E_UNSUPPORTED_FUNCTION here.  Source: KspGetTokenFn.
 */
typedef NTSTATUS NTAPI KspGetTokenFn(LSA_SEC_HANDLE ContextId,
                                     PHANDLE ImpersonationToken,
                                     PACCESS_TOKEN *RawToken);

/*
 * CompleteToken: finishes a token of establishment.
 * Always SEC_E_UNSUPPORTED_FUNCTION here: Kerberos' tokens are complete.
 * Source: KspCompleteTokenFn.
 */
typedef NTSTATUS NTAPI KspCompleteTokenFn(LSA_SEC_HANDLE ContextId,
                                          PSecBufferDesc Token);

/* ---- the table ------------------------------------------------------ */

/* A package.  All members are filled; a function that a package lacks gives
 * SEC_E_UNSUPPORTED_FUNCTION. */
typedef struct _SECPKG_KERNEL_FUNCTION_TABLE {
    KspInitPackageFn *Initialize;
    KspDeleteContextFn *DeleteContext;
    KspInitContextFn *InitContext;
    KspMapHandleFn *MapHandle;
    KspMakeSignatureFn *Sign;
    KspVerifySignatureFn *Verify;
    KspSealMessageFn *Seal;
    KspUnsealMessageFn *Unseal;
    KspGetTokenFn *GetToken;
    KspQueryAttributesFn *QueryAttributes;
    KspCompleteTokenFn *CompleteToken;
    SpExportSecurityContextFn *ExportContext;
    SpImportSecurityContextFn *ImportContext;
    KspSetPagingModeFn *SetPackagePagingMode;
    KspSerializeAuthDataFn *SerializeAuthData;
} SECPKG_KERNEL_FUNCTION_TABLE;
typedef SECPKG_KERNEL_FUNCTION_TABLE *PSECPKG_KERNEL_FUNCTION_TABLE;

/* ==== the same package in user mode =================================== */

/*
 * Each function does what the kernel-mode one of the same purpose does;
 * argument and error lists are there.
 */

/* InstanceInit: offers the user-mode half its services.  This package keeps
 * to those of KspKernelFunctions; *UserFunctions is NULL.  Errors:
 * SEC_E_INVALID_PARAMETER (FunctionTable NULL). */
typedef NTSTATUS NTAPI SpInstanceInitFn(ULONG Version,
                                        PSECPKG_DLL_FUNCTIONS FunctionTable,
                                        PVOID *UserFunctions);

/* InitUserModeContext: InitContext, except that the caller chooses the
 * handle: ContextHandle names the context from now on.  Errors: those of
 * InitContext, and SEC_E_INVALID_HANDLE if it is 0 or taken. */
typedef NTSTATUS NTAPI SpInitUserModeContextFn(LSA_SEC_HANDLE ContextHandle,
                                               PSecBuffer PackedContext);

/* MakeSignature: Sign. */
typedef NTSTATUS NTAPI SpMakeSignatureFn(LSA_SEC_HANDLE ContextHandle,
                                         ULONG QualityOfProtection,
                                         PSecBufferDesc MessageBuffers,
                                         ULONG MessageSequenceNumber);

/* VerifySignature: Verify. */
typedef NTSTATUS NTAPI SpVerifySignatureFn(LSA_SEC_HANDLE ContextHandle,
                                           PSecBufferDesc MessageBuffers,
                                           ULONG MessageSequenceNumber,
                                           PULONG QualityOfProtection);

/* SealMessage: Seal. */
typedef NTSTATUS NTAPI SpSealMessageFn(LSA_SEC_HANDLE ContextHandle,
                                       ULONG QualityOfProtection,
                                       PSecBufferDesc MessageBuffers,
                                       ULONG MessageSequenceNumber);

/* UnsealMessage: Unseal. */
typedef NTSTATUS NTAPI SpUnsealMessageFn(LSA_SEC_HANDLE ContextHandle,
                                         PSecBufferDesc MessageBuffers,
                                         ULONG MessageSequenceNumber,
                                         PULONG QualityOfProtection);

/* GetContextToken: GetToken. */
typedef NTSTATUS NTAPI SpGetContextTokenFn(LSA_SEC_HANDLE ContextHandle,
                                           PHANDLE ImpersonationToken);

/* QueryContextAttributes: QueryAttributes. */
typedef NTSTATUS NTAPI SpQueryContextAttributesFn(
    LSA_SEC_HANDLE ContextHandle, ULONG ContextAttribute, PVOID Buffer);

/* CompleteAuthToken: CompleteToken. */
typedef NTSTATUS NTAPI SpCompleteAuthTokenFn(LSA_SEC_HANDLE ContextHandle,
                                             PSecBufferDesc InputBuffer);

/* DeleteUserModeContext: DeleteContext. */
typedef NTSTATUS NTAPI SpDeleteContextFn(LSA_SEC_HANDLE ContextHandle);

/* FormatCredentials, MarshallSupplementalCreds: always
 * SEC_E_UNSUPPORTED_FUNCTION here. */
typedef NTSTATUS NTAPI SpFormatCredentialsFn(PSecBuffer Credentials,
                                             PSecBuffer FormattedCredentials);
typedef NTSTATUS NTAPI SpMarshallSupplementalCredsFn(
    ULONG CredentialSize, PUCHAR Credentials, PULONG MarshalledCredSize,
    PVOID *MarshalledCreds);

typedef struct _SECPKG_USER_FUNCTION_TABLE {
    SpInstanceInitFn *InstanceInit;
    SpInitUserModeContextFn *InitUserModeContext;
    SpMakeSignatureFn *MakeSignature;
    SpVerifySignatureFn *VerifySignature;
    SpSealMessageFn *SealMessage;
    SpUnsealMessageFn *UnsealMessage;
    SpGetContextTokenFn *GetContextToken;
    SpQueryContextAttributesFn *QueryContextAttributes;
    SpCompleteAuthTokenFn *CompleteAuthToken;
    SpDeleteContextFn *DeleteUserModeContext;
    SpFormatCredentialsFn *FormatCredentials;
    SpMarshallSupplementalCredsFn *MarshallSupplementalCreds;
    SpExportSecurityContextFn *ExportContext;
    SpImportSecurityContextFn *ImportContext;
} SECPKG_USER_FUNCTION_TABLE;
typedef SECPKG_USER_FUNCTION_TABLE *PSECPKG_USER_FUNCTION_TABLE;

/* Versions of the interface: LsaVersion and *PackageVersion below, and
 * Version of InstanceInit. */
#define SECPKG_INTERFACE_VERSION            0x00010000
#define SECPKG_INTERFACE_VERSION_2          0x00020000
#define SECPKG_INTERFACE_VERSION_3          0x00040000

/* The name under which a package exports the function of this type. */
#define SECPKG_USERMODEINIT_NAME            "SpUserModeInitialize"

/*
 * SpUserModeInitialize: hands out the user-mode tables of a library.
 *
 * LsaVersion      the version the caller speaks.
 * PackageVersion  out: the version of the tables.
 * ppTables        out: an array of *pcTables tables, which live as long as
 *                 the process.
 *
 * Errors: SEC_E_INVALID_PARAMETER (a NULL argument, or a version that is not
 * known).  Any thread, any number of times.
 */
typedef NTSTATUS (SEC_ENTRY *SpUserModeInitializeFn)(
    ULONG LsaVersion, PULONG PackageVersion,
    PSECPKG_USER_FUNCTION_TABLE *ppTables, PULONG pcTables);

/* ==== the registry ==================================================== */

/* It is the kernel's, and that of programs that link the core; libksp-sspi
 * exports nothing of it. */

/*
 * The services of this host; what KSecRegisterSecurityProvider's caller
 * passes to Initialize, and whose FreeHeap takes what a package handed out.
 */
extern SECPKG_KERNEL_FUNCTIONS KspKernelFunctions;

/*
 * Registers a package under a name.
 *
 * ProviderName  counted UTF-16, for instance u"Kerberos", of 1 to 32 code
 *               units; copied.
 * Table         kept, not copied: it must live, unchanged, as long as the
 *               process.
 *
 * There is no way to take a package out again.  Registering the same table
 * under the same name again is good and changes nothing.
 *
 * Errors: SEC_E_INVALID_PARAMETER (a NULL argument or member, a name that is
 * empty, too long or of odd length, or taken by another table),
 * SEC_E_INSUFFICIENT_MEMORY (no room in the registry: it has 8 packages).
 * Any thread.
 */
SECURITY_STATUS SEC_ENTRY
KSecRegisterSecurityProvider(PSECURITY_STRING ProviderName,
                             PSECPKG_KERNEL_FUNCTION_TABLE Table);

#endif /* !_WIN32 */

/*
 * Finds a package by its name; this function is ours.
 *
 * ProviderName  counted UTF-16, compared code unit by code unit.
 *
 * Returns its table, which lives as long as the process; NULL if no package
 * of that name is registered.  Any thread, also while another registers.
 */
PSECPKG_KERNEL_FUNCTION_TABLE SEC_ENTRY
KSecLocateSecurityProvider(const SECURITY_STRING *ProviderName);

#ifdef __cplusplus
}
#endif

/* The package's other half, for the LSA of Windows. */
#include "ksp/lsa.h"

#endif
