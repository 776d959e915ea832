/* SPDX-License-Identifier: MIT */
/*
 * Any bytes for an object in another process's memory, which is this one's:
 * what is called the address of a variable has its name there.
 *
 * libFuzzer: -max_len=1024
 */
#include <string.h>
#include <sys/mman.h>

#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "tools/status/remote_symbol.h"

#include <unistd.h>

#define ROOM 4096
#define NAME "gss_ksp_state"

/* Between pages that nobody may read. */
static unsigned char *
room(void)
{
    static unsigned char *all;

    if (all == NULL) {
        all = mmap(NULL, 3 * ROOM, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                   0);
        must(all != MAP_FAILED && mprotect(all + ROOM, ROOM, PROT_READ |
                                           PROT_WRITE) == 0, "no room");
    }
    return all + ROOM;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *object = room();
    uint64_t base = (uint64_t)(uintptr_t)object, address;

    if (size > ROOM)
        return 0;
    memset(object, 0, ROOM);
    if (size > 0)
        memcpy(object, data, size);
    address = remote_symbol(getpid(), base, NAME);
    must(address == 0 || memmem(object, ROOM, NAME, sizeof(NAME)) != NULL,
         "a symbol of another name");
    return 0;
}
