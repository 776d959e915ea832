/* SPDX-License-Identifier: MIT */
#include "realm/processes/plugin.h"

#include <stddef.h>

PLUGIN_EXPORT plugin_face_function plugin_face;
PLUGIN_EXPORT plugin_at_end_function plugin_at_end;

static void (*last)(void);

const struct talk_face *
plugin_face(void)
{
    return &talk_sspi;
}

void
plugin_at_end(void (*function)(void))
{
    last = function;
}

__attribute__((destructor)) static void
end(void)
{
    if (last != NULL)
        last();
}
