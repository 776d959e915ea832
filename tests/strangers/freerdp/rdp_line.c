/* SPDX-License-Identifier: MIT */
#include "rdp_line.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ts_request.h"

/* A packet of X.224 in one of TPKT (RFC 1006): version, 0, length. */
#define TPKT_HEAD 4
#define TPKT_VERSION 3
#define PACKET_MAX 1024

/* RDP_NEG_REQ, the end of the request: type, flags, length, protocols, of
 * which the low byte says all (MS-RDPBCGR 2.2.1.1.1). */
#define NEG_LENGTH 8
#define NEG_REQ 1
#define PROTOCOL_HYBRID 2

static void
fail(const char *what)
{
    perror(what);
    exit(1);
}

static void
fail_tls(const char *what)
{
    fprintf(stderr, "%s: ", what);
    ERR_print_errors_fp(stderr);
    fputc('\n', stderr);
    exit(1);
}

/* ---- TCP and X.224 -------------------------------------------------- */

static int
accept_one(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int listener = socket(AF_INET, SOCK_STREAM, 0), fd;

    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 ||
        bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(listener, 1) != 0)
        fail("listen");
    puts("listening");
    fflush(stdout);
    fd = accept(listener, NULL, NULL);
    if (fd < 0)
        fail("accept");
    close(listener);
    return fd;
}

static void
read_all(int fd, unsigned char *data, size_t length)
{
    ssize_t got;

    while (length > 0) {
        got = read(fd, data, length);
        if (got <= 0)
            fail("the client's first packet");
        data += got;
        length -= (size_t)got;
    }
}

/* A server must not choose what the client does not offer. */
static void
read_request(int fd)
{
    unsigned char packet[PACKET_MAX];
    const unsigned char *negotiation;
    size_t length;

    read_all(fd, packet, TPKT_HEAD);
    length = (size_t)packet[2] << 8 | packet[3];
    if (packet[0] != TPKT_VERSION || length > sizeof(packet) ||
        length < TPKT_HEAD + NEG_LENGTH)
        fail("TPKT");
    read_all(fd, packet + TPKT_HEAD, length - TPKT_HEAD);
    negotiation = packet + length - NEG_LENGTH;
    if (negotiation[0] != NEG_REQ ||
        (negotiation[4] & PROTOCOL_HYBRID) == 0)
        fail("the client does not offer CredSSP");
}

/* Connection Confirm, and RDP_NEG_RSP. */
static void
write_confirmation(int fd)
{
    static const unsigned char packet[] = {
        TPKT_VERSION, 0, 0, 19,
        14, 0xd0, 0, 0, 0x12, 0x34, 0,
        2, 0, NEG_LENGTH, 0, PROTOCOL_HYBRID, 0, 0, 0
    };

    if (write(fd, packet, sizeof(packet)) != (ssize_t)sizeof(packet))
        fail("confirmation");
}

/* ---- TLS ------------------------------------------------------------ */

void
line_open(struct rdp_line *line, int port, const char *certificate,
          const char *key)
{
    line->fd = accept_one(port);
    read_request(line->fd);
    write_confirmation(line->fd);
    line->settings = SSL_CTX_new(TLS_server_method());
    if (line->settings == NULL ||
        SSL_CTX_use_certificate_file(line->settings, certificate,
                                     SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(line->settings, key,
                                    SSL_FILETYPE_PEM) != 1)
        fail_tls("certificate");
    line->tls = SSL_new(line->settings);
    if (line->tls == NULL || SSL_set_fd(line->tls, line->fd) != 1 ||
        SSL_accept(line->tls) != 1)
        fail_tls("TLS");
}

const unsigned char *
line_public_key(const struct rdp_line *line, size_t *length)
{
    const ASN1_BIT_STRING *key;

    key = X509_get0_pubkey_bitstr(SSL_get_certificate(line->tls));
    *length = (size_t)ASN1_STRING_length(key);
    return ASN1_STRING_get0_data(key);
}

/* Byte by byte, until the head says how much there is. */
size_t
line_receive(struct rdp_line *line, unsigned char *message)
{
    size_t got = 0, whole = 0, wanted = 1, n;

    while (whole == 0 || got < whole) {
        if (SSL_read_ex(line->tls, message + got, wanted, &n) != 1)
            return 0;
        got += n;
        if (whole == 0)
            whole = ts_message_length(message, got);
        if (whole > LINE_MAX_MESSAGE || (whole == 0 && got > 8)) {
            fprintf(stderr, "what the client sends is no TSRequest\n");
            exit(1);
        }
        wanted = whole == 0 ? 1 : whole - got;
    }
    return whole;
}

void
line_send(struct rdp_line *line, const void *message, size_t length)
{
    size_t sent;

    if (SSL_write_ex(line->tls, message, length, &sent) != 1)
        fail_tls("sending");
}

void
line_close(struct rdp_line *line)
{
    SSL_shutdown(line->tls);
    SSL_free(line->tls);
    SSL_CTX_free(line->settings);
    close(line->fd);
}
