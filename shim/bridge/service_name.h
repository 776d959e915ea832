/* SPDX-License-Identifier: MIT */
/*
 * A service's principal, component by component as it is spelt.  GSS's own
 * host-based names are made canonical, qualified or looked up in the DNS, as
 * krb5.conf says; and a principal that GSS reads from a text has a type for
 * which KDCs make no referrals.
 */
#ifndef SHIM_BRIDGE_SERVICE_NAME_H
#define SHIM_BRIDGE_SERVICE_NAME_H

#include <gssapi/gssapi.h>
#include <stdbool.h>

#include "ksp/ntsecpkg.h"

/* A name of GSS, and what it points to: GSS may read that again whenever it
 * uses the name. */
struct gssksp_service_name {
    gss_name_t gss;
    void *principal;            /* a krb5_principal; may be NULL */
};

#define GSSKSP_NO_SERVICE { GSS_C_NO_NAME, NULL }

/*
 * The name for svc/host, svc/host:port or svc/host:port/name.  Its realm is
 * the one that libkrb5 has for the host, whose port does not matter; if there
 * is none, an initiator leaves it to the KDC and an acceptor is in the default
 * realm.  Reads krb5.conf.  *major and *minor are what GSS would say; on an
 * error the name is none.
 */
void gssksp_service_import(const char *text, bool acceptor,
                           struct gssksp_service_name *name,
                           OM_uint32 *major, OM_uint32 *minor);

/* Also what has a GSS name only, and none. */
void gssksp_service_release(struct gssksp_service_name *name);

/* The host of svc/host:port/name@REALM, which has a slash, for free; NULL
 * without memory. */
char *gssksp_service_host(const char *text);

#endif
