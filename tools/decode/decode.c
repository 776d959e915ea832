/* SPDX-License-Identifier: MIT */
/* gss-ksp decode: where the bytes come from. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/command.h"
#include "tools/decode/input.h"
#include "tools/decode/tokens.h"

struct wanted {
    enum input_form form;
    const char *file;
    const char *text;
};

static const char help[] =
    "usage: gss-ksp decode [--hex | --base64 | --raw] [--file FILE | TOKEN]\n"
    "\n"
    "Shows a token of GSS-API or SSPI field by field, in the words of the\n"
    "standards and in those of SSPI: a MIC, a wrap token, one that\n"
    "establishes a Kerberos context, or SPNEGO's around it.  Each line has\n"
    "the field's offset and length in bytes, its name and what it says.\n"
    "Nothing is verified or decrypted.\n"
    "\n"
    "  TOKEN        the token itself, in hexadecimal or base64; without it\n"
    "               and --file, or as \"-\", standard input\n"
    "  --file FILE  what a file holds\n"
    "  --hex, --base64, --raw\n"
    "               how it is written; else that is guessed\n"
    "  --help       this text\n"
    "\n"
    "Exit status: 0; 1 if something is not as it should be in a token.\n"
    "\n"
    "Examples:\n"
    "\n"
    "  gss-ksp decode 050407ff0000000000000000000000010203...\n"
    "  gss-ksp decode \"$(curl -sI ... | sed -n 's/.*Negotiate //p')\"\n";

static int
usage(void)
{
    fputs("Try \"gss-ksp decode --help\".\n", stderr);
    return COMMAND_USAGE;
}

static int
cannot(const char *what, const char *why)
{
    fprintf(stderr, "gss-ksp: %s: %s\n", what, why);
    return COMMAND_CANNOT;
}

/* NULL: errno says why. */
static unsigned char *
get_bytes(const struct wanted *wanted, size_t *length)
{
    unsigned char *bytes;
    FILE *file = stdin;

    if (wanted->text != NULL) {
        *length = strlen(wanted->text);
        return (unsigned char *)strdup(wanted->text);
    }
    if (wanted->file != NULL)
        file = fopen(wanted->file, "re");
    if (file == NULL)
        return NULL;
    errno = 0;
    bytes = input_read(file, length);
    if (file != stdin)
        (void)fclose(file);
    return bytes;
}

static int
run(const struct wanted *wanted)
{
    const char *what = wanted->file != NULL ? wanted->file : "decode";
    struct decoding d = { NULL, 0, false };
    unsigned char *bytes;
    struct span token;
    size_t length = 0;

    bytes = get_bytes(wanted, &length);
    if (bytes == NULL)
        return cannot(what, strerror(errno));
    if (!input_parse(bytes, &length, wanted->form)) {
        free(bytes);
        return cannot(what, "it is not written so");
    }
    d.start = bytes;
    token.data = bytes;
    token.length = length;
    decode_token(&d, token);
    free(bytes);
    return d.wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
decode_command(int argc, char **argv)
{
    static const struct option options[] = {
        { "hex", no_argument, NULL, INPUT_HEX },
        { "base64", no_argument, NULL, INPUT_BASE64 },
        { "raw", no_argument, NULL, INPUT_RAW },
        { "file", required_argument, NULL, 'f' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    struct wanted wanted = { INPUT_GUESS, NULL, NULL };
    int option;

    while ((option = getopt_long(argc, argv, "f:h", options, NULL)) != -1) {
        switch (option) {
        case INPUT_HEX:
        case INPUT_BASE64:
        case INPUT_RAW:
            wanted.form = (enum input_form)option;
            break;
        case 'f':
            wanted.file = optarg;
            break;
        case 'h':
            fputs(help, stdout);
            return EXIT_SUCCESS;
        default:
            return usage();
        }
    }
    if (argc - optind > 1 || (argc > optind && wanted.file != NULL))
        return usage();
    if (argc > optind && strcmp(argv[optind], "-") != 0)
        wanted.text = argv[optind];
    return run(&wanted);
}
