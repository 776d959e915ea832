/* SPDX-License-Identifier: MIT */
/*
 * Lists of enctypes and of programs, as krb5.conf may have them: the policy is
 * what a small model says, and what is not understood refuses all.
 *
 * libFuzzer: -max_len=200
 */
#include <string.h>
#include <strings.h>

#include "bridge/policy_read.h"
#include "bridge/trace_settings.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"

#define TEXT_MAX 512
#define SEPARATORS " \t\r\n,"

#define DES3 1u
#define RC4 2u
#define RC4_EXP 4u

static const struct {
    const char *word;
    unsigned int set;
} words[] = {
    { "des3", DES3 }, { "des3-cbc-sha1", DES3 }, { "des3-hmac-sha1", DES3 },
    { "des3-cbc-sha1-kd", DES3 }, { "rc4", RC4 | RC4_EXP },
    { "arcfour-hmac", RC4 }, { "rc4-hmac", RC4 },
    { "arcfour-hmac-md5", RC4 }, { "arcfour-hmac-exp", RC4_EXP },
    { "rc4-hmac-exp", RC4_EXP }, { "arcfour-hmac-md5-exp", RC4_EXP },
};

static const int32_t enctypes[] = { 16, 23, 24 };

static unsigned int
model_word(const char *word)
{
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcasecmp(words[i].word, word) == 0)
            return words[i].set;
    }
    return 0;
}

/* The set, and whether all of it was understood. */
static unsigned int
model(const char *list, bool *understood)
{
    char copy[TEXT_MAX], *rest = copy, *word;
    unsigned int set = 0, one;

    *understood = true;
    strcpy(copy, list);
    while ((word = strsep(&rest, SEPARATORS)) != NULL) {
        one = word[0] != '\0' ? model_word(word) : 0;
        set |= one;
        if (word[0] != '\0' && one == 0)
            *understood = false;
    }
    return *understood ? set : DES3 | RC4 | RC4_EXP;
}

static void
try_enctypes(const char *list)
{
    struct gssksp_policy policy = { .refused = 0 };
    char text[GSSKSP_POLICY_TEXT];
    bool understood;
    unsigned int set = model(list, &understood);
    size_t i;

    gssksp_policy_add(&policy, list);
    for (i = 0; i < 3; i++)
        must(gssksp_policy_has(policy.refused, enctypes[i]) ==
             ((set >> i & 1) != 0), "another policy");
    must(!gssksp_policy_has(policy.refused, 18), "AES is refused");
    must(policy.in_doubt == !understood && (policy.why[0] != '\0') ==
         !understood, "another doubt");
    gssksp_policy_describe(&policy, text);
    must(memchr(text, '\0', sizeof(text)) != NULL &&
         strstr(text, policy.why) != NULL, "it is not said");
    for (i = 0; text[i] != '\0'; i++)
        must(text[i] >= ' ' && text[i] <= '~', "said unprintably");
}

static bool
model_names(const char *list, const char *program)
{
    const char *last = strrchr(program, '/');
    char copy[TEXT_MAX], *rest = copy, *word;
    bool found = false;

    strcpy(copy, list);
    while ((word = strsep(&rest, SEPARATORS)) != NULL) {
        found = found || (word[0] != '\0' &&
                          (strcmp(word, program) == 0 ||
                           strcmp(word, last != NULL ? last + 1 :
                                  program) == 0));
    }
    return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char list[TEXT_MAX], *program;

    if (size >= TEXT_MAX)
        return 0;
    if (size > 0)
        memcpy(list, data, size);
    list[size] = '\0';
    try_enctypes(list);
    /* The program's name first. */
    program = list;
    program[strcspn(program, "\n")] = '\0';
    if (strlen(program) < size)
        must(gssksp_trace_names(program + strlen(program) + 1, program) ==
             model_names(program + strlen(program) + 1, program),
             "another program");
    return 0;
}
