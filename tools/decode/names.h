/* SPDX-License-Identifier: MIT */
/* Numbers and their names, as the standards have them. */
#ifndef TOOLS_DECODE_NAMES_H
#define TOOLS_DECODE_NAMES_H

#include "ksp/packed.h"
#include "tools/decode/span.h"

/* Each "?" if it has none here.  Static text. */
const char *name_of_enctype(long long number);
const char *name_of_error(long long number);        /* of KRB-ERROR */

enum mechanism_kind {
    MECHANISM_OTHER,
    MECHANISM_KERBEROS,
    MECHANISM_IAKERB,
    MECHANISM_SPNEGO
};

struct mechanism_name {
    enum mechanism_kind kind;
    const char *name;
    const char *sspi;           /* the package of Windows, or "" */
    ULONG packed;               /* KSP_MECH_*, of one with such messages */
};

/* Of an object identifier's contents. */
const struct mechanism_name *name_of_mechanism(const struct span *oid);

#endif
