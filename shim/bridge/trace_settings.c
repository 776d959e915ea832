/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <profile.h>
#include <stdio.h>
#include <string.h>

#include "bridge/krb5_conf.h"
#include "bridge/trace_settings.h"

#define NOT_READ "krb5.conf cannot be read"
#define SEPARATORS " \t\r\n,"

static const char *
last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static bool
is_word(const char *word, size_t length, const char *text)
{
    return strlen(text) == length && memcmp(word, text, length) == 0;
}

bool
gssksp_trace_names(const char *list, const char *program)
{
    bool found = false;
    size_t length;

    list += strspn(list, SEPARATORS);
    while (*list != '\0' && !found) {
        length = strcspn(list, SEPARATORS);
        found = is_word(list, length, program) ||
            is_word(list, length, last_part(program));
        list += length;
        list += strspn(list, SEPARATORS);
    }
    return found;
}

static void
read_place(profile_t profile, struct gssksp_trace_settings *settings)
{
    char *value = NULL;

    if (profile_get_string(profile, GSSKSP_SECTION, GSSKSP_APPLICATION,
                           GSSKSP_TRACE_OPTION, NULL, &value) != 0)
        settings->why = NOT_READ;
    else if (value != NULL && strlen(value) >= sizeof(settings->place))
        settings->why = "the path is too long";
    else if (value != NULL)
        (void)snprintf(settings->place, sizeof(settings->place), "%s", value);
    profile_release_string(value);
}

static void
read_programs(profile_t profile, const char *program,
              struct gssksp_trace_settings *settings)
{
    const char *path[] = {
        GSSKSP_SECTION, GSSKSP_APPLICATION, GSSKSP_TRACE_MESSAGES_OPTION, NULL
    };
    char **values = NULL;
    size_t i;

    if (profile_get_values(profile, path, &values) != 0)
        return;
    for (i = 0; values[i] != NULL; i++) {
        if (gssksp_trace_names(values[i], program))
            settings->messages = true;
    }
    profile_free_list(values);
}

static void
cannot_read(void *settings, const char *path, long code)
{
    (void)path;
    (void)code;
    ((struct gssksp_trace_settings *)settings)->why = NOT_READ;
}

void
gssksp_trace_settings_read(const char *program,
                           struct gssksp_trace_settings *settings)
{
    profile_t profile = NULL;
    char **files = NULL;
    long code;

    memset(settings, 0, sizeof(*settings));
    code = krb5_get_default_config_files(&files);
    if (code == 0) {
        code = profile_init((const char **)files, &profile);
        krb5_free_config_files(files);
    }
    if (code == 0) {
        read_place(profile, settings);
        read_programs(profile, program, settings);
        profile_release(profile);
    } else if (code != ENOENT) {
        settings->why = NOT_READ;
    }
    /* Maybe it is there that a trace is asked for. */
    if (settings->place[0] == '\0' && settings->why == NULL)
        gssksp_krb5_conf_check(cannot_read, settings);
}
