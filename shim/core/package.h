/* SPDX-License-Identifier: MIT */
/*
 * The functions of the package "Kerberos", which its tables hand out.
 * Their contracts stand at the function types in ksp/ntsecpkg.h.
 */
#ifndef SHIM_CORE_PACKAGE_H
#define SHIM_CORE_PACKAGE_H

#include <stddef.h>

#include "ksp/ntsecpkg.h"

/* What PACKAGE_INFO says, and the longest token establishment makes. */
#define KSP_PACKAGE_VERSION 1
#define KSP_PACKAGE_RPCID 16
#define KSP_PACKAGE_MAX_TOKEN 48000

/* heap.c */
KspInitPackageFn KspInitialize;

/* message.c */
KspMakeSignatureFn KspMakeSignature;
KspVerifySignatureFn KspVerifySignature;
KspSealMessageFn KspSealMessage;
KspUnsealMessageFn KspUnsealMessage;

/* lifecycle.c */
KspInitContextFn KspInitContext;
KspDeleteContextFn KspDeleteContext;
KspMapHandleFn KspMapHandle;
SpExportSecurityContextFn KspExportContext;
SpImportSecurityContextFn KspImportContext;

/* attributes.c */
KspQueryAttributesFn KspQueryAttributes;

/* unsupported.c: the slots that make no sense outside Windows */
KspGetTokenFn KspGetToken;
KspCompleteTokenFn KspCompleteToken;
KspSetPagingModeFn KspSetPagingMode;
KspSerializeAuthDataFn KspSerializeAuthData;

/* heap.c: memory that outlives the call; `length` over ULONG gives NULL. */
void *ksp_heap_new(size_t length);
void ksp_heap_free(void *p);

#endif
