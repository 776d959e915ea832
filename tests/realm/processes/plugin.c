/* SPDX-License-Identifier: MIT */
/* Of the face that the build says: PLUGIN_TALKS. */
#include <stddef.h>

#include "realm/processes/plugin.h"

PLUGIN_EXPORT plugin_face_function plugin_face;
PLUGIN_EXPORT plugin_at_end_function plugin_at_end;

static void (*last)(void);

const struct talk_face *
plugin_face(void)
{
    return &PLUGIN_TALKS;
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
