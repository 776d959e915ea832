/* SPDX-License-Identifier: MIT */
/*
 * What the examples need of the network: one connection, on which frames are
 * sent, each a length of four bytes, big-endian, and the bytes.  Any failure
 * ends the program.  The differences of Winsock stay in here.
 *
 * The dialogue: tokens to and fro until both sides are established, then the
 * client's mode, "sign" or "seal", and its message, then the server's answer.
 * A signed message is two frames, the text and the signature; a sealed one is
 * one token.
 */
#ifndef EXAMPLES_NET_H
#define EXAMPLES_NET_H

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#define WIN32_NO_STATUS
#include <winsock2.h>
#include <ws2tcpip.h>
#undef WIN32_NO_STATUS
typedef SOCKET net_line;
#define net_close closesocket
#define net_sleep Sleep
#else
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
typedef int net_line;
#define net_close close
#define net_sleep(milliseconds) usleep((milliseconds) * 1000)
#endif

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NET_FRAME_MAX 65536
#define NET_TRIES 20

struct net_frame {
    uint32_t length;
    char data[NET_FRAME_MAX];
};

static inline void
net_fail(const char *what)
{
    fprintf(stderr, "%s failed\n", what);
    exit(1);
}

static inline struct addrinfo *
net_address(const char *host, const char *port)
{
    struct addrinfo hints, *found = NULL;

#ifdef _WIN32
    WSADATA data;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        net_fail("WSAStartup");
#endif
    memset(&hints, 0, sizeof(hints));
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &found) != 0)
        net_fail("getaddrinfo");
    return found;
}

/* One try; false if nobody listens. */
static inline int
net_try(const struct addrinfo *to, net_line *line)
{
    int done;

    *line = socket(to->ai_family, to->ai_socktype, to->ai_protocol);
    done = connect(*line, to->ai_addr, (socklen_t)to->ai_addrlen) == 0;
    if (!done)
        net_close(*line);
    return done;
}

/* A connection to a server, which may have been started a moment ago. */
static inline net_line
net_connect(const char *host, const char *port)
{
    struct addrinfo *to = net_address(host, port);
    int tries = 1;
    net_line line;

    while (!net_try(to, &line)) {
        if (tries++ == NET_TRIES)
            net_fail("connect");
        net_sleep(100);
    }
    freeaddrinfo(to);
    return line;
}

/* The first connection of a client; says so when it waits for it. */
static inline net_line
net_accept(const char *port)
{
    struct addrinfo *here = net_address("127.0.0.1", port);
    net_line door = socket(here->ai_family, here->ai_socktype,
                           here->ai_protocol), line;
    int yes = 1;

    (void)setsockopt(door, SOL_SOCKET, SO_REUSEADDR, (const char *)&yes,
                     sizeof(yes));
    if (bind(door, here->ai_addr, (socklen_t)here->ai_addrlen) != 0 ||
        listen(door, 1) != 0)
        net_fail("bind");
    freeaddrinfo(here);
    printf("listening on port %s\n", port);
    fflush(stdout);
    line = accept(door, NULL, NULL);
    net_close(door);
    return line;
}

static inline void
net_send(net_line line, const void *data, size_t length)
{
    uint32_t size = htonl((uint32_t)length);
    const char *p = data;
    long n = (long)send(line, (const char *)&size, sizeof(size), 0);

    while (n > 0 && length > 0) {
        n = (long)send(line, p, (unsigned)length, 0);
        if (n > 0) {
            p += n;
            length -= (size_t)n;
        }
    }
    if (n <= 0)
        net_fail("send");
}

static inline void
net_read(net_line line, char *data, size_t length)
{
    long n = 1;

    while (n > 0 && length > 0) {
        n = (long)recv(line, data, (unsigned)length, 0);
        if (n > 0) {
            data += n;
            length -= (size_t)n;
        }
    }
    if (n <= 0)
        net_fail("recv");
}

static inline void
net_receive(net_line line, struct net_frame *frame)
{
    net_read(line, (char *)&frame->length, sizeof(frame->length));
    frame->length = ntohl(frame->length);
    if (frame->length > sizeof(frame->data))
        net_fail("a frame that is too long: recv");
    if (frame->length > 0)
        net_read(line, frame->data, frame->length);
}

#endif
