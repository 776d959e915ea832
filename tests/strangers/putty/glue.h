/* SPDX-License-Identifier: MIT */
/*
 * What PuTTY's windows/gss.c wants of PuTTY's own headers for Windows, which
 * cannot be had beside those for Unix, and of Windows beyond SSPI: there is
 * no registry, and no library of a user's own or of MIT's is looked for.
 */
#ifndef STRANGERS_PUTTY_GLUE_H
#define STRANGERS_PUTTY_GLUE_H

#include <windows.h>

#include "tree234.h"

/* PuTTY has a number of its own for it on Unix. */
#undef CP_UTF8

/* ---- PuTTY's: functions found at run time ---------------------------- */

#define DECL_WINDOWS_FUNCTION(linkage, result, name, parameters) \
    typedef result (*t_##name) parameters; \
    linkage t_##name p_##name
#define GET_WINDOWS_FUNCTION(module, name) \
    (p_##name = (module) ? (t_##name)GetProcAddress(module, #name) : NULL)
#define GET_WINDOWS_FUNCTION_NO_TYPECHECK(module, name) \
    GET_WINDOWS_FUNCTION(module, name)
#define load_system32_dll(name) LoadLibraryA(name)

/* ---- the registry, which is empty ------------------------------------ */

typedef void *HKEY;
#define HKEY_LOCAL_MACHINE NULL
#define REG_SZ 1
#define RegOpenKey(key, name, out) ((void)(*(out) = NULL), 2)
#define RegQueryValueEx(key, name, reserved, type, data, size) \
    ((void)(*(type) = *(size) = 0), 2)
#define RegCloseKey(key) ((void)(key))

/* The same by functions of newer versions of PuTTY. */
#define open_regkey_ro(key, name) ((HKEY)NULL)
#define get_reg_sz(key, name) ((char *)NULL)
#define close_regkey(key) ((void)(key))

/* ---- libraries of a user's own, of which there are none -------------- */

typedef void *DLL_DIRECTORY_COOKIE;

/* A Filename of newer versions has its path twice there, once wide. */
#define cpath path
#define wpath path ? NULL : NULL

#endif
