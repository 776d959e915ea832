/* SPDX-License-Identifier: MIT */
/*
 * bench [-b BATCHES] [-t MICROSECONDS] [-c CONTEXTS] [-o OPERATIONS]
 *       KIND TARGET SIZE...
 *
 * KIND is messages, large, establish, many, memory or threads; see bench.h.
 * Credentials and keytab come from the environment.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connect.h"

static const struct {
    const char *name;
    void (*run)(const struct bench *bench);
} kinds[] = {
    { "messages", bench_messages },
    { "large", bench_large },
    { "establish", bench_establish },
    { "many", bench_many },
    { "memory", bench_memory },
    { "threads", bench_threads }
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void __attribute__((noreturn))
usage(void)
{
    fprintf(stderr, "usage: bench [-b BATCHES] [-t MICROSECONDS] "
            "[-c CONTEXTS] [-o OPERATIONS] KIND TARGET SIZE...\n");
    exit(2);
}

/* A positive number, or the end of the process. */
static size_t
number(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end != '\0' || value == 0)
        usage();
    return value;
}

static void
parse_options(struct bench *bench, int argc, char **argv)
{
    int option;

    while ((option = getopt(argc, argv, "b:t:c:o:")) != -1) {
        if (option == 'b')
            bench->batches = number(optarg);
        else if (option == 't')
            bench->batch_ns = (double)number(optarg) * 1e3;
        else if (option == 'c')
            bench->contexts = number(optarg);
        else if (option == 'o')
            bench->only = optarg;
        else
            usage();
    }
}

int
main(int argc, char **argv)
{
    struct bench bench = { .batches = 5, .batch_ns = 1e6, .contexts = 10000 };
    size_t i;
    int arg;

    parse_options(&bench, argc, argv);
    if (argc - optind < 3 || argc - optind > 2 + BENCH_SIZES)
        usage();
    bench.target = argv[optind + 1];
    for (arg = optind + 2; arg < argc; arg++)
        bench.sizes[bench.nsizes++] = number(argv[arg]);
    for (i = 0; i < KINDS; i++) {
        if (strcmp(kinds[i].name, argv[optind]) == 0)
            break;
    }
    if (i == KINDS)
        usage();
    connect_tell_enctype(bench.target);
    kinds[i].run(&bench);
    return 0;
}
