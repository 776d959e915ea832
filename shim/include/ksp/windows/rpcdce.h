/* SPDX-License-Identifier: MIT */
/* The numbers of packages in RPC, as they are in a SecPkgInfo.  Source:
 * rpcdce.h. */
#ifndef KSP_WINDOWS_RPCDCE_H
#define KSP_WINDOWS_RPCDCE_H

#include <windows.h>

#define RPC_C_AUTHN_NONE            0
#define RPC_C_AUTHN_GSS_NEGOTIATE   9
#define RPC_C_AUTHN_WINNT           10
#define RPC_C_AUTHN_GSS_SCHANNEL    14
#define RPC_C_AUTHN_GSS_KERBEROS    16

#endif
