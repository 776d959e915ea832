/* SPDX-License-Identifier: MIT */
/*
 * gss-udp server PORT
 * gss-udp client HOST PORT SERVICE COUNT
 *
 * Sealed messages on a transport that loses and reorders them: each packet
 * carries the number of its message in the clear, and the context protects
 * the message under that number.  For <gssapi/gssapi_ksp.h>.
 *
 * A packet is a letter and a body: E, a token of establishment; M, a number
 * (8 bytes, big-endian) and a token of gss_wrap; D, nothing more to come.
 * The client sends COUNT messages in a shuffled order, one of them twice and
 * one under a wrong number; it is the server's to find out.
 */
#include <arpa/inet.h>
#include <gssapi/gssapi_ksp.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PACKET_MAX 60000
#define HEAD 9
#define COUNT_MAX 1000

struct packet {
    size_t length;
    unsigned char bytes[PACKET_MAX];
};

static void
fail(const char *what)
{
    fprintf(stderr, "%s failed\n", what);
    exit(1);
}

static void
gss_check(const char *what, OM_uint32 major, OM_uint32 minor)
{
    gss_buffer_desc text;
    OM_uint32 ignored, more = 0;

    if (GSS_ERROR(major)) {
        gss_display_status(&ignored, minor, GSS_C_MECH_CODE, GSS_C_NO_OID,
                           &more, &text);
        fprintf(stderr, "%s: %.*s\n", what, (int)text.length,
                (char *)text.value);
        exit(1);
    }
}

/* ---- packets -------------------------------------------------------- */

/* The first packet to a server fixes who the peer is. */
static void
receive(int line, struct packet *p)
{
    struct sockaddr_storage from;
    socklen_t length = sizeof(from);
    ssize_t n = recvfrom(line, p->bytes, sizeof(p->bytes), 0,
                         (struct sockaddr *)&from, &length);

    if (n < 1 || connect(line, (struct sockaddr *)&from, length) != 0)
        fail("receiving");
    p->length = (size_t)n;
}

static void
send_token(int line, char letter, uint64_t number, gss_buffer_t token)
{
    struct packet p;
    size_t head = letter == 'M' ? HEAD : 1, i;

    if (token->length > sizeof(p.bytes) - HEAD)
        fail("a packet: its length");
    p.bytes[0] = (unsigned char)letter;
    for (i = 1; i < head; i++)
        p.bytes[i] = (unsigned char)(number >> (8 * (HEAD - 1 - i)));
    if (token->length > 0)
        memcpy(p.bytes + head, token->value, token->length);
    if (send(line, p.bytes, head + token->length, 0) < 0)
        fail("sending");
}

static uint64_t
number_of(const struct packet *p)
{
    uint64_t number = 0;
    size_t i;

    for (i = 1; i < HEAD; i++)
        number = number << 8 | p->bytes[i];
    return number;
}

/* ---- server --------------------------------------------------------- */

static void
accept_context(int line, gss_ctx_id_t *context)
{
    gss_buffer_desc in, out;
    OM_uint32 major = GSS_S_CONTINUE_NEEDED, minor, ignored;
    static struct packet p;

    while (major == GSS_S_CONTINUE_NEEDED) {
        receive(line, &p);
        in.value = p.bytes + 1;
        in.length = p.length - 1;
        major = gss_accept_sec_context(&minor, context, GSS_C_NO_CREDENTIAL,
                                       &in, NULL, NULL, NULL, &out, NULL,
                                       NULL, NULL);
        gss_check("gss_accept_sec_context", major, minor);
        if (out.length > 0)
            send_token(line, 'E', 0, &out);
        gss_release_buffer(&ignored, &out);
    }
}

/* A message is what it says it is, once. */
static void
take(gss_ctx_id_t context, const struct packet *p, int place)
{
    gss_buffer_desc in = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;
    uint64_t claimed = number_of(p), number;
    OM_uint32 major, minor, ignored;
    uint32_t verdict;

    in.value = (void *)(uintptr_t)(p->bytes + HEAD);
    in.length = p->length - HEAD;
    major = gss_ksp_set_number(&minor, &context, claimed);
    gss_check("gss_ksp_set_number", major, minor);
    major = gss_unwrap(&minor, context, &in, &out, NULL, NULL);
    gss_check("gss_unwrap", major, minor);
    major = gss_ksp_last_message(&minor, context, &number, &verdict);
    gss_check("gss_ksp_last_message", major, minor);
    printf("message %llu: ", (unsigned long long)claimed);
    if (verdict == GSS_KSP_IN_ORDER)
        printf("packet %d, %.*s\n", place, (int)out.length,
               (char *)out.value);
    else if (verdict == GSS_KSP_MISMATCH)
        printf("refused, its number is another, %llu\n",
               (unsigned long long)number);
    else
        printf("refused, a duplicate or too old\n");
    gss_release_buffer(&ignored, &out);
}

static void
serve(const char *port)
{
    struct sockaddr_in here = { .sin_family = AF_INET };
    int line = socket(AF_INET, SOCK_DGRAM, 0), place = 0;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    static struct packet p;
    OM_uint32 major, minor;

    here.sin_port = htons((uint16_t)atoi(port));
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(line, (struct sockaddr *)&here, sizeof(here)) != 0)
        fail("binding");
    printf("listening on port %s\n", port);
    fflush(stdout);
    accept_context(line, &context);
    major = gss_ksp_set_numbering(&minor, &context, GSS_KSP_NUMBERS_CALLER);
    gss_check("gss_ksp_set_numbering", major, minor);
    receive(line, &p);
    while (p.bytes[0] == 'M' && p.length > HEAD) {
        take(context, &p, ++place);
        receive(line, &p);
    }
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    close(line);
}

/* ---- client --------------------------------------------------------- */

static int
connect_to(const char *host, const char *port)
{
    struct addrinfo hints, *to = NULL;
    int line;

    memset(&hints, 0, sizeof(hints));
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_DGRAM;
    if (getaddrinfo(host, port, &hints, &to) != 0)
        fail("getaddrinfo");
    line = socket(to->ai_family, to->ai_socktype, to->ai_protocol);
    if (connect(line, to->ai_addr, to->ai_addrlen) != 0)
        fail("connecting");
    freeaddrinfo(to);
    return line;
}

/* Replays are to be noticed, the order is nobody's concern. */
static void
init_context(int line, const char *service, gss_ctx_id_t *context)
{
    gss_buffer_desc in = GSS_C_EMPTY_BUFFER, out, text;
    OM_uint32 major, minor, ignored;
    static struct packet p;
    gss_name_t name;

    text.value = (void *)(uintptr_t)service;
    text.length = strlen(service);
    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    gss_check("gss_import_name", major, minor);
    do {
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, context,
                                     name, GSS_C_NO_OID,
                                     GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG,
                                     0, NULL, &in, NULL, &out, NULL, NULL);
        gss_check("gss_init_sec_context", major, minor);
        if (out.length > 0)
            send_token(line, 'E', 0, &out);
        gss_release_buffer(&ignored, &out);
        if (major == GSS_S_CONTINUE_NEEDED) {
            receive(line, &p);
            in.value = p.bytes + 1;
            in.length = p.length - 1;
        }
    } while (major == GSS_S_CONTINUE_NEEDED);
    gss_release_name(&ignored, &name);
}

static gss_buffer_desc
seal(gss_ctx_id_t context, uint64_t number)
{
    gss_buffer_desc text, token;
    OM_uint32 major, minor;
    char line[40];

    text.length = (size_t)snprintf(line, sizeof(line), "good day %llu",
                                   (unsigned long long)number);
    text.value = line;
    major = gss_ksp_set_number(&minor, &context, number);
    gss_check("gss_ksp_set_number", major, minor);
    major = gss_wrap(&minor, context, 1, GSS_C_QOP_DEFAULT, &text, NULL,
                     &token);
    gss_check("gss_wrap", major, minor);
    return token;
}

static void
shuffle(int *order, int count)
{
    int i, j, swap;

    for (i = 0; i < count; i++)
        order[i] = i;
    for (i = count - 1; i > 0; i--) {
        j = rand() % (i + 1);
        swap = order[i];
        order[i] = order[j];
        order[j] = swap;
    }
}

static void
send_messages(int line, gss_ctx_id_t context, int count)
{
    gss_buffer_desc token[COUNT_MAX], nothing = GSS_C_EMPTY_BUFFER;
    int order[COUNT_MAX] = { 0 }, i;
    OM_uint32 ignored;

    shuffle(order, count);
    for (i = 0; i < count; i++)
        token[i] = seal(context, (uint64_t)i + 1);
    /* Under the number of another, before it comes under its own. */
    send_token(line, 'M', (uint64_t)count + 1, &token[0]);
    for (i = 0; i < count; i++)
        send_token(line, 'M', (uint64_t)order[i] + 1, &token[order[i]]);
    send_token(line, 'M', (uint64_t)order[0] + 1, &token[order[0]]);
    send_token(line, 'D', 0, &nothing);
    for (i = 0; i < count; i++)
        gss_release_buffer(&ignored, &token[i]);
}

int
main(int argc, char **argv)
{
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 major, minor;
    int line, count;

    if (argc == 3 && strcmp(argv[1], "server") == 0) {
        serve(argv[2]);
        return 0;
    }
    count = argc == 6 ? atoi(argv[5]) : 0;
    if (count < 1 || count > COUNT_MAX || strcmp(argv[1], "client") != 0) {
        fprintf(stderr, "usage: %s server PORT | client HOST PORT SERVICE "
                "COUNT\n", argv[0]);
        return 2;
    }
    line = connect_to(argv[2], argv[3]);
    init_context(line, argv[4], &context);
    major = gss_ksp_set_numbering(&minor, &context, GSS_KSP_NUMBERS_CALLER);
    gss_check("gss_ksp_set_numbering", major, minor);
    send_messages(line, context, count);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    close(line);
    return 0;
}
