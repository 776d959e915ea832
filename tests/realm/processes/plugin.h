/* SPDX-License-Identifier: MIT */
/*
 * A shared object that a program opens when it needs it, and with it the
 * library of one face: plugin_gss.so or plugin_sspi.so.
 */
#ifndef TESTS_REALM_PROCESSES_PLUGIN_H
#define TESTS_REALM_PROCESSES_PLUGIN_H

#include "realm/talk.h"

#define PLUGIN_FACE "plugin_face"
#define PLUGIN_AT_END "plugin_at_end"

#define PLUGIN_EXPORT __attribute__((visibility("default")))

typedef const struct talk_face *plugin_face_function(void);

/* What is to be called when the object is closed or the process ends. */
typedef void plugin_at_end_function(void (*function)(void));

#endif
