/* SPDX-License-Identifier: MIT */
/* What the head of a shared object says of who can load it. */
#ifndef TOOLS_STATUS_ELF_HEAD_H
#define TOOLS_STATUS_ELF_HEAD_H

/* Why no program like this one can load the file: another architecture, or a
 * file that ends before what its head lists.  NULL if nothing is seen, also if
 * it cannot be read.  Static text. */
const char *elf_head_wrong(const char *path);

#endif
