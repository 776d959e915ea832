/* SPDX-License-Identifier: MIT */
/*
 * The package's own door: libksp-sspi gives out the user-mode half of the
 * package "Kerberos", a SECPKG_USER_FUNCTION_TABLE, for programs that have a
 * context already and want its messages alone.  Where the context comes from
 * is theirs: a lucid context of MIT's library, say, or another
 * implementation's; examples/sspi-package.c has one of gss_init_sec_context.
 *
 * The steps are those of the LSA and the half of a package that is in a
 * program.  What establishment left is filled into a KSP_PACKED_CONTEXT and
 * packed (ksp/packed.h); InitUserModeContext makes a context of it, under a
 * handle that the caller chooses; MakeSignature, VerifySignature, SealMessage
 * and UnsealMessage take it, a QualityOfProtection and a
 * MessageSequenceNumber; DeleteUserModeContext ends it.  Their manual is
 * ksp/ntsecpkg.h.
 *
 * HANDLES are unique in the process.  The address of an object of the
 * caller's is one, as long as the object lives; the library itself does so.
 * Contexts of InitializeSecurityContext have other handles than these, and
 * none of them works in the place of the other.
 *
 * MEMORY that a function of the table gives (ExportContext, and
 * QueryContextAttributes in its struct) is given back by FreeContextBuffer,
 * which wipes it.
 *
 * POLICY.  As for the library's own contexts, InitUserModeContext and
 * ImportContext refuse a context whose messages would be under an enctype that
 * krb5.conf refuses, or FIPS mode: SEC_E_ALGORITHM_MISMATCH.
 */
#ifndef KSP_USERMODE_H
#define KSP_USERMODE_H

#include "ksp/ntsecpkg.h"
#include "ksp/packed.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The user-mode tables of this library: one.  See SpUserModeInitializeFn in
 * ksp/ntsecpkg.h for arguments and errors; LsaVersion is
 * SECPKG_INTERFACE_VERSION.  The first call reads krb5.conf, and no later one
 * does any I/O.  A library that is a package, too, has a function of this
 * name itself: it is not disturbed by this one, nor this library by it.
 */
NTSTATUS SEC_ENTRY
SpUserModeInitialize(ULONG LsaVersion, PULONG PackageVersion,
                     PSECPKG_USER_FUNCTION_TABLE *ppTables,
                     PULONG pcTables);

#ifdef __cplusplus
}
#endif

#endif
