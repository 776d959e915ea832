/* SPDX-License-Identifier: MIT */
/* ksp/ntsecpkg.h, by the name that it has on Windows. */
#ifndef KSP_WINDOWS_NTSECPKG_H
#define KSP_WINDOWS_NTSECPKG_H

#include <sspi.h>
#include <ksp/ntsecpkg.h>

#endif
