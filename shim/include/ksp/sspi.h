/* SPDX-License-Identifier: MIT */
/*
 * The SSPI: buffers, handles, package descriptions, context attributes, the
 * numbers that go with them, and the functions of libksp-sspi.  Layouts and
 * values are those of 64-bit Windows.  What is different from Windows is said
 * under "functions".  On Windows the platform's own header is included, so
 * that one source compiles in both places.
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

/* Words that Windows' header once needed. */
#define SEC_ENTRY
#define SEC_FAR
#define __SEC_FAR

typedef WCHAR SEC_WCHAR;
typedef CHAR SEC_CHAR;

/* With UNICODE defined, text that is not said to be A or W is W. */
#ifdef UNICODE
#define SEC_TEXT(text) KSP_WIDE(text)
typedef SEC_WCHAR *SECURITY_PSTR;
typedef const SEC_WCHAR *SECURITY_PCSTR;
#else
#define SEC_TEXT(text) text
typedef SEC_CHAR *SECURITY_PSTR;
typedef const SEC_CHAR *SECURITY_PCSTR;
#endif

typedef UNICODE_STRING SECURITY_STRING;
typedef SECURITY_STRING *PSECURITY_STRING;

/*
 * Hundreds of nanoseconds since 1 January 1601, in local time, as Windows'
 * manual has it for ptsExpiry and LIFESPAN; INT64_MAX is the end of time.
 *
 * Local time is UTC and what the zone differs from it at the moment at which
 * the context was made, summer time being on or off as it is then, also for a
 * time when it will not be: so FileTimeToLocalFileTime of Windows reckons, and
 * its reverse, LocalFileTimeToFileTime.  Programs undo it with these or
 * compare with the local time of now, and are right here as they are; UTC
 * would be wrong for all of them, and could only be mended by conversions that
 * convert nothing, which would be wrong for other times.
 * A program of Unix takes tm_gmtoff of localtime_r(3) away, times 10000000.
 */
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

/* A handle that is none, for a program to know by; see "Handles" below. */
#define SecInvalidateHandle(x) \
    ((void)(((PSecHandle)(x))->dwLower = (ULONG_PTR)-1, \
            ((PSecHandle)(x))->dwUpper = (ULONG_PTR)-1))
#define SecIsValidHandle(x) \
    (((PSecHandle)(x))->dwLower != (ULONG_PTR)-1 && \
     ((PSecHandle)(x))->dwUpper != (ULONG_PTR)-1)
#define SEC_DELETED_HANDLE ((ULONG_PTR)-2)

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
#define SECBUFFER_PADDING                   9 /* RC4 and DES3; else empty */
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

/* Their names; that of NTLM is no package's here. */
#define MICROSOFT_KERBEROS_NAME_A "Kerberos"
#define MICROSOFT_KERBEROS_NAME_W KSP_WIDE("Kerberos")
#define MICROSOFT_KERBEROS_NAME MICROSOFT_KERBEROS_NAME_W
#define NEGOSSP_NAME_A "Negotiate"
#define NEGOSSP_NAME_W KSP_WIDE("Negotiate")
#define NEGOSSP_NAME KSP_UAW(NEGOSSP_NAME)
#define NTLMSP_NAME_A "NTLM"
#define NTLMSP_NAME KSP_WIDE("NTLM")

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

/* NAMES: the principal. */
typedef struct _SecPkgCredentials_NamesW {
    SEC_WCHAR *sUserName;
} SecPkgCredentials_NamesW;
typedef SecPkgCredentials_NamesW *PSecPkgCredentials_NamesW;

typedef struct _SecPkgCredentials_NamesA {
    SEC_CHAR *sUserName;
} SecPkgCredentials_NamesA;
typedef SecPkgCredentials_NamesA *PSecPkgCredentials_NamesA;

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

/* The same with a head: Version is SEC_WINNT_AUTH_IDENTITY_VERSION, Length
 * the size of the struct. */
typedef struct _SEC_WINNT_AUTH_IDENTITY_EXW {
    ULONG Version;
    ULONG Length;
    USHORT *User;
    ULONG UserLength;
    USHORT *Domain;
    ULONG DomainLength;
    USHORT *Password;
    ULONG PasswordLength;
    ULONG Flags;
    USHORT *PackageList;
    ULONG PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EXW;
typedef SEC_WINNT_AUTH_IDENTITY_EXW *PSEC_WINNT_AUTH_IDENTITY_EXW;

typedef struct _SEC_WINNT_AUTH_IDENTITY_EXA {
    ULONG Version;
    ULONG Length;
    UCHAR *User;
    ULONG UserLength;
    UCHAR *Domain;
    ULONG DomainLength;
    UCHAR *Password;
    ULONG PasswordLength;
    ULONG Flags;
    UCHAR *PackageList;
    ULONG PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EXA;
typedef SEC_WINNT_AUTH_IDENTITY_EXA *PSEC_WINNT_AUTH_IDENTITY_EXA;

#define SEC_WINNT_AUTH_IDENTITY_VERSION     0x200

/*
 * The packed form, one block: Version is SEC_WINNT_AUTH_IDENTITY_VERSION_2,
 * cbHeaderLength the size of the struct, cbStructureLength that of the block.
 * Offsets count from the start of the block, lengths are in bytes.  The
 * credentials are a SEC_WINNT_AUTH_PACKED_CREDENTIALS.
 */
typedef struct _SEC_WINNT_AUTH_IDENTITY_EX2 {
    ULONG Version;
    USHORT cbHeaderLength;
    ULONG cbStructureLength;
    ULONG UserOffset;
    USHORT UserLength;
    ULONG DomainOffset;
    USHORT DomainLength;
    ULONG PackedCredentialsOffset;
    USHORT PackedCredentialsLength;
    ULONG Flags;
    ULONG PackageListOffset;
    USHORT PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EX2;
typedef SEC_WINNT_AUTH_IDENTITY_EX2 *PSEC_WINNT_AUTH_IDENTITY_EX2;

#define SEC_WINNT_AUTH_IDENTITY_VERSION_2   0x201

/* Some bytes of the block that a struct begins. */
typedef struct _SEC_WINNT_AUTH_BYTE_VECTOR {
    ULONG ByteArrayOffset;
    USHORT ByteArrayLength;
} SEC_WINNT_AUTH_BYTE_VECTOR;
typedef SEC_WINNT_AUTH_BYTE_VECTOR *PSEC_WINNT_AUTH_BYTE_VECTOR;

typedef struct _SEC_WINNT_AUTH_DATA {
    GUID CredType;
    SEC_WINNT_AUTH_BYTE_VECTOR CredData;
} SEC_WINNT_AUTH_DATA;
typedef SEC_WINNT_AUTH_DATA *PSEC_WINNT_AUTH_DATA;

/* A secret of some type, one block.  That of type PASSWORD, the only one
 * here, is a password in UTF-16, without a zero at its end. */
typedef struct _SEC_WINNT_AUTH_PACKED_CREDENTIALS {
    USHORT cbHeaderLength;
    USHORT cbStructureLength;
    SEC_WINNT_AUTH_DATA AuthData;
} SEC_WINNT_AUTH_PACKED_CREDENTIALS;
typedef SEC_WINNT_AUTH_PACKED_CREDENTIALS *PSEC_WINNT_AUTH_PACKED_CREDENTIALS;

static const GUID SEC_WINNT_AUTH_DATA_TYPE_PASSWORD = {
    0x28bfc32f, 0x10f6, 0x4738,
    { 0x98, 0xd1, 0x1a, 0xc0, 0x61, 0xdf, 0x71, 0x6a }
};

/* Any of the forms above. */
typedef union _SEC_WINNT_AUTH_IDENTITY_INFO {
    SEC_WINNT_AUTH_IDENTITY_EXW AuthIdExw;
    SEC_WINNT_AUTH_IDENTITY_EXA AuthIdExa;
    SEC_WINNT_AUTH_IDENTITY_A AuthId_a;
    SEC_WINNT_AUTH_IDENTITY_W AuthId_w;
    SEC_WINNT_AUTH_IDENTITY_EX2 AuthIdEx2;
} SEC_WINNT_AUTH_IDENTITY_INFO;
typedef SEC_WINNT_AUTH_IDENTITY_INFO *PSEC_WINNT_AUTH_IDENTITY_INFO;

/*
 * Flags, judged bit by bit.  One of the first two is required.  A bit that
 * says that the strings are not what they seem is refused, with
 * SEC_E_UNSUPPORTED_FUNCTION.  Every other bit is let pass, known here or
 * not: programs of other libraries set bits of their own.
 */
#define SEC_WINNT_AUTH_IDENTITY_ANSI        0x1 /* strings are UTF-8 */
#define SEC_WINNT_AUTH_IDENTITY_UNICODE     0x2 /* strings are UTF-16 */
#define SEC_WINNT_AUTH_IDENTITY_MARSHALLED  0x4 /* all in one block */
/* No authorization data in the ticket: the KDC decides all the same. */
#define SEC_WINNT_AUTH_IDENTITY_ONLY        0x8
/* Encrypted, by functions that are not here: refused. */
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED 0x10
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED 0x20
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED 0x40
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED 0x80
/* Eight bytes of room follow the block. */
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_RESERVED 0x10000
/* The string is not there, whatever its pointer says. */
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER 0x20000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN 0x40000
/* Domain is a provider of online identities: refused. */
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_ID_PROVIDER 0x80000
/* Whether a dialog is to save it; there is no dialog. */
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_USE_MASK 0xff000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_CREDPROV_DO_NOT_SAVE 0x80000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_SAVE_CRED_BY_CALLER 0x80000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_SAVE_CRED_CHECKED 0x40000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_NO_CHECKBOX 0x20000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_CREDPROV_DO_NOT_LOAD 0x10000000

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
 * SIZES.  cbMaxSignature is the capacity of TOKEN that Sign wants,
 * cbSecurityTrailer the one that Seal wants at most; 0 says that the context
 * has no integrity.  cbBlockSize is the capacity of PADDING that Seal wants
 * at most: 1, or 8 with DES3.
 */
typedef struct _SecPkgContext_Sizes {
    ULONG cbMaxToken;
    ULONG cbMaxSignature;
    ULONG cbBlockSize;
    ULONG cbSecurityTrailer;
} SecPkgContext_Sizes;
typedef SecPkgContext_Sizes *PSecPkgContext_Sizes;

/*
 * STREAM_SIZES and DATAGRAM_SIZES.  cbHeader and cbTrailer are what stands
 * before and behind a sealed message at most, without padding (cbBlockSize as
 * above); cbTrailer is 0 with RC4 and DES3.  cbMaximumMessage is the longest
 * message there may be.
 */
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

/* NAMES: the client's, at either end. */
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

/* LIFESPAN, in local time. */
typedef struct _SecPkgContext_Lifespan {
    TimeStamp tsStart;
    TimeStamp tsExpiry;
} SecPkgContext_Lifespan;
typedef SecPkgContext_Lifespan *PSecPkgContext_Lifespan;

/* KEY_INFO.  KeySize is in bits; the algorithms are numbers of RFC 3961's
 * registries: checksum type and enctype.  That of RC4's checksums is negative,
 * -138, and stands here as 0xFFFFFF76. */
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

/* CREDENTIAL_NAME: this side's own principal.  CredentialType is 0: there is
 * no credential manager with types. */
typedef struct _SecPkgContext_CredentialNameW {
    ULONG CredentialType;
    SEC_WCHAR *sCredentialName;
} SecPkgContext_CredentialNameW;
typedef SecPkgContext_CredentialNameW *PSecPkgContext_CredentialNameW;

typedef struct _SecPkgContext_CredentialNameA {
    ULONG CredentialType;
    SEC_CHAR *sCredentialName;
} SecPkgContext_CredentialNameA;
typedef SecPkgContext_CredentialNameA *PSecPkgContext_CredentialNameA;

/* AUTHORITY: the realm whose KDC made the ticket. */
typedef struct _SecPkgContext_AuthorityW {
    SEC_WCHAR *sAuthorityName;
} SecPkgContext_AuthorityW;
typedef SecPkgContext_AuthorityW *PSecPkgContext_AuthorityW;

typedef struct _SecPkgContext_AuthorityA {
    SEC_CHAR *sAuthorityName;
} SecPkgContext_AuthorityA;
typedef SecPkgContext_AuthorityA *PSecPkgContext_AuthorityA;

/* PROTO_INFO: Kerberos, 5, 0. */
typedef struct _SecPkgContext_ProtoInfoW {
    SEC_WCHAR *sProtocolName;
    ULONG majorVersion;
    ULONG minorVersion;
} SecPkgContext_ProtoInfoW;
typedef SecPkgContext_ProtoInfoW *PSecPkgContext_ProtoInfoW;

typedef struct _SecPkgContext_ProtoInfoA {
    SEC_CHAR *sProtocolName;
    ULONG majorVersion;
    ULONG minorVersion;
} SecPkgContext_ProtoInfoA;
typedef SecPkgContext_ProtoInfoA *PSecPkgContext_ProtoInfoA;

/* DCE_INFO: AuthzSvc is 1, RPC's number for authorization by name, and pPac
 * the client's name in UTF-16. */
typedef struct _SecPkgContext_DceInfo {
    ULONG AuthzSvc;
    PVOID pPac;
} SecPkgContext_DceInfo;
typedef SecPkgContext_DceInfo *PSecPkgContext_DceInfo;

/* TARGET: the service, in UTF-8; a zero follows that is not counted. */
typedef struct _SecPkgContext_Target {
    ULONG TargetLength;
    CHAR *Target;
} SecPkgContext_Target;
typedef SecPkgContext_Target *PSecPkgContext_Target;

/* UNIQUE_BINDINGS: the channel bindings of the context. */
typedef struct _SecPkgContext_Bindings {
    ULONG BindingsLength;
    SEC_CHANNEL_BINDINGS *Bindings;
} SecPkgContext_Bindings;
typedef SecPkgContext_Bindings *PSecPkgContext_Bindings;

/* LAST_CLIENT_TOKEN_STATUS: whether the client's last token is its last. */
typedef enum _SECPKG_ATTR_LCT_STATUS {
    SecPkgAttrLastClientTokenYes,
    SecPkgAttrLastClientTokenNo,
    SecPkgAttrLastClientTokenMaybe
} SECPKG_ATTR_LCT_STATUS;
typedef SECPKG_ATTR_LCT_STATUS *PSECPKG_ATTR_LCT_STATUS;

typedef struct _SecPkgContext_LastClientTokenStatus {
    SECPKG_ATTR_LCT_STATUS LastClientTokenStatus;
} SecPkgContext_LastClientTokenStatus;
typedef SecPkgContext_LastClientTokenStatus
    *PSecPkgContext_LastClientTokenStatus;

/* NEGO_PKG_INFO: SECPKG_ATTR_NEGO_INFO_FLAG_ bits. */
typedef struct _SecPkgContext_NegoPackageInfo {
    ULONG PackageMask;
} SecPkgContext_NegoPackageInfo;
typedef SecPkgContext_NegoPackageInfo *PSecPkgContext_NegoPackageInfo;

/* NEGO_STATUS: of the last step. */
typedef struct _SecPkgContext_NegoStatus {
    ULONG LastStatus;
} SecPkgContext_NegoStatus;
typedef SecPkgContext_NegoStatus *PSecPkgContext_NegoStatus;

/* What has no answer here: nothing in Kerberos' or GSS's hands tells it.  When
 * a password expires the KDC tells with the first ticket, to who got it, and
 * GSS-API does not hand it on. */
typedef struct _SecPkgContext_PasswordExpiry {
    TimeStamp tsPasswordExpires;
} SecPkgContext_PasswordExpiry;
typedef SecPkgContext_PasswordExpiry *PSecPkgContext_PasswordExpiry;

typedef struct _SecPkgContext_LogoffTime {
    TimeStamp tsLogoffTime;
} SecPkgContext_LogoffTime;
typedef SecPkgContext_LogoffTime *PSecPkgContext_LogoffTime;

typedef struct _SecPkgContext_UserFlags {
    ULONG UserFlags;
} SecPkgContext_UserFlags;
typedef SecPkgContext_UserFlags *PSecPkgContext_UserFlags;

typedef struct _SecPkgContext_AccessToken {
    PVOID AccessToken;
} SecPkgContext_AccessToken;
typedef SecPkgContext_AccessToken *PSecPkgContext_AccessToken;

typedef struct _SecPkgContext_AuthzID {
    ULONG AuthzIDLength;
    CHAR *AuthzID;
} SecPkgContext_AuthzID;
typedef SecPkgContext_AuthzID *PSecPkgContext_AuthzID;

typedef struct _SecPkgContext_NegoKeys {
    ULONG KeyType;
    USHORT KeyLength;
    UCHAR *KeyValue;
    ULONG VerifyKeyType;
    USHORT VerifyKeyLength;
    UCHAR *VerifyKeyValue;
} SecPkgContext_NegoKeys;
typedef SecPkgContext_NegoKeys *PSecPkgContext_NegoKeys;

/* ---- export --------------------------------------------------------- */

/* The new context starts its numbers afresh. */
#define SECPKG_CONTEXT_EXPORT_RESET_NEW     0x00000001
/* The old context is deleted. */
#define SECPKG_CONTEXT_EXPORT_DELETE_OLD    0x00000002
/* The new context will live in the kernel. */
#define SECPKG_CONTEXT_EXPORT_TO_KERNEL     0x00000004

/* ==== functions ====================================================== */

/*
 * The SSPI for programs on other systems than Windows: libksp-sspi, found by
 * pkg-config as ksp-sspi.  Contexts are established by the host's GSS-API
 * library (MIT Kerberos), with its configuration, caches and keytabs; their
 * messages are protected by the package "Kerberos" of this project.  What is
 * said of a function below holds here; the rest is as on Windows.
 *
 * WHAT DIFFERS FROM WINDOWS
 *   Text      A functions take and give UTF-8, W functions UTF-16; both do
 *             the same.  Text that is not valid is SEC_E_INVALID_PARAMETER.
 *             Where the name of a principal is not UTF-8, both give U+FFFD in
 *             the place of what is not; two such names may look the same.
 *   Packages  "Kerberos" and "Negotiate", found without regard to case.
 *             Negotiate is SPNEGO [RFC 4178] and offers and takes Kerberos
 *             only; a server of it takes Kerberos' own tokens as well.  There
 *             is no NTLM and no Schannel.  A mechListMIC has its sender's
 *             first number; the peer's is counted if it is genuine, whatever
 *             else its tokens, which nobody protects, may say.
 *   Users     Names are Kerberos principals, user@REALM or svc/host@REALM;
 *             DOMAIN\user is one in an identity alone.  A realm is spelt as in
 *             the Kerberos database, as a rule in capitals, and a NetBIOS name
 *             is none.
 *   Keys      The enctypes of RFC 3962 (AES with SHA-1), RFC 8009 (with
 *             SHA-2) and RFC 6803 (Camellia); and RC4 [RFC 4757] and DES3
 *             [RFC 3961], unless krb5.conf refuses them or the host is in
 *             FIPS mode (SEC_E_ALGORITHM_MISMATCH), or the library was
 *             built without their ciphers (SEC_E_CRYPTO_SYSTEM_INVALID).  No
 *             DES.
 *   Lengths   Those of SECPKG_ATTR_SIZES are computed for the enctype and the
 *             style of the context; KSP_ATTR_MESSAGE_LENGTHS
 *             (ksp/message.h), which is ours, has them for one message.
 *   Tokens    There is no access token and nobody to impersonate: see
 *             "functions without a meaning here".
 *   Handles   A handle that is zero, deleted, of the other kind, or made up
 *             so that no live one is the same, gives SEC_E_INVALID_HANDLE, at
 *             any time.  It is a number of its process, and of children that
 *             are forked then: in another process it may be that of something
 *             else.
 *             The value of an invalid handle is {0, 0}; that of Windows'
 *             SecInvalidateHandle, all ones, is as good.
 *   Module    If the GSS module of this project is listed in mech.d, it
 *             shares its package with this library: established contexts go
 *             to the module's SECPKG_USER_FUNCTION_TABLE.  If not, they go to
 *             the library's own.  What a program sees is the same.
 *
 * THREADS.  Every function may be called by any thread at any time.  Any
 * number of threads may sign, verify, encrypt and decrypt on one context;
 * each message gets a number of its own.  One context is established by one
 * thread at a time: a second one gets SEC_E_INVALID_HANDLE.  A handle may be
 * deleted while others use it: their calls finish on the old object or give
 * SEC_E_INVALID_HANDLE.
 *
 * FORK.  A child may go on with established contexts and with credentials.
 * Parent and child then have a copy of the counters each: only one of them
 * should go on with a context.
 *
 * MEMORY.  What a function allocates is given back by FreeContextBuffer, and
 * so is each pointer in a struct that an attribute was written to.
 *
 * ERRORS.  Out arguments are set on every return; on an error handles are
 * {0, 0}, pointers NULL and numbers 0, unless the function says otherwise.
 * Any function may return SEC_E_INSUFFICIENT_MEMORY, and
 * SEC_E_INVALID_PARAMETER for a NULL where an argument is not called
 * optional.  A failure of the GSS-API library that no code of SSPI describes
 * is SEC_E_INTERNAL_ERROR.
 */

#define SecPkgInfo KSP_AW(SecPkgInfo)
#define PSecPkgInfo KSP_AW(PSecPkgInfo)
#define SecPkgCredentials_Names KSP_AW(SecPkgCredentials_Names)
#define PSecPkgCredentials_Names KSP_AW(PSecPkgCredentials_Names)
#define SecPkgContext_Names KSP_AW(SecPkgContext_Names)
#define PSecPkgContext_Names KSP_AW(PSecPkgContext_Names)
#define SecPkgContext_NativeNames KSP_AW(SecPkgContext_NativeNames)
#define PSecPkgContext_NativeNames KSP_AW(PSecPkgContext_NativeNames)
#define SecPkgContext_KeyInfo KSP_AW(SecPkgContext_KeyInfo)
#define PSecPkgContext_KeyInfo KSP_AW(PSecPkgContext_KeyInfo)
#define SecPkgContext_PackageInfo KSP_AW(SecPkgContext_PackageInfo)
#define PSecPkgContext_PackageInfo KSP_AW(PSecPkgContext_PackageInfo)
#define SecPkgContext_NegotiationInfo KSP_AW(SecPkgContext_NegotiationInfo)
#define PSecPkgContext_NegotiationInfo KSP_AW(PSecPkgContext_NegotiationInfo)
#define SecPkgContext_CredentialName KSP_AW(SecPkgContext_CredentialName)
#define PSecPkgContext_CredentialName KSP_AW(PSecPkgContext_CredentialName)
#define SecPkgContext_Authority KSP_AW(SecPkgContext_Authority)
#define PSecPkgContext_Authority KSP_AW(PSecPkgContext_Authority)
#define SecPkgContext_ProtoInfo KSP_AW(SecPkgContext_ProtoInfo)
#define PSecPkgContext_ProtoInfo KSP_AW(PSecPkgContext_ProtoInfo)
#define SEC_WINNT_AUTH_IDENTITY KSP_UAW(SEC_WINNT_AUTH_IDENTITY)
#define PSEC_WINNT_AUTH_IDENTITY KSP_UAW(PSEC_WINNT_AUTH_IDENTITY)
#define SEC_WINNT_AUTH_IDENTITY_EX KSP_AW(SEC_WINNT_AUTH_IDENTITY_EX)
#define PSEC_WINNT_AUTH_IDENTITY_EX KSP_AW(PSEC_WINNT_AUTH_IDENTITY_EX)

/* ---- packages ------------------------------------------------------- */

/*
 * The capabilities are those of Windows' packages but IMPERSONATION,
 * ACCEPT_WIN32_NAME and LOGON, which there is not here; versions, RPC numbers
 * and names are theirs, comments our own.
 */

/*
 * EnumerateSecurityPackages: describes all packages.
 *
 * pcPackages     out: how many.
 * ppPackageInfo  out: an array of as many, one block with its strings.
 */
SECURITY_STATUS SEC_ENTRY
EnumerateSecurityPackagesW(ULONG *pcPackages, PSecPkgInfoW *ppPackageInfo);
SECURITY_STATUS SEC_ENTRY
EnumerateSecurityPackagesA(ULONG *pcPackages, PSecPkgInfoA *ppPackageInfo);
#define EnumerateSecurityPackages KSP_AW(EnumerateSecurityPackages)

/*
 * QuerySecurityPackageInfo: describes one package.
 *
 * pszPackageName  its name.
 * ppPackageInfo   out: one block with its strings; on an error it is as it
 *                 was, as on Windows.
 *
 * Errors: SEC_E_SECPKG_NOT_FOUND.
 */
SECURITY_STATUS SEC_ENTRY
QuerySecurityPackageInfoW(SEC_WCHAR *pszPackageName,
                          PSecPkgInfoW *ppPackageInfo);
SECURITY_STATUS SEC_ENTRY
QuerySecurityPackageInfoA(SEC_CHAR *pszPackageName,
                          PSecPkgInfoA *ppPackageInfo);
#define QuerySecurityPackageInfo KSP_AW(QuerySecurityPackageInfo)

/*
 * FreeContextBuffer: gives memory back, which is wiped.  NULL is allowed.
 *
 * Errors: SEC_E_INVALID_PARAMETER (the library has not given it, or has it
 * back already; nothing has changed).
 */
SECURITY_STATUS SEC_ENTRY
FreeContextBuffer(PVOID pvContextBuffer);

/* ---- credentials ---------------------------------------------------- */

/* A function of the program to be asked for keys; never called. */
typedef VOID (SEC_ENTRY *SEC_GET_KEY_FN)(PVOID Arg, PVOID Principal,
                                         ULONG KeyVer, PVOID *Key,
                                         SECURITY_STATUS *Status);

/*
 * AcquireCredentialsHandle: finds the keys to establish contexts with.
 *
 * pszPrincipal    optional.  INBOUND: the service, as a target name of
 *                 InitializeSecurityContext is spelt, whose keys of the
 *                 keytab are used; without one, any key of the keytab.
 *                 OUTBOUND: the principal whose tickets are used; without
 *                 one, those of the default credential cache.
 * pszPackage      "Kerberos" or "Negotiate".
 * fCredentialUse  SECPKG_CRED_INBOUND, _OUTBOUND or _BOTH.  BOTH succeeds with
 *                 keys or with tickets; what is missing is
 *                 SEC_E_NO_CREDENTIALS when a context is to be established
 *                 with it.  With AUTOLOGON_RESTRICTED tickets that are there
 *                 are not used, so that a client without an identity gets
 *                 that, too.
 *                 PROCESS_POLICY_ONLY is SEC_E_UNSUPPORTED_FUNCTION.  Other
 *                 bits have no meaning to Kerberos and are not looked at.
 * pvLogonId       not looked at: there are no logon sessions.
 * pAuthData       optional: a SEC_WINNT_AUTH_IDENTITY of kind A, W, EXA, EXW
 *                 or EX2; Flags, not the name of the function, says whether
 *                 its strings are UTF-8 (..._ANSI) or UTF-16 (..._UNICODE);
 *                 see there for its other bits.  For OUTBOUND, and that part
 *                 of BOTH.  Domain is the realm; without one User may be
 *                 REALM\user or user@REALM, and is else in the default realm.
 *                 What stands behind the @ may also be the suffix of a UPN:
 *                 if there is no KDC for a realm of that name, that of the
 *                 default realm is asked for the whole as an enterprise name
 *                 [RFC 6806 5], as Windows does.  A Password is kept for the
 *                 first InitializeSecurityContext, which gets a ticket, kept
 *                 in memory, or says why there is none; before that nobody is
 *                 asked: Windows' manual says that credentials are not
 *                 gathered here, and FreeRDP's pull request 10327 where a
 *                 wrong password shows.  Without a Password, or with an empty
 *                 one, it is as if the name were pszPrincipal.  An identity
 *                 without User is none.  Its strings are the caller's; what
 *                 was copied of them is wiped with the credential.
 *                 PackageList is for Negotiate: names with commas between
 *                 them, one with a ! in front is not to be used; one that
 *                 leaves no Kerberos is SEC_E_SECPKG_NOT_FOUND.
 * pGetKeyFn, pvGetKeyArgument
 *                 not looked at, as on Windows: keys come from the keytab.
 * phCredential    out: the handle, for FreeCredentialsHandle.
 * ptsExpiry       optional, out: the end of time.  Windows gives that for whom
 *                 it can get tickets at any time, and programs there know no
 *                 other: one takes it for local time, another for UTC.  Here
 *                 it is true of keys and of a credential cache, where new
 *                 tickets may come at any time; the ticket of a password has
 *                 an end, which the LIFESPAN of a context tells.
 *
 * On an error of the function ptsExpiry is 0.  Errors:
 * SEC_E_SECPKG_NOT_FOUND
 * SEC_E_INVALID_PARAMETER      also neither INBOUND nor OUTBOUND; of an
 *                              identity, neither ANSI nor UNICODE, or both; an
 *                              EX one whose Length is too small; an EX2 one of
 *                              which a part leaves the block
 * SEC_E_UNSUPPORTED_FUNCTION   an identity for INBOUND alone, an encrypted
 *                              one, or one whose secret is no password
 * SEC_E_UNKNOWN_CREDENTIALS    the name cannot be a principal's
 * SEC_E_NO_CREDENTIALS         no ticket, no keytab, or nothing of that name
 *                              in it
 */
SECURITY_STATUS SEC_ENTRY
AcquireCredentialsHandleW(SEC_WCHAR *pszPrincipal, SEC_WCHAR *pszPackage,
                          ULONG fCredentialUse, PVOID pvLogonId,
                          PVOID pAuthData, SEC_GET_KEY_FN pGetKeyFn,
                          PVOID pvGetKeyArgument, PCredHandle phCredential,
                          PTimeStamp ptsExpiry);
SECURITY_STATUS SEC_ENTRY
AcquireCredentialsHandleA(SEC_CHAR *pszPrincipal, SEC_CHAR *pszPackage,
                          ULONG fCredentialUse, PVOID pvLogonId,
                          PVOID pAuthData, SEC_GET_KEY_FN pGetKeyFn,
                          PVOID pvGetKeyArgument, PCredHandle phCredential,
                          PTimeStamp ptsExpiry);
#define AcquireCredentialsHandle KSP_AW(AcquireCredentialsHandle)

/*
 * QueryCredentialsAttributes: answers a question about a credential.
 *
 * ulAttribute  SECPKG_CRED_ATTR_NAMES: SecPkgCredentials_Names.  That for any
 *              key of the keytab bears the name of the first.
 * pBuffer      out: the struct, unchanged on an error.
 * cbBuffer     of the Ex forms: its size.
 *
 * Errors: SEC_E_INVALID_HANDLE, SEC_E_UNSUPPORTED_FUNCTION (another
 * attribute), SEC_E_NO_CREDENTIALS (it has no name), SEC_E_BUFFER_TOO_SMALL
 * (cbBuffer), SEC_E_INSUFFICIENT_MEMORY.
 */
SECURITY_STATUS SEC_ENTRY
QueryCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                            PVOID pBuffer);
SECURITY_STATUS SEC_ENTRY
QueryCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                            PVOID pBuffer);
#define QueryCredentialsAttributes KSP_AW(QueryCredentialsAttributes)
SECURITY_STATUS SEC_ENTRY
QueryCredentialsAttributesExW(PCredHandle phCredential, ULONG ulAttribute,
                              PVOID pBuffer, ULONG cbBuffer);
SECURITY_STATUS SEC_ENTRY
QueryCredentialsAttributesExA(PCredHandle phCredential, ULONG ulAttribute,
                              PVOID pBuffer, ULONG cbBuffer);
#define QueryCredentialsAttributesEx KSP_AW(QueryCredentialsAttributesEx)

/* FreeCredentialsHandle: ends a credential.  Contexts that are being
 * established with it go on.  Errors: SEC_E_INVALID_HANDLE. */
SECURITY_STATUS SEC_ENTRY
FreeCredentialsHandle(PCredHandle phCredential);
#define FreeCredentialHandle FreeCredentialsHandle

/* ---- identities ----------------------------------------------------- */

/*
 * An identity of any form above, NULL where that is said.  Those that are made
 * here have the packed form with UTF-16, and AcquireCredentialsHandle takes
 * them.  Identities and strings that these functions give are given back by
 * SspiFreeAuthIdentity, SspiLocalFree or FreeContextBuffer, whichever: all of
 * them wipe.  Names are compared as Kerberos does, capitals being others than
 * small letters.  Any thread may call them; one that changes an identity is
 * alone with it.
 *
 * Errors of all: SEC_E_INVALID_PARAMETER (also an identity that is malformed,
 * or a text of more than 65535 bytes), SEC_E_UNSUPPORTED_FUNCTION (one that
 * is encrypted, or whose secret is no password), SEC_E_INSUFFICIENT_MEMORY.
 *
 * Source: sspi.h.  That a password is what stands at
 * AuthData.CredData is read from the manual, and not tried on Windows.
 */
typedef PVOID PSEC_WINNT_AUTH_IDENTITY_OPAQUE;

/*
 * SspiEncodeStringsAsAuthIdentity: an identity of strings, each of which is
 * optional, but one must be there: else SEC_E_INVALID_TOKEN, and nothing is
 * written, as on Windows.  pszPackedCredentialsString is a password; what
 * Windows' own functions have marshalled into a string is not known here.
 */
SECURITY_STATUS SEC_ENTRY
SspiEncodeStringsAsAuthIdentity(PCWSTR pszUserName, PCWSTR pszDomainName,
                                PCWSTR pszPackedCredentialsString,
                                PSEC_WINNT_AUTH_IDENTITY_OPAQUE
                                *ppAuthIdentity);

/* SspiEncodeAuthIdentityAsStrings: the reverse.  What is not there is NULL.
 * The last is the password: wipe it by giving it back. */
SECURITY_STATUS SEC_ENTRY
SspiEncodeAuthIdentityAsStrings(PSEC_WINNT_AUTH_IDENTITY_OPAQUE pAuthIdentity,
                                PCWSTR *ppszUserName, PCWSTR *ppszDomainName,
                                PCWSTR *ppszPackedCredentialsString);

/* SspiCopyAuthIdentity: the same identity in the packed form; flags that say
 * nothing of its form stay. */
SECURITY_STATUS SEC_ENTRY
SspiCopyAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData,
                     PSEC_WINNT_AUTH_IDENTITY_OPAQUE *AuthDataCopy);

/* SspiExcludePackage: a copy, of NULL too, whose list of packages takes
 * another one away.  SEC_E_INVALID_PARAMETER also for a name that would be
 * another list: empty, or with a blank, a comma or a leading "!". */
SECURITY_STATUS SEC_ENTRY
SspiExcludePackage(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                   PCWSTR pszPackageName,
                   PSEC_WINNT_AUTH_IDENTITY_OPAQUE *ppNewAuthIdentity);

/* SspiMarshalAuthIdentity: the packed form and its length, as bytes. */
SECURITY_STATUS SEC_ENTRY
SspiMarshalAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                        ULONG *AuthIdentityLength,
                        CHAR **AuthIdentityByteArray);

/* SspiUnmarshalAuthIdentity: the reverse.  The bytes may be anything: none
 * beyond the length is looked at, and what it gives is well-formed. */
SECURITY_STATUS SEC_ENTRY
SspiUnmarshalAuthIdentity(ULONG AuthIdentityLength,
                          CHAR *AuthIdentityByteArray,
                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE *ppAuthIdentity);

/* SspiValidateAuthIdentity: whether it is well-formed, and of a kind that is
 * known here. */
SECURITY_STATUS SEC_ENTRY
SspiValidateAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);

/* SspiCompareAuthIdentities: whether the users are the same, and whether the
 * passwords are, too.  Either may be NULL, and both results are optional. */
SECURITY_STATUS SEC_ENTRY
SspiCompareAuthIdentities(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity1,
                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity2,
                          PBOOLEAN SameSuppliedUser,
                          PBOOLEAN SameSuppliedIdentity);

/*
 * SspiZeroAuthIdentity: clears the strings of an identity, and of the packed
 * form all of it.  Flags, even those that are refused elsewhere, make no
 * difference, but that they say how wide a string is; one whose kind they do
 * not say is taken for bytes.  The pointers of the other forms stay, for the
 * program to free.  Left alone are NULL, and an identity whose strings cannot
 * be found: an EX one whose Length is too small, and an EX2 one of which a
 * part leaves the block.
 */
VOID SEC_ENTRY SspiZeroAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);

/* Both give back what these functions have given; what they have not, and
 * NULL, is left alone. */
VOID SEC_ENTRY SspiFreeAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);
VOID SEC_ENTRY SspiLocalFree(PVOID DataBuffer);

/* Identities are not encrypted here, for there is no secret of a log-on
 * session to do it with: SEC_E_UNSUPPORTED_FUNCTION, and
 * SspiIsAuthIdentityEncrypted tells by the flags of one made elsewhere. */
#define SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_LOGON 1
#define SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS 2
#define SEC_WINNT_AUTH_IDENTITY_ENCRYPT_FOR_SYSTEM 4
SECURITY_STATUS SEC_ENTRY
SspiEncryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);
SECURITY_STATUS SEC_ENTRY
SspiEncryptAuthIdentityEx(ULONG Options,
                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData);
SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData);
SECURITY_STATUS SEC_ENTRY
SspiDecryptAuthIdentityEx(ULONG Options,
                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData);
BOOLEAN SEC_ENTRY
SspiIsAuthIdentityEncrypted(PSEC_WINNT_AUTH_IDENTITY_OPAQUE
                            EncryptedAuthData);

/*
 * SspiPrepareForCredRead, SspiPrepareForCredWrite: what a program needs to
 * find and to keep an identity in a store; there is no credential manager
 * here, so the store is the program's own.
 *
 * pszTargetName           optional: what the identity is for; else the user.
 * pCredmanCredentialType  out: 2, CRED_TYPE_DOMAIN_PASSWORD.
 * ppszCredmanTargetName   out: the target.
 * ppszCredmanUserName     out: user, or domain\user, which an identity takes
 *                         for its User.
 * ppCredentialBlob, pCredentialBlobSize
 *                         out: the password in UTF-16 and its length in
 *                         bytes; NULL and 0 if there is none.
 *
 * An identity without a user is SEC_E_INVALID_PARAMETER.
 */
SECURITY_STATUS SEC_ENTRY
SspiPrepareForCredRead(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                       PCWSTR pszTargetName, PULONG pCredmanCredentialType,
                       PCWSTR *ppszCredmanTargetName);
SECURITY_STATUS SEC_ENTRY
SspiPrepareForCredWrite(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                        PCWSTR pszTargetName, PULONG pCredmanCredentialType,
                        PCWSTR *ppszCredmanTargetName,
                        PCWSTR *ppszCredmanUserName,
                        PUCHAR *ppCredentialBlob, PULONG pCredentialBlobSize);

/* SspiIsPromptingNeeded: whether another identity may do where one did not:
 * SEC_E_NO_CREDENTIALS, LOGON_DENIED, UNKNOWN_CREDENTIALS and
 * INCOMPLETE_CREDENTIALS.  There is no dialog to ask for it. */
BOOLEAN SEC_ENTRY SspiIsPromptingNeeded(ULONG ErrorOrNtStatus);

/* ---- names of services ---------------------------------------------- */

/*
 * SecMakeSPN: class/service, class/service:port, or with an instance
 * class/instance:port/service.
 *
 * InstanceName, Referrer  optional.  The referrer stands in the place of a
 *                         service that is an address.
 * InstancePort            0 for none.
 * Spn                     in, out: the name, with a zero behind it.  Buffer
 *                         and MaximumLength are the caller's room; with
 *                         Allocate they are given, for FreeContextBuffer.
 * Length                  optional, out: bytes of it and the zero, also if
 *                         there was no room.
 *
 * TargetInfo, InTargetInfo
 *                         of the Ex forms, optional: what the credential
 *                         manager of Windows knows of the target, which it
 *                         hides in the name.  There is none here: one that is
 *                         not empty is STATUS_NOT_SUPPORTED.
 * IsTargetInfoMarshaled   not looked at.
 *
 * Errors: STATUS_INVALID_PARAMETER, STATUS_BUFFER_OVERFLOW (no room),
 * STATUS_NO_MEMORY.  On an error Spn->Length is 0.
 * On Windows drivers alone can call them.  Source: ntifs.h.
 */
NTSTATUS NTAPI
SecMakeSPN(PUNICODE_STRING ServiceClass, PUNICODE_STRING ServiceName,
           PUNICODE_STRING InstanceName, USHORT InstancePort,
           PUNICODE_STRING Referrer, PUNICODE_STRING Spn, PULONG Length,
           BOOLEAN Allocate);
NTSTATUS NTAPI
SecMakeSPNEx(PUNICODE_STRING ServiceClass, PUNICODE_STRING ServiceName,
             PUNICODE_STRING InstanceName, USHORT InstancePort,
             PUNICODE_STRING Referrer, PUNICODE_STRING TargetInfo,
             PUNICODE_STRING Spn, PULONG Length, BOOLEAN Allocate);
NTSTATUS NTAPI
SecMakeSPNEx2(PUNICODE_STRING ServiceClass, PUNICODE_STRING ServiceName,
              PUNICODE_STRING InstanceName, USHORT InstancePort,
              PUNICODE_STRING Referrer, PUNICODE_STRING InTargetInfo,
              PUNICODE_STRING Spn, PULONG TotalSize, BOOLEAN Allocate,
              BOOLEAN IsTargetInfoMarshaled);

/* SspiGetTargetHostName: the host in the name of a service, without a port;
 * for FreeContextBuffer.  Errors: SEC_E_TARGET_UNKNOWN (it has no host, or
 * an empty one). */
SECURITY_STATUS SEC_ENTRY
SspiGetTargetHostName(PCWSTR pszTargetName, PWSTR *pszHostName);

/* ---- what a code means ---------------------------------------------- */

/*
 * The name of a code of ksp/winerror.h, "SEC_E_INVALID_TOKEN", and a line of
 * English for people.  NULL for another number.  The strings are constant.
 * These two are not in Windows, where FormatMessage has such texts.
 */
const CHAR *SEC_ENTRY KspStatusName(SECURITY_STATUS status);
const CHAR *SEC_ENTRY KspStatusText(SECURITY_STATUS status);

/* ---- establishment -------------------------------------------------- */

/*
 * What both functions of this section have in common.
 *
 * INPUT BUFFERS, each at most once; others are not looked at:
 *   TOKEN             what the peer sent
 *   CHANNEL_BINDINGS  a SEC_CHANNEL_BINDINGS and what follows it.  Kept from
 *                     the call that gave them to the end of establishment.
 *                     SEC_E_INVALID_PARAMETER if an offset and a length leave
 *                     the buffer.
 * OUTPUT BUFFER, just one TOKEN: the token to send, if cbBuffer is not 0 on
 * return.  With ..._REQ_ALLOCATE_MEMORY pvBuffer is allocated, for
 * FreeContextBuffer; without, cbBuffer is its capacity.  cbMaxToken of the
 * package suffices.
 *
 * RESULT.  SEC_I_CONTINUE_NEEDED: send the token, and call again with the
 * answer.  SEC_E_OK: the context is open; send the token if there is one.
 * CompleteAuthToken is never needed.  On an error of the first call there is
 * no context; on one of a later call the context is of no more use and the
 * caller deletes it.
 *
 * SEC_E_BUFFER_TOO_SMALL is the exception: cbBuffer says what is needed.  A
 * later call is made once more, with the same arguments and a buffer that is
 * large enough; after a first one establishment starts anew, which an
 * acceptor with a replay cache refuses, so it had better give cbMaxToken.
 *
 * LATE TOKENS.  A ticket that ends before the last token comes stops nobody; a
 * server takes one within the permitted clock skew.  The context is open, with
 * its lifetime over.  A name that cannot be found out any more is not known:
 * on a server, the one it was called by.
 *
 * ERROR TOKENS.  With ..._REQ_EXTENDED_ERROR an error may come with a token
 * that tells the peer; without, never.
 *
 * pfContextAttr, optional, out: what the context has or will have, as ISC_RET_
 * or ASC_RET_ bits; look at it after SEC_E_OK.  Bits that were asked for and
 * are not known here are not in it: USE_SESSION_KEY (user to user), STREAM,
 * PROMPT_FOR_CREDS and other packages' bits.
 *
 * Errors of both: SEC_E_INVALID_HANDLE (also a context that is open already,
 * has failed, was begun by the other function, or is in another thread's
 * hands), and those of GSS-API, of which the more frequent are
 * SEC_E_INVALID_TOKEN           the peer's token is malformed
 * SEC_E_BUFFER_TOO_SMALL
 * SEC_E_BAD_BINDINGS            the channel bindings differ: those of the two
 *                               sides, or of two calls
 * SEC_E_SECPKG_NOT_FOUND        Negotiate found no Kerberos on the other side
 * SEC_E_ALGORITHM_MISMATCH      the enctype is refused here, by krb5.conf or
 *                               in FIPS mode (man gss_ksp)
 * SEC_E_CRYPTO_SYSTEM_INVALID   there is no cipher for the enctype
 * SEC_E_TIME_SKEW               the clocks differ too much
 * SEC_E_WRONG_PRINCIPAL         the ticket is for somebody else: no key of
 *                               the keytab opens it
 * SEC_E_NO_CREDENTIALS          a ticket has expired; or the credential is for
 *                               the other side
 */

/*
 * InitializeSecurityContext: one step of the client.
 *
 * phCredential   the credential; may be NULL on a later call.
 * phContext      NULL on the first call, then the context.
 * pszTargetName  the service: svc/host, svc/host:port or svc/host:port/name,
 *                or svc/host@REALM, or any other principal.  What stands
 *                between the slashes is a component of the principal as it is
 *                spelt: no host is looked up, made canonical or qualified,
 *                whatever krb5.conf says, and the KDC of MIT Kerberos tells
 *                capitals from small letters.  Without a realm it is in that
 *                which libkrb5 has for the host ([domain_realm]); if there is
 *                none, in the client's, whose KDC may refer to another.  Not
 *                looked at on later calls.
 * fContextReq    ISC_REQ_ bits.  INTEGRITY is implied, whatever is asked for;
 *                NO_INTEGRITY takes it away.  So it is reported of Windows'
 *                Kerberos (winkerberos issue 14, sspi-rs issue 198), and
 *                programs that ask for MUTUAL_AUTH alone count on it.
 *                Nothing else is got that is not asked for.  CONFIDENTIALITY
 *                is not implied by those two reports, but is by pyspnego
 *                issue 60; the two are followed, since a client that wants
 *                none must be able to say so: LDAP servers refuse two layers
 *                of encryption.  (MIT's gss_init_sec_context always asks for
 *                both.)  USE_DCE_STYLE implies MUTUAL_AUTH.  DATAGRAM: the
 *                caller numbers the messages, see MakeSignature; the steps are
 *                those of a connection.  NULL_SESSION is
 *                SEC_E_UNSUPPORTED_FUNCTION.  Later calls should give the
 *                same bits; only ALLOCATE_MEMORY and EXTENDED_ERROR are
 *                looked at.
 * Reserved1, TargetDataRep, Reserved2
 *                not looked at.
 * pInput         NULL, or bindings, on the first call.
 * phNewContext   out, on the first call: the handle, for
 *                DeleteSecurityContext.  Later it may be NULL or phContext.
 * pOutput        see above.
 * ptsExpiry      optional, out: when the context's lifetime is over, in local
 *                time.  The ticket tells, so it is known from the first call
 *                on; PuTTY's client for Windows looks at it then.
 *
 * Errors: see above, and SEC_E_TARGET_UNKNOWN (no name, or no principal of
 * the Kerberos database), SEC_E_NO_AUTHENTICATING_AUTHORITY (no KDC answers,
 * or none is known), SEC_E_KDC_UNKNOWN_ETYPE; with a password
 * SEC_E_LOGON_DENIED (it is wrong, or the KDC has no such user or does not
 * let it in), SEC_E_TIME_SKEW (the KDC's clock differs too much).  The same
 * credential may be tried again after any.
 */
SECURITY_STATUS SEC_ENTRY
InitializeSecurityContextW(PCredHandle phCredential, PCtxtHandle phContext,
                           SEC_WCHAR *pszTargetName, ULONG fContextReq,
                           ULONG Reserved1, ULONG TargetDataRep,
                           PSecBufferDesc pInput, ULONG Reserved2,
                           PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                           ULONG *pfContextAttr, PTimeStamp ptsExpiry);
SECURITY_STATUS SEC_ENTRY
InitializeSecurityContextA(PCredHandle phCredential, PCtxtHandle phContext,
                           SEC_CHAR *pszTargetName, ULONG fContextReq,
                           ULONG Reserved1, ULONG TargetDataRep,
                           PSecBufferDesc pInput, ULONG Reserved2,
                           PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                           ULONG *pfContextAttr, PTimeStamp ptsExpiry);
#define InitializeSecurityContext KSP_AW(InitializeSecurityContext)

/*
 * AcceptSecurityContext: one step of the server.  Arguments as for
 * InitializeSecurityContext, and
 *
 * pInput       TOKEN is required, else SEC_E_INVALID_TOKEN; so is one of
 *              another mechanism, SPNEGO's too, at a credential of Kerberos.
 *              An empty one asks Negotiate for the server's offer.
 * fContextReq  ASC_REQ_ bits.  What a context has is for the client to say:
 *              look at pfContextAttr for what the server insists on.
 *              ALLOW_MISSING_BINDINGS: bindings are compared only if the
 *              client sent some; without, a client without bindings is
 *              SEC_E_BAD_BINDINGS when the server gives some.
 *
 * A client may delegate its credential, which ASC_RET_DELEGATE tells; it is
 * given up, for there is nobody to impersonate.
 */
SECURITY_STATUS SEC_ENTRY
AcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext,
                      PSecBufferDesc pInput, ULONG fContextReq,
                      ULONG TargetDataRep, PCtxtHandle phNewContext,
                      PSecBufferDesc pOutput, ULONG *pfContextAttr,
                      PTimeStamp ptsExpiry);

/* DeleteSecurityContext: ends a context, open or not; its keys are wiped.
 * The peer is not told.  Errors: SEC_E_INVALID_HANDLE. */
SECURITY_STATUS SEC_ENTRY
DeleteSecurityContext(PCtxtHandle phContext);

/* ---- messages ------------------------------------------------------- */

/*
 * The four functions cover every DATA buffer, in the order of the list, which
 * is otherwise as follows; types are compared without their attribute bits.
 *
 *   buffer                        Make-, Verify-     Encrypt-, Decrypt-
 *                                 Signature          Message
 *   EMPTY                         ignored            ignored
 *   DATA, any number              signed             signed, encrypted
 *   DATA, READONLY_WITH_CHECKSUM  signed             signed, not encrypted
 *   DATA, READONLY                left out           left out
 *   TOKEN, exactly one            the signature      the header
 *   PADDING, at most one          empty              see PADDING
 *   STREAM_TRAILER, at most one   refused            the rest of the token
 *   STREAM, instead of TOKEN      refused            Decrypt: a whole token
 *   PKG_PARAMS, at most one       ksp/message.h      ksp/message.h
 *   any other                     refused            refused
 *
 * On Windows, bits other than the types' own are treated differently from
 * package to package; here what cannot be covered is refused, never skipped.
 *
 * STREAM_TRAILER is for who sends a token as gss_wrap makes it: EncryptMessage
 * puts into TOKEN what stands before the message, and into it what stands
 * behind; SECPKG_ATTR_STREAM_SIZES has the capacities.  Without it all is in
 * TOKEN, as on Windows.  With RC4 and DES3 its length is 0.
 *
 * PADDING is for RC4 and DES3; with other enctypes its length is 0.  It
 * belongs behind the last DATA.  EncryptMessage wants a capacity of
 * cbBlockSize at most, and sets cbBuffer to what it has written: 1 byte with
 * RC4, 1 to 8 with DES3.  In DCE style that is 0, and with DES3 the program
 * must see to it that what is encrypted has a multiple of 8 bytes.  Not in DCE
 * style, a message of whole blocks (any, with RC4) may go without a PADDING
 * buffer: DecryptMessage takes it back in the same buffers, but gss_unwrap
 * and STREAM take its last byte for padding.
 *
 * MessageSeqNo is not looked at, as with Windows' Kerberos, unless the
 * context was made with ..._REQ_DATAGRAM: then message n of a sender,
 * n = 1, 2, 3 ..., has the number n, and 0 leaves it to the package.  It does
 * not travel as such: it selects the sequence number of the token.  A program
 * that numbers its messages gives no two of them one number.  With RC4, where
 * the number selects the key, that is SEC_E_OUT_OF_SEQUENCE, and so is a
 * number more than 63 below the highest: nobody knows of it any more.  What
 * was lost is sent again as it was encrypted.
 *
 * With RC4 and DES3 a sequence number has 32 bits: a side can send 2^32
 * messages, none with the number of another (but for a program's own numbers
 * with DES3), and no more.  The number of a message received is the one that
 * is nearest to the one expected.
 *
 * Errors of all four, before anything has changed:
 * SEC_E_INVALID_HANDLE      also a context that is not open
 * SEC_E_UNSUPPORTED_FUNCTION  INTEGRITY is not among the attributes of the
 *                           context; for EncryptMessage with encryption
 *                           CONFIDENTIALITY is not (reported of Windows,
 *                           winkerberos issue 14)
 * SEC_E_QOP_NOT_SUPPORTED   a bit of fQOP
 * SEC_E_INVALID_PARAMETER   a buffer that is refused, or malformed; more than
 *                           one PADDING, STREAM_TRAILER, STREAM or
 *                           PKG_PARAMS; STREAM_TRAILER beside STREAM
 * SEC_E_INVALID_TOKEN       TOKEN is missing or doubled, or beside STREAM;
 *                           STREAM or STREAM_TRAILER where it has no place
 *
 * Errors of MakeSignature and EncryptMessage, before anything has changed and
 * without a number being used up:
 * SEC_E_BUFFER_TOO_SMALL    the capacity of TOKEN, STREAM_TRAILER or PADDING,
 *                           see SECPKG_ATTR_SIZES; with DES3 a message that
 *                           does not fill its blocks, in DCE style or without
 *                           PADDING; with RC4 and DES3 one that is longer
 *                           than cbMaximumMessage
 * SEC_E_INVALID_PARAMETER   also a number in PKG_PARAMS that there is not:
 *                           over 2^32 with RC4 and DES3, over INT64_MAX else
 * SEC_E_CONTEXT_EXPIRED     there are no more numbers
 * and when the cryptographic library fails, SEC_E_INTERNAL_ERROR: then TOKEN
 * may have been written to, and what was to be encrypted may be wiped.
 *
 * A lifetime that is over stops nobody: SECPKG_ATTR_LIFESPAN tells.
 */

/*
 * MakeSignature: signs a message [RFC 4121 4.2.6.1; RC4: RFC 4757 7.2; DES3:
 * RFC 1964 1.2.1].  The other end may be gss_verify_mic, not gss_unwrap.
 *
 * fQOP      0.  KERB_WRAP_NO_ENCRYPT, which is EncryptMessage's, is
 *           SEC_E_INVALID_TOKEN (reported of Windows, dotnet/runtime issue
 *           103461).
 * pMessage  TOKEN out: the signature, of cbBuffer bytes, which is
 *           cbMaxSignature: 28, 32 or 40; 37 with RC4, 49 with DES3.
 *           PADDING out: of length 0.
 */
SECURITY_STATUS SEC_ENTRY
MakeSignature(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
              ULONG MessageSeqNo);

/*
 * VerifySignature: checks a signature of MakeSignature or gss_get_mic.
 *
 * pfQOP  optional, out: 0, always written (some packages of Windows do not).
 *
 * Errors: as above, and
 * SEC_E_INVALID_TOKEN     the signature is malformed, or PADDING is not empty
 * SEC_E_MESSAGE_ALTERED   it does not fit the message, or comes from here;
 *                         with RC4 and DES3, its number cannot be read
 * SEC_E_INTERNAL_ERROR    the cryptographic library failed
 * SEC_E_OUT_OF_SEQUENCE   it fits, but the message is a duplicate, late,
 *                         early, or not the one asked for: judged by what
 *                         REPLAY_DETECT and SEQUENCE_DETECT promise.  Which
 *                         of them it is can be seen in PKG_PARAMS.
 */
SECURITY_STATUS SEC_ENTRY
VerifySignature(PCtxtHandle phContext, PSecBufferDesc pMessage,
                ULONG MessageSeqNo, ULONG *pfQOP);

/*
 * EncryptMessage: encrypts and signs a message in place [RFC 4121 4.2.6.2;
 * RC4: RFC 4757 7.3; DES3: RFC 1964 1.2.2].  TOKEN, the DATA that is
 * encrypted, PADDING and STREAM_TRAILER, one after the other, are a token that
 * gss_unwrap takes; in DCE style gss_unwrap_iov.
 *
 * fQOP      0, or KERB_WRAP_NO_ENCRYPT to sign only (conf_req_flag = 0).
 * pMessage  TOKEN out: the header, of cbBuffer bytes.  With RC4 and DES3 it
 *           starts with framing [RFC 2743 3.1] that counts what follows, so
 *           that TOKEN grows with the message; in DCE style it counts TOKEN
 *           alone.  PADDING out: see there.
 */
SECURITY_STATUS SEC_ENTRY
EncryptMessage(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
               ULONG MessageSeqNo);

/*
 * DecryptMessage: checks and decrypts a message of EncryptMessage or gss_wrap
 * in place.
 *
 * pMessage  the buffers of EncryptMessage, with the same lengths; or STREAM,
 *           a whole token, and one DATA that is not read-only.  If that is
 *           (0, NULL) it is set to where the message lies inside STREAM;
 *           else the message is copied to it, which has cbBuffer bytes and
 *           may lie in STREAM; STREAM is else as it was.
 *           With RC4 and DES3, if there is one DATA that is not read-only
 *           and PADDING is not empty, what DATA has of the padding is taken
 *           off its length, and PADDING has length 0 afterwards.  So a token
 *           of gss_wrap may be cut anywhere behind its message; with all of
 *           its padding in DATA, the program has to take it off.
 * pfQOP     optional, out: 0, or KERB_WRAP_NO_ENCRYPT for a message that was
 *           only signed.  Always written.
 *
 * Errors: those of VerifySignature, where PADDING must be empty except in the
 * buffers of an RC4 or DES3 message, and
 * SEC_E_INVALID_TOKEN      also framing that counts other than what is there,
 *                          what is encrypted has not whole blocks, or the
 *                          padding is wrong
 * SEC_E_INVALID_PARAMETER  also STREAM with other than one DATA
 * SEC_E_BUFFER_TOO_SMALL   DATA beside STREAM; nothing has changed
 * With SEC_E_OUT_OF_SEQUENCE the message has been decrypted; after any other
 * error nothing of it is seen.
 */
SECURITY_STATUS SEC_ENTRY
DecryptMessage(PCtxtHandle phContext, PSecBufferDesc pMessage,
               ULONG MessageSeqNo, ULONG *pfQOP);

/* ---- questions ------------------------------------------------------ */

/*
 * QueryContextAttributes: answers a question about an open context.
 *
 * ulAttribute  SECPKG_ATTR_ and
 *   SIZES               exact for the enctype: cbMaxSignature is what
 *                       MakeSignature writes, cbSecurityTrailer the most that
 *                       EncryptMessage writes (RC4: 49, in DCE style 45; DES3:
 *                       61 and 57); 0 without INTEGRITY
 *   STREAM_SIZES        what stands before and after a sealed message
 *   NAMES               the client's principal, at either end
 *   NATIVE_NAMES        both principals; at the client that of the server is
 *                       without its realm if the KDC was left to find it
 *   LIFESPAN            in local time
 *   SESSION_KEY         the key that protects messages; wipe it
 *   KEY_INFO            the algorithms are numbers and names of RFC 3961's
 *                       registries, of the key that protects messages
 *   FLAGS               as pfContextAttr said when the context was opened
 *   PACKAGE_INFO        of Kerberos, also if it was negotiated
 *   NEGOTIATION_INFO    the same, and SECPKG_NEGOTIATION_COMPLETE
 *   CLIENT_SPECIFIED_TARGET
 *                       UTF-16 in both forms.  Client: pszTargetName.
 *                       Server: the principal of the ticket
 *   TARGET              the same in UTF-8
 *   CREDENTIAL_NAME     this side's principal
 *   AUTHORITY           the server's realm, if it is known: at the client it
 *                       is not if the KDC was left to find it
 *   PROTO_INFO, DCE_INFO
 *   UNIQUE_BINDINGS     at the client those it gave on its first call, at the
 *                       server those that both gave; if there are none, or
 *                       the context was imported, SEC_E_UNSUPPORTED_FUNCTION
 *   LAST_CLIENT_TOKEN_STATUS
 *                       Yes.  Of a context that is being established as well:
 *                       No at a server, and at a client in DCE style; Yes at
 *                       another client of Kerberos, Maybe at one of Negotiate
 *   NEGO_PKG_INFO, NEGO_STATUS
 *                       of Negotiate alone: there is no NTLM; SEC_E_OK
 *   KSP_ATTR_MESSAGE_LENGTHS
 *                       ksp/message.h, and so in: what TOKEN and PADDING
 *                       take for one message
 * pBuffer      out: the struct, unchanged on an error.
 * cbBuffer     of the Ex forms: its size.
 *
 * Errors: SEC_E_INVALID_HANDLE (also a context that is not open),
 * SEC_E_UNSUPPORTED_FUNCTION (another attribute; a name that is not known),
 * SEC_E_BUFFER_TOO_SMALL (cbBuffer), SEC_E_QOP_NOT_SUPPORTED (MESSAGE_LENGTHS
 * of a message that EncryptMessage would refuse so).
 */
SECURITY_STATUS SEC_ENTRY
QueryContextAttributesW(PCtxtHandle phContext, ULONG ulAttribute,
                        PVOID pBuffer);
SECURITY_STATUS SEC_ENTRY
QueryContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute,
                        PVOID pBuffer);
#define QueryContextAttributes KSP_AW(QueryContextAttributes)
SECURITY_STATUS SEC_ENTRY
QueryContextAttributesExW(PCtxtHandle phContext, ULONG ulAttribute,
                          PVOID pBuffer, ULONG cbBuffer);
SECURITY_STATUS SEC_ENTRY
QueryContextAttributesExA(PCtxtHandle phContext, ULONG ulAttribute,
                          PVOID pBuffer, ULONG cbBuffer);
#define QueryContextAttributesEx KSP_AW(QueryContextAttributesEx)

/* ---- another process ------------------------------------------------ */

/*
 * ExportSecurityContext: an open context as bytes, with its counters and its
 * window.
 *
 * fFlags          SECPKG_CONTEXT_EXPORT_RESET_NEW: with its first numbers.
 *                 Not with RC4 once this end has sent a message: it would
 *                 encrypt others with the same keys.
 *                 SECPKG_CONTEXT_EXPORT_DELETE_OLD: phContext is deleted, if
 *                 the export succeeds.  Calls of other threads on it are
 *                 waited for, up to a second; what comes later, another export
 *                 too, gives SEC_E_INVALID_HANDLE.  Without it, stop using the
 *                 original: both would number their messages alike.
 * pPackedContext  out: pvBuffer, for FreeContextBuffer.  It holds keys: wipe
 *                 it first.  What the struct held is not looked at.
 * pToken          optional, out: NULL.
 *
 * The bytes are for ImportSecurityContext of this library, on any host; GSS
 * programs cannot import them.
 * Errors, the context being as it was: SEC_E_INVALID_HANDLE (also a context
 * that is not open), SEC_E_UNSUPPORTED_FUNCTION (another flag; RESET_NEW, see
 * there), SEC_E_INSUFFICIENT_MEMORY.
 */
SECURITY_STATUS SEC_ENTRY
ExportSecurityContext(PCtxtHandle phContext, ULONG fFlags,
                      PSecBuffer pPackedContext, PVOID *pToken);

/*
 * ImportSecurityContext: an open context of what was exported.
 *
 * pszPackage      the package the context was established with.
 * pPackedContext  the bytes; stay the caller's.
 * Token           not looked at.
 * phContext       out: the handle, for DeleteSecurityContext.
 *
 * Errors: SEC_E_SECPKG_NOT_FOUND (no such package), SEC_E_BAD_PKGID (it was
 * established with another), SEC_E_INVALID_TOKEN (not such bytes, or cut
 * short), SEC_E_CRYPTO_SYSTEM_INVALID (an enctype that is not known, or has no
 * cipher here), SEC_E_ALGORITHM_MISMATCH (one that is refused here).
 */
SECURITY_STATUS SEC_ENTRY
ImportSecurityContextW(SEC_WCHAR *pszPackage, PSecBuffer pPackedContext,
                       PVOID Token, PCtxtHandle phContext);
SECURITY_STATUS SEC_ENTRY
ImportSecurityContextA(SEC_CHAR *pszPackage, PSecBuffer pPackedContext,
                       PVOID Token, PCtxtHandle phContext);
#define ImportSecurityContext KSP_AW(ImportSecurityContext)

/* ---- functions without a meaning here ------------------------------- */

/*
 * Each returns SEC_E_UNSUPPORTED_FUNCTION, after SEC_E_INVALID_HANDLE for a
 * handle that is none.
 *
 * CompleteAuthToken, ApplyControlToken     Kerberos' tokens are complete
 * ImpersonateSecurityContext, RevertSecurityContext,
 * QuerySecurityContextToken                no access tokens; the program maps
 *                                          SECPKG_ATTR_NAMES to an account
 * SetContextAttributes, SetCredentialsAttributes
 *                                          nothing can be set
 * AddCredentials                           a credential has one package
 * ChangeAccountPassword                    see kpasswd(1)
 */
SECURITY_STATUS SEC_ENTRY
CompleteAuthToken(PCtxtHandle phContext, PSecBufferDesc pToken);
SECURITY_STATUS SEC_ENTRY
ApplyControlToken(PCtxtHandle phContext, PSecBufferDesc pInput);
SECURITY_STATUS SEC_ENTRY
ImpersonateSecurityContext(PCtxtHandle phContext);
SECURITY_STATUS SEC_ENTRY
RevertSecurityContext(PCtxtHandle phContext);
/* *Token is NULL. */
SECURITY_STATUS SEC_ENTRY
QuerySecurityContextToken(PCtxtHandle phContext, HANDLE *Token);
SECURITY_STATUS SEC_ENTRY
SetContextAttributesW(PCtxtHandle phContext, ULONG ulAttribute,
                      PVOID pBuffer, ULONG cbBuffer);
SECURITY_STATUS SEC_ENTRY
SetContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute,
                      PVOID pBuffer, ULONG cbBuffer);
#define SetContextAttributes KSP_AW(SetContextAttributes)
SECURITY_STATUS SEC_ENTRY
SetCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                          PVOID pBuffer, ULONG cbBuffer);
SECURITY_STATUS SEC_ENTRY
SetCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                          PVOID pBuffer, ULONG cbBuffer);
#define SetCredentialsAttributes KSP_AW(SetCredentialsAttributes)
/* *ptsExpiry is 0. */
SECURITY_STATUS SEC_ENTRY
AddCredentialsW(PCredHandle hCredentials, SEC_WCHAR *pszPrincipal,
                SEC_WCHAR *pszPackage, ULONG fCredentialUse, PVOID pAuthData,
                SEC_GET_KEY_FN pGetKeyFn, PVOID pvGetKeyArgument,
                PTimeStamp ptsExpiry);
SECURITY_STATUS SEC_ENTRY
AddCredentialsA(PCredHandle hCredentials, SEC_CHAR *pszPrincipal,
                SEC_CHAR *pszPackage, ULONG fCredentialUse, PVOID pAuthData,
                SEC_GET_KEY_FN pGetKeyFn, PVOID pvGetKeyArgument,
                PTimeStamp ptsExpiry);
#define AddCredentials KSP_AW(AddCredentials)
SECURITY_STATUS SEC_ENTRY
ChangeAccountPasswordW(SEC_WCHAR *pszPackageName, SEC_WCHAR *pszDomainName,
                       SEC_WCHAR *pszAccountName, SEC_WCHAR *pszOldPassword,
                       SEC_WCHAR *pszNewPassword, BOOLEAN bImpersonating,
                       ULONG dwReserved, PSecBufferDesc pOutput);
SECURITY_STATUS SEC_ENTRY
ChangeAccountPasswordA(SEC_CHAR *pszPackageName, SEC_CHAR *pszDomainName,
                       SEC_CHAR *pszAccountName, SEC_CHAR *pszOldPassword,
                       SEC_CHAR *pszNewPassword, BOOLEAN bImpersonating,
                       ULONG dwReserved, PSecBufferDesc pOutput);
#define ChangeAccountPassword KSP_AW(ChangeAccountPassword)

/* ---- the table ------------------------------------------------------ */

/* The types of the functions above. */
typedef SECURITY_STATUS (SEC_ENTRY *ENUMERATE_SECURITY_PACKAGES_FN_W)(
    ULONG *pcPackages, PSecPkgInfoW *ppPackageInfo);
typedef SECURITY_STATUS (SEC_ENTRY *ENUMERATE_SECURITY_PACKAGES_FN_A)(
    ULONG *pcPackages, PSecPkgInfoA *ppPackageInfo);
#define ENUMERATE_SECURITY_PACKAGES_FN KSP_UAW(ENUMERATE_SECURITY_PACKAGES_FN)
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_CREDENTIALS_ATTRIBUTES_FN_W)(
    PCredHandle phCredential, ULONG ulAttribute, PVOID pBuffer);
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_CREDENTIALS_ATTRIBUTES_FN_A)(
    PCredHandle phCredential, ULONG ulAttribute, PVOID pBuffer);
#define QUERY_CREDENTIALS_ATTRIBUTES_FN \
    KSP_UAW(QUERY_CREDENTIALS_ATTRIBUTES_FN)
typedef SECURITY_STATUS (SEC_ENTRY *ACQUIRE_CREDENTIALS_HANDLE_FN_W)(
    SEC_WCHAR *pszPrincipal, SEC_WCHAR *pszPackage, ULONG fCredentialUse,
    PVOID pvLogonId, PVOID pAuthData, SEC_GET_KEY_FN pGetKeyFn,
    PVOID pvGetKeyArgument, PCredHandle phCredential, PTimeStamp ptsExpiry);
typedef SECURITY_STATUS (SEC_ENTRY *ACQUIRE_CREDENTIALS_HANDLE_FN_A)(
    SEC_CHAR *pszPrincipal, SEC_CHAR *pszPackage, ULONG fCredentialUse,
    PVOID pvLogonId, PVOID pAuthData, SEC_GET_KEY_FN pGetKeyFn,
    PVOID pvGetKeyArgument, PCredHandle phCredential, PTimeStamp ptsExpiry);
#define ACQUIRE_CREDENTIALS_HANDLE_FN KSP_UAW(ACQUIRE_CREDENTIALS_HANDLE_FN)
typedef SECURITY_STATUS (SEC_ENTRY *FREE_CREDENTIALS_HANDLE_FN)(
    PCredHandle phCredential);
typedef SECURITY_STATUS (SEC_ENTRY *INITIALIZE_SECURITY_CONTEXT_FN_W)(
    PCredHandle phCredential, PCtxtHandle phContext, SEC_WCHAR *pszTargetName,
    ULONG fContextReq, ULONG Reserved1, ULONG TargetDataRep,
    PSecBufferDesc pInput, ULONG Reserved2, PCtxtHandle phNewContext,
    PSecBufferDesc pOutput, ULONG *pfContextAttr, PTimeStamp ptsExpiry);
typedef SECURITY_STATUS (SEC_ENTRY *INITIALIZE_SECURITY_CONTEXT_FN_A)(
    PCredHandle phCredential, PCtxtHandle phContext, SEC_CHAR *pszTargetName,
    ULONG fContextReq, ULONG Reserved1, ULONG TargetDataRep,
    PSecBufferDesc pInput, ULONG Reserved2, PCtxtHandle phNewContext,
    PSecBufferDesc pOutput, ULONG *pfContextAttr, PTimeStamp ptsExpiry);
#define INITIALIZE_SECURITY_CONTEXT_FN KSP_UAW(INITIALIZE_SECURITY_CONTEXT_FN)
typedef SECURITY_STATUS (SEC_ENTRY *ACCEPT_SECURITY_CONTEXT_FN)(
    PCredHandle phCredential, PCtxtHandle phContext, PSecBufferDesc pInput,
    ULONG fContextReq, ULONG TargetDataRep, PCtxtHandle phNewContext,
    PSecBufferDesc pOutput, ULONG *pfContextAttr, PTimeStamp ptsExpiry);
typedef SECURITY_STATUS (SEC_ENTRY *COMPLETE_AUTH_TOKEN_FN)(
    PCtxtHandle phContext, PSecBufferDesc pToken);
typedef SECURITY_STATUS (SEC_ENTRY *DELETE_SECURITY_CONTEXT_FN)(
    PCtxtHandle phContext);
typedef SECURITY_STATUS (SEC_ENTRY *APPLY_CONTROL_TOKEN_FN)(
    PCtxtHandle phContext, PSecBufferDesc pInput);
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_CONTEXT_ATTRIBUTES_FN_W)(
    PCtxtHandle phContext, ULONG ulAttribute, PVOID pBuffer);
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_CONTEXT_ATTRIBUTES_FN_A)(
    PCtxtHandle phContext, ULONG ulAttribute, PVOID pBuffer);
#define QUERY_CONTEXT_ATTRIBUTES_FN KSP_UAW(QUERY_CONTEXT_ATTRIBUTES_FN)
typedef SECURITY_STATUS (SEC_ENTRY *IMPERSONATE_SECURITY_CONTEXT_FN)(
    PCtxtHandle phContext);
typedef SECURITY_STATUS (SEC_ENTRY *REVERT_SECURITY_CONTEXT_FN)(
    PCtxtHandle phContext);
typedef SECURITY_STATUS (SEC_ENTRY *MAKE_SIGNATURE_FN)(
    PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
    ULONG MessageSeqNo);
typedef SECURITY_STATUS (SEC_ENTRY *VERIFY_SIGNATURE_FN)(
    PCtxtHandle phContext, PSecBufferDesc pMessage, ULONG MessageSeqNo,
    ULONG *pfQOP);
typedef SECURITY_STATUS (SEC_ENTRY *FREE_CONTEXT_BUFFER_FN)(
    PVOID pvContextBuffer);
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_SECURITY_PACKAGE_INFO_FN_W)(
    SEC_WCHAR *pszPackageName, PSecPkgInfoW *ppPackageInfo);
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_SECURITY_PACKAGE_INFO_FN_A)(
    SEC_CHAR *pszPackageName, PSecPkgInfoA *ppPackageInfo);
#define QUERY_SECURITY_PACKAGE_INFO_FN KSP_UAW(QUERY_SECURITY_PACKAGE_INFO_FN)
typedef SECURITY_STATUS (SEC_ENTRY *EXPORT_SECURITY_CONTEXT_FN)(
    PCtxtHandle phContext, ULONG fFlags, PSecBuffer pPackedContext,
    PVOID *pToken);
typedef SECURITY_STATUS (SEC_ENTRY *IMPORT_SECURITY_CONTEXT_FN_W)(
    SEC_WCHAR *pszPackage, PSecBuffer pPackedContext, PVOID Token,
    PCtxtHandle phContext);
typedef SECURITY_STATUS (SEC_ENTRY *IMPORT_SECURITY_CONTEXT_FN_A)(
    SEC_CHAR *pszPackage, PSecBuffer pPackedContext, PVOID Token,
    PCtxtHandle phContext);
#define IMPORT_SECURITY_CONTEXT_FN KSP_UAW(IMPORT_SECURITY_CONTEXT_FN)
typedef SECURITY_STATUS (SEC_ENTRY *ADD_CREDENTIALS_FN_W)(
    PCredHandle hCredentials, SEC_WCHAR *pszPrincipal, SEC_WCHAR *pszPackage,
    ULONG fCredentialUse, PVOID pAuthData, SEC_GET_KEY_FN pGetKeyFn,
    PVOID pvGetKeyArgument, PTimeStamp ptsExpiry);
typedef SECURITY_STATUS (SEC_ENTRY *ADD_CREDENTIALS_FN_A)(
    PCredHandle hCredentials, SEC_CHAR *pszPrincipal, SEC_CHAR *pszPackage,
    ULONG fCredentialUse, PVOID pAuthData, SEC_GET_KEY_FN pGetKeyFn,
    PVOID pvGetKeyArgument, PTimeStamp ptsExpiry);
#define ADD_CREDENTIALS_FN KSP_UAW(ADD_CREDENTIALS_FN)
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_SECURITY_CONTEXT_TOKEN_FN)(
    PCtxtHandle phContext, HANDLE *Token);
typedef SECURITY_STATUS (SEC_ENTRY *ENCRYPT_MESSAGE_FN)(
    PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
    ULONG MessageSeqNo);
typedef SECURITY_STATUS (SEC_ENTRY *DECRYPT_MESSAGE_FN)(
    PCtxtHandle phContext, PSecBufferDesc pMessage, ULONG MessageSeqNo,
    ULONG *pfQOP);
typedef SECURITY_STATUS (SEC_ENTRY *SET_CONTEXT_ATTRIBUTES_FN_W)(
    PCtxtHandle phContext, ULONG ulAttribute, PVOID pBuffer, ULONG cbBuffer);
typedef SECURITY_STATUS (SEC_ENTRY *SET_CONTEXT_ATTRIBUTES_FN_A)(
    PCtxtHandle phContext, ULONG ulAttribute, PVOID pBuffer, ULONG cbBuffer);
#define SET_CONTEXT_ATTRIBUTES_FN KSP_UAW(SET_CONTEXT_ATTRIBUTES_FN)
typedef SECURITY_STATUS (SEC_ENTRY *SET_CREDENTIALS_ATTRIBUTES_FN_W)(
    PCredHandle phCredential, ULONG ulAttribute, PVOID pBuffer,
    ULONG cbBuffer);
typedef SECURITY_STATUS (SEC_ENTRY *SET_CREDENTIALS_ATTRIBUTES_FN_A)(
    PCredHandle phCredential, ULONG ulAttribute, PVOID pBuffer,
    ULONG cbBuffer);
#define SET_CREDENTIALS_ATTRIBUTES_FN KSP_UAW(SET_CREDENTIALS_ATTRIBUTES_FN)
typedef SECURITY_STATUS (SEC_ENTRY *CHANGE_PASSWORD_FN_W)(
    SEC_WCHAR *pszPackageName, SEC_WCHAR *pszDomainName,
    SEC_WCHAR *pszAccountName, SEC_WCHAR *pszOldPassword,
    SEC_WCHAR *pszNewPassword, BOOLEAN bImpersonating, ULONG dwReserved,
    PSecBufferDesc pOutput);
typedef SECURITY_STATUS (SEC_ENTRY *CHANGE_PASSWORD_FN_A)(
    SEC_CHAR *pszPackageName, SEC_CHAR *pszDomainName,
    SEC_CHAR *pszAccountName, SEC_CHAR *pszOldPassword,
    SEC_CHAR *pszNewPassword, BOOLEAN bImpersonating, ULONG dwReserved,
    PSecBufferDesc pOutput);
#define CHANGE_PASSWORD_FN KSP_UAW(CHANGE_PASSWORD_FN)
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_CONTEXT_ATTRIBUTES_EX_FN_W)(
    PCtxtHandle phContext, ULONG ulAttribute, PVOID pBuffer, ULONG cbBuffer);
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_CONTEXT_ATTRIBUTES_EX_FN_A)(
    PCtxtHandle phContext, ULONG ulAttribute, PVOID pBuffer, ULONG cbBuffer);
#define QUERY_CONTEXT_ATTRIBUTES_EX_FN KSP_UAW(QUERY_CONTEXT_ATTRIBUTES_EX_FN)
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_CREDENTIALS_ATTRIBUTES_EX_FN_W)(
    PCredHandle phCredential, ULONG ulAttribute, PVOID pBuffer,
    ULONG cbBuffer);
typedef SECURITY_STATUS (SEC_ENTRY *QUERY_CREDENTIALS_ATTRIBUTES_EX_FN_A)(
    PCredHandle phCredential, ULONG ulAttribute, PVOID pBuffer,
    ULONG cbBuffer);
#define QUERY_CREDENTIALS_ATTRIBUTES_EX_FN \
    KSP_UAW(QUERY_CREDENTIALS_ATTRIBUTES_EX_FN)

/*
 * All functions in one table.  Reserved3 and Reserved4 are EncryptMessage and
 * DecryptMessage, as on Windows, where programs of old find them so; the other
 * reserved members are NULL.
 */
typedef struct _SECURITY_FUNCTION_TABLE_W {
    ULONG dwVersion;
    ENUMERATE_SECURITY_PACKAGES_FN_W EnumerateSecurityPackagesW;
    QUERY_CREDENTIALS_ATTRIBUTES_FN_W QueryCredentialsAttributesW;
    ACQUIRE_CREDENTIALS_HANDLE_FN_W AcquireCredentialsHandleW;
    FREE_CREDENTIALS_HANDLE_FN FreeCredentialsHandle;
    PVOID Reserved2;
    INITIALIZE_SECURITY_CONTEXT_FN_W InitializeSecurityContextW;
    ACCEPT_SECURITY_CONTEXT_FN AcceptSecurityContext;
    COMPLETE_AUTH_TOKEN_FN CompleteAuthToken;
    DELETE_SECURITY_CONTEXT_FN DeleteSecurityContext;
    APPLY_CONTROL_TOKEN_FN ApplyControlToken;
    QUERY_CONTEXT_ATTRIBUTES_FN_W QueryContextAttributesW;
    IMPERSONATE_SECURITY_CONTEXT_FN ImpersonateSecurityContext;
    REVERT_SECURITY_CONTEXT_FN RevertSecurityContext;
    MAKE_SIGNATURE_FN MakeSignature;
    VERIFY_SIGNATURE_FN VerifySignature;
    FREE_CONTEXT_BUFFER_FN FreeContextBuffer;
    QUERY_SECURITY_PACKAGE_INFO_FN_W QuerySecurityPackageInfoW;
    PVOID Reserved3;
    PVOID Reserved4;
    EXPORT_SECURITY_CONTEXT_FN ExportSecurityContext;
    IMPORT_SECURITY_CONTEXT_FN_W ImportSecurityContextW;
    ADD_CREDENTIALS_FN_W AddCredentialsW;
    PVOID Reserved8;
    QUERY_SECURITY_CONTEXT_TOKEN_FN QuerySecurityContextToken;
    ENCRYPT_MESSAGE_FN EncryptMessage;
    DECRYPT_MESSAGE_FN DecryptMessage;
    SET_CONTEXT_ATTRIBUTES_FN_W SetContextAttributesW;
    SET_CREDENTIALS_ATTRIBUTES_FN_W SetCredentialsAttributesW;
    CHANGE_PASSWORD_FN_W ChangeAccountPasswordW;
    QUERY_CONTEXT_ATTRIBUTES_EX_FN_W QueryContextAttributesExW;
    QUERY_CREDENTIALS_ATTRIBUTES_EX_FN_W QueryCredentialsAttributesExW;
} SecurityFunctionTableW;
typedef SecurityFunctionTableW *PSecurityFunctionTableW;

typedef struct _SECURITY_FUNCTION_TABLE_A {
    ULONG dwVersion;
    ENUMERATE_SECURITY_PACKAGES_FN_A EnumerateSecurityPackagesA;
    QUERY_CREDENTIALS_ATTRIBUTES_FN_A QueryCredentialsAttributesA;
    ACQUIRE_CREDENTIALS_HANDLE_FN_A AcquireCredentialsHandleA;
    FREE_CREDENTIALS_HANDLE_FN FreeCredentialsHandle;
    PVOID Reserved2;
    INITIALIZE_SECURITY_CONTEXT_FN_A InitializeSecurityContextA;
    ACCEPT_SECURITY_CONTEXT_FN AcceptSecurityContext;
    COMPLETE_AUTH_TOKEN_FN CompleteAuthToken;
    DELETE_SECURITY_CONTEXT_FN DeleteSecurityContext;
    APPLY_CONTROL_TOKEN_FN ApplyControlToken;
    QUERY_CONTEXT_ATTRIBUTES_FN_A QueryContextAttributesA;
    IMPERSONATE_SECURITY_CONTEXT_FN ImpersonateSecurityContext;
    REVERT_SECURITY_CONTEXT_FN RevertSecurityContext;
    MAKE_SIGNATURE_FN MakeSignature;
    VERIFY_SIGNATURE_FN VerifySignature;
    FREE_CONTEXT_BUFFER_FN FreeContextBuffer;
    QUERY_SECURITY_PACKAGE_INFO_FN_A QuerySecurityPackageInfoA;
    PVOID Reserved3;
    PVOID Reserved4;
    EXPORT_SECURITY_CONTEXT_FN ExportSecurityContext;
    IMPORT_SECURITY_CONTEXT_FN_A ImportSecurityContextA;
    ADD_CREDENTIALS_FN_A AddCredentialsA;
    PVOID Reserved8;
    QUERY_SECURITY_CONTEXT_TOKEN_FN QuerySecurityContextToken;
    ENCRYPT_MESSAGE_FN EncryptMessage;
    DECRYPT_MESSAGE_FN DecryptMessage;
    SET_CONTEXT_ATTRIBUTES_FN_A SetContextAttributesA;
    SET_CREDENTIALS_ATTRIBUTES_FN_A SetCredentialsAttributesA;
    CHANGE_PASSWORD_FN_A ChangeAccountPasswordA;
    QUERY_CONTEXT_ATTRIBUTES_EX_FN_A QueryContextAttributesExA;
    QUERY_CREDENTIALS_ATTRIBUTES_EX_FN_A QueryCredentialsAttributesExA;
} SecurityFunctionTableA;
typedef SecurityFunctionTableA *PSecurityFunctionTableA;

#define SecurityFunctionTable KSP_AW(SecurityFunctionTable)
#define PSecurityFunctionTable KSP_AW(PSecurityFunctionTable)

/* dwVersion, which is the first, as on Windows; all members are there. */
#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION 1
#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_2 2
#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_3 3
#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_4 4
#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_5 5

/* InitSecurityInterface: the table, which lives as long as the process and
 * must not be written to.  Never NULL. */
PSecurityFunctionTableW SEC_ENTRY InitSecurityInterfaceW(VOID);
PSecurityFunctionTableA SEC_ENTRY InitSecurityInterfaceA(VOID);
#define InitSecurityInterface KSP_AW(InitSecurityInterface)
typedef PSecurityFunctionTableW (SEC_ENTRY *INIT_SECURITY_INTERFACE_W)(VOID);
typedef PSecurityFunctionTableA (SEC_ENTRY *INIT_SECURITY_INTERFACE_A)(VOID);
#define INIT_SECURITY_INTERFACE KSP_UAW(INIT_SECURITY_INTERFACE)

/* The names under which a loader looks them up. */
#define SECURITY_ENTRYPOINT_ANSIW "InitSecurityInterfaceW"
#define SECURITY_ENTRYPOINT_ANSIA "InitSecurityInterfaceA"
#define SECURITY_ENTRYPOINTW SEC_TEXT("InitSecurityInterfaceW")
#define SECURITY_ENTRYPOINTA SEC_TEXT("InitSecurityInterfaceA")
#define SECURITY_ENTRYPOINT KSP_AW(SECURITY_ENTRYPOINT)
#define SECURITY_ENTRYPOINT_ANSI KSP_AW(SECURITY_ENTRYPOINT_ANSI)

#ifdef __cplusplus
}
#endif

#endif /* !_WIN32 */

#endif
