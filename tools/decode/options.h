/* SPDX-License-Identifier: MIT */
/* What "gss-ksp decode" is asked for. */
#ifndef TOOLS_DECODE_OPTIONS_H
#define TOOLS_DECODE_OPTIONS_H

#include "tools/decode/input.h"

#define TOKENS_MAX 64

struct decode_token {
    const char *text;           /* the token itself, or NULL */
    const char *file;           /* where it is; "-" is standard input */
};

struct decode_options {
    enum input_form form;
    const char *key, *enctype, *keytab, *message, *output;
    struct decode_token tokens[TOKENS_MAX];
    size_t n;
};

enum decode_ask { DECODE_RUN, DECODE_HELP, DECODE_USAGE };

/* DECODE_USAGE: it has been said what is wrong. */
enum decode_ask decode_options_read(int argc, char **argv,
                                    struct decode_options *options);

#endif
