/* SPDX-License-Identifier: MIT */
/*
 * The server's end of an RDP connection as far as CredSSP goes (MS-RDPBCGR
 * 5.4.5.2): X.224's request and confirmation with the choice of CredSSP, then
 * TLS.  One connection.
 *
 * A function that fails says why on stderr and ends the process.
 */
#ifndef TESTS_STRANGERS_FREERDP_RDP_LINE_H
#define TESTS_STRANGERS_FREERDP_RDP_LINE_H

#include <openssl/ssl.h>
#include <stddef.h>

#define LINE_MAX_MESSAGE 65536

struct rdp_line {
    int fd;
    SSL_CTX *settings;
    SSL *tls;
};

/* Say "listening" on stdout, wait for a client on a port of 127.0.0.1, choose
 * CredSSP, which it must offer, and make the TLS connection with a certificate
 * and a key in files of PEM. */
void line_open(struct rdp_line *line, int port, const char *certificate,
               const char *key);

/* The SubjectPublicKey of the certificate, as CredSSP binds it. */
const unsigned char *line_public_key(const struct rdp_line *line,
                                     size_t *length);

/* Receive a TSRequest into `message`, which has room for LINE_MAX_MESSAGE;
 * its length, or 0 if the client has ended the connection. */
size_t line_receive(struct rdp_line *line, unsigned char *message);

void line_send(struct rdp_line *line, const void *message, size_t length);
void line_close(struct rdp_line *line);

#endif
