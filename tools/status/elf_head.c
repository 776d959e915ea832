/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/status/elf_head.h"
#include "tools/status/regular.h"

#define SEGMENTS_MAX 64

static bool
read_at(int fd, void *to, size_t size, off_t at)
{
    return pread(fd, to, size, at) == (ssize_t)size;
}

/* The head of the program this is. */
static bool
read_own(ElfW(Ehdr) *head)
{
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && read_at(fd, head, sizeof(*head), 0);

    if (fd >= 0)
        (void)close(fd);
    return ok;
}

static bool
is_short(int fd, const ElfW(Ehdr) *head)
{
    ElfW(Phdr) segments[SEGMENTS_MAX];
    size_t size = head->e_phnum * sizeof(segments[0]), i;
    struct stat status;
    uint64_t length;
    bool cut = false;

    if (fstat(fd, &status) != 0 || head->e_phnum > SEGMENTS_MAX ||
        head->e_phentsize != sizeof(segments[0]))
        return false;
    if (!read_at(fd, segments, size, (off_t)head->e_phoff))
        return true;
    length = (uint64_t)status.st_size;
    for (i = 0; i < head->e_phnum; i++)
        cut = cut || segments[i].p_offset > length ||
            segments[i].p_filesz > length - segments[i].p_offset;
    return cut;
}

static const char *
judge(int fd)
{
    const char *wrong = NULL;
    ElfW(Ehdr) own, head;

    memset(&head, 0, sizeof(head));
    if (!read_at(fd, head.e_ident, EI_NIDENT, 0))
        wrong = "it is empty or cut short";
    else if (memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        wrong = "it is no shared object";
    else if (!read_at(fd, &head, sizeof(head), 0))
        wrong = "it is cut short";
    else if (read_own(&own) &&
             (head.e_ident[EI_CLASS] != own.e_ident[EI_CLASS] ||
              head.e_ident[EI_DATA] != own.e_ident[EI_DATA] ||
              head.e_machine != own.e_machine))
        wrong = "it is for another architecture";
    else if (is_short(fd, &head))
        wrong = "it is cut short";
    return wrong;
}

const char *
elf_head_wrong(const char *path)
{
    const char *wrong = NULL;
    int error, fd = regular_open(path, &error);

    if (fd >= 0) {
        wrong = judge(fd);
        (void)close(fd);
    }
    return wrong;
}
