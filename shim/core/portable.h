/* SPDX-License-Identifier: MIT */
/* What platforms call by different names. */
#ifndef CORE_PORTABLE_H
#define CORE_PORTABLE_H

#include <string.h>

#ifdef _WIN32
#include <windows.h>
#define explicit_bzero(p, length) SecureZeroMemory(p, length)
#endif

#endif
