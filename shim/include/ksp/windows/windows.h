/* SPDX-License-Identifier: MIT */
/* What programs of SSPI use of Windows beside it, and no more. */
#ifndef KSP_WINDOWS_WINDOWS_H
#define KSP_WINDOWS_WINDOWS_H

#include <windef.h>
#include <winbase.h>
#include <winerror.h>
#include <winnls.h>
#ifndef WIN32_LEAN_AND_MEAN
#include <wincrypt.h>
#endif

#endif
