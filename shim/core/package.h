/* SPDX-License-Identifier: MIT */
/*
 * The functions of the package "Kerberos", which its tables hand out.
 * Their contracts stand at the function types in ksp/ntsecpkg.h.
 */
#ifndef SHIM_CORE_PACKAGE_H
#define SHIM_CORE_PACKAGE_H

#include "ksp/ntsecpkg.h"

/* message.c */
KspMakeSignatureFn KspMakeSignature;
KspVerifySignatureFn KspVerifySignature;
KspSealMessageFn KspSealMessage;
KspUnsealMessageFn KspUnsealMessage;

/* context_lifecycle.c */
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

#endif
