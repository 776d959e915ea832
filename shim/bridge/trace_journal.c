/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bridge/trace_journal.h"
#include "bridge/trace_sink.h"

int
gssksp_trace_journal_open(const char *path, const char **why)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    if (fd < 0) {
        *why = gssksp_sink_error(errno);
    } else if (connect(fd, (const struct sockaddr *)&address,
                       sizeof(address)) != 0) {
        *why = gssksp_sink_error(errno);
        close(fd);
        fd = -1;
    }
    return fd;
}
