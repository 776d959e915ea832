/* SPDX-License-Identifier: MIT */
/*
 * Any bytes for an object that is loaded in this process: nothing is read
 * beyond its segments, and what it is said to refer to is named in it.
 *
 * libFuzzer: -max_len=600
 */
#include "mech/load/relocations.h"

#include <string.h>

#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"

#define NAME "gss_krb5_import_cred"
#define DYNAMIC_AT 16
#define DYNAMIC_SIZE 160

/* One segment of just those bytes, of which some are the dynamic section's. */
static void
describe(unsigned char *object, size_t size, ElfW(Phdr) *segments,
         struct dl_phdr_info *info)
{
    memset(segments, 0, 2 * sizeof(*segments));
    segments[0].p_type = PT_LOAD;
    segments[0].p_memsz = size;
    segments[1].p_type = PT_DYNAMIC;
    segments[1].p_vaddr = DYNAMIC_AT;
    segments[1].p_memsz = DYNAMIC_SIZE;
    memset(info, 0, sizeof(*info));
    info->dlpi_addr = (ElfW(Addr))object;
    info->dlpi_phdr = segments;
    info->dlpi_phnum = 2;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *object = malloc(size);
    struct dl_phdr_info info;
    ElfW(Phdr) segments[2];

    must(object != NULL, "no memory");
    if (size > 0)
        memcpy(object, data, size);
    describe(object, size, segments, &info);
    must(!gssksp_object_refers_to(&info, NAME) ||
         memmem(object, size, NAME, sizeof(NAME)) != NULL,
         "a reference from nowhere");
    must(size == 0 || memcmp(object, data, size) == 0, "it was written to");
    free(object);
    return 0;
}
