/* SPDX-License-Identifier: MIT */
/* What platforms call by different names. */
#ifndef SHIM_BASE_PORTABLE_H
#define SHIM_BASE_PORTABLE_H

#include <string.h>

#ifdef _WIN32
#include <windows.h>
#define explicit_bzero(p, length) SecureZeroMemory(p, length)
#endif

#endif
