/* SPDX-License-Identifier: MIT */
/*
 * The names of the package for TLS.  It is not here, and
 * AcquireCredentialsHandle says so of its name: SEC_E_SECPKG_NOT_FOUND.
 *
 * Source: schannel.h.
 */
#ifndef KSP_WINDOWS_SCHANNEL_H
#define KSP_WINDOWS_SCHANNEL_H

#include <sspi.h>

#define UNISP_NAME_A "Microsoft Unified Security Protocol Provider"
#define UNISP_NAME_W KSP_WIDE("Microsoft Unified Security Protocol Provider")
#define UNISP_NAME KSP_UAW(UNISP_NAME)

#endif
