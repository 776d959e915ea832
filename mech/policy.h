/* SPDX-License-Identifier: MIT */
/*
 * What the administrator does not want: in krb5.conf,
 *
 *      [appdefaults]
 *          gss-ksp = {
 *              refuse_enctypes = rc4 des3
 *          }
 *
 * names enctypes that are older than RFC 4121, as libkrb5 names them or by
 * family.  A context whose messages would be under one of them is not
 * established.
 */
#ifndef MECH_POLICY_H
#define MECH_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether contexts with this enctype are refused.  Others than DES3 and RC4
 * never are, and cost nothing; for those the file is read once in a process,
 * at the end of an establishment that has just read it itself.  Any thread.
 */
bool gssksp_refused(int32_t enctype);

/* Fill `refused`, with room for `room`, with the enctypes that `list` names;
 * how many they are.  A word that is no older enctype's counts as none. */
size_t gssksp_policy_parse(const char *list, int32_t *refused, size_t room);

#endif
