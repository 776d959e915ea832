/* SPDX-License-Identifier: MIT */
/* What a program that is started now will find: files, modules, library. */
#ifndef TOOLS_STATUS_HOST_H
#define TOOLS_STATUS_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tools/status/host_library.h"
#include "tools/status/listing.h"
#include "tools/status/listing_unread.h"
#include "tools/status/module_try.h"
#include "tools/status/own_context.h"
#include "tools/status/self_test.h"
#include "tools/status/who_interposes.h"

#define HOST_NONE ((size_t)-1)

/* How far one may go. */
enum host_look {
    HOST_LOOK_ALL,              /* what is listed is loaded */
    HOST_LOOK_TRUSTED,          /* only what is to be trusted is: root's, or
                                 * the caller's (trusted.h); of the rest,
                                 * what is known without */
    HOST_LOOK_NOTHING           /* nothing is read or loaded */
};

struct host {
    struct host_library library;
    enum host_look look;
    uid_t caller;
    char untrusted[320];        /* what none can be loaded because of, or
                                 * that not all could be; else empty */
    struct listing *listing;
    struct listing_unread *unread;
    struct module_try *tries;   /* one for each entry of the listing; all zero
                                 * for what does not interpose */
    size_t first;               /* the entry that gets Kerberos, by what the
                                 * modules offer; or HOST_NONE */
    size_t ours;                /* the entry that is the module, or
                                 * HOST_NONE */
    enum interposing who;       /* by what the library says itself */
    struct self_test self_test;
    struct own_context context; /* if it is wanted */
    char cpu[64];
};

/* With this process's environment and rights; `context`: and make one with
 * oneself.  `caller` is the user who asks.  False without memory. */
bool host_read(struct host *host, enum host_look look, uid_t caller,
               bool context);
void host_free(struct host *host);

enum host_verdict { HOST_ON, HOST_OFF, HOST_BROKEN, HOST_UNKNOWN };

/* What it comes to; the reason in `why`, empty if all is said. */
enum host_verdict host_judge(const struct host *host, char *why, size_t size);

#endif
