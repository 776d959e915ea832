/* SPDX-License-Identifier: MIT */
/* ksp/sspi.h, by the name that it has on Windows.  It brings windows.h: there
 * are programs that get that by some other way there. */
#ifndef KSP_WINDOWS_SSPI_H
#define KSP_WINDOWS_SSPI_H

#include <windows.h>
#include <ksp/sspi.h>

#endif
