/* SPDX-License-Identifier: MIT */
/*
 * Texts of SSPI programs, A and W, against iconv and against what Unicode says
 * of damaged ones.
 *
 * libFuzzer: -max_len=64
 */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

#define TEXT_MAX 4096
#define REPLACEMENT "\357\277\275"

/* ---- iconv ----------------------------------------------------------- */

static const char *const unit_code =
    __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? "UTF-16BE" : "UTF-16LE";

/* False if it is not valid. */
static bool
convert(iconv_t how, const void *in, size_t length, char *out, size_t *got)
{
    char *from = (char *)(uintptr_t)in, *to = out;
    size_t room = TEXT_MAX;
    bool good;

    (void)iconv(how, NULL, NULL, NULL, NULL);
    good = iconv(how, &from, &length, &to, &room) == 0 && length == 0;
    *got = TEXT_MAX - room;
    return good;
}

static iconv_t
opened(const char *to, const char *from)
{
    iconv_t how = iconv_open(to, from);

    must(how != (iconv_t)-1, "no iconv");
    return how;
}

/* ---- damaged UTF-8 --------------------------------------------------- */

/* Whether some character's bytes begin so: of the characters whose leading
 * bits these are, the first and the last. */
static bool
begins_character(const unsigned char *in, size_t n)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = in[0] < 0x80 ? 1 : in[0] < 0xc0 ? 0 : in[0] < 0xe0 ? 2 :
        in[0] < 0xf0 ? 3 : in[0] < 0xf8 ? 4 : 0, i;
    uint32_t first, last;

    if (length == 0 || n > length)
        return false;
    first = length == 1 ? in[0] : in[0] & (0x7fu >> length);
    for (i = 1; i < n; i++) {
        if (in[i] < 0x80 || in[i] > 0xbf)
            return false;
        first = first << 6 | (in[i] & 0x3fu);
    }
    last = first;
    for (; i < length; i++) {
        first = first << 6;
        last = last << 6 | 0x3f;
    }
    if (first < least[length])
        first = least[length];
    if (last > 0x10ffff)
        last = 0x10ffff;
    return first <= last && !(first >= 0xd800 && last <= 0xdfff);
}

/* As Unicode 3.9 would have it: one U+FFFD for each maximal subpart. */
static size_t
mend(const unsigned char *in, size_t length, char *out)
{
    size_t at = 0, written = 0, n, whole;

    while (at < length) {
        n = 1;
        while (at + n < length && begins_character(in + at, n + 1))
            n++;
        whole = in[at] < 0x80 ? 1 : in[at] < 0xe0 ? 2 : in[at] < 0xf0 ? 3 : 4;
        if (begins_character(in + at, n) && n == whole) {
            memcpy(out + written, in + at, n);
            written += n;
        } else {
            memcpy(out + written, REPLACEMENT, 3);
            written += 3;
        }
        at += n;
    }
    return written;
}

/* ---- what is to hold ------------------------------------------------- */

static iconv_t to_8, to_16;

static bool
has_zero(const unsigned char *in, size_t size, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (in[i * size] == 0 && (size == 1 || in[i * size + 1] == 0))
            return true;
    }
    return false;
}

/* A valid text, there and back. */
static void
try_valid(const char *text, size_t length)
{
    char units[TEXT_MAX], *back;
    SEC_WCHAR *wide = sspi_text_to_w(text);
    size_t size;

    must(wide != NULL, "no memory");
    must(convert(to_16, text, length, units, &size), "iconv's own");
    must(sspi_utf16_length(text) * 2 == size &&
         memcmp(wide, units, size) == 0 && wide[size / 2] == 0,
         "other UTF-16");
    must(sspi_text_from_w(wide, &back) == SEC_E_OK &&
         strcmp(back, text) == 0, "it does not come back");
    sspi_text_free(&back);
    must(FreeContextBuffer(wide) == SEC_E_OK, "not given");
}

static void
try_bytes(const unsigned char *in, size_t length)
{
    char same[TEXT_MAX], *text;
    size_t got;
    bool valid = convert(to_16, in, length, same, &got) &&
        !has_zero(in, 1, length);
    SECURITY_STATUS status = sspi_text_from_bytes(in, length, &text);

    must(status == (valid ? SEC_E_OK : SEC_E_INVALID_PARAMETER),
         "another opinion of UTF-8");
    must((text != NULL) == valid, "a text with an error");
    if (valid) {
        must(strlen(text) == length && memcmp(text, in, length) == 0,
             "another text");
        try_valid(text, length);
    }
    sspi_text_free(&text);
}

static void
try_units(const unsigned char *in, size_t length)
{
    char wanted[TEXT_MAX], *text;
    size_t got;
    bool valid = convert(to_8, in, length / 2 * 2, wanted, &got) &&
        !has_zero(in, 2, length / 2);
    SECURITY_STATUS status = sspi_text_from_units(in, length / 2, &text);

    must(status == (valid ? SEC_E_OK : SEC_E_INVALID_PARAMETER),
         "another opinion of UTF-16");
    must((text != NULL) == valid, "a text with an error");
    if (valid)
        must(strlen(text) == got && memcmp(text, wanted, got) == 0,
             "other UTF-8");
    sspi_text_free(&text);
}

/* What the library itself has to show may be damaged. */
static void
try_damaged(const unsigned char *in, size_t length)
{
    char text[TEXT_MAX], mended[TEXT_MAX], units[TEXT_MAX];
    SEC_WCHAR *wide;
    size_t size, n;

    length = strnlen((const char *)in, length);
    memcpy(text, in, length);
    text[length] = '\0';
    n = mend(in, length, mended);
    must(convert(to_16, mended, n, units, &size), "not mended");
    wide = sspi_text_to_w(text);
    must(wide != NULL && sspi_utf16_length(text) * 2 == size &&
         memcmp(wide, units, size) == 0 && wide[size / 2] == 0,
         "mended otherwise");
    must(FreeContextBuffer(wide) == SEC_E_OK, "not given");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (to_8 == NULL) {
        to_8 = opened("UTF-8", unit_code);
        to_16 = opened(unit_code, "UTF-8");
    }
    if (size > TEXT_MAX / 8)
        size = TEXT_MAX / 8;
    try_bytes(data, size);
    try_units(data, size);
    if (size > 1)
        try_units(data + 1, size - 1);
    try_damaged(data, size);
    return 0;
}
