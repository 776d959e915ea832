/* SPDX-License-Identifier: MIT */
/*
 * acceptor PORT CERTIFICATE KEY [VERSION] [ANSWER]: the server's part of one
 * CredSSP logon (MS-CSSP 3.1.5), over GSS-API alone and so as the stock
 * library has it.  The credential is any of the keytab's.
 *
 * VERSION is the highest of CredSSP that it knows (6): from 5 on a hash binds
 * the certificate's key, before that the key itself.  ANSWER is how the server
 * shows that it holds the key: "right"; "plain", the same in a token of
 * gss_wrap, which is not rotated; "altered", with a bit of the token changed;
 * "wrong", another key in a good token.
 *
 * Prints what the client sent, one fact a line, and "done" if it was a whole
 * logon; the exit status says the same.
 */
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rdp_line.h"
#include "ts_request.h"

#define HASH_FROM_VERSION 5
#define CFX_HEADER 16

struct server {
    struct rdp_line line;
    unsigned long version;
    const char *answer;
    unsigned char message[LINE_MAX_MESSAGE];
    struct ts_request request;      /* points into `message` */
    gss_ctx_id_t context;
    gss_buffer_desc bound;          /* what the client has to bind */
    gss_buffer_desc echo;           /* what the server answers */
};

static void
fail(const char *what)
{
    fprintf(stderr, "acceptor: %s\n", what);
    exit(1);
}

static void
fail_gss(const char *what, OM_uint32 major, OM_uint32 minor)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;

    fprintf(stderr, "acceptor: %s: major 0x%08x", what, major);
    if (!GSS_ERROR(gss_display_status(&ignored, minor, GSS_C_MECH_CODE,
                                      GSS_C_NO_OID, &more, &text)))
        fprintf(stderr, " (%.*s)", (int)text.length, (char *)text.value);
    fputc('\n', stderr);
    exit(1);
}

/* ---- what the client sends ------------------------------------------ */

/* Nothing of NTLM may be in it, in any place. */
static void
look_for_ntlm(const unsigned char *message, size_t length)
{
    static const unsigned char oid[] = {
        0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 0x0a
    };
    size_t i;

    for (i = 0; i < length; i++) {
        if ((length - i >= 8 && memcmp(message + i, "NTLMSSP", 8) == 0) ||
            (length - i >= sizeof(oid) &&
             memcmp(message + i, oid, sizeof(oid)) == 0))
            fail("there is NTLM in it");
    }
}

static void
receive(struct server *s)
{
    size_t length = line_receive(&s->line, s->message);

    if (length == 0)
        fail("the client has gone");
    look_for_ntlm(s->message, length);
    if (!ts_request_read(s->message, length, &s->request))
        fail("no TSRequest");
}

static void
answer(struct server *s, const gss_buffer_desc *token,
       const gss_buffer_desc *key)
{
    struct ts_request r = { .version = s->version };
    unsigned char *message;
    size_t length;

    if (token != NULL && token->length > 0) {
        r.nego_token.at = token->value;
        r.nego_token.length = token->length;
    }
    if (key != NULL) {
        r.pub_key_auth.at = key->value;
        r.pub_key_auth.length = key->length;
    }
    message = ts_request_write(&r, &length);
    line_send(&s->line, message, length);
    free(message);
}

static void
print_mechs(const struct ts_bytes *token)
{
    gss_OID_desc mech;
    gss_buffer_desc text;
    struct ts_bytes list, oid;
    OM_uint32 minor;

    if (!ts_mech_list(token, &list)) {
        puts("mechs none: no SPNEGO");
        return;
    }
    printf("mechs");
    while (ts_next_oid(&list, &oid)) {
        mech.length = (OM_uint32)oid.length;
        mech.elements = (void *)(uintptr_t)oid.at;
        if (gss_oid_to_str(&minor, &mech, &text) == GSS_S_COMPLETE) {
            printf(" %s", (char *)text.value);
            (void)gss_release_buffer(&minor, &text);
        }
    }
    putchar('\n');
}

/* ---- establishment -------------------------------------------------- */

static OM_uint32
step(struct server *s, gss_buffer_t out)
{
    gss_buffer_desc in = {
        s->request.nego_token.length,
        (void *)(uintptr_t)s->request.nego_token.at
    };
    OM_uint32 major, minor;

    major = gss_accept_sec_context(&minor, &s->context,
                                   GSS_C_NO_CREDENTIAL, &in,
                                   GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL,
                                   out, NULL, NULL, NULL);
    if (GSS_ERROR(major))
        fail_gss("gss_accept_sec_context", major, minor);
    return major;
}

static void
print_context(const struct server *s)
{
    static const struct {
        OM_uint32 flag;
        const char *name;
    } flags[] = {
        { GSS_C_DELEG_FLAG, "deleg" }, { GSS_C_MUTUAL_FLAG, "mutual" },
        { GSS_C_REPLAY_FLAG, "replay" }, { GSS_C_SEQUENCE_FLAG, "sequence" },
        { GSS_C_CONF_FLAG, "conf" }, { GSS_C_INTEG_FLAG, "integ" }
    };
    gss_buffer_desc client, service, mech;
    gss_name_t names[2];
    OM_uint32 major, minor, got;
    gss_OID oid;
    size_t i;

    major = gss_inquire_context(&minor, s->context, &names[0], &names[1],
                                NULL, &oid, &got, NULL, NULL);
    if (major == GSS_S_COMPLETE)
        major = gss_display_name(&minor, names[0], &client, NULL);
    if (major == GSS_S_COMPLETE)
        major = gss_display_name(&minor, names[1], &service, NULL);
    if (major == GSS_S_COMPLETE)
        major = gss_oid_to_str(&minor, oid, &mech);
    if (major != GSS_S_COMPLETE)
        fail_gss("gss_inquire_context", major, minor);
    printf("client %s\nservice %s\nmech %s\nflags", (char *)client.value,
           (char *)service.value, (char *)mech.value);
    for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if ((got & flags[i].flag) != 0)
            printf(" %s", flags[i].name);
    }
    putchar('\n');
}

/* Until the token that completes the context; what binds the key may come
 * with it or after the answer. */
static void
establish(struct server *s)
{
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    receive(s);
    printf("version %lu\n", s->request.version);
    print_mechs(&s->request.nego_token);
    while ((major = step(s, &out)) == GSS_S_CONTINUE_NEEDED) {
        answer(s, &out, NULL);
        (void)gss_release_buffer(&minor, &out);
        receive(s);
    }
    print_context(s);
    if (out.length > 0)
        answer(s, &out, NULL);
    (void)gss_release_buffer(&minor, &out);
    if (s->request.pub_key_auth.at == NULL)
        receive(s);
}

/* ---- messages ------------------------------------------------------- */

/* RFC 4121 4.2.6.2; the older enctypes have other tokens. */
static void
print_token(const char *what, const struct ts_bytes *token)
{
    const unsigned char *at = token->at;

    if (token->length > CFX_HEADER && at[0] == 5 && at[1] == 4) {
        printf("%s sealed=%d EC=%d RRC=%d\n", what, (at[2] & 2) != 0,
               at[4] << 8 | at[5], at[6] << 8 | at[7]);
    } else {
        printf("%s of another form\n", what);
    }
}

static void
open_message(const struct server *s, const char *what,
             const struct ts_bytes *token, gss_buffer_t text)
{
    gss_buffer_desc in = { token->length, (void *)(uintptr_t)token->at };
    OM_uint32 major, minor;
    int sealed = 0;

    if (token->at == NULL)
        fail(what);
    print_token(what, token);
    major = gss_unwrap(&minor, s->context, &in, text, &sealed, NULL);
    if (major != GSS_S_COMPLETE)
        fail_gss(what, major, minor);
    if (!sealed)
        fail("a message that is not sealed");
}

/* HEADER and DATA put together, as EncryptMessage makes them. */
static void
seal_rotated(const struct server *s, const gss_buffer_desc *text,
             gss_buffer_t token)
{
    gss_iov_buffer_desc iov[2] = {
        { GSS_IOV_BUFFER_TYPE_HEADER, GSS_C_EMPTY_BUFFER },
        { GSS_IOV_BUFFER_TYPE_DATA, *text }
    };
    OM_uint32 major, minor;

    major = gss_wrap_iov_length(&minor, s->context, 1, GSS_C_QOP_DEFAULT,
                                NULL, iov, 2);
    if (major != GSS_S_COMPLETE)
        fail_gss("gss_wrap_iov_length", major, minor);
    token->length = iov[0].buffer.length + text->length;
    token->value = malloc(token->length);
    if (token->value == NULL)
        fail("no memory");
    iov[0].buffer.value = token->value;
    iov[1].buffer.value = (char *)token->value + iov[0].buffer.length;
    memcpy(iov[1].buffer.value, text->value, text->length);
    major = gss_wrap_iov(&minor, s->context, 1, GSS_C_QOP_DEFAULT, NULL, iov,
                         2);
    if (major != GSS_S_COMPLETE)
        fail_gss("gss_wrap_iov", major, minor);
}

static void
seal_plain(const struct server *s, const gss_buffer_desc *text,
           gss_buffer_t token)
{
    gss_buffer_desc in = *text;
    OM_uint32 major, minor;

    major = gss_wrap(&minor, s->context, 1, GSS_C_QOP_DEFAULT, &in, NULL,
                     token);
    if (major != GSS_S_COMPLETE)
        fail_gss("gss_wrap", major, minor);
}

/* ---- the key -------------------------------------------------------- */

/* The text with the zero at its end, the nonce, the key (3.1.5). */
static void
hash(const char *text, size_t size, const struct ts_bytes *nonce,
     const gss_buffer_desc *key, gss_buffer_t out)
{
    unsigned char *all = malloc(size + nonce->length + key->length);

    out->length = SHA256_DIGEST_LENGTH;
    out->value = malloc(out->length);
    if (all == NULL || out->value == NULL)
        fail("no memory");
    memcpy(all, text, size);
    if (nonce->length > 0)
        memcpy(all + size, nonce->at, nonce->length);
    memcpy(all + size + nonce->length, key->value, key->length);
    SHA256(all, size + nonce->length + key->length, out->value);
    free(all);
}

static void
copy(const gss_buffer_desc *from, gss_buffer_t to)
{
    to->length = from->length;
    to->value = malloc(to->length);
    if (to->value == NULL)
        fail("no memory");
    memcpy(to->value, from->value, to->length);
}

/* What both sides have to say of the key.  Of the version before hashes the
 * server adds 1 to it, the first byte being the lowest. */
static void
prepare_key(struct server *s)
{
    static const char to_server[] = "CredSSP Client-To-Server Binding Hash";
    static const char to_client[] = "CredSSP Server-To-Client Binding Hash";
    gss_buffer_desc key;
    unsigned char *digit;

    key.value = (void *)(uintptr_t)line_public_key(&s->line, &key.length);
    if (s->version >= HASH_FROM_VERSION) {
        hash(to_server, sizeof(to_server), &s->request.client_nonce, &key,
             &s->bound);
        hash(to_client, sizeof(to_client), &s->request.client_nonce, &key,
             &s->echo);
        return;
    }
    copy(&key, &s->bound);
    copy(&key, &s->echo);
    digit = s->echo.value;
    while (++*digit == 0)
        digit++;
}

static void
check_key(struct server *s)
{
    gss_buffer_desc text;
    OM_uint32 minor;

    open_message(s, "pubKeyAuth", &s->request.pub_key_auth, &text);
    prepare_key(s);
    if (text.length != s->bound.length ||
        memcmp(text.value, s->bound.value, text.length) != 0)
        fail("the client binds another key");
    printf("bound %zu\n", text.length);
    (void)gss_release_buffer(&minor, &text);
}

static void
answer_key(struct server *s)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;

    if (strcmp(s->answer, "wrong") == 0)
        ((unsigned char *)s->echo.value)[s->echo.length - 1] ^= 1;
    if (strcmp(s->answer, "plain") == 0)
        seal_plain(s, &s->echo, &token);
    else
        seal_rotated(s, &s->echo, &token);
    if (strcmp(s->answer, "altered") == 0)
        ((unsigned char *)token.value)[token.length - 1] ^= 1;
    answer(s, NULL, &token);
    free(token.value);
}

/* ---- credentials ---------------------------------------------------- */

/* What is not ASCII is printed as a number. */
static void
print_text(const char *what, const struct ts_bytes *text)
{
    unsigned int unit;
    size_t i;

    printf("%s ", what);
    for (i = 0; i + 1 < text->length; i += 2) {
        unit = text->at[i] | (unsigned int)text->at[i + 1] << 8;
        if (unit >= ' ' && unit < 0x7f)
            putchar((int)unit);
        else
            printf("<%04x>", unit);
    }
    putchar('\n');
}

static void
check_credentials(struct server *s)
{
    struct ts_password password;
    gss_buffer_desc text;
    OM_uint32 minor;

    open_message(s, "authInfo", &s->request.auth_info, &text);
    if (!ts_password_read(text.value, text.length, &password))
        fail("no TSPasswordCreds");
    print_text("domain", &password.domain);
    print_text("user", &password.user);
    print_text("password", &password.password);
    (void)gss_release_buffer(&minor, &text);
}

int
main(int argc, char **argv)
{
    static struct server s;
    OM_uint32 minor;

    if (argc < 4) {
        fprintf(stderr, "usage: %s PORT CERTIFICATE KEY [VERSION] [ANSWER]\n",
                argv[0]);
        return 2;
    }
    s.version = argc > 4 ? strtoul(argv[4], NULL, 10) : 6;
    s.answer = argc > 5 ? argv[5] : "right";
    line_open(&s.line, atoi(argv[1]), argv[2], argv[3]);
    establish(&s);
    check_key(&s);
    answer_key(&s);
    receive(&s);
    check_credentials(&s);
    puts("done");
    line_close(&s.line);
    free(s.bound.value);
    free(s.echo.value);
    (void)gss_delete_sec_context(&minor, &s.context, GSS_C_NO_BUFFER);
    return 0;
}
