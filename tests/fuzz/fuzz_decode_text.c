/* SPDX-License-Identifier: MIT */
/*
 * Bytes as people write them: any bytes in hexadecimal or base64, with what
 * may stand between, come back; and of any other text a small model says
 * whether it is of that form.
 *
 * libFuzzer: -max_len=300
 */
#include <ctype.h>
#include <string.h>

#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "tools/decode/input.h"

#define BYTES_MAX 300
#define TEXT_MAX (8 * BYTES_MAX)

static const char digits_16[] = "0123456789abcdef";
static const char digits_64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";

static size_t
put(unsigned char *text, size_t at, char digit, struct fuzz_input *in,
    bool colons)
{
    static const char blanks[] = " \t\n\r:";
    unsigned int byte = fuzz_byte(in);

    if (byte % 4 == 1)
        text[at++] = (unsigned char)blanks[(byte >> 2) % (colons ? 5 : 4)];
    text[at++] = (unsigned char)(colons && (byte & 0x80) != 0 ?
                                 toupper((unsigned char)digit) : digit);
    return at;
}

static size_t
write_hex(const uint8_t *bytes, size_t size, struct fuzz_input *in,
          unsigned char *text)
{
    size_t at = 0, i;

    for (i = 0; i < size; i++) {
        at = put(text, at, digits_16[bytes[i] >> 4], in, true);
        at = put(text, at, digits_16[bytes[i] & 15], in, true);
    }
    return at;
}

static size_t
write_base64(const uint8_t *bytes, size_t size, struct fuzz_input *in,
             unsigned char *text, bool padded)
{
    size_t at = 0, i, n;

    for (i = 0; i < size; i += 3) {
        unsigned int all = (unsigned int)bytes[i] << 16;

        n = size - i < 3 ? size - i : 3;
        all |= n > 1 ? (unsigned int)bytes[i + 1] << 8 : 0;
        all |= n > 2 ? bytes[i + 2] : 0;
        at = put(text, at, digits_64[all >> 18], in, false);
        at = put(text, at, digits_64[all >> 12 & 63], in, false);
        if (n > 1)
            at = put(text, at, digits_64[all >> 6 & 63], in, false);
        if (n > 2)
            at = put(text, at, digits_64[all & 63], in, false);
        for (; padded && n < 3; n++)
            text[at++] = '=';
    }
    return at;
}

/* Of base64 also in the alphabet of URLs. */
static void
make_url(unsigned char *text, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) {
        if (text[i] == '+')
            text[i] = '-';
        else if (text[i] == '/')
            text[i] = '_';
    }
}

static void
try_written(const uint8_t *bytes, size_t size, struct fuzz_input *in,
            unsigned int how)
{
    static unsigned char text[TEXT_MAX];
    bool hex = how % 2 == 0;
    size_t length = hex ? write_hex(bytes, size, in, text) :
        write_base64(bytes, size, in, text, (how & 2) != 0);

    if (!hex && (how & 4) != 0)
        make_url(text, length);
    must(input_parse(text, &length, hex ? INPUT_HEX : INPUT_BASE64),
         "what is written so is refused");
    must(length == size && (size == 0 || memcmp(text, bytes, size) == 0),
         "other bytes");
}

/* ---- any text -------------------------------------------------------- */

static bool
model_hex(const uint8_t *data, size_t size)
{
    size_t digits = 0, i;

    for (i = 0; i < size; i++) {
        if (isxdigit(data[i]))
            digits++;
        else if (!isspace(data[i]) && data[i] != ':')
            return false;
    }
    return digits % 2 == 0;
}

static void
try_text(const uint8_t *data, size_t size)
{
    unsigned char *text = malloc(size + 1);
    size_t length = size;
    bool good;

    must(text != NULL, "no memory");
    if (size > 0)
        memcpy(text, data, size);
    good = input_parse(text, &length, INPUT_HEX);
    must(good == model_hex(data, size) || (!good && size == 0),
         "another opinion of hexadecimal");
    must(!good || length <= size / 2, "more bytes than digits");
    length = size;
    if (size > 0)
        memcpy(text, data, size);
    must(!input_parse(text, &length, INPUT_BASE64) ||
         length <= size / 4 * 3 + 2, "more bytes than base64 has");
    length = size;
    if (size > 0)
        memcpy(text, data, size);
    must(input_parse(text, &length, INPUT_RAW) && length == size &&
         (size == 0 || memcmp(text, data, size) == 0), "raw is raw");
    free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = { data, size };
    unsigned int how = fuzz_byte(&in), length = fuzz_byte(&in);
    const uint8_t *bytes = in.next;

    if (size > BYTES_MAX)
        return 0;
    length = length < in.left ? length : (unsigned int)in.left;
    in.next += length;
    in.left -= length;
    if (length > 0)
        try_written(bytes, length, &in, how);
    try_text(data, size);
    return 0;
}
