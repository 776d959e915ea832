/* SPDX-License-Identifier: MIT */
#include <pthread.h>

#include "bridge/fips.h"
#include "bridge/policy.h"
#include "bridge/policy_read.h"
#include "bridge/trace.h"
#include "ksp/kerberos.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct gssksp_policy policy;
static char text[GSSKSP_POLICY_TEXT];
static bool fips, loaded;

static void
apply_fips(void)
{
    enum gssksp_fips mode = gssksp_fips_read(GSSKSP_FIPS_FILE);

    if (mode == GSSKSP_FIPS_ON)
        gssksp_policy_refuse_all(&policy, "FIPS mode");
    else if (mode != GSSKSP_FIPS_OFF)
        gssksp_policy_refuse_all(&policy, "FIPS mode, as %s cannot be read",
                                 GSSKSP_FIPS_FILE);
    /* Whoever has switched it on wants just that. */
    if (mode == GSSKSP_FIPS_ON)
        policy.in_doubt = false;
    fips = mode == GSSKSP_FIPS_ON;
    if (mode != GSSKSP_FIPS_OFF)
        KspSetFipsMode(TRUE);
}

static void
load(void)
{
    apply_fips();
    gssksp_policy_read_file(&policy);
    gssksp_policy_describe(&policy, text);
    gssksp_trace_policy(text);
    loaded = true;
}

void
gssksp_policy_load(void)
{
    (void)pthread_once(&once, load);
}

static unsigned int
refused(void)
{
    return loaded ? policy.refused : gssksp_policy_everything();
}

bool
gssksp_refused(int32_t enctype)
{
    return gssksp_policy_has(refused(), enctype);
}

bool
gssksp_policy_in_force(void)
{
    return refused() != 0;
}

bool
gssksp_policy_in_doubt(void)
{
    return loaded && policy.in_doubt;
}

bool
gssksp_policy_is_fips(void)
{
    return loaded && fips;
}

const char *
gssksp_policy_text(void)
{
    return text;
}
