/* SPDX-License-Identifier: MIT */
/* The headers of mingw-w64 that ours are compared with. */
#define _WIN32_WINNT 0x0a00
#define SECURITY_WIN32
#define _SEC_WINNT_AUTH_TYPES
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <winternl.h>
#include <ntstatus.h>
#include <winerror.h>
#include <ntsecapi.h>
#include <sspi.h>
#include <security.h>
#include <ntsecpkg.h>
#include <wincrypt.h>
#include <schannel.h>
#include <rpc.h>
#define STRSAFE_NO_DEPRECATE
#include <strsafe.h>
#include <stddef.h>
