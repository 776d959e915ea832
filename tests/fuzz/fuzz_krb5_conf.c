/* SPDX-License-Identifier: MIT */
/*
 * Any krb5.conf: what is read of it is a policy, and settings of the trace.
 * Where libkrb5 does not understand the file, or there is a word in our
 * section that we do not, all that can be is refused.
 *
 * libFuzzer: -max_len=400
 */
#include <profile.h>
#include <string.h>

#include "bridge/krb5_conf.h"
#include "bridge/policy_read.h"
#include "bridge/trace_settings.h"
#include "fuzz/fuzz_memfile.h"
#include "fuzz/target.h"

static const char *path;

/* "include" would read other files, or all of a directory. */
static bool
is_alone(const uint8_t *data, size_t size)
{
    return memmem(data, size, "include", 7) == NULL &&
        memmem(data, size, "module", 6) == NULL;
}

/* The first value in our section, by libkrb5 alone. */
static bool
has_option(const char *option)
{
    const char *files[] = { path, NULL };
    const char *names[] = { GSSKSP_SECTION, GSSKSP_APPLICATION, option,
                            NULL };
    profile_t profile = NULL;
    char **values = NULL;
    bool has = false;

    if (profile_init(files, &profile) != 0)
        return false;
    has = profile_get_values(profile, names, &values) == 0;
    if (has)
        profile_free_list(values);
    profile_release(profile);
    return has;
}

static bool
is_understood(void)
{
    const char *files[] = { path, NULL };
    profile_t profile = NULL;
    bool understood = profile_init(files, &profile) == 0;

    if (understood)
        profile_release(profile);
    return understood;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct gssksp_trace_settings settings;
    struct gssksp_policy policy = { .refused = 0 };
    char text[GSSKSP_POLICY_TEXT];
    bool all;

    if (!is_alone(data, size))
        return 0;
    path = memfile(data, size);
    must(setenv("KRB5_CONFIG", path, 1) == 0, "no environment");
    gssksp_policy_read_file(&policy);
    all = policy.refused == gssksp_policy_everything();
    must(!policy.in_doubt || (all && policy.why[0] != '\0'),
         "a doubt that lets pass");
    must(is_understood() || (all && policy.in_doubt),
         "not understood, and let pass");
    must(!has_option("refuse") || (all && policy.in_doubt),
         "a word that is none is let pass");
    gssksp_policy_describe(&policy, text);
    must(memchr(text, '\0', sizeof(text)) != NULL, "no end");
    gssksp_trace_settings_read("/usr/sbin/sshd", &settings);
    must(memchr(settings.place, '\0', sizeof(settings.place)) != NULL,
         "no end of the place");
    must(settings.place[0] == '\0' || has_option(GSSKSP_TRACE_OPTION),
         "a place from nowhere");
    must(!settings.messages || has_option(GSSKSP_TRACE_MESSAGES_OPTION),
         "messages that nobody wants");
    return 0;
}
