/* SPDX-License-Identifier: MIT */
#include "timing/rows.h"

#include <string.h>

#define EC 4
#define RRC 6

/* Bytes of SGN_CKSUM that key a number. */
#define NUMBER_KEY 8

/* Where SND_SEQ says the direction, four times. */
#define DIRECTION 4

/* What an RFC 1964 token says last. */
#define DES3_BLOCK 8

uint32_t
row_random(uint32_t limit)
{
    static uint64_t state = 0x9e3779b97f4a7c15;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % limit;
}

static bool
is_des3(const struct subject *s)
{
    return s->rfc1964 && s->enctype->block_size == DES3_BLOCK;
}

static unsigned
bit_of(const struct subject *s)
{
    if (s->rfc1964)
        return is_des3(s) ? ROW_DES3 : ROW_RC4;
    return strncmp(s->enctype->name, "camellia", 8) == 0 ? ROW_CAMELLIA :
        ROW_AES;
}

bool
row_is_for(const struct row *row, const struct subject *s)
{
    unsigned bit = bit_of(s);

    return row->kind == s->kind && (row->enctypes & bit) != 0;
}

void
row_make(struct subject *s)
{
    unsigned char message[SUBJECT_MESSAGE];
    size_t i;

    for (i = 0; i < sizeof(message); i++)
        message[i] = (unsigned char)row_random(256);
    subject_make(s, message);
}

/* Any other value. */
static void
spoil(unsigned char *byte)
{
    *byte = (unsigned char)(*byte ^ (1 + row_random(255)));
}

/* Bytes that are hashed or compared, and nothing else. */
static size_t
first_plain(const struct subject *s)
{
    return is_des3(s) ? NUMBER_KEY : 0;
}

/* ---- where the fault is --------------------------------------------- */

static void
change_cksum(const struct subject *s, bool random, unsigned char *bytes)
{
    size_t first = first_plain(s);

    if (random)
        spoil(bytes + s->cksum + first +
              row_random((uint32_t)(s->cksum_length - first)));
    else
        bytes[s->cksum + first] ^= 1;
}

/* How many bytes of it are right is what a forger would learn. */
static void
change_cksum_end(const struct subject *s, bool random, unsigned char *bytes)
{
    size_t last = s->cksum + s->cksum_length - 1;

    bytes[random ? last : s->cksum + first_plain(s)] ^= 1;
}

static void
change_body(const struct subject *s, bool random, unsigned char *bytes)
{
    if (random)
        spoil(bytes + s->body + row_random((uint32_t)s->body_length));
    else
        bytes[s->body] ^= 1;
}

/* ---- padding -------------------------------------------------------- */

/* The last byte of the text becomes what it was, or any other; the checksum
 * is wrong both times. */
static void
change_padding(const struct subject *s, bool random, unsigned char *bytes)
{
    size_t last = s->length - 1;
    size_t before = is_des3(s) ? last - DES3_BLOCK : last;

    bytes[s->body] ^= 1;
    if (random)
        spoil(bytes + before);
}

/* ---- numbers -------------------------------------------------------- */

/* Changes what SND_SEQ is in the clear: DES3 chains it to SGN_CKSUM, RC4 is a
 * stream. */
static void
spoil_number(const struct subject *s, size_t at, unsigned char *bytes)
{
    spoil(bytes + (is_des3(s) ? s->cksum : s->number) + at);
}

static void
break_message(const struct subject *s, unsigned char *bytes)
{
    bytes[s->body + s->body_length / 2] ^= 1;
}

/* The direction is that of the peer, or none. */
static void
change_direction(const struct subject *s, bool random, unsigned char *bytes)
{
    break_message(s, bytes);
    if (random)
        spoil_number(s, DIRECTION + row_random(4), bytes);
}

/* It is none: its first byte differs from the second, or a later one. */
static void
change_direction_place(const struct subject *s, bool random,
                       unsigned char *bytes)
{
    break_message(s, bytes);
    spoil_number(s, random ? DIRECTION + 3 : DIRECTION + 1, bytes);
}

/* It is that of this side: all four bytes are turned. */
static void
change_reflected(const struct subject *s, bool random, unsigned char *bytes)
{
    size_t at = (is_des3(s) ? s->cksum : s->number) + DIRECTION, i;

    break_message(s, bytes);
    for (i = 0; i < 4; i++)
        bytes[at + i] = (unsigned char)(bytes[at + i] ^ (random ? 0xff : 0));
}

static void
change_number(const struct subject *s, bool random, unsigned char *bytes)
{
    size_t i;

    break_message(s, bytes);
    for (i = 0; random && i < DIRECTION; i++)
        spoil_number(s, i, bytes);
}

/* RFC 4121 has it in the clear. */
static void
change_plain_number(const struct subject *s, bool random,
                    unsigned char *bytes)
{
    size_t i;

    bytes[s->cksum] ^= 1;
    for (i = 0; random && i < 8; i++)
        spoil(bytes + s->number + i);
}

/* ---- the header of RFC 4121 ----------------------------------------- */

static void
change_rrc(const struct subject *s, bool random, unsigned char *bytes)
{
    bytes[s->cksum] ^= 1;
    if (random)
        bytes[s->header + RRC + 1] = (unsigned char)(1 + row_random(200));
}

/* The checksum is right, the copy of the header is another; or the checksum
 * is wrong. */
static void
change_copy(const struct subject *s, bool random, unsigned char *bytes)
{
    if (random)
        spoil(bytes + s->number + row_random(8));
    else
        bytes[s->cksum] ^= 1;
}

static void
change_copy_place(const struct subject *s, bool random, unsigned char *bytes)
{
    spoil(bytes + s->number + (random ? row_random(8) : 0));
}

/* ---- what is genuine ------------------------------------------------ */

/* A message of zeros, or any. */
static void
change_text(const struct subject *s, bool random, unsigned char *bytes)
{
    static const unsigned char zeros[SUBJECT_MESSAGE];
    struct subject other = *s;

    if (random)
        row_make(&other);
    else
        subject_make(&other, zeros);
    memcpy(bytes, other.bytes, other.length);
}

#define ALTERED SEC_E_MESSAGE_ALTERED
#define TABLES "libk5crypto's Camellia looks into tables: its checksum " \
    "differs as much alone"

const struct row rows[] = {
    { "MIC: a byte of the checksum, first or any", SUBJECT_MIC, ROW_ALL,
      change_cksum, ALTERED, NULL },
    { "MIC: a byte of the checksum, first or last", SUBJECT_MIC, ROW_ALL,
      change_cksum_end, ALTERED, NULL },
    { "MIC: a byte of the message, first or any", SUBJECT_MIC, ROW_ALL,
      change_body, ALTERED, NULL },
    { "MIC: direction good or none", SUBJECT_MIC, ROW_RFC1964,
      change_direction, ALTERED, NULL },
    { "MIC: direction none, by its second byte or its last", SUBJECT_MIC,
      ROW_RFC1964, change_direction_place, ALTERED, NULL },
    { "MIC: direction the peer's or ours", SUBJECT_MIC, ROW_RFC1964,
      change_reflected, ALTERED, NULL },
    { "MIC: number as it was or any", SUBJECT_MIC, ROW_RFC1964,
      change_number, ALTERED, NULL },
    { "MIC: number as it was or any", SUBJECT_MIC, ROW_RFC4121,
      change_plain_number, ALTERED, NULL },
    { "MIC, genuine: message zeros or any", SUBJECT_MIC,
      ROW_AES | ROW_DES3, change_text, SEC_E_OK, NULL },
    { "MIC, genuine: message zeros or any", SUBJECT_MIC, ROW_CAMELLIA,
      change_text, SEC_E_OK, TABLES },
    { "MIC, genuine: message zeros or any", SUBJECT_MIC, ROW_RC4, change_text,
      SEC_E_OK, "RC4 sets up a key for each checksum, and takes its time with "
      "some: one checksum here, and any" },
    { "sealed: a byte of the checksum, first or any", SUBJECT_SEALED,
      ROW_ALL, change_cksum, ALTERED, NULL },
    { "sealed: a byte of the checksum, first or last", SUBJECT_SEALED,
      ROW_ALL, change_cksum_end, ALTERED, NULL },
    { "sealed: a byte of the body, first or any", SUBJECT_SEALED, ROW_ALL,
      change_body, ALTERED, NULL },
    { "sealed: padding good or any", SUBJECT_SEALED, ROW_RFC1964,
      change_padding, ALTERED, NULL },
    { "sealed: direction good or none", SUBJECT_SEALED, ROW_RFC1964,
      change_direction, ALTERED, NULL },
    { "sealed: direction none, by its second byte or its last",
      SUBJECT_SEALED, ROW_RFC1964, change_direction_place, ALTERED, NULL },
    { "sealed: direction the peer's or ours", SUBJECT_SEALED, ROW_RFC1964,
      change_reflected, ALTERED, NULL },
    { "sealed: number as it was or any", SUBJECT_SEALED, ROW_RFC1964,
      change_number, ALTERED, NULL },
    { "sealed: number as it was or any", SUBJECT_SEALED, ROW_RFC4121,
      change_plain_number, ALTERED, NULL },
    { "sealed, genuine: message zeros or any", SUBJECT_SEALED,
      ROW_AES | ROW_RFC1964, change_text, SEC_E_OK, NULL },
    { "sealed, genuine: message zeros or any", SUBJECT_SEALED, ROW_CAMELLIA,
      change_text, SEC_E_OK, TABLES },
    { "sealed: another header, its first byte or any", SUBJECT_SEALED,
      ROW_RFC4121, change_copy_place, SEC_E_INVALID_TOKEN, NULL },
    { "sealed: checksum, or copy of the header", SUBJECT_SEALED, ROW_RFC4121,
      change_copy, ROW_EITHER, "the status says it, too; who altered the "
      "header in the clear knows that it is not the copy" },
    { "sealed: RRC 0 or any", SUBJECT_SEALED, ROW_RFC4121, change_rrc,
      ALTERED, "RRC is in the clear, and its bytes are moved" },
    { NULL, SUBJECT_MIC, 0, NULL, 0, NULL }
};
