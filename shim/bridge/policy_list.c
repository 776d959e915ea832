/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <krb5.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bridge/policy_read.h"

#define SEPARATORS " \t\r\n,"

/* No name of an enctype is as long. */
#define WORD_MAX 40

/* What can be refused; in a set, the bit of the place. */
static const struct {
    const char *family;
    const char *name;
    int32_t enctype;
} older[] = {
    { "des3", "des3-cbc-sha1", ENCTYPE_DES3_CBC_SHA1 },
    { "rc4", "arcfour-hmac", ENCTYPE_ARCFOUR_HMAC },
    { "rc4", "arcfour-hmac-exp", ENCTYPE_ARCFOUR_HMAC_EXP },
};

#define OLDER_COUNT (sizeof(older) / sizeof(older[0]))

unsigned int
gssksp_policy_everything(void)
{
    return (1u << OLDER_COUNT) - 1;
}

/* The set of one enctype; empty if it cannot be refused. */
static unsigned int
set_of(int32_t enctype)
{
    unsigned int set = 0;
    size_t i;

    for (i = 0; i < OLDER_COUNT; i++) {
        if (older[i].enctype == enctype)
            set |= 1u << i;
    }
    return set;
}

bool
gssksp_policy_has(unsigned int refused, int32_t enctype)
{
    return (refused & set_of(enctype)) != 0;
}

void
gssksp_policy_refuse_all(struct gssksp_policy *policy, const char *format,
                         ...)
{
    va_list args;
    char *p;

    policy->refused = gssksp_policy_everything();
    policy->in_doubt = true;
    if (policy->why[0] == '\0') {
        va_start(args, format);
        (void)vsnprintf(policy->why, sizeof(policy->why), format, args);
        va_end(args);
    }
    for (p = policy->why; *p != '\0'; p++) {
        if (!isprint((unsigned char)*p))
            *p = '?';
    }
}

/* The set of one word; empty if it is not understood. */
static unsigned int
parse_word(char *word)
{
    krb5_enctype enctype;
    unsigned int set = 0;
    size_t i;

    for (i = 0; i < OLDER_COUNT; i++) {
        if (strcasecmp(word, older[i].family) == 0)
            set |= 1u << i;
    }
    if (set == 0 && krb5_string_to_enctype(word, &enctype) == 0)
        set = set_of(enctype);
    return set;
}

static void
add_word(struct gssksp_policy *policy, const char *at, size_t length)
{
    char word[WORD_MAX] = "";
    unsigned int set = 0;

    if (length < sizeof(word)) {
        memcpy(word, at, length);
        set = parse_word(word);
    }
    policy->refused |= set;
    if (set == 0) {
        gssksp_policy_refuse_all(policy,
                                 "\"%.*s\" is not understood",
                                 (int)(length < WORD_MAX ? length : WORD_MAX),
                                 at);
    }
}

void
gssksp_policy_add(struct gssksp_policy *policy, const char *list)
{
    size_t length;

    list += strspn(list, SEPARATORS);
    while (*list != '\0') {
        length = strcspn(list, SEPARATORS);
        add_word(policy, list, length);
        list += length;
        list += strspn(list, SEPARATORS);
    }
}

void
gssksp_policy_describe(const struct gssksp_policy *policy, char *text)
{
    size_t i, length;

    (void)snprintf(text, GSSKSP_POLICY_TEXT, "refuses%s",
                   policy->refused == 0 ? " nothing" : "");
    for (i = 0; i < OLDER_COUNT; i++) {
        length = strlen(text);
        if ((policy->refused & 1u << i) != 0) {
            (void)snprintf(text + length, GSSKSP_POLICY_TEXT - length, " %s",
                           older[i].name);
        }
    }
    length = strlen(text);
    if (policy->why[0] != '\0') {
        (void)snprintf(text + length, GSSKSP_POLICY_TEXT - length, ": %s",
                       policy->why);
    }
}
