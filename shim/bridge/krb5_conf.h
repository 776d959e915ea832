/* SPDX-License-Identifier: MIT */
/*
 * Where in krb5.conf is what concerns us: the policy (policy_file.c) and the
 * trace (trace_settings.h); and which files libkrb5 would read.
 */
#ifndef SHIM_BRIDGE_KRB5_CONF_H
#define SHIM_BRIDGE_KRB5_CONF_H

#include <krb5.h>

#define GSSKSP_SECTION "appdefaults"
#define GSSKSP_APPLICATION "gss-ksp"

/* libkrb5 exports them, and no header declares them. */
krb5_error_code krb5_get_default_config_files(char ***files);
void krb5_free_config_files(char **files);

/* libkrb5 passes over a file that it may not read if it has another.  This one
 * tells of each that is there and cannot be read.  libkrb5 does not count as
 * in use afterwards. */
typedef void gssksp_krb5_conf_found(void *argument, const char *path,
                                    long code);
void gssksp_krb5_conf_check(gssksp_krb5_conf_found *found, void *argument);

#endif
