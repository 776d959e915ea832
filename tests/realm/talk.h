/* SPDX-License-Identifier: MIT */
/*
 * Both ends of a context in one process, by GSS or by SSPI, which its user
 * need not know.
 */
#ifndef TESTS_REALM_TALK_H
#define TESTS_REALM_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "realm/gss_pair.h"
#include "realm/sspi_end.h"

#define TALK_TEXT_MAX 1024
#define TALK_TOKEN_MAX (TALK_TEXT_MAX + 128)

enum talk_kind { TALK_MIC, TALK_WRAP, TALK_KINDS };

enum fate {
    FATE_GOOD,          /* what was sent, for the first time */
    FATE_AGAIN,         /* the receiver says it is not the first time */
    FATE_GONE,          /* the context is no more */
    FATE_BAD            /* anything else */
};

struct talk;
struct parcel;

/* One face; each file that has one links with the library of it alone. */
struct talk_face {
    bool (*open)(struct talk *talk, const char *target);
    void (*close)(struct talk *talk);
    enum fate (*make)(struct talk *talk, struct parcel *parcel);
    enum fate (*take)(struct talk *talk, const struct parcel *parcel);
    enum fate (*export)(struct talk *talk, enum side side);
    /* Its last status, as GSS has it: what only SSPI has is a failure. */
    OM_uint32 (*status)(const struct talk *talk);
};

extern const struct talk_face talk_gss;
extern const struct talk_face talk_sspi;

struct talk {
    const struct talk_face *face;
    struct gss_pair gss;
    struct sspi_end ends[2];
    _Atomic uint32_t last;              /* status, of the face's own kind */
};

/* A message on its way.  Of TALK_WRAP by GSS all is in `token`. */
struct parcel {
    enum talk_kind kind;
    enum side from;
    size_t length;                      /* of the text */
    size_t token_length;
    unsigned char text[TALK_TEXT_MAX];  /* what was sent */
    unsigned char body[TALK_TEXT_MAX];  /* what travels beside the token */
    unsigned char token[TALK_TOKEN_MAX];
};

/* `target` is hostbased.  True if both are open; talk_close in any case. */
bool talk_open(struct talk *talk, const struct talk_face *face,
               const char *target);
void talk_close(struct talk *talk);

/* `parcel` has kind, from, length and text. */
enum fate talk_make(struct talk *talk, struct parcel *parcel);
enum fate talk_take(struct talk *talk, const struct parcel *parcel);

/* Exports one end, which is no more then, and throws away what it got. */
enum fate talk_export(struct talk *talk, enum side side);

/* Messages made and taken that ended well, of all talks of the process. */
extern _Atomic uint64_t talk_calls;

#endif
