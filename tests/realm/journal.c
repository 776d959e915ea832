/* SPDX-License-Identifier: MIT */
/*
 * journal SOCKET OUTPUT COMMAND [ARG...]: stands in for systemd's journal
 * while a command runs.  Each entry that comes to SOCKET is a paragraph of
 * OUTPUT, with the sender's process in front, as the kernel tells it.  What it
 * exits with is the command's.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define ENTRY_MAX 65536

static void
die(const char *what)
{
    perror(what);
    exit(125);
}

static int
listen_at(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), yes = 1;

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    unlink(path);
    if (fd < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes)) != 0 ||
        bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
        die(path);
    return fd;
}

static long
sender(struct msghdr *message)
{
    struct cmsghdr *c = CMSG_FIRSTHDR(message);
    struct ucred who = { 0, 0, 0 };

    if (c != NULL && c->cmsg_type == SCM_CREDENTIALS)
        memcpy(&who, CMSG_DATA(c), sizeof(who));
    return (long)who.pid;
}

/* False when nothing waits. */
static int
take_down(int fd, FILE *out)
{
    static char entry[ENTRY_MAX], control[256];
    struct iovec part = { entry, sizeof(entry) };
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
        .msg_controllen = sizeof(control)
    };
    ssize_t n = recvmsg(fd, &message, MSG_DONTWAIT);

    if (n < 0)
        return 0;
    fprintf(out, "_PID=%ld\n", sender(&message));
    fwrite(entry, 1, (size_t)n, out);
    fprintf(out, "\n");
    return 1;
}

int
main(int argc, char **argv)
{
    struct pollfd socket = { .events = POLLIN };
    int status = 0, over = 0;
    FILE *out;
    pid_t pid;

    if (argc < 4)
        return 125;
    socket.fd = listen_at(argv[1]);
    out = fopen(argv[2], "we");
    if (out == NULL)
        die(argv[2]);
    pid = fork();
    if (pid == 0) {
        execvp(argv[3], argv + 3);
        _exit(126);
    }
    while (!over) {
        over = waitpid(pid, &status, WNOHANG) == pid;
        (void)poll(&socket, 1, over ? 0 : 20);
        while (take_down(socket.fd, out))
            continue;
    }
    fclose(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
