/* SPDX-License-Identifier: MIT */
/*
 * The OIDs of the module, and the concatenated ones by which it calls back
 * into the mechglue.
 */
#include <string.h>

#include "bridge/oids.h"
#include "gssapi/gssapi_ksp.h"

/* 1.2.840.113556.1.8000.2554.33097.60584.52822.16575.37340.378155.9188810 */
#define PROJECT_ARC                                                     \
    "\x2a\x86\x48\x86\xf7\x14\x01\xbe\x40\x93\x7a\x82\x82\x49\x83\xd9"  \
    "\x28\x83\x9c\x56\x81\x81\x3f\x82\xa3\x5c\x97\x8a\x2b\x84\xb0\xeb"  \
    "\x4a"
#define INTERPOSER PROJECT_ARC "\x01"
#define INQ_TABLES "\x02"      /* the others are gssapi_ksp.h's */

#define KRB5 "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02" /* 1.2.840.113554.1.2.2 */
#define KRB5_OLD "\x2b\x05\x01\x05\x02"             /* 1.3.5.1.5.2 */
#define KRB5_WRONG "\x2a\x86\x48\x82\xf7\x12\x01\x02\x02"
                                                    /* 1.2.840.48018.1.2.2 */
#define IAKERB "\x2b\x06\x01\x05\x02\x05"           /* 1.3.6.1.5.2.5 */

#define OID(content) { sizeof(content) - 1, (void *)(content) }

const gss_OID_desc gssksp_oids[GSSKSP_OID_COUNT] = {
    [GSSKSP_OID_INTERPOSER] = OID(INTERPOSER),
    [GSSKSP_OID_INQ_PACKAGE] = OID(GSS_KSP_ARC GSS_KSP_INQ_PACKAGE),
    [GSSKSP_OID_INQ_TABLES] = OID(GSS_KSP_ARC INQ_TABLES),
    [GSSKSP_OID_NUMBERING] = OID(GSS_KSP_ARC GSS_KSP_NUMBERING),
    [GSSKSP_OID_NEXT_NUMBER] = OID(GSS_KSP_ARC GSS_KSP_NEXT_NUMBER),
    [GSSKSP_OID_LAST_MESSAGE] = OID(GSS_KSP_ARC GSS_KSP_LAST_MESSAGE)
};

struct mechanism {
    gss_OID_desc public;
    gss_OID_desc real;
};

/* Never written to: not const only because gss_OID cannot point to const.
 * krb5 is first, as the default; in the order of KSP_MECH_*. */
static struct mechanism mechanisms[] = {
    { OID(KRB5), OID(INTERPOSER KRB5) },
    { OID(KRB5_OLD), OID(INTERPOSER KRB5_OLD) },
    { OID(KRB5_WRONG), OID(INTERPOSER KRB5_WRONG) },
    { OID(IAKERB), OID(INTERPOSER IAKERB) }
};

#define N_MECHANISMS (sizeof(mechanisms) / sizeof(mechanisms[0]))

bool
gssksp_oid_is(gss_const_OID a, gss_const_OID b)
{
    return a != GSS_C_NO_OID && b != GSS_C_NO_OID && a->length == b->length &&
        memcmp(a->elements, b->elements, a->length) == 0;
}

bool
gssksp_oid_is_own(gss_const_OID oid, enum gssksp_oid own)
{
    return gssksp_oid_is(oid, &gssksp_oids[own]);
}

size_t
gssksp_mech_count(void)
{
    return N_MECHANISMS;
}

gss_OID
gssksp_mech(size_t i)
{
    return i < N_MECHANISMS ? &mechanisms[i].public : GSS_C_NO_OID;
}

size_t
gssksp_mech_place(gss_const_OID mech)
{
    size_t place = 0, i;

    for (i = 0; mech != GSS_C_NO_OID && i < N_MECHANISMS; i++) {
        if (gssksp_oid_is(mech, &mechanisms[i].public) ||
            gssksp_oid_is(mech, &mechanisms[i].real))
            place = i;
    }
    return place;
}

gss_OID
gssksp_real_mech(gss_const_OID mech)
{
    gss_const_OID own = &gssksp_oids[GSSKSP_OID_INTERPOSER];
    gss_OID found = (gss_OID)mech;
    size_t i;

    if (mech == GSS_C_NO_OID || gssksp_oid_is(mech, own)) {
        found = &mechanisms[0].real;
    } else {
        for (i = 0; i < N_MECHANISMS; i++) {
            if (gssksp_oid_is(mech, &mechanisms[i].public) ||
                gssksp_oid_is(mech, &mechanisms[i].real))
                found = &mechanisms[i].real;
        }
    }
    return found;
}

gss_OID
gssksp_public_mech(gss_OID mech)
{
    gss_OID found = mech;
    size_t i;

    for (i = 0; mech != GSS_C_NO_OID && i < N_MECHANISMS; i++) {
        if (gssksp_oid_is(mech, &mechanisms[i].real) ||
            gssksp_oid_is(mech, &mechanisms[i].public))
            found = &mechanisms[i].public;
    }
    return found;
}

bool
gssksp_oid_is_static(gss_const_OID oid)
{
    bool ours = false;
    size_t i;

    for (i = 0; i < GSSKSP_OID_COUNT; i++) {
        if (oid == &gssksp_oids[i])
            ours = true;
    }
    for (i = 0; i < N_MECHANISMS; i++) {
        if (oid == &mechanisms[i].public || oid == &mechanisms[i].real)
            ours = true;
    }
    return ours;
}
