/* SPDX-License-Identifier: MIT */
/* gss-ksp decode: tokens one after the other, with the keys for them. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/command.h"
#include "tools/decode/keys.h"
#include "tools/decode/options.h"
#include "tools/decode/tokens.h"

static const char help[] =
    "usage: gss-ksp decode [--hex | --base64 | --raw]\n"
    "           [--key FILE [--enctype NAME]] [--keytab FILE]\n"
    "           [--message FILE] [--output FILE] [--file FILE | TOKEN]...\n"
    "\n"
    "Shows tokens of GSS-API or SSPI field by field, in the words of the\n"
    "standards and in those of SSPI: a MIC, a wrap token, one that\n"
    "establishes a Kerberos context, or SPNEGO's around it.  Each line has\n"
    "the field's offset and length in bytes, its name and what it says.\n"
    "With a key they are verified and opened, too.\n"
    "\n"
    "  TOKEN           the token itself, in hexadecimal or base64; without\n"
    "                  it and --file, or as \"-\", standard input\n"
    "  --file FILE     what a file holds\n"
    "  --hex, --base64, --raw\n"
    "                  how it is written; else that is guessed\n"
    "  --key FILE      a key of the context: the file holds \"ENCTYPE HEX\";\n"
    "                  \"-\" is standard input\n"
    "  --enctype NAME  the file holds nothing but the key of that enctype,\n"
    "                  in hexadecimal or as it is\n"
    "  --keytab FILE   the acceptor's keytab: it opens an AP-REQ, and what\n"
    "                  is found in it the tokens behind it\n"
    "  --message FILE  what a MIC is of, or \"-\"\n"
    "  --output FILE   messages of wrap tokens go there, one behind the\n"
    "                  other\n"
    "  --help          this text\n"
    "\n"
    "No key is ever shown, and none is taken as an argument, where \"ps\"\n"
    "would show it.  Nothing is asked of the network.\n"
    "\n"
    "Exit status: 0; 1 if something is not as it should be in a token, or\n"
    "it is not genuine.\n"
    "\n"
    "Examples:\n"
    "\n"
    "  gss-ksp decode 050407ff0000000000000000000000010203...\n"
    "  gss-ksp decode \"$(curl -sI ... | sed -n 's/.*Negotiate //p')\"\n"
    "  gss-ksp decode --keytab /etc/krb5.keytab --file ap-req \\\n"
    "      --file ap-rep --file sealed\n"
    "  echo aes256-cts-hmac-sha1-96 5c0f... |\n"
    "      gss-ksp decode --key - --message text 040405ff...\n";

/* NULL: errno says why. */
static unsigned char *
read_file(const char *name, size_t *length)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
    unsigned char *bytes;

    if (file == NULL)
        return NULL;
    errno = 0;
    bytes = input_read(file, length);
    if (file != stdin)
        (void)fclose(file);
    return bytes;
}

static int
open_key(const struct decode_options *o, struct keys *keys)
{
    const char *wrong;
    int fd = STDIN_FILENO;

    if (strcmp(o->key, "-") != 0)
        fd = open(o->key, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return command_cannot(o->key, strerror(errno));
    wrong = keys_read(keys, fd, o->enctype);
    if (fd != STDIN_FILENO)
        (void)close(fd);
    return wrong != NULL ? command_cannot(o->key, wrong) : 0;
}

/* A replay cache would have to be written. */
static int
open_keytab(const struct decode_options *o, struct keys *keys)
{
    krb5_error_code code;
    const char *why;

    (void)setenv("KRB5RCACHENAME", "none:", 1);
    code = krb5_kt_resolve(keys->krb5, o->keytab, &keys->keytab);
    if (code == 0)
        code = krb5_kt_have_content(keys->krb5, keys->keytab);
    if (code == 0)
        return 0;
    why = krb5_get_error_message(keys->krb5, code);
    (void)command_cannot(o->keytab, why);
    krb5_free_error_message(keys->krb5, why);
    return COMMAND_CANNOT;
}

static int
open_message_file(const struct decode_options *o, struct keys *keys)
{
    keys->message.data = read_file(o->message, &keys->message.length);
    if (keys->message.data == NULL)
        return command_cannot(o->message, strerror(errno));
    keys->has_message = true;
    return 0;
}

static int
open_output(const struct decode_options *o, struct keys *keys)
{
    keys->output = open(o->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                        0600);
    return keys->output < 0 ? command_cannot(o->output, strerror(errno)) : 0;
}

static int
prepare(const struct decode_options *o, struct keys *keys)
{
    int status = 0;

    if (o->key != NULL)
        status = open_key(o, keys);
    if (status == 0 && o->keytab != NULL)
        status = open_keytab(o, keys);
    if (status == 0 && o->message != NULL)
        status = open_message_file(o, keys);
    if (status == 0 && o->output != NULL)
        status = open_output(o, keys);
    return status;
}

/* The bytes stay: what follows may be of them. */
static int
decode_one(const struct decode_options *o, size_t i, struct keys *keys,
           unsigned char **bytes)
{
    const struct decode_token *token = &o->tokens[i];
    const char *what = token->file != NULL ? token->file : "decode";
    struct decoding d = { .keys = keys->wanted ? keys : NULL };
    struct span all;

    if (token->text != NULL) {
        all.length = strlen(token->text);
        *bytes = (unsigned char *)strdup(token->text);
    } else {
        *bytes = read_file(token->file, &all.length);
    }
    if (*bytes == NULL)
        return command_cannot(what, strerror(errno));
    if (!input_parse(*bytes, &all.length, o->form))
        return command_cannot(what, "it is not written so");
    if (i > 0)
        putchar('\n');
    d.start = all.data = *bytes;
    decode_token(&d, all);
    return d.wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The worst of them is the outcome. */
static int
decode_all(const struct decode_options *o, struct keys *keys)
{
    unsigned char *bytes[TOKENS_MAX] = { NULL };
    int status = EXIT_SUCCESS, one;
    size_t i;

    for (i = 0; i < o->n && status != COMMAND_CANNOT; i++) {
        one = decode_one(o, i, keys, &bytes[i]);
        status = one > status ? one : status;
    }
    while (i-- > 0)
        free(bytes[i]);
    return status;
}

static int
run(const struct decode_options *o)
{
    struct keys keys;
    int status;

    if (!keys_begin(&keys, o->key != NULL || o->keytab != NULL))
        return command_cannot("decode", "libkrb5 does not start: is krb5.conf "
                              "good?");
    status = prepare(o, &keys);
    if (status == 0)
        status = decode_all(o, &keys);
    if (keys.output >= 0 && close(keys.output) != 0)
        keys.output_error = errno;
    if (keys.output_error != 0)
        status = command_cannot(o->output, strerror(keys.output_error));
    free((void *)(uintptr_t)keys.message.data);
    keys_free(&keys);
    return status;
}

int
decode_command(int argc, char **argv)
{
    struct decode_options options;

    switch (decode_options_read(argc, argv, &options)) {
    case DECODE_HELP:
        fputs(help, stdout);
        return EXIT_SUCCESS;
    case DECODE_USAGE:
        return command_usage("decode");
    case DECODE_RUN:
        break;
    }
    return run(&options);
}
