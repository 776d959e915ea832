/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <profile.h>
#include <stddef.h>

#include "bridge/krb5_conf.h"

static void
check_file(const char *path, gssksp_krb5_conf_found *found, void *argument)
{
    const char *files[] = { path, NULL };
    profile_t profile = NULL;
    long code;

    code = profile_init(files, &profile);
    if (code == 0)
        profile_release(profile);
    else if (code > 0 && code != ENOENT)
        found(argument, path, code);
}

void
gssksp_krb5_conf_check(gssksp_krb5_conf_found *found, void *argument)
{
    char **files = NULL;
    krb5_error_code code;
    size_t i;

    code = krb5_get_default_config_files(&files);
    if (code != 0) {
        found(argument, "krb5.conf", code);
        return;
    }
    for (i = 0; files[i] != NULL; i++)
        check_file(files[i], found, argument);
    krb5_free_config_files(files);
}
