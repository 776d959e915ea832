/* SPDX-License-Identifier: MIT */
/* All of SSPI for programs.  Which of SECURITY_WIN32, SECURITY_KERNEL and
 * SECURITY_MAC is defined, if any, is not asked. */
#ifndef KSP_WINDOWS_SECURITY_H
#define KSP_WINDOWS_SECURITY_H

#include <windows.h>
#include <sspi.h>
#include <secext.h>

#endif
