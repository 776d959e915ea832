/* SPDX-License-Identifier: MIT */
/*
 * The package "Kerberos": how a program that links the core gets it into
 * the registry, and its user-mode half.  (What libksp-sspi has of it for other
 * programs is in ksp/usermode.h.)
 */
#ifndef KSP_KERBEROS_H
#define KSP_KERBEROS_H

#include "ksp/ntsecpkg.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What SECPKG_INFO says of it: version, RPC number, and the longest token that
 * establishment makes, in bytes. */
#define KSP_PACKAGE_VERSION 1
#define KSP_PACKAGE_RPCID 16
#define KSP_PACKAGE_MAX_TOKEN 48000

/* The name to look up: KSecLocateSecurityProvider(&KspKerberosName). */
extern const SECURITY_STRING KspKerberosName;

/*
 * Initialize the package with this host's services and register its table
 * under KspKerberosName.  Any thread, any number of times.
 * Errors: those of KSecRegisterSecurityProvider.
 */
SECURITY_STATUS KspRegisterKerberos(void);

/*
 * Whether the host is in FIPS mode, which the package cannot find out: it does
 * no I/O.  Then the cryptography of every context made afterwards is
 * libkrb5's alone, and those whose enctype it has no ciphers for (DES3, RC4)
 * are refused with SEC_E_CRYPTO_SYSTEM_INVALID.  FALSE at first.  Of a process
 * and not of one table.  Any thread.
 */
void KspSetFipsMode(BOOLEAN enabled);

/*
 * Whose cryptography contexts with that enctype have that are made from now
 * on: "nettle" or "krb5"; "none" if there are no such contexts.  Static
 * memory.  Any thread.
 */
const char *KspProviderName(LONG Enctype);

/*
 * Messages that contexts of the package had, those of both tables: of each
 * function how many it made or took, and what became of others.  A context
 * adds what it made and took when it is freed, and not while it lives; what is
 * refused counts at once.
 */
typedef struct _KSP_COUNTS {
    ULONGLONG Signed;           /* MakeSignature */
    ULONGLONG Verified;         /* VerifySignature */
    ULONGLONG Sealed;           /* SealMessage */
    ULONGLONG Unsealed;         /* UnsealMessage */
    ULONGLONG NotMade;          /* of the two that make: any error */
    ULONGLONG Altered;          /* of the two that take: MESSAGE_ALTERED */
    ULONGLONG OutOfSequence;    /* OUT_OF_SEQUENCE: genuine, with a verdict */
    ULONGLONG Invalid;          /* INVALID_TOKEN */
    ULONGLONG NotTaken;         /* any other error */
} KSP_COUNTS;

/*
 * Where they are added, field by field and atomically; NULL, as at first, for
 * nowhere.  It must last as long as the process.  Of a process and not of one
 * table; to be called before there are contexts.
 */
void KspCountInto(KSP_COUNTS *Counts);

/*
 * The user-mode tables of the package: one.  See SpUserModeInitializeFn in
 * ksp/ntsecpkg.h.  Contexts have the handles their caller chose in
 * InitUserModeContext; those of the kernel table are other handles.
 */
NTSTATUS SEC_ENTRY
KspUserModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                     PSECPKG_USER_FUNCTION_TABLE *ppTables,
                     PULONG pcTables);

#ifdef __cplusplus
}
#endif

#endif
