/* SPDX-License-Identifier: MIT */
/*
 * One side of a context by either API: what a case of the four-way matrix
 * does is said once, and done through GSS or through SSPI.  As with all
 * functions of a peer, nothing is done once the case has failed.
 */
#ifndef TESTS_REALM_FACE_H
#define TESTS_REALM_FACE_H

#include "realm/matrix/peer.h"
#include "realm/sspi_end.h"

/* The forms in which a message travels. */
enum form {
    FORM_MIC,           /* the message, and a token beside it */
    FORM_WHOLE,         /* one wrap token */
    FORM_STREAM,        /* the same, opened in place */
    FORM_HEADER,        /* a header and the message */
    FORM_SEVERAL        /* the same, the message in parts of which some are
                         * only signed */
};

struct parcel {
    struct bytes token;
    struct bytes body;
    struct bytes padding;       /* RC4 and DES3 */
};

void parcel_free(struct parcel *parcel);

struct face {
    struct peer *peer;
    bool sspi;
    struct sspi_end end;        /* when sspi */
    size_t unit;                /* what is sealed has whole ones: DES3 in
                                 * DCE style, which does not pad */
};

/* The parts of a message in FORM_SEVERAL: how long each is, and whether it
 * is only signed. */
#define FACE_PARTS 4
struct part {
    size_t length;
    bool sign_only;
};
void face_parts(const struct face *face, size_t length,
                struct part parts[FACE_PARTS]);

/*
 * The two implementations.  `make` makes a message in that form, sealed or
 * signed only; `take` wants what arrived to be `message`, and of that
 * protection.
 */
void gss_face_establish(struct face *face, bool dce);
struct parcel gss_face_make(struct face *face, enum form form, bool seal,
                            const struct bytes *message);
void gss_face_take(struct face *face, enum form form, bool seal,
                   const struct parcel *parcel, const struct bytes *message);
void sspi_face_establish(struct face *face, bool dce);
struct parcel sspi_face_make(struct face *face, enum form form, bool seal,
                             const struct bytes *message);
void sspi_face_take(struct face *face, enum form form, bool seal,
                    const struct parcel *parcel,
                    const struct bytes *message);

#endif
