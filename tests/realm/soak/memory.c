/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

#include "realm/soak/soak.h"

struct memory
memory_now(void)
{
    struct memory now = { 0, 0 };
    struct mallinfo2 info = mallinfo2();
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;

    if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1)
        soak_die("statm");
    fclose(file);
    now.resident = pages * (sysconf(_SC_PAGESIZE) / 1024);
    now.heap = (long)((info.uordblks + info.hblkhd) / 1024);
    return now;
}
