/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "mech/per_thread.h"

/* The key and 1; 0 while there is none.  Who makes it needs no lock, which a
 * child could find held. */
static _Atomic unsigned long known;

/* True if there is a key. */
static bool
find_key(pthread_key_t *key)
{
    unsigned long found = atomic_load_explicit(&known, memory_order_acquire);

    /* The C library's free outlives this module. */
    if (found == 0 && pthread_key_create(key, free) == 0) {
        if (atomic_compare_exchange_strong(&known, &found,
                                           (unsigned long)*key + 1))
            found = (unsigned long)*key + 1;
        else
            (void)pthread_key_delete(*key);
    }
    *key = (pthread_key_t)(found - 1);
    return found != 0;
}

static struct gssksp_thread *
make(pthread_key_t key)
{
    struct gssksp_thread *made = calloc(1, sizeof(*made));

    if (made != NULL && pthread_setspecific(key, made) != 0) {
        free(made);
        made = NULL;
    }
    return made;
}

struct gssksp_thread *
gssksp_thread(void)
{
    struct gssksp_thread *thread = NULL;
    pthread_key_t key;

    if (find_key(&key)) {
        thread = pthread_getspecific(key);
        if (thread == NULL)
            thread = make(key);
    }
    return thread;
}
