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
