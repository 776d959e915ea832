/* SPDX-License-Identifier: MIT */
/*
 * The forms of a name in a directory.  The functions that translate between
 * them are not here, in the header or in the library: there is no directory
 * to ask.
 *
 * Source: secext.h.
 */
#ifndef KSP_WINDOWS_SECEXT_H
#define KSP_WINDOWS_SECEXT_H

#include <sspi.h>

typedef enum EXTENDED_NAME_FORMAT {
    NameUnknown = 0,
    NameFullyQualifiedDN = 1,
    NameSamCompatible = 2,
    NameDisplay = 3,
    NameUniqueId = 6,
    NameCanonical = 7,
    NameUserPrincipal = 8,
    NameCanonicalEx = 9,
    NameServicePrincipal = 10,
    NameDnsDomain = 12,
    NameGivenName = 13,
    NameSurname = 14
} EXTENDED_NAME_FORMAT;
typedef EXTENDED_NAME_FORMAT *PEXTENDED_NAME_FORMAT;

#endif
