/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "tools/decode/options.h"

enum { OPTION_ARGUMENT = 1, OPTION_FORM = 0x100 };

static const struct option long_options[] = {
    { "hex", no_argument, NULL, OPTION_FORM + INPUT_HEX },
    { "base64", no_argument, NULL, OPTION_FORM + INPUT_BASE64 },
    { "raw", no_argument, NULL, OPTION_FORM + INPUT_RAW },
    { "file", required_argument, NULL, 'f' },
    { "key", required_argument, NULL, 'k' },
    { "enctype", required_argument, NULL, 'e' },
    { "keytab", required_argument, NULL, 't' },
    { "message", required_argument, NULL, 'm' },
    { "output", required_argument, NULL, 'o' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 }
};

/* False: there are too many. */
static bool
add_token(struct decode_options *o, const char *text, const char *file)
{
    if (o->n == TOKENS_MAX) {
        fprintf(stderr, "gss-ksp: more than %d tokens\n", TOKENS_MAX);
        return false;
    }
    o->tokens[o->n].text = text;
    o->tokens[o->n].file = file;
    o->n++;
    return true;
}

static bool
add_argument(struct decode_options *o, const char *argument)
{
    bool is_stdin = strcmp(argument, "-") == 0;

    return add_token(o, is_stdin ? NULL : argument, is_stdin ? "-" : NULL);
}

/* Those whose option is followed by one text. */
static const char **
place_of(struct decode_options *o, int option)
{
    const char **place = NULL;

    if (option == 'k')
        place = &o->key;
    else if (option == 'e')
        place = &o->enctype;
    else if (option == 't')
        place = &o->keytab;
    else if (option == 'm')
        place = &o->message;
    else if (option == 'o')
        place = &o->output;
    return place;
}

/* False: wrong usage. */
static bool
take(struct decode_options *o, int option, const char *argument)
{
    const char **place = place_of(o, option);
    bool ok = true;

    if (place != NULL)
        *place = argument;
    else if (option == OPTION_ARGUMENT)
        ok = add_argument(o, argument);
    else if (option == 'f')
        ok = add_token(o, NULL, argument);
    else if (option > OPTION_FORM)
        o->form = (enum input_form)(option - OPTION_FORM);
    else
        ok = false;
    return ok;
}

static bool
is_stdin(const char *file)
{
    return file != NULL && strcmp(file, "-") == 0;
}

/* Standard input is one thing. */
static bool
asks_once(const struct decode_options *o)
{
    int times = is_stdin(o->key) + is_stdin(o->message);
    size_t i;

    for (i = 0; i < o->n; i++)
        times += is_stdin(o->tokens[i].file);
    return times <= 1;
}

/* What is wrong with them together, or NULL. */
static const char *
contradiction(const struct decode_options *o)
{
    const char *wrong = NULL;

    if (!asks_once(o))
        wrong = "only one thing can be read from standard input";
    else if (o->enctype != NULL && o->key == NULL)
        wrong = "--enctype says what --key is, which is missing";
    else if ((o->message != NULL || o->output != NULL) && o->key == NULL &&
             o->keytab == NULL)
        wrong = "to verify and to open takes --key or --keytab";
    return wrong;
}

static enum decode_ask
complete(struct decode_options *o)
{
    const char *wrong;

    if (o->n == 0)
        (void)add_token(o, NULL, "-");
    wrong = contradiction(o);
    if (wrong != NULL)
        fprintf(stderr, "gss-ksp: %s\n", wrong);
    return wrong == NULL ? DECODE_RUN : DECODE_USAGE;
}

/* With "-" tokens and files stay in their order. */
enum decode_ask
decode_options_read(int argc, char **argv, struct decode_options *o)
{
    enum decode_ask ask = DECODE_RUN;
    int option = 0;

    memset(o, 0, sizeof(*o));
    o->form = INPUT_GUESS;
    while (ask == DECODE_RUN &&
           (option = getopt_long(argc, argv, "-f:h", long_options,
                                 NULL)) != -1) {
        if (option == 'h')
            ask = DECODE_HELP;
        else if (!take(o, option, optarg))
            ask = DECODE_USAGE;
    }
    for (; ask == DECODE_RUN && optind < argc; optind++) {
        if (!add_argument(o, argv[optind]))
            ask = DECODE_USAGE;
    }
    return ask == DECODE_RUN ? complete(o) : ask;
}
