/* SPDX-License-Identifier: MIT */
/*
 * The host's FIPS mode, in which only some implementations of cryptography may
 * be used.  Ours is not for us to judge; libkrb5's is what the host has chosen
 * for Kerberos, and does the work then.
 */
#ifndef SHIM_BRIDGE_FIPS_H
#define SHIM_BRIDGE_FIPS_H

/* Where Linux tells. */
#define GSSKSP_FIPS_FILE "/proc/sys/crypto/fips_enabled"

enum gssksp_fips {
    GSSKSP_FIPS_OFF,        /* also where there is no such file */
    GSSKSP_FIPS_ON,
    GSSKSP_FIPS_UNKNOWN     /* to be taken for ON */
};

/* What the file says. */
enum gssksp_fips gssksp_fips_read(const char *path);

#endif
