/* SPDX-License-Identifier: MIT */
#include <krb5.h>
#include <pthread.h>
#include <string.h>

#include "policy.h"

#define APPLICATION "gss-ksp"
#define OPTION "refuse_enctypes"
#define SEPARATORS " \t,"

#define WORD_MAX 40
#define REFUSED_MAX 8

static const struct {
    const char *name;
    int32_t enctype;
} older[] = {
    { "des3", ENCTYPE_DES3_CBC_SHA1 },
    { "rc4", ENCTYPE_ARCFOUR_HMAC },
    { "rc4", ENCTYPE_ARCFOUR_HMAC_EXP },
};

#define OLDER_COUNT (sizeof(older) / sizeof(older[0]))

static bool
is_older(int32_t enctype)
{
    bool found = false;
    size_t i;

    for (i = 0; i < OLDER_COUNT; i++)
        found = found || older[i].enctype == enctype;
    return found;
}

/* The enctypes of one word: a family's, or one. */
static size_t
parse_word(char *word, int32_t *refused, size_t room)
{
    krb5_enctype enctype;
    size_t count = 0, i;

    for (i = 0; i < OLDER_COUNT; i++) {
        if (strcasecmp(word, older[i].name) == 0 && count < room)
            refused[count++] = older[i].enctype;
    }
    if (count == 0 && room > 0 &&
        krb5_string_to_enctype(word, &enctype) == 0 && is_older(enctype))
        refused[count++] = enctype;
    return count;
}

size_t
gssksp_policy_parse(const char *list, int32_t *refused, size_t room)
{
    char word[WORD_MAX];
    size_t count = 0, length;

    list += strspn(list, SEPARATORS);
    while (*list != '\0') {
        length = strcspn(list, SEPARATORS);
        if (length < sizeof(word)) {
            memcpy(word, list, length);
            word[length] = '\0';
            count += parse_word(word, refused + count, room - count);
        }
        list += length;
        list += strspn(list, SEPARATORS);
    }
    return count;
}

static int32_t refused[REFUSED_MAX];
static size_t refused_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
read_policy(void)
{
    krb5_context context;
    char *list = NULL;

    if (krb5_init_context(&context) == 0) {
        krb5_appdefault_string(context, APPLICATION, NULL, OPTION, "",
                               &list);
        if (list != NULL) {
            refused_count = gssksp_policy_parse(list, refused, REFUSED_MAX);
            krb5_free_string(context, list);
        }
        krb5_free_context(context);
    }
}

bool
gssksp_refused(int32_t enctype)
{
    bool found = false;
    size_t i;

    if (is_older(enctype)) {
        pthread_once(&once, read_policy);
        for (i = 0; i < refused_count; i++)
            found = found || refused[i] == enctype;
    }
    return found;
}
