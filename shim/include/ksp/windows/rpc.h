/* SPDX-License-Identifier: MIT */
/* RPC is not here; programs of SSPI include it all the same. */
#ifndef KSP_WINDOWS_RPC_H
#define KSP_WINDOWS_RPC_H

#include <rpcdce.h>

#endif
