/* SPDX-License-Identifier: MIT */
/* The functions of absent.h; their arguments are not looked at. */

_Noreturn void harness_absent(const char *function);

#define ABSENT(name) \
    void absent_##name(void) __asm__(#name); \
    void absent_##name(void) { harness_absent(#name); }

ABSENT(OpenProcessToken)
ABSENT(GetTokenInformation)
ABSENT(CloseHandle)
ABSENT(LsaConnectUntrusted)
ABSENT(LsaLookupAuthenticationPackage)
ABSENT(LsaCallAuthenticationPackage)
ABSENT(LsaGetLogonSessionData)
ABSENT(LsaFreeReturnBuffer)
ABSENT(LsaDeregisterLogonProcess)
ABSENT(RtlInitAnsiString)
ABSENT(HeapSize)
