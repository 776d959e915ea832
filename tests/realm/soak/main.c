/* SPDX-License-Identifier: MIT */
/*
 * What comes of it when a process goes on for long.  Prints TAP, and figures
 * in comments.
 *
 * usage: soak messages --target SERVICE [OPTION...]
 *        soak establishments --target SERVICE [OPTION...]
 *
 *     --threads N        so many at a time (8)
 *     --contexts N       messages: so many there are (200), in pairs
 *     --seconds N        messages: as long (5)
 *     --count N          establishments: so many (1000)
 *     --face gss|sspi|both
 *     --stock            without the module; GSS alone
 *
 * SERVICE is hostbased; the enctype of its ticket must be one of RFC 4121's:
 * the numbers are read from the tokens.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/module_state.h"
#include "realm/soak/soak.h"

static unsigned tests;

unsigned
soak_ok(bool good, const char *name)
{
    printf("%sok %u - %s\n", good ? "" : "not ", ++tests, name);
    fflush(stdout);
    return good ? 0 : 1;
}

void
soak_die(const char *what)
{
    fprintf(stderr, "soak: %s\n", what);
    exit(2);
}

/* All that was opened by GSS has been the module's and is no more, and its
 * counts are those of the calls. */
static unsigned
judge_module(const struct soak_options *options)
{
    const volatile struct gss_ksp_state *state = module_state();
    unsigned failed;

    if (options->stock)
        return soak_ok(state == NULL, "the module is not there");
    if (state == NULL)
        return soak_ok(false, "the module is there");
    printf("# opened=%u closed=%u calls=%llu counted=%llu\n", state->opened,
           state->closed, (unsigned long long)talk_calls,
           (unsigned long long)module_messages(state));
    failed = soak_ok(state->opened > 0 && state->opened == state->closed &&
                     state->forwarded == 0,
                     "the module had the contexts, and has none any more");
    failed += soak_ok(module_messages(state) == talk_calls,
                      "the module made and took every message");
    return failed;
}

static const struct option long_options[] = {
    { "target", required_argument, NULL, 't' },
    { "threads", required_argument, NULL, 'n' },
    { "contexts", required_argument, NULL, 'c' },
    { "seconds", required_argument, NULL, 's' },
    { "count", required_argument, NULL, 'e' },
    { "face", required_argument, NULL, 'f' },
    { "stock", no_argument, NULL, 'S' },
    { NULL, 0, NULL, 0 }
};

static void
read_options(int argc, char **argv, struct soak_options *options)
{
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == 't')
            options->target = optarg;
        else if (option == 'n')
            options->threads = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'c')
            options->contexts = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 's')
            options->seconds = (unsigned)strtoul(optarg, NULL, 10);
        else if (option == 'e')
            options->count = strtoul(optarg, NULL, 10);
        else if (option == 'f')
            options->face = optarg;
        else if (option == 'S')
            options->stock = true;
        else
            exit(2);
    }
}

int
main(int argc, char **argv)
{
    struct soak_options options = {
        .threads = 8, .contexts = 200, .seconds = 5, .count = 1000,
        .face = "gss"
    };
    unsigned failed;

    read_options(argc, argv, &options);
    if (optind + 1 != argc || options.target == NULL ||
        options.threads == 0 || options.threads > SOAK_THREADS ||
        options.contexts < 2)
        soak_die("usage: soak messages|establishments --target SERVICE ...");
    if (strcmp(argv[optind], "messages") == 0)
        failed = soak_messages(&options);
    else
        failed = soak_establishments(&options);
    failed += judge_module(&options);
    printf("1..%u\n", tests);
    return failed > 0 ? 1 : 0;
}
