/* SPDX-License-Identifier: MIT */
/*
 * The main() of a target without libFuzzer: a test that tries the inputs that
 * are kept, so that what was found stays found.
 *
 *     tests/fuzz/fuzz_NAME            those of tests/fuzz/corpus/NAME.txt
 *     tests/fuzz/fuzz_NAME FILE...    each FILE is an input
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/target.h"

#define PREFIX "fuzz_"
#define INPUT_MAX 65536

/* In memory of just that size, which tools for memory know. */
static void
try_input(const unsigned char *bytes, size_t length)
{
    unsigned char *input = calloc(length > 0 ? length : 1, 1);

    if (input == NULL)
        abort();
    if (length > 0)
        memcpy(input, bytes, length);
    (void)LLVMFuzzerTestOneInput(input, length);
    free(input);
}

static unsigned int
digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *place = c != '\0' ? strchr(digits, c) : NULL;

    if (place == NULL) {
        fprintf(stderr, "no hexadecimal digit: %c\n", c);
        abort();
    }
    return (unsigned int)(place - digits);
}

static void
try_line(const char *line)
{
    static unsigned char bytes[INPUT_MAX];
    size_t length = strlen(line) / 2, i;

    if (length > INPUT_MAX)
        abort();
    for (i = 0; i < length; i++) {
        bytes[i] = (unsigned char)(digit(line[2 * i]) << 4 |
                                   digit(line[2 * i + 1]));
    }
    try_input(bytes, length);
}

static unsigned int
try_kept(const char *path)
{
    FILE *file = fopen(path, "r");
    unsigned int count = 0;
    char *line = NULL;
    size_t room = 0;

    if (file == NULL) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    while (getline(&line, &room, file) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '#') {
            try_line(line);
            count++;
        }
    }
    free(line);
    fclose(file);
    return count;
}

static void
try_file(const char *path)
{
    static unsigned char bytes[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    size_t length;

    if (file == NULL) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    length = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    try_input(bytes, length);
}

/* Where the inputs are kept of a program of this name. */
static void
find_kept(const char *program, char *path, size_t room)
{
    const char *srcdir = getenv("srcdir");
    const char *name = strrchr(program, '/');

    name = name != NULL ? name + 1 : program;
    name = strstr(name, PREFIX) != NULL ?
        strstr(name, PREFIX) + strlen(PREFIX) : name;
    (void)snprintf(path, room, "%s/tests/fuzz/corpus/%s.txt",
                   srcdir != NULL ? srcdir : ".", name);
}

int
main(int argc, char **argv)
{
    char path[4096];
    int i;

    if (argc > 1) {
        for (i = 1; i < argc; i++)
            try_file(argv[i]);
        return EXIT_SUCCESS;
    }
    find_kept(argv[0], path, sizeof(path));
    /* Before the first: one that ends the process must not be a test that was
     * never planned. */
    puts("1..1");
    fflush(stdout);
    i = (int)try_kept(path);
    printf("%s 1 - %d inputs that are kept\n", i > 0 ? "ok" : "not ok", i);
    return i > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
