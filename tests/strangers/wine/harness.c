/* SPDX-License-Identifier: MIT */
/*
 * Runs the tests of one file and writes what differs, one line each, then how
 * many checks there were:
 *
 *   FUNCTION: CONDITION [N of M]     a check that failed N times of M
 *   FUNCTION: left out: TEXT
 *   absent: FUNCTION
 *   checks: N
 *
 * A check is a line of the source: the same condition on two of them is two
 * lines here.  What a failed check says goes to stderr.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include "wine/test.h"

#define MOST 512

struct check {
    const char *function, *condition;
    int line;
    unsigned int failed, times;
};

static struct check checks[MOST];
static unsigned int check_count;
static jmp_buf end;

static struct check *
find(const char *function, int line, const char *condition)
{
    unsigned int i;

    for (i = 0; i < check_count; i++) {
        if (checks[i].line == line &&
            strcmp(checks[i].function, function) == 0)
            return &checks[i];
    }
    if (check_count == MOST) {
        fprintf(stderr, "too many checks\n");
        exit(2);
    }
    checks[check_count] = (struct check){ function, condition, line, 0, 0 };
    return &checks[check_count++];
}

/* Takes the l of Windows' %l away, which is no longer than an int. */
static void
to_format_of_here(const char *format, char *out, size_t size)
{
    size_t length = 0;
    int inside = 0;

    for (; *format != '\0' && length + 1 < size; format++) {
        if (*format == '%')
            inside = !inside;
        else if (inside && strchr("diouxXscp", *format) != NULL)
            inside = 0;
        else if (inside && *format == 'l')
            continue;
        out[length++] = *format;
    }
    out[length] = '\0';
}

void
harness_check(const char *function, int line, const char *condition,
              int holds, const char *format, ...)
{
    struct check *check = find(function, line, condition);
    char text[512];
    va_list args;

    check->times++;
    if (holds)
        return;
    check->failed++;
    to_format_of_here(format, text, sizeof(text));
    fprintf(stderr, "%s:%d: ", function, line);
    va_start(args, format);
    vfprintf(stderr, text, args);
    va_end(args);
}

void
harness_skip(const char *function, int line, const char *format)
{
    (void)line;
    printf("%s: left out: %.*s\n", function, (int)strcspn(format, "\n"),
           format);
}

_Noreturn void
harness_absent(const char *function)
{
    printf("absent: %s\n", function);
    longjmp(end, 1);
}

/* Texts of tests are ASCII. */
const char *
harness_text(PCWSTR text, int length)
{
    static char out[256];
    size_t i;

    for (i = 0; i < sizeof(out) - 1 && (length < 0 || i < (size_t)length);
         i++) {
        if (text[i] == 0)
            break;
        out[i] = text[i] < 128 ? (char)text[i] : '?';
    }
    out[i] = '\0';
    return out;
}

static unsigned int
write_differences(void)
{
    unsigned int all = 0, i;

    for (i = 0; i < check_count; i++) {
        all += checks[i].times;
        if (checks[i].failed > 0) {
            printf("%s: %s [%u of %u]\n", checks[i].function,
                   checks[i].condition, checks[i].failed, checks[i].times);
        }
    }
    return all;
}

int
main(void)
{
    if (setjmp(end) == 0)
        harness_tests();
    printf("checks: %u\n", write_differences());
    return 0;
}
