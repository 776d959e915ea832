/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "mech/load/krb5_check.h"
#include "mech/load/older_than_listing.h"
#include "mech/load/program.h"
#include "mech/load/relocations.h"
#include "mech/load/standaside.h"

/* The symbol whose use tells that the module must stand aside. */
#define TELLTALE "gss_krb5_import_cred"

/* The program that establishes contexts for others. */
#define PROXY "gssproxy"

/* Empty is as good as not set. */
static const char *
setting(void)
{
    const char *value = secure_getenv("GSSKSP_ENABLE");

    return value == NULL ? "" : value;
}

bool
gssksp_stands_aside(const char **reason)
{
    const char *enable = setting();
    bool aside = false;

    if (strcmp(enable, "always") == 0) {
        *reason = "GSSKSP_ENABLE=always";
    } else if (strcmp(enable, "never") == 0) {
        *reason = "GSSKSP_ENABLE=never";
        aside = true;
    } else if (enable[0] != '\0') {
        *reason = "GSSKSP_ENABLE is neither always nor never";
        aside = true;
    } else if (gssksp_program_is(GSSKSP_EXECUTABLE, PROXY)) {
        *reason = "the program is " PROXY;
        aside = true;
    } else if (gssksp_process_refers_to(TELLTALE)) {
        *reason = "the process refers to " TELLTALE;
        aside = true;
    } else {
        *reason = gssksp_older_than_listing();
        aside = *reason != NULL;
    }
    if (*reason == NULL)
        *reason = "the process does not refer to " TELLTALE;
    return aside;
}

bool
gssksp_stands_aside_unsure(const char **reason)
{
    const char *late = gssksp_check_sign();
    bool aside = late != NULL && strcmp(setting(), "always") != 0;

    if (aside)
        *reason = late;
    return aside;
}
