/* SPDX-License-Identifier: MIT */
/* ksp/ntstatus.h, by the name that it has on Windows. */
#ifndef KSP_WINDOWS_NTSTATUS_H
#define KSP_WINDOWS_NTSTATUS_H

#include <windef.h>
#include <ksp/ntstatus.h>

#endif
