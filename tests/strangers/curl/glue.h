/* SPDX-License-Identifier: MIT */
/*
 * What curl's files for SSPI want of its own headers and functions for
 * Windows, which it compiles there only.
 */
#ifndef STRANGERS_CURL_GLUE_H
#define STRANGERS_CURL_GLUE_H

#include <windows.h>
#include <tchar.h>

/* Not Windows NT 4, where the library had another name. */
#define curlx_verify_windows_version(major, minor, build, platform, how) 0
#define Curl_load_library(name) LoadLibrary(name)

static inline char *
get_winapi_error(int err, char *buf, size_t buflen)
{
    DWORD length = FormatMessageA(
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
        (DWORD)err, 0, buf, (DWORD)buflen, NULL);

    return length ? buf : NULL;
}

#endif
