/* SPDX-License-Identifier: MIT */
/*
 * Downloads a page by neon, from this host's loopback address:
 *
 *     get HOST PORT PATH >FILE
 *
 * It logs in by Negotiate if the server asks for that, to the service of
 * HOST, and by nothing else.  What neon says goes to stderr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ne_auth.h"
#include "ne_request.h"
#include "ne_session.h"
#include "ne_socket.h"
#include "ne_sspi.h"
#include "ne_utils.h"

/* A user and a password: there are none. */
static int
nobody(void *userdata, const char *realm, int attempt, char *user,
       char *password)
{
    (void)userdata, (void)realm, (void)attempt, (void)user, (void)password;
    return 1;
}

static int
to_stdout(void *userdata, const char *block, size_t length)
{
    (void)userdata;
    return fwrite(block, 1, length, stdout) == length ? 0 : -1;
}

static ne_session *
open_session(const char *host, unsigned port)
{
    static const unsigned char loopback[] = { 127, 0, 0, 1 };
    static const ne_inet_addr *addresses[1];
    ne_session *session = ne_session_create("http", host, port);

    addresses[0] = ne_iaddr_make(ne_iaddr_ipv4, loopback);
    ne_set_addrlist(session, addresses, 1);
    ne_add_server_auth(session, NE_AUTH_GSSAPI, nobody, NULL);
    return session;
}

int
main(int argc, char **argv)
{
    ne_session *session;
    ne_request *request;
    int result;

    if (argc != 4 || ne_sock_init() != 0)
        return 2;
    ne_debug_init(stderr, NE_DBG_HTTPAUTH | NE_DBG_HTTP);
    /* neon does it itself on Windows only. */
    if (ne_sspi_init() != 0)
        return 2;
    session = open_session(argv[1], (unsigned)atoi(argv[2]));
    request = ne_request_create(session, "GET", argv[3]);
    ne_add_response_body_reader(request, ne_accept_2xx, to_stdout, NULL);
    result = ne_request_dispatch(request);
    if (result != NE_OK || ne_get_status(request)->klass != 2) {
        fprintf(stderr, "get: %s\n", ne_get_error(session));
        result = 1;
    }
    ne_request_destroy(request);
    ne_session_destroy(session);
    ne_sock_exit();
    return result == NE_OK ? 0 : 1;
}
