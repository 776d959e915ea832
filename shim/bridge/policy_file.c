/* SPDX-License-Identifier: MIT */
#include <profile.h>
#include <string.h>

#include "bridge/krb5_conf.h"
#include "bridge/policy_read.h"
#include "bridge/trace_settings.h"

#define OPTION "refuse_enctypes"

/* Where we are in the file: [appdefaults], then an application or a realm,
 * then one of our realms. */
#define DEPTH_MAX 3

struct place {
    profile_t profile;
    struct gssksp_policy *policy;
    const char *path[DEPTH_MAX + 1];        /* NULL at the end */
    size_t depth;
};

static void
cannot_read(void *policy, const char *what, long code)
{
    const char *text = krb5_get_error_message(NULL, (krb5_error_code)code);

    gssksp_policy_refuse_all(policy, "%s cannot be read: %s", what, text);
    krb5_free_error_message(NULL, text);
}

static void
not_understood(struct place *at, const char *name)
{
    gssksp_policy_refuse_all(at->policy, "%s in %s is not understood", name,
                             at->path[at->depth - 1]);
}

/* Whether nobody else has to say anything at this place. */
static bool
is_ours(const struct place *at)
{
    return at->depth > 1 && strcmp(at->path[1], GSSKSP_APPLICATION) == 0;
}

/* trace_settings.h reads them, at this place and at no other. */
static bool
is_of_trace(const struct place *at, const char *name)
{
    return at->depth == 2 && is_ours(at) &&
        (strcmp(name, GSSKSP_TRACE_OPTION) == 0 ||
         strcmp(name, GSSKSP_TRACE_MESSAGES_OPTION) == 0);
}

static void
read_relation(struct place *at, const char *name, const char *value)
{
    if (strcmp(name, OPTION) == 0)
        gssksp_policy_add(at->policy, value);
    else if (is_of_trace(at, name))
        return;
    else if (is_ours(at) ||
             (at->depth == 1 && strcmp(name, GSSKSP_APPLICATION) == 0))
        not_understood(at, name);
}

static void read_section(struct place *at);

/* Applications and realms look alike; in what is not ours there can be
 * sections of somebody else's. */
static void
read_subsection(struct place *at, const char *name)
{
    bool ours = is_ours(at);

    if (strcmp(name, OPTION) == 0 || (ours && at->depth == DEPTH_MAX)) {
        not_understood(at, name);
    } else if (at->depth == 1 || ours) {
        at->path[at->depth++] = name;
        read_section(at);
        at->path[--at->depth] = NULL;
    }
}

/* Each name with its value; that of a section is NULL. */
static void
read_section(struct place *at)
{
    char *name = NULL, *value = NULL;
    void *iterator = NULL;
    long code;

    code = profile_iterator_create(at->profile, at->path,
                                   PROFILE_ITER_LIST_SECTION, &iterator);
    while (code == 0 && iterator != NULL) {
        code = profile_iterator(&iterator, &name, &value);
        if (code == 0 && name != NULL && value != NULL)
            read_relation(at, name, value);
        else if (code == 0 && name != NULL)
            read_subsection(at, name);
        profile_release_string(name);
        profile_release_string(value);
        name = value = NULL;
    }
    profile_iterator_free(&iterator);
    if (code != 0)
        cannot_read(at->policy, "krb5.conf", code);
}

static void
read_profile(krb5_context context, struct gssksp_policy *policy)
{
    struct place at = {
        .policy = policy, .path = { GSSKSP_SECTION }, .depth = 1
    };
    long code;

    code = krb5_get_profile(context, &at.profile);
    if (code == 0) {
        read_section(&at);
        profile_release(at.profile);
    } else {
        cannot_read(policy, "krb5.conf", code);
    }
}

void
gssksp_policy_read_file(struct gssksp_policy *policy)
{
    krb5_context context = NULL;
    krb5_error_code code;

    code = krb5_init_context(&context);
    if (code == 0) {
        read_profile(context, policy);
        krb5_free_context(context);
        /* What libkrb5 thought of those it has read is known. */
        gssksp_krb5_conf_check(cannot_read, policy);
    } else {
        cannot_read(policy, "krb5.conf", code);
    }
}
