/* SPDX-License-Identifier: MIT */
/* printf with the widths that Windows gives to l and to wchar_t.  Each
 * conversion is made by the C library, from what this file has read. */
#include <stdio.h>
#include <winnls.h>

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Longest flags, and a conversion that is put together: "%-+ #0*.*Lf". */
#define FLAGS_MOST 5
#define CONVERSION_MOST 16

enum size { SIZE_INT, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_POINTER,
            SIZE_WIDE, SIZE_LONG_DOUBLE };

struct conversion {
    char flags[FLAGS_MOST + 1];
    int width;                  /* 0: none */
    int precision;              /* -1: none */
    enum size size;
    char letter;
    bool wide;                  /* of text: it is of wchar_t */
};

struct output {
    char *to;
    size_t room;
    size_t count;
};

/* ---- what a conversion says ----------------------------------------- */

static const struct {
    const char *text;
    enum size size;
} sizes[] = {
    { "hh", SIZE_CHAR }, { "h", SIZE_SHORT }, { "ll", SIZE_64 },
    { "l", SIZE_LONG }, { "j", SIZE_64 }, { "z", SIZE_POINTER },
    { "t", SIZE_POINTER }, { "I64", SIZE_64 }, { "I32", SIZE_LONG },
    { "I", SIZE_POINTER }, { "w", SIZE_WIDE }, { "L", SIZE_LONG_DOUBLE },
};

#define SIZE_COUNT (sizeof(sizes) / sizeof(sizes[0]))

/* Any number of times each. */
static void
read_flags(const char **at, struct conversion *conversion)
{
    size_t count = 0;

    for (; **at != 0 && strchr("-+ #0", **at) != NULL; (*at)++) {
        if (memchr(conversion->flags, **at, count) == NULL)
            conversion->flags[count++] = **at;
    }
    conversion->flags[count] = 0;
}

#define TOO_LARGE 0x10000

/* A number, or that of an argument. */
static int
read_number(const char **at, va_list *arguments)
{
    long value;
    char *end;

    if (**at == '*') {
        (*at)++;
        return va_arg(*arguments, int);
    }
    if (**at < '0' || **at > '9')
        return 0;
    value = strtol(*at, &end, 10);
    *at = end;
    return value < TOO_LARGE ? (int)value : TOO_LARGE;
}

static void
read_size(const char **at, struct conversion *conversion)
{
    size_t i = 0;

    while (i < SIZE_COUNT &&
           strncmp(*at, sizes[i].text, strlen(sizes[i].text)) != 0)
        i++;
    conversion->size = SIZE_INT;
    if (i < SIZE_COUNT) {
        conversion->size = sizes[i].size;
        *at += strlen(sizes[i].text);
    }
}

/* A size says how wide text is; without one, capitals are wide, as in every
 * function of Microsoft's whose format is not. */
static void
read_letter(const char **at, struct conversion *conversion)
{
    bool capital = **at == 'S' || **at == 'C';

    conversion->letter = **at;
    if (capital)
        conversion->letter = **at == 'S' ? 's' : 'c';
    if (conversion->size == SIZE_LONG || conversion->size == SIZE_WIDE)
        conversion->wide = true;
    else if (conversion->size == SIZE_SHORT || conversion->size == SIZE_CHAR)
        conversion->wide = false;
    else
        conversion->wide = capital;
    if (**at != 0)
        (*at)++;
}

/* What stands behind a %; false if it is not known. */
static bool
read_conversion(const char **at, struct conversion *conversion,
                va_list *arguments)
{
    read_flags(at, conversion);
    conversion->width = read_number(at, arguments);
    conversion->precision = -1;
    if (**at == '.') {
        (*at)++;
        conversion->precision = read_number(at, arguments);
    }
    read_size(at, conversion);
    read_letter(at, conversion);
    return conversion->width > -TOO_LARGE && conversion->width < TOO_LARGE &&
        conversion->precision < TOO_LARGE;
}

/* For the C library, which is given width and precision as arguments. */
static const char *
as_format(const struct conversion *conversion, const char *size, char *out)
{
    (void)snprintf(out, CONVERSION_MOST, "%%%s*.*%s%c", conversion->flags,
                   size, conversion->letter);
    return out;
}

/* ---- one conversion ------------------------------------------------- */

static char *
here(const struct output *output)
{
    return output->to + output->count;
}

static size_t
left(const struct output *output)
{
    return output->room - output->count;
}

static int
format_integer(const struct output *output,
               const struct conversion *conversion, va_list *arguments)
{
    char format[CONVERSION_MOST];
    int width = conversion->width, precision = conversion->precision;

    if (conversion->size == SIZE_64)
        return snprintf(here(output), left(output),
                        as_format(conversion, "ll", format), width, precision,
                        va_arg(*arguments, long long));
    if (conversion->size == SIZE_POINTER)
        return snprintf(here(output), left(output),
                        as_format(conversion, "z", format), width, precision,
                        va_arg(*arguments, size_t));
    return snprintf(here(output), left(output),
                    as_format(conversion,
                              conversion->size == SIZE_CHAR ? "hh" :
                              conversion->size == SIZE_SHORT ? "h" : "",
                              format), width, precision,
                    va_arg(*arguments, int));
}

static int
format_real(const struct output *output, const struct conversion *conversion,
            va_list *arguments)
{
    char format[CONVERSION_MOST];

    if (conversion->size == SIZE_LONG_DOUBLE)
        return snprintf(here(output), left(output),
                        as_format(conversion, "L", format),
                        conversion->width, conversion->precision,
                        va_arg(*arguments, long double));
    return snprintf(here(output), left(output),
                    as_format(conversion, "", format), conversion->width,
                    conversion->precision, va_arg(*arguments, double));
}

static int
format_text(const struct output *output, const struct conversion *conversion,
            const char *text)
{
    char format[CONVERSION_MOST];

    return snprintf(here(output), left(output),
                    as_format(conversion, "", format), conversion->width,
                    conversion->precision, text != NULL ? text : "(null)");
}

/* Up to as many units as the precision says.  Each becomes three bytes at
 * most. */
static int
format_wide(const struct output *output, const struct conversion *conversion,
            const wchar_t *text)
{
    struct conversion whole = *conversion;
    size_t count = conversion->precision < 0 ? wcslen(text) :
        wcsnlen(text, (size_t)conversion->precision);
    char *bytes = count < 0x20000000 ? calloc(3, count + 1) : NULL;
    int result = -1;

    if (bytes == NULL) {
        errno = ENOMEM;
        return -1;
    }
    if (count > 0)
        (void)WideCharToMultiByte(CP_UTF8, 0, text, (int)count, bytes,
                                  (int)(3 * count), NULL, NULL);
    whole.letter = 's';
    whole.precision = -1;
    result = format_text(output, &whole, bytes);
    free(bytes);
    return result;
}

static int
format_string(const struct output *output,
              const struct conversion *conversion, va_list *arguments)
{
    const void *text = va_arg(*arguments, const void *);

    if (text != NULL && conversion->wide)
        return format_wide(output, conversion, text);
    return format_text(output, conversion, text);
}

static int
format_character(const struct output *output,
                 const struct conversion *conversion, va_list *arguments)
{
    char format[CONVERSION_MOST];
    int value = va_arg(*arguments, int);
    wchar_t text[2] = { (wchar_t)value, 0 };

    if (conversion->wide)
        return format_wide(output, conversion, text);
    return snprintf(here(output), left(output),
                    as_format(conversion, "", format), conversion->width,
                    conversion->precision, value);
}

static int
format_pointer(const struct output *output,
               const struct conversion *conversion, va_list *arguments)
{
    char format[CONVERSION_MOST];

    return snprintf(here(output), left(output),
                    as_format(conversion, "", format), conversion->width,
                    conversion->precision, va_arg(*arguments, void *));
}

static const struct {
    const char *letters;
    int (*format)(const struct output *output,
                  const struct conversion *conversion, va_list *arguments);
} kinds[] = {
    { "diouxX", format_integer },
    { "eEfFgGaA", format_real },
    { "s", format_string },
    { "c", format_character },
    { "p", format_pointer },
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

/* How many characters it comes to, or -1 and errno. */
static int
format_one(const struct output *output, const struct conversion *conversion,
           va_list *arguments)
{
    size_t i = 0;

    while (i < KIND_COUNT && (conversion->letter == 0 ||
           strchr(kinds[i].letters, conversion->letter) == NULL))
        i++;
    if (i < KIND_COUNT)
        return kinds[i].format(output, conversion, arguments);
    errno = EINVAL;
    return -1;
}

/* ---- all ------------------------------------------------------------ */

/* The text up to the next %, or what that stands for. */
static int
format_next(const struct output *output, const char **at, va_list *arguments)
{
    struct conversion conversion;
    size_t plain = strcspn(*at, "%");

    if (plain == 0 && (*at)[1] == '%') {
        plain = 1;
        (*at)++;
    }
    if (plain >= left(output) || plain > INT_MAX) {
        errno = ERANGE;
        return -1;
    }
    if (plain > 0) {
        memcpy(here(output), *at, plain);
        *at += plain;
        return (int)plain;
    }
    (*at)++;
    if (!read_conversion(at, &conversion, arguments)) {
        errno = EINVAL;
        return -1;
    }
    return format_one(output, &conversion, arguments);
}

static bool
format_all(struct output *output, const char *format, va_list *arguments)
{
    int count;

    while (*format != 0) {
        count = format_next(output, &format, arguments);
        if (count >= 0 && (size_t)count >= left(output)) {
            errno = ERANGE;
            count = -1;
        }
        if (count < 0)
            return false;
        output->count += (size_t)count;
    }
    *here(output) = 0;
    return true;
}

int
sprintf_s(char *dest, size_t size, const char *format, ...)
{
    struct output output = { dest, size, 0 };
    va_list arguments;
    bool good = dest != NULL && size > 0 && format != NULL, done = false;

    if (!good)
        errno = EINVAL;
    va_start(arguments, format);
    if (good)
        done = format_all(&output, format, &arguments);
    va_end(arguments);
    if (!done && dest != NULL && size > 0)
        dest[0] = 0;
    return done ? (int)output.count : -1;
}
