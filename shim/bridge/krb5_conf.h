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

#endif
