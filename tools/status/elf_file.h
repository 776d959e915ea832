/* SPDX-License-Identifier: MIT */
/* The dynamic symbols and needs of a program or library, from its file. */
#ifndef TOOLS_STATUS_ELF_FILE_H
#define TOOLS_STATUS_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct elf_file;

/* NULL if it is no ELF file of this architecture that can be read. */
struct elf_file *elf_file_open(const char *path);
void elf_file_close(struct elf_file *file);

/* Whether it has the symbol from another object. */
bool elf_file_wants(const struct elf_file *file, const char *symbol);

/* The name of the i-th library that it needs, or NULL past the last; lives as
 * long as the file. */
const char *elf_file_needs(const struct elf_file *file, size_t i);

#endif
