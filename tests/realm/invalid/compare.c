/* SPDX-License-Identifier: MIT */
/*
 * Two runs, line by line.  The module must say what stock says, or be in the
 * table of intended differences, or say what the package is to say where
 * stock must not be asked; and the next message must be a duplicate to it if,
 * and only if, it took the token.
 */
#include <stdlib.h>
#include <string.h>

#include "realm/invalid/invalid.h"

#define LINE 1024
#define SHOWN 20

/* Of a line, in this order. */
enum { MODE, NAME, VARIANT, CALL, WANT, MAJOR, TEXT, AFTER, FIELDS };

struct line {
    char bytes[LINE];
    char *field[FIELDS];
};

OM_uint32
major_wanted(NTSTATUS status)
{
    OM_uint32 major = GSS_S_DEFECTIVE_TOKEN;

    if (status == SEC_E_OK)
        major = GSS_S_COMPLETE;
    else if (status == SEC_E_MESSAGE_ALTERED)
        major = GSS_S_BAD_MIC;
    return major;
}

static bool
read_line(FILE *run, struct line *line)
{
    char *rest = line->bytes;
    int i;

    if (fgets(line->bytes, sizeof(line->bytes), run) == NULL)
        return false;
    line->bytes[strcspn(line->bytes, "\n")] = '\0';
    for (i = 0; i < FIELDS; i++)
        line->field[i] = strsep(&rest, "\t");
    if (line->field[AFTER] == NULL) {
        printf("a line that is not whole: %s\n", line->bytes);
        exit(1);
    }
    return true;
}

static OM_uint32
number(const struct line *line, int field)
{
    return (OM_uint32)strtoul(line->field[field], NULL, field == CALL ? 10 :
                              16);
}

static bool
same(const struct line *a, const struct line *b, int from, int to)
{
    bool equal = true;
    int i;

    for (i = from; i <= to; i++)
        equal = equal && strcmp(a->field[i], b->field[i]) == 0;
    return equal;
}

/* The row of the table, or -1. */
static int
find_intended(const struct line *stock, const struct line *module)
{
    const struct intended_call *row;
    int found = -1, i;

    for (i = 0; i < (int)n_intended_calls && found < 0; i++) {
        row = &intended_calls[i];
        if (strcmp(row->name, stock->field[NAME]) == 0 &&
            (row->mode == NULL ||
             strcmp(row->mode, stock->field[MODE]) == 0) &&
            (row->calls & 1u << number(stock, CALL)) != 0 &&
            row->stock == number(stock, MAJOR) &&
            row->module == number(module, MAJOR))
            found = i;
    }
    return found;
}

/* The number that was forged is used up if the token was taken. */
static bool
goes_on(const struct line *module)
{
    OM_uint32 after = number(module, MAJOR) == GSS_S_COMPLETE ?
        GSS_S_DUPLICATE_TOKEN : GSS_S_COMPLETE;

    return number(module, AFTER) == after;
}

static bool
agree(const struct line *stock, const struct line *module,
      unsigned int *met)
{
    bool good = same(stock, module, MODE, WANT) && goes_on(module);
    int row;

    if (good && strcmp(stock->field[MAJOR], NEVER) == 0) {
        good = number(module, MAJOR) ==
            major_wanted((NTSTATUS)number(module, WANT));
    } else if (good && !same(stock, module, MAJOR, AFTER)) {
        row = find_intended(stock, module);
        good = row >= 0;
        if (good)
            met[row]++;
    }
    return good;
}

static void
show(const char *world, const struct line *line)
{
    printf("%s: %s, %s %s, %s (%s): %s%s, then %s\n", world,
           line->field[MODE], line->field[NAME], line->field[VARIANT],
           call_name((enum call)number(line, CALL)), line->field[WANT],
           line->field[MAJOR], line->field[TEXT], line->field[AFTER]);
}

/* Rows that nothing has met have no business in the table. */
static unsigned int
show_met(const unsigned int *met, bool all)
{
    unsigned int bad = 0;
    size_t i;

    for (i = 0; i < n_intended_calls; i++) {
        if (met[i] > 0 || all) {
            printf("intended: %u of %s, %08x not %08x: %s\n", met[i],
                   intended_calls[i].name, intended_calls[i].module,
                   intended_calls[i].stock, intended_calls[i].why);
        }
        bad += all && met[i] == 0 && !intended_calls[i].sometimes;
    }
    return bad;
}

unsigned int
compare_runs(FILE *stock, FILE *module, bool all)
{
    unsigned int *met = calloc(n_intended_calls, sizeof(*met));
    unsigned int lines = 0, never = 0, bad = 0;
    struct line a, b;
    bool more_a, more_b;

    if (met == NULL)
        exit(1);
    for (;;) {
        more_a = read_line(stock, &a);
        more_b = read_line(module, &b);
        if (!more_a || !more_b)
            break;
        lines++;
        never += strcmp(a.field[MAJOR], NEVER) == 0;
        if (!agree(&a, &b, met) && bad++ < SHOWN) {
            show("stock", &a);
            show("module", &b);
        }
    }
    bad += more_a || more_b || lines == 0;
    printf("%u calls compared, %u disagree, %u never made in stock\n", lines,
           bad, never);
    bad += show_met(met, all);
    free(met);
    return bad;
}
