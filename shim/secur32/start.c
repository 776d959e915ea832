/* SPDX-License-Identifier: MIT */
#include <pthread.h>

#include "../../mech/trace.h"
#include "ksp/kerberos.h"
#include "ksp/winerror.h"
#include "lock.h"
#include "secur32.h"

static pthread_once_t started = PTHREAD_ONCE_INIT;
static PSECPKG_USER_FUNCTION_TABLE own;

static void
start(void)
{
    PSECPKG_USER_FUNCTION_TABLE tables = NULL;
    ULONG version, count = 0;

    gssksp_trace_open();
    ksp_lock_prepare_forks();
    if (SpUserModeInitialize(SECPKG_INTERFACE_VERSION, &version, &tables,
                             &count) == SEC_E_OK && count > 0)
        own = tables;
}

void
sspi_start(void)
{
    pthread_once(&started, start);
}

const SECPKG_USER_FUNCTION_TABLE *
sspi_own_table(void)
{
    sspi_start();
    return own;
}
