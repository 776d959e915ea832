/* SPDX-License-Identifier: MIT */
/* How a policy is put together; for policy.c. */
#ifndef SHIM_BRIDGE_POLICY_READ_H
#define SHIM_BRIDGE_POLICY_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a reason, and of what is said of a policy; more is left out. */
#define GSSKSP_POLICY_WHY 160
#define GSSKSP_POLICY_TEXT 320

struct gssksp_policy {
    unsigned int refused;           /* a set of enctypes */
    char why[GSSKSP_POLICY_WHY];    /* ... all are; empty if not, or if they
                                     * are named */
    bool in_doubt;                  /* ... are, without being named */
};

/* Every enctype that can be refused. */
unsigned int gssksp_policy_everything(void);

/* Whether an enctype is in a set. */
bool gssksp_policy_has(unsigned int refused, int32_t enctype);

/* Refuse them all.  The first reason stays; what is not printable in it
 * becomes '?'. */
void gssksp_policy_refuse_all(struct gssksp_policy *policy,
                              const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Add the enctypes of a list: words between blanks and commas, each an
 * enctype's name or a family, "rc4" or "des3".  A word that is none of those
 * that can be refused here is not understood, and all are.
 */
void gssksp_policy_add(struct gssksp_policy *policy, const char *list);

/* What the policy is, for people, in `text`, GSSKSP_POLICY_TEXT bytes. */
void gssksp_policy_describe(const struct gssksp_policy *policy, char *text);

/*
 * policy_file.c: add what krb5.conf says, that is, the files libkrb5 itself
 * reads in this process.  Every refuse_enctypes counts that krb5.conf(5) lets
 * stand in [appdefaults]: for us, for one of our realms, for a realm, for all.
 */
void gssksp_policy_read_file(struct gssksp_policy *policy);

#endif
