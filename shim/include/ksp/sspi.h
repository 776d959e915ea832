/* SPDX-License-Identifier: MIT */
/*
 * The data of the SSPI: buffers, handles, package descriptions, context
 * attributes, and the numbers that go with them.  Layouts and values are
 * those of 64-bit Windows.
 *
 * Lengths are in bytes unless a comment says otherwise.  A struct with a
 * trailing A holds 8-bit strings, one with a trailing W UTF-16.
 *
 * Source: sspi.h, ntsecapi.h (KERB_WRAP_NO_ENCRYPT).
 */
#ifndef KSP_SSPI_H
#define KSP_SSPI_H

#include "ksp/types.h"
#include "ksp/winerror.h"

#ifndef _WIN32

#ifdef __cplusplus
extern "C" {
#endif

/* ---- names, times, handles ------------------------------------------ */

#define SEC_ENTRY

typedef WCHAR SEC_WCHAR;
typedef CHAR SEC_CHAR;

typedef UNICODE_STRING SECURITY_STRING;
typedef SECURITY_STRING *PSECURITY_STRING;

/* Hundreds of nanoseconds since 1 January 1601, UTC. */
typedef LARGE_INTEGER SECURITY_INTEGER;
typedef SECURITY_INTEGER *PSECURITY_INTEGER;
typedef SECURITY_INTEGER TimeStamp;
typedef SECURITY_INTEGER *PTimeStamp;

/* A credential or context of an SSPI program; opaque to it. */
typedef struct _SecHandle {
    ULONG_PTR dwLower;
    ULONG_PTR dwUpper;
} SecHandle;
typedef SecHandle *PSecHandle;
typedef SecHandle CredHandle;
typedef PSecHandle PCredHandle;
typedef SecHandle CtxtHandle;
typedef PSecHandle PCtxtHandle;

/* ---- buffers -------------------------------------------------------- */

/*
 * One span of a message.  BufferType is one of SECBUFFER_ and any of the
 * attribute bits.  cbBuffer is the length of the contents; for a buffer
 * that the function fills it is the capacity on the way in.
 */
typedef struct _SecBuffer {
    ULONG cbBuffer;
    ULONG BufferType;
    PVOID pvBuffer;
} SecBuffer;
typedef SecBuffer *PSecBuffer;

/* A message: cBuffers spans, in the order in which they are covered. */
typedef struct _SecBufferDesc {
    ULONG ulVersion;
    ULONG cBuffers;
    PSecBuffer pBuffers;
} SecBufferDesc;
typedef SecBufferDesc *PSecBufferDesc;

/* The value of ulVersion. */
#define SECBUFFER_VERSION                   0

/* Types that the messages of this package know. */
#define SECBUFFER_EMPTY                     0 /* ignored */
#define SECBUFFER_DATA                      1 /* the message itself */
#define SECBUFFER_TOKEN                     2 /* signature or header */
#define SECBUFFER_PKG_PARAMS                3 /* the wide form */
#define SECBUFFER_STREAM_TRAILER            6 /* the end of a token */
#define SECBUFFER_PADDING                   9 /* empty for AES */
#define SECBUFFER_STREAM                    10 /* a whole sealed token */

/* Types of other packages and of establishment. */
#define SECBUFFER_MISSING                   4
#define SECBUFFER_EXTRA                     5
#define SECBUFFER_STREAM_HEADER             7
#define SECBUFFER_NEGOTIATION_INFO          8
#define SECBUFFER_MECHLIST                  11
#define SECBUFFER_MECHLIST_SIGNATURE        12
#define SECBUFFER_TARGET                    13
#define SECBUFFER_CHANNEL_BINDINGS          14
#define SECBUFFER_CHANGE_PASS_RESPONSE      15
#define SECBUFFER_TARGET_HOST               16
#define SECBUFFER_ALERT                     17
#define SECBUFFER_APPLICATION_PROTOCOLS     18
#define SECBUFFER_SRTP_PROTECTION_PROFILES  19
#define SECBUFFER_SRTP_MASTER_KEY_IDENTIFIER 20
#define SECBUFFER_TOKEN_BINDING             21
#define SECBUFFER_PRESHARED_KEY             22
#define SECBUFFER_PRESHARED_KEY_IDENTITY    23
#define SECBUFFER_DTLS_MTU                  24
#define SECBUFFER_SEND_GENERIC_TLS_EXTENSION 25
#define SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION 26
#define SECBUFFER_FLAGS                     27
#define SECBUFFER_TRAFFIC_SECRETS           28

/*
 * Attribute bits.  The type of a buffer is BufferType & ~SECBUFFER_ATTRMASK.
 * READONLY: left out of the message, neither signed nor encrypted.
 * READONLY_WITH_CHECKSUM: signed, in its place in the list, not encrypted.
 */
#define SECBUFFER_ATTRMASK                  0xF0000000
#define SECBUFFER_READONLY                  0x80000000
#define SECBUFFER_READONLY_WITH_CHECKSUM    0x10000000
#define SECBUFFER_RESERVED                  0x60000000

/* ---- quality of protection ------------------------------------------ */

/* Seal: sign, do not encrypt; the counterpart of conf_req_flag = 0.  Unseal
 * reports it.  The two names are one number. */
#define SECQOP_WRAP_NO_ENCRYPT              0x80000001
#define KERB_WRAP_NO_ENCRYPT                0x80000001
/* An alert of TLS; no other package takes it. */
#define SECQOP_WRAP_OOB_DATA                0x40000000

/* ---- packages ------------------------------------------------------- */

/* What a package is: SECPKG_FLAG_ bits, the identifier in RPC, the longest
 * token of establishment, and its names. */
typedef struct _SecPkgInfoW {
    ULONG fCapabilities;
    USHORT wVersion;
    USHORT wRPCID;
    ULONG cbMaxToken;
    SEC_WCHAR *Name;
    SEC_WCHAR *Comment;
} SecPkgInfoW;
typedef SecPkgInfoW *PSecPkgInfoW;

typedef struct _SecPkgInfoA {
    ULONG fCapabilities;
    USHORT wVersion;
    USHORT wRPCID;
    ULONG cbMaxToken;
    SEC_CHAR *Name;
    SEC_CHAR *Comment;
} SecPkgInfoA;
typedef SecPkgInfoA *PSecPkgInfoA;

/* fCapabilities. */
#define SECPKG_FLAG_INTEGRITY               0x00000001 /* signs */
#define SECPKG_FLAG_PRIVACY                 0x00000002 /* seals */
#define SECPKG_FLAG_TOKEN_ONLY              0x00000004
#define SECPKG_FLAG_DATAGRAM                0x00000008
#define SECPKG_FLAG_CONNECTION              0x00000010
#define SECPKG_FLAG_MULTI_REQUIRED          0x00000020
#define SECPKG_FLAG_CLIENT_ONLY             0x00000040
#define SECPKG_FLAG_EXTENDED_ERROR          0x00000080
#define SECPKG_FLAG_IMPERSONATION           0x00000100
#define SECPKG_FLAG_ACCEPT_WIN32_NAME       0x00000200
#define SECPKG_FLAG_STREAM                  0x00000400
#define SECPKG_FLAG_NEGOTIABLE              0x00000800
#define SECPKG_FLAG_GSS_COMPATIBLE          0x00001000
#define SECPKG_FLAG_LOGON                   0x00002000
#define SECPKG_FLAG_ASCII_BUFFERS           0x00004000
#define SECPKG_FLAG_FRAGMENT                0x00008000
#define SECPKG_FLAG_MUTUAL_AUTH             0x00010000
#define SECPKG_FLAG_DELEGATION              0x00020000
#define SECPKG_FLAG_READONLY_WITH_CHECKSUM  0x00040000
#define SECPKG_FLAG_RESTRICTED_TOKENS       0x00080000
#define SECPKG_FLAG_NEGO_EXTENDER           0x00100000
#define SECPKG_FLAG_NEGOTIABLE2             0x00200000
#define SECPKG_FLAG_APPCONTAINER_PASSTHROUGH 0x00400000
#define SECPKG_FLAG_APPCONTAINER_CHECKS     0x00800000
#define SECPKG_FLAG_CREDENTIAL_ISOLATION_ENABLED 0x01000000
#define SECPKG_FLAG_APPLY_LOOPBACK          0x02000000

/* wRPCID of a package that has none. */
#define SECPKG_ID_NONE                      0xFFFF

/* ---- credentials ---------------------------------------------------- */

/* What a credential is for. */
#define SECPKG_CRED_INBOUND                 0x00000001 /* accept */
#define SECPKG_CRED_OUTBOUND                0x00000002 /* initiate */
#define SECPKG_CRED_BOTH                    0x00000003
#define SECPKG_CRED_DEFAULT                 0x00000004
#define SECPKG_CRED_RESERVED                0xF0000000
#define SECPKG_CRED_AUTOLOGON_RESTRICTED    0x00000010
#define SECPKG_CRED_PROCESS_POLICY_ONLY     0x00000020

/* Attributes of a credential. */
#define SECPKG_CRED_ATTR_NAMES              1
#define SECPKG_CRED_ATTR_SSI_PROVIDER       2
#define SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS 3
#define SECPKG_CRED_ATTR_CERT               4
#define SECPKG_CRED_ATTR_PAC_BYPASS         5

/* A user and a password.  Lengths are in characters; Flags says of which
 * kind. */
typedef struct _SEC_WINNT_AUTH_IDENTITY_W {
    USHORT *User;
    ULONG UserLength;
    USHORT *Domain;
    ULONG DomainLength;
    USHORT *Password;
    ULONG PasswordLength;
    ULONG Flags;
} SEC_WINNT_AUTH_IDENTITY_W;
typedef SEC_WINNT_AUTH_IDENTITY_W *PSEC_WINNT_AUTH_IDENTITY_W;

typedef struct _SEC_WINNT_AUTH_IDENTITY_A {
    UCHAR *User;
    ULONG UserLength;
    UCHAR *Domain;
    ULONG DomainLength;
    UCHAR *Password;
    ULONG PasswordLength;
    ULONG Flags;
} SEC_WINNT_AUTH_IDENTITY_A;
typedef SEC_WINNT_AUTH_IDENTITY_A *PSEC_WINNT_AUTH_IDENTITY_A;

#define SEC_WINNT_AUTH_IDENTITY_ANSI        0x1
#define SEC_WINNT_AUTH_IDENTITY_UNICODE     0x2

/* ---- establishment -------------------------------------------------- */

/*
 * Channel bindings.  Offsets count from the start of the struct, which the
 * addresses and the application data follow.
 */
typedef struct _SEC_CHANNEL_BINDINGS {
    ULONG dwInitiatorAddrType;
    ULONG cbInitiatorLength;
    ULONG dwInitiatorOffset;
    ULONG dwAcceptorAddrType;
    ULONG cbAcceptorLength;
    ULONG dwAcceptorOffset;
    ULONG cbApplicationDataLength;
    ULONG dwApplicationDataOffset;
} SEC_CHANNEL_BINDINGS;
typedef SEC_CHANNEL_BINDINGS *PSEC_CHANNEL_BINDINGS;

/* Byte order of the data (TargetDataRep). */
#define SECURITY_NATIVE_DREP                0x00000010
#define SECURITY_NETWORK_DREP               0x00000000

/*
 * What an initiator asks for and what it got.  The numbers of the acceptor
 * are others from 0x1000 on, and those of GSS-API others still: translate,
 * never copy.
 */
#define ISC_REQ_DELEGATE                    0x00000001
#define ISC_REQ_MUTUAL_AUTH                 0x00000002
#define ISC_REQ_REPLAY_DETECT               0x00000004
#define ISC_REQ_SEQUENCE_DETECT             0x00000008
#define ISC_REQ_CONFIDENTIALITY             0x00000010
#define ISC_REQ_USE_SESSION_KEY             0x00000020
#define ISC_REQ_PROMPT_FOR_CREDS            0x00000040
#define ISC_REQ_USE_SUPPLIED_CREDS          0x00000080
#define ISC_REQ_ALLOCATE_MEMORY             0x00000100
#define ISC_REQ_USE_DCE_STYLE               0x00000200
#define ISC_REQ_DATAGRAM                    0x00000400
#define ISC_REQ_CONNECTION                  0x00000800
#define ISC_REQ_CALL_LEVEL                  0x00001000
#define ISC_REQ_FRAGMENT_SUPPLIED           0x00002000
#define ISC_REQ_EXTENDED_ERROR              0x00004000
#define ISC_REQ_STREAM                      0x00008000
#define ISC_REQ_INTEGRITY                   0x00010000
#define ISC_REQ_IDENTIFY                    0x00020000
#define ISC_REQ_NULL_SESSION                0x00040000
#define ISC_REQ_MANUAL_CRED_VALIDATION      0x00080000
#define ISC_REQ_RESERVED1                   0x00100000
#define ISC_REQ_FRAGMENT_TO_FIT             0x00200000
#define ISC_REQ_FORWARD_CREDENTIALS         0x00400000
#define ISC_REQ_NO_INTEGRITY                0x00800000
#define ISC_REQ_USE_HTTP_STYLE              0x01000000
#define ISC_REQ_UNVERIFIED_TARGET_NAME      0x20000000
#define ISC_REQ_CONFIDENTIALITY_ONLY        0x40000000
#define ISC_REQ_MESSAGES                    0x0000000100000000

#define ISC_RET_DELEGATE                    0x00000001
#define ISC_RET_MUTUAL_AUTH                 0x00000002
#define ISC_RET_REPLAY_DETECT               0x00000004
#define ISC_RET_SEQUENCE_DETECT             0x00000008
#define ISC_RET_CONFIDENTIALITY             0x00000010
#define ISC_RET_USE_SESSION_KEY             0x00000020
#define ISC_RET_USED_COLLECTED_CREDS        0x00000040
#define ISC_RET_USED_SUPPLIED_CREDS         0x00000080
#define ISC_RET_ALLOCATED_MEMORY            0x00000100
#define ISC_RET_USED_DCE_STYLE              0x00000200
#define ISC_RET_DATAGRAM                    0x00000400
#define ISC_RET_CONNECTION                  0x00000800
#define ISC_RET_INTERMEDIATE_RETURN         0x00001000
#define ISC_RET_CALL_LEVEL                  0x00002000
#define ISC_RET_EXTENDED_ERROR              0x00004000
#define ISC_RET_STREAM                      0x00008000
#define ISC_RET_INTEGRITY                   0x00010000
#define ISC_RET_IDENTIFY                    0x00020000
#define ISC_RET_NULL_SESSION                0x00040000
#define ISC_RET_MANUAL_CRED_VALIDATION      0x00080000
#define ISC_RET_RESERVED1                   0x00100000
#define ISC_RET_FRAGMENT_ONLY               0x00200000
#define ISC_RET_FORWARD_CREDENTIALS         0x00400000
#define ISC_RET_USED_HTTP_STYLE             0x01000000
#define ISC_RET_NO_ADDITIONAL_TOKEN         0x02000000
#define ISC_RET_REAUTHENTICATION            0x08000000
#define ISC_RET_CONFIDENTIALITY_ONLY        0x40000000
#define ISC_RET_MESSAGES                    0x0000000100000000

/* What an acceptor asks for and what it got. */
#define ASC_REQ_DELEGATE                    0x00000001
#define ASC_REQ_MUTUAL_AUTH                 0x00000002
#define ASC_REQ_REPLAY_DETECT               0x00000004
#define ASC_REQ_SEQUENCE_DETECT             0x00000008
#define ASC_REQ_CONFIDENTIALITY             0x00000010
#define ASC_REQ_USE_SESSION_KEY             0x00000020
#define ASC_REQ_SESSION_TICKET              0x00000040
#define ASC_REQ_ALLOCATE_MEMORY             0x00000100
#define ASC_REQ_USE_DCE_STYLE               0x00000200
#define ASC_REQ_DATAGRAM                    0x00000400
#define ASC_REQ_CONNECTION                  0x00000800
#define ASC_REQ_CALL_LEVEL                  0x00001000
#define ASC_REQ_FRAGMENT_SUPPLIED           0x00002000
#define ASC_REQ_EXTENDED_ERROR              0x00008000
#define ASC_REQ_STREAM                      0x00010000
#define ASC_REQ_INTEGRITY                   0x00020000
#define ASC_REQ_LICENSING                   0x00040000
#define ASC_REQ_IDENTIFY                    0x00080000
#define ASC_REQ_ALLOW_NULL_SESSION          0x00100000
#define ASC_REQ_ALLOW_NON_USER_LOGONS       0x00200000
#define ASC_REQ_ALLOW_CONTEXT_REPLAY        0x00400000
#define ASC_REQ_FRAGMENT_TO_FIT             0x00800000
#define ASC_REQ_NO_TOKEN                    0x01000000
#define ASC_REQ_PROXY_BINDINGS              0x04000000
#define ASC_REQ_ALLOW_MISSING_BINDINGS      0x10000000
#define ASC_REQ_MESSAGES                    0x0000000100000000

#define ASC_RET_DELEGATE                    0x00000001
#define ASC_RET_MUTUAL_AUTH                 0x00000002
#define ASC_RET_REPLAY_DETECT               0x00000004
#define ASC_RET_SEQUENCE_DETECT             0x00000008
#define ASC_RET_CONFIDENTIALITY             0x00000010
#define ASC_RET_USE_SESSION_KEY             0x00000020
#define ASC_RET_SESSION_TICKET              0x00000040
#define ASC_RET_ALLOCATED_MEMORY            0x00000100
#define ASC_RET_USED_DCE_STYLE              0x00000200
#define ASC_RET_DATAGRAM                    0x00000400
#define ASC_RET_CONNECTION                  0x00000800
#define ASC_RET_CALL_LEVEL                  0x00002000
#define ASC_RET_THIRD_LEG_FAILED            0x00004000
#define ASC_RET_EXTENDED_ERROR              0x00008000
#define ASC_RET_STREAM                      0x00010000
#define ASC_RET_INTEGRITY                   0x00020000
#define ASC_RET_LICENSING                   0x00040000
#define ASC_RET_IDENTIFY                    0x00080000
#define ASC_RET_NULL_SESSION                0x00100000
#define ASC_RET_ALLOW_NON_USER_LOGONS       0x00200000
#define ASC_RET_ALLOW_CONTEXT_REPLAY        0x00400000
#define ASC_RET_FRAGMENT_ONLY               0x00800000
#define ASC_RET_NO_TOKEN                    0x01000000
#define ASC_RET_NO_ADDITIONAL_TOKEN         0x02000000
#define ASC_RET_MESSAGES                    0x0000000100000000

/* ---- attributes of a context ---------------------------------------- */

/* Answered by QueryAttributes of this package. */
#define SECPKG_ATTR_SIZES                   0 /* SecPkgContext_Sizes */
#define SECPKG_ATTR_STREAM_SIZES            4 /* ..._StreamSizes */
#define SECPKG_ATTR_DATAGRAM_SIZES          SECPKG_ATTR_STREAM_SIZES
#define SECPKG_ATTR_LIFESPAN                2 /* SecPkgContext_Lifespan */
#define SECPKG_ATTR_KEY_INFO                5 /* SecPkgContext_KeyInfoW */
#define SECPKG_ATTR_SESSION_KEY             9 /* SecPkgContext_SessionKey */
#define SECPKG_ATTR_PACKAGE_INFO            10 /* ..._PackageInfoW */
#define SECPKG_ATTR_FLAGS                   14 /* SecPkgContext_Flags */

/* Known from establishment: answered by an SSPI client library. */
#define SECPKG_ATTR_NAMES                   1 /* SecPkgContext_NamesA/W */
#define SECPKG_ATTR_NEGOTIATION_INFO        12
#define SECPKG_ATTR_NATIVE_NAMES            13
#define SECPKG_ATTR_TARGET_INFORMATION      17
#define SECPKG_ATTR_CLIENT_SPECIFIED_TARGET 27

/* The rest. */
#define SECPKG_ATTR_DCE_INFO                3
#define SECPKG_ATTR_AUTHORITY               6
#define SECPKG_ATTR_PROTO_INFO              7
#define SECPKG_ATTR_PASSWORD_EXPIRY         8
#define SECPKG_ATTR_USER_FLAGS              11
#define SECPKG_ATTR_USE_VALIDATED           15
#define SECPKG_ATTR_CREDENTIAL_NAME         16
#define SECPKG_ATTR_ACCESS_TOKEN            18
#define SECPKG_ATTR_TARGET                  19
#define SECPKG_ATTR_AUTHENTICATION_ID       20
#define SECPKG_ATTR_LOGOFF_TIME             21
#define SECPKG_ATTR_NEGO_KEYS               22
#define SECPKG_ATTR_PROMPTING_NEEDED        24
#define SECPKG_ATTR_UNIQUE_BINDINGS         25
#define SECPKG_ATTR_ENDPOINT_BINDINGS       26
#define SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS 30
#define SECPKG_ATTR_NEGO_PKG_INFO           31
#define SECPKG_ATTR_NEGO_STATUS             32
#define SECPKG_ATTR_CONTEXT_DELETED         33
#define SECPKG_ATTR_DTLS_MTU                34
#define SECPKG_ATTR_APPLICATION_PROTOCOL    35
#define SECPKG_ATTR_NEGOTIATED_TLS_EXTENSIONS 36
#define SECPKG_ATTR_IS_LOOPBACK             37
#define SECPKG_ATTR_SUBJECT_SECURITY_ATTRIBUTES 128

/* Bits of NegoPackageInfo. */
#define SECPKG_ATTR_NEGO_INFO_FLAG_NO_KERBEROS 0x1
#define SECPKG_ATTR_NEGO_INFO_FLAG_NO_NTLM  0x2

/*
 * SIZES.  cbMaxSignature is the capacity of TOKEN that Sign wants, and
 * cbSecurityTrailer the one that Seal wants at most; 0 says that the
 * context has no integrity or no privacy.
 */
typedef struct _SecPkgContext_Sizes {
    ULONG cbMaxToken;
    ULONG cbMaxSignature;
    ULONG cbBlockSize;
    ULONG cbSecurityTrailer;
} SecPkgContext_Sizes;
typedef SecPkgContext_Sizes *PSecPkgContext_Sizes;

/* STREAM_SIZES and DATAGRAM_SIZES. */
typedef struct _SecPkgContext_StreamSizes {
    ULONG cbHeader;
    ULONG cbTrailer;
    ULONG cbMaximumMessage;
    ULONG cBuffers;
    ULONG cbBlockSize;
} SecPkgContext_StreamSizes;
typedef SecPkgContext_StreamSizes *PSecPkgContext_StreamSizes;
typedef SecPkgContext_StreamSizes SecPkgContext_DatagramSizes;
typedef PSecPkgContext_StreamSizes PSecPkgContext_DatagramSizes;

/* NAMES: the other side. */
typedef struct _SecPkgContext_NamesW {
    SEC_WCHAR *sUserName;
} SecPkgContext_NamesW;
typedef SecPkgContext_NamesW *PSecPkgContext_NamesW;

typedef struct _SecPkgContext_NamesA {
    SEC_CHAR *sUserName;
} SecPkgContext_NamesA;
typedef SecPkgContext_NamesA *PSecPkgContext_NamesA;

/* NATIVE_NAMES: both sides, in the mechanism's own form. */
typedef struct _SecPkgContext_NativeNamesW {
    SEC_WCHAR *sClientName;
    SEC_WCHAR *sServerName;
} SecPkgContext_NativeNamesW;
typedef SecPkgContext_NativeNamesW *PSecPkgContext_NativeNamesW;

typedef struct _SecPkgContext_NativeNamesA {
    SEC_CHAR *sClientName;
    SEC_CHAR *sServerName;
} SecPkgContext_NativeNamesA;
typedef SecPkgContext_NativeNamesA *PSecPkgContext_NativeNamesA;

/* LIFESPAN. */
typedef struct _SecPkgContext_Lifespan {
    TimeStamp tsStart;
    TimeStamp tsExpiry;
} SecPkgContext_Lifespan;
typedef SecPkgContext_Lifespan *PSecPkgContext_Lifespan;

/* KEY_INFO.  KeySize is in bits; the algorithms are numbers of RFC 3961's
 * registries: checksum type and enctype. */
typedef struct _SecPkgContext_KeyInfoA {
    SEC_CHAR *sSignatureAlgorithmName;
    SEC_CHAR *sEncryptAlgorithmName;
    ULONG KeySize;
    ULONG SignatureAlgorithm;
    ULONG EncryptAlgorithm;
} SecPkgContext_KeyInfoA;
typedef SecPkgContext_KeyInfoA *PSecPkgContext_KeyInfoA;

typedef struct _SecPkgContext_KeyInfoW {
    SEC_WCHAR *sSignatureAlgorithmName;
    SEC_WCHAR *sEncryptAlgorithmName;
    ULONG KeySize;
    ULONG SignatureAlgorithm;
    ULONG EncryptAlgorithm;
} SecPkgContext_KeyInfoW;
typedef SecPkgContext_KeyInfoW *PSecPkgContext_KeyInfoW;

/* SESSION_KEY. */
typedef struct _SecPkgContext_SessionKey {
    ULONG SessionKeyLength;
    UCHAR *SessionKey;
} SecPkgContext_SessionKey;
typedef SecPkgContext_SessionKey *PSecPkgContext_SessionKey;

/* PACKAGE_INFO. */
typedef struct _SecPkgContext_PackageInfoW {
    PSecPkgInfoW PackageInfo;
} SecPkgContext_PackageInfoW;
typedef SecPkgContext_PackageInfoW *PSecPkgContext_PackageInfoW;

typedef struct _SecPkgContext_PackageInfoA {
    PSecPkgInfoA PackageInfo;
} SecPkgContext_PackageInfoA;
typedef SecPkgContext_PackageInfoA *PSecPkgContext_PackageInfoA;

/* NEGOTIATION_INFO: the package that was chosen, and how far it is. */
typedef struct _SecPkgContext_NegotiationInfoA {
    PSecPkgInfoA PackageInfo;
    ULONG NegotiationState;
} SecPkgContext_NegotiationInfoA;
typedef SecPkgContext_NegotiationInfoA *PSecPkgContext_NegotiationInfoA;

typedef struct _SecPkgContext_NegotiationInfoW {
    PSecPkgInfoW PackageInfo;
    ULONG NegotiationState;
} SecPkgContext_NegotiationInfoW;
typedef SecPkgContext_NegotiationInfoW *PSecPkgContext_NegotiationInfoW;

#define SECPKG_NEGOTIATION_COMPLETE         0
#define SECPKG_NEGOTIATION_OPTIMISTIC       1
#define SECPKG_NEGOTIATION_IN_PROGRESS      2
#define SECPKG_NEGOTIATION_DIRECT           3
#define SECPKG_NEGOTIATION_TRY_MULTICRED    4

/* FLAGS: ISC_RET_ bits at the initiator, ASC_RET_ bits at the acceptor. */
typedef struct _SecPkgContext_Flags {
    ULONG Flags;
} SecPkgContext_Flags;
typedef SecPkgContext_Flags *PSecPkgContext_Flags;

/* TARGET_INFORMATION. */
typedef struct _SecPkgContext_TargetInformation {
    ULONG MarshalledTargetInfoLength;
    UCHAR *MarshalledTargetInfo;
} SecPkgContext_TargetInformation;
typedef SecPkgContext_TargetInformation *PSecPkgContext_TargetInformation;

/* CLIENT_SPECIFIED_TARGET. */
typedef struct _SecPkgContext_ClientSpecifiedTarget {
    SEC_WCHAR *sTargetName;
} SecPkgContext_ClientSpecifiedTarget;
typedef SecPkgContext_ClientSpecifiedTarget
    *PSecPkgContext_ClientSpecifiedTarget;

/* ---- export --------------------------------------------------------- */

/* The new context starts its numbers afresh. */
#define SECPKG_CONTEXT_EXPORT_RESET_NEW     0x00000001
/* The old context is deleted. */
#define SECPKG_CONTEXT_EXPORT_DELETE_OLD    0x00000002
/* The new context will live in the kernel. */
#define SECPKG_CONTEXT_EXPORT_TO_KERNEL     0x00000004

#ifdef __cplusplus
}
#endif

#endif /* !_WIN32 */

#endif
