/* SPDX-License-Identifier: MIT */
/*
 * Any text for a line of /proc/PID/maps and for /proc/PID/stat: sscanf reads
 * the same.
 *
 * libFuzzer: -max_len=300
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "mech/load/program_start.h"
#include "tools/status/memory_map.h"

#define TEXT_MAX 300

/* ---- maps ------------------------------------------------------------ */

static void
check_map(const char *text, const struct mapping *m)
{
    uint64_t start, end, offset, inode;
    unsigned int major, minor;
    int n = sscanf(text, "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %x:%x %"
                   SCNu64, &start, &end, &offset, &major, &minor, &inode);

    /* sscanf gives up where a word is missing. */
    if (n == 6)
        must(m->start == start && m->offset == offset &&
             m->inode == inode && m->major == major && m->minor == minor,
             "other numbers");
    must(m->path[0] == '/' && strstr(text, m->path) != NULL &&
         strchr(m->path, '\n') == NULL, "another path");
    must(!m->deleted || strstr(text, " (deleted)") != NULL,
         "it is not gone");
}

/* A line as the kernel writes it must be taken. */
static void
try_good_map(const char *path)
{
    char line[TEXT_MAX + 100];
    struct mapping m;

    snprintf(line, sizeof(line),
             "7f00-7fff r-xp 00001000 fd:1a 123456789    /%s\n", path);
    must(memory_map_parse(line, &m), "a good line is refused");
    must(m.start == 0x7f00 && m.offset == 0x1000 && m.major == 0xfd &&
         m.minor == 0x1a && m.inode == 123456789 && m.path[0] == '/',
         "read otherwise");
}

/* ---- stat ------------------------------------------------------------ */

static void
check_stat(const char *text, const struct gssksp_process *p)
{
    const char *open = strchr(text, '('), *close = strrchr(text, ')');
    const char *at;
    size_t length;
    int i;

    must(open != NULL && close != NULL && open < close, "no name");
    length = (size_t)(close - open) - 1;
    must(strlen(p->name) <= length && length < sizeof(p->name) &&
         memcmp(p->name, open + 1, strlen(p->name)) == 0, "another name");
    at = close + 3;
    for (i = GSSKSP_STAT_PARENT; i < GSSKSP_STAT_FIELDS; i++) {
        char *end;

        must(p->field[i] == strtoull(at, &end, 10), "another number");
        at = end;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[TEXT_MAX + 1], line[TEXT_MAX + 1];
    struct gssksp_process process;
    struct mapping mapping;

    if (size > TEXT_MAX)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    memcpy(line, text, size + 1);
    if (memory_map_parse(line, &mapping))
        check_map(text, &mapping);
    if (gssksp_stat_parse(text, &process))
        check_stat(text, &process);
    if (strchr(text, '\n') == NULL)
        try_good_map(text);
    return 0;
}
