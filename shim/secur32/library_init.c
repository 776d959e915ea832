/* SPDX-License-Identifier: MIT */
#include <pthread.h>

#include "base/lock.h"
#include "bridge/policy.h"
#include "bridge/trace.h"
#include "ksp/kerberos.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

static pthread_once_t started = PTHREAD_ONCE_INIT;
static PSECPKG_USER_FUNCTION_TABLE own;

/*
 * The mechglue loads its modules first: ours stands aside in a process that
 * may have held credentials before (mech/load/older_than_listing.h), and the
 * policy is read with libkrb5.
 */
static void
load_policy(void)
{
    gss_OID_set mechs = GSS_C_NO_OID_SET;
    OM_uint32 minor;

    (void)gss_indicate_mechs(&minor, &mechs);
    (void)gss_release_oid_set(&minor, &mechs);
    gssksp_policy_load();
}

static void
start(void)
{
    PSECPKG_USER_FUNCTION_TABLE tables = NULL;
    ULONG version, count = 0;

    gssksp_trace_open(GSSKSP_FACE_SSPI);
    gssksp_trace_library();
    load_policy();
    (void)sspi_local_offset();
    ksp_lock_prepare_forks();
    if (KspUserModeInitialize(SECPKG_INTERFACE_VERSION, &version, &tables,
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
