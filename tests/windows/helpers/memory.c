/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#define SECURITY_WIN32
#include <security.h>

#include <stdint.h>
#include <string.h>

static void
test_local(void)
{
    char *memory;
#ifndef _WIN32
    char mine[64];
#endif

    forget_error();
    memory = LocalAlloc(LPTR, 100);
    want(memory != NULL && memory[0] == 0 && memory[99] == 0, "LocalAlloc");
    want(LocalFree(memory) == NULL, "LocalFree");
    want(LocalFree(NULL) == NULL, "LocalFree of NULL");
    memory = LocalAlloc(LMEM_FIXED, 0);
    want(memory != NULL, "LocalAlloc of no bytes");
    want(LocalFree(memory) == NULL, "is memory all the same");
    want_no_error("GetLastError is as it was, without a failure");
    forget_error();
    want_error(LocalAlloc(LMEM_FIXED, (SIZE_T)-4096) != NULL,
               ERROR_NOT_ENOUGH_MEMORY, "LocalAlloc: no memory");
#ifndef _WIN32
    forget_error();
    want_error(LocalAlloc(2, 10) != NULL, ERROR_INVALID_PARAMETER,
               "LocalAlloc of memory that moves");
    memset(mine, 7, sizeof(mine));
    forget_error();
    want(LocalFree(mine) == (HLOCAL)mine, "LocalFree of what is not its own");
    want_number(GetLastError(), ERROR_INVALID_HANDLE, "says so");
    want(mine[0] == 7 && mine[63] == 7, "and leaves it alone");
    memory = LocalAlloc(LPTR, 10);
    want_number(FreeContextBuffer(memory), SEC_E_OK,
                "FreeContextBuffer takes it, too");
    want(LocalFree(memory) == (HLOCAL)memory, "once");
#endif
}

static void
test_heap(void)
{
    HANDLE heap = GetProcessHeap();
    char *memory;

    want(heap != NULL, "GetProcessHeap");
    forget_error();
    memory = HeapAlloc(heap, HEAP_ZERO_MEMORY, 100);
    want(memory != NULL && memory[0] == 0 && memory[99] == 0, "HeapAlloc");
    want(HeapFree(heap, 0, memory), "HeapFree");
    memory = HeapAlloc(heap, 0, 1);
    want(memory != NULL, "HeapAlloc of a byte");
    want(HeapFree(heap, 0, memory), "HeapFree of it");
    want(HeapFree(heap, 0, NULL), "HeapFree of NULL");
    want(HeapAlloc(heap, 0, (SIZE_T)-4096) == NULL, "HeapAlloc: no memory");
#ifndef _WIN32
    want_no_error("GetLastError is as it was with a heap");
    forget_error();
    want_error(HeapFree(heap, 0, &heap), ERROR_INVALID_PARAMETER,
               "HeapFree of what is not its own");
    forget_error();
    want_error(HeapAlloc(NULL, 0, 10) != NULL, ERROR_INVALID_HANDLE,
               "HeapAlloc of no heap");
    forget_error();
    want_error(HeapFree(NULL, 0, NULL), ERROR_INVALID_HANDLE,
               "HeapFree of no heap");
#endif
}

static void
test_bytes(void)
{
    char bytes[5] = "abcd";

    FillMemory(bytes, 2, 'x');
    want_text(bytes, "xxcd", "FillMemory");
    CopyMemory(bytes, bytes + 2, 2);
    want_text(bytes, "cdcd", "CopyMemory");
    MoveMemory(bytes + 1, bytes, 3);
    want_text(bytes, "ccdc", "MoveMemory");
    ZeroMemory(bytes + 1, 2);
    want(bytes[0] == 'c' && bytes[1] == 0 && bytes[2] == 0 &&
         bytes[3] == 'c', "ZeroMemory");
    want(SecureZeroMemory(bytes, 4) == bytes, "SecureZeroMemory");
    want(bytes[0] == 0 && bytes[3] == 0, "clears");
}

void
test_memory(void)
{
    test_local();
    test_heap();
    test_bytes();
}
