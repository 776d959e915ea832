/* SPDX-License-Identifier: MIT */
#include "realm/diff/shortage.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

static struct {
    bool counts;
    bool struck;            /* since it started */
    bool pending;           /* and the call has not been looked at */
    uint32_t made;
    uint32_t refused;
} shortage;

#if defined(__GLIBC__) && !defined(SANITIZED)

#define SEEN_BY_LIBRARIES __attribute__((visibility("default")))

/* Of the C library, under the names it keeps for this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

/* The linker's: where this program's code begins and ends. */
extern const char __executable_start[], etext[];

static bool
is_refused(const char *caller)
{
    bool refused = false;

    if (shortage.counts &&
        (caller < __executable_start || caller >= etext)) {
        refused = ++shortage.made == shortage.refused;
        if (refused) {
            shortage.struck = shortage.pending = true;
            errno = ENOMEM;
        }
    }
    return refused;
}

SEEN_BY_LIBRARIES void *
malloc(size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL :
        __libc_malloc(size);
}

SEEN_BY_LIBRARIES void *
calloc(size_t count, size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL :
        __libc_calloc(count, size);
}

SEEN_BY_LIBRARIES void *
realloc(void *old, size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL :
        __libc_realloc(old, size);
}

bool
shortage_sanitized(void)
{
    return false;
}

#else

bool
shortage_sanitized(void)
{
    return true;
}

#endif

void
shortage_start(uint32_t n)
{
    shortage.counts = true;
    shortage.struck = shortage.pending = false;
    shortage.made = 0;
    shortage.refused = n;
}

uint32_t
shortage_end(void)
{
    shortage.counts = false;
    return shortage.made;
}

bool
shortage_struck(void)
{
    return shortage.struck;
}

/* What a call says that had no memory; stock calls it a wrong checksum at
 * times.  Another error is what there was to say: memory that is refused to
 * the mechglue's table of minor codes, for one, changes nothing of it. */
static bool
is_shortage(OM_uint32 major)
{
    return GSS_ROUTINE_ERROR(major) == GSS_S_FAILURE ||
        GSS_ROUTINE_ERROR(major) == GSS_S_BAD_MIC;
}

bool
shortage_again(OM_uint32 major)
{
    bool again = shortage.pending && is_shortage(major);

    shortage.pending = false;
    return again;
}
