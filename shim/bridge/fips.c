/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bridge/fips.h"

/* "0" or "1", and the end of a line. */
static enum gssksp_fips
parse(const char *text)
{
    enum gssksp_fips mode = GSSKSP_FIPS_UNKNOWN;

    if (strcmp(text, "0\n") == 0 || strcmp(text, "0") == 0)
        mode = GSSKSP_FIPS_OFF;
    else if (strcmp(text, "1\n") == 0 || strcmp(text, "1") == 0)
        mode = GSSKSP_FIPS_ON;
    return mode;
}

enum gssksp_fips
gssksp_fips_read(const char *path)
{
    enum gssksp_fips mode = GSSKSP_FIPS_UNKNOWN;
    char text[8];
    ssize_t length;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (fd >= 0) {
        length = read(fd, text, sizeof(text) - 1);
        close(fd);
        text[length > 0 ? length : 0] = '\0';
        mode = parse(text);
    } else if (errno == ENOENT || errno == ENOTDIR) {
        mode = GSSKSP_FIPS_OFF;
    }
    return mode;
}
