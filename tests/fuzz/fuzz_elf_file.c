/* SPDX-License-Identifier: MIT */
/*
 * Any bytes for a program's file: what is found in it lies in it.
 *
 * libFuzzer: -max_len=1024
 */
#include <string.h>

#include "fuzz/fuzz_memfile.h"
#include "fuzz/target.h"
#include "tools/status/elf_file.h"
#include "tools/status/elf_head.h"

#define NEEDS_MAX 1000

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = memfile(data, size), *name;
    struct elf_file *file = elf_file_open(path);
    size_t i;

    must(file == NULL || elf_head_wrong(path) == NULL,
         "a file that cannot be loaded");
    if (file == NULL)
        return 0;
    must(size > 4 && memcmp(data, "\177ELF", 4) == 0, "no ELF");
    for (i = 0; i < NEEDS_MAX; i++) {
        name = elf_file_needs(file, i);
        if (name == NULL)
            break;
        must(memmem(data, size, name, strlen(name) + 1) != NULL,
             "a need from elsewhere");
    }
    must(!elf_file_wants(file, "gss_krb5_import_cred") ||
         memmem(data, size, "gss_krb5_import_cred", 21) != NULL,
         "a symbol from elsewhere");
    elf_file_close(file);
    return 0;
}
