/* SPDX-License-Identifier: MIT */
/*
 * The end of what is encrypted, in memory of our own.
 *
 * A message that is opened in place may be in memory that others write to.
 * Its text is theirs to change then, when it has been opened as well as
 * before; but the copy of the header at its end, 16 bytes, says whether the
 * number is genuine.  Those are checked where they were decrypted to.  RFC
 * 8009 checks before it decrypts: there the last three blocks, which are all
 * that the last 16 bytes in the clear are made of, are taken once, so that
 * what was checked is what is decrypted.
 */
#ifndef SHIM_CORE_SEALED_TAIL_H
#define SHIM_CORE_SEALED_TAIL_H

#include "core/buffers.h"
#include "crypto/enctype.h"

#define KSP_TAIL 48

struct ksp_tail {
    unsigned char bytes[KSP_TAIL];      /* the last ones, in order */
    unsigned char confounder[KSP_CONFOUNDER_MAX];
    size_t wanted;
    size_t count;
    struct {
        unsigned char *home;
        const unsigned char *here;
        size_t length;
    } pieces[KSP_TAIL];
};

/*
 * Have what is needed for `enctype` of the last bytes of the SEAL spans at the
 * end of tail->bytes; and where there are not enough, *confounder in the tail
 * too.  There is room for one span more.
 */
void ksp_tail_take(struct ksp_tail *tail, const struct ksp_enctype *enctype,
                   struct ksp_message *message, unsigned char **confounder);

/* Put them back to where they were, and wipe the tail. */
void ksp_tail_return(struct ksp_tail *tail);

#endif
