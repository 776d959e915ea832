/* SPDX-License-Identifier: MIT */
/* Printing of fidelity. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/fidelity.h"

#define OID(content) { sizeof(content) - 1, (void *)(content) }

struct mech mechs[] = {
    { "krb5", OID("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02") },
    { "old", OID("\x2b\x05\x01\x05\x02") },
    { "wrong", OID("\x2a\x86\x48\x82\xf7\x12\x01\x02\x02") },
    { "iakerb", OID("\x2b\x06\x01\x05\x02\x05") },
    { "spnego", OID("\x2b\x06\x01\x05\x05\x02") }
};
const size_t n_mechs = sizeof(mechs) / sizeof(mechs[0]);
gss_OID_desc mech_spnego = OID("\x2b\x06\x01\x05\x05\x02");

gss_OID
mech_of(const char *label)
{
    size_t i = 0;

    while (i < n_mechs && strcmp(mechs[i].label, label) != 0)
        i++;
    if (i == n_mechs)
        abort();
    return &mechs[i].oid;
}

static const char *path[16];
static size_t depth;

void
enter(const char *step)
{
    if (depth == sizeof(path) / sizeof(path[0]))
        abort();
    path[depth++] = step;
}

void
leave(void)
{
    if (depth == 0)
        abort();
    depth--;
}

static void
begin_line(const char *label)
{
    size_t i;

    for (i = 0; i < depth; i++)
        printf("%s / ", path[i]);
    printf("%s: ", label);
}

void
say(const char *label, const char *format, ...)
{
    va_list ap;

    begin_line(label);
    va_start(ap, format);
    vprintf(format, ap);
    va_end(ap);
    putchar('\n');
}

/*
 * Texts that say the same with the module in other words.  That of a code 0
 * is the glue's or the mechanism's, as this mechanism was the first to have
 * such a failure or not; MIT keeps a text it made for a code for later
 * failures, which are of another nature; and the module names the keytab of
 * an acceptor without one, as it has to acquire the credential.
 */
static const struct {
    const char *text;
    const char *shown;
} in_other_words[] = {
    { "Success", "Unknown error" },
    { "accept_sec_context called with existing context handle",
      "Invalid argument" },
    { "Keytab FILE:/nonexistent/keytab is nonexistent or empty",
      "Key table entry not found" }
};

static gss_buffer_desc
in_words_of_all(const gss_buffer_desc *text)
{
    gss_buffer_desc shown = *text;
    size_t i;

    for (i = 0; i < sizeof(in_other_words) / sizeof(in_other_words[0]); i++) {
        if (text->length == strlen(in_other_words[i].text) &&
            memcmp(text->value, in_other_words[i].text, text->length) == 0)
            shown = text_buffer(in_other_words[i].shown);
    }
    return shown;
}

static void
say_status(const char *label, OM_uint32 code, int type)
{
    OM_uint32 major, minor, context = 0;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER, shown;

    do {
        major = gss_display_status(&minor, code, type, &mechs[0].oid,
                                   &context, &text);
        shown = in_words_of_all(&text);
        say(label, "[%08x] %.*s", major, (int)shown.length,
            shown.value != NULL ? (char *)shown.value : "");
        gss_release_buffer(&minor, &text);
    } while (major == GSS_S_COMPLETE && context != 0);
}

static int
inside(const char *step)
{
    int found = 0;
    size_t i;

    for (i = 0; i < depth; i++)
        found |= strcmp(path[i], step) == 0;
    return found;
}

int
result(const char *label, OM_uint32 major, OM_uint32 minor)
{
    say(label, "major %08x", major);
    if (major == GSS_S_COMPLETE && minor != 0)
        say(label, "and a minor status");
    if (GSS_ERROR(major) && !inside("wrong")) {
        say_status(label, major, GSS_C_GSS_CODE);
        say_status(label, minor, GSS_C_MECH_CODE);
    }
    return !GSS_ERROR(major);
}

void
say_buffer(const char *label, const gss_buffer_desc *buffer)
{
    const unsigned char *p = buffer->value;
    size_t i;

    begin_line(label);
    printf("%s %zu ", p == NULL ? "null" : "bytes", buffer->length);
    for (i = 0; p != NULL && i < buffer->length; i++)
        printf("%02x", p[i]);
    putchar('\n');
}

void
say_same(const char *label, const gss_buffer_desc *a,
         const gss_buffer_desc *b)
{
    int same = a->length == b->length &&
        (a->length == 0 || memcmp(a->value, b->value, a->length) == 0);

    say(label, "%s", same ? "same" : "different");
}

void
say_oid(const char *label, gss_const_OID oid)
{
    gss_buffer_desc content = GSS_C_EMPTY_BUFFER;

    if (oid != GSS_C_NO_OID) {
        content.length = oid->length;
        content.value = oid->elements;
    }
    say_buffer(label, &content);
}

static int
compare_oids(const void *a, const void *b)
{
    const gss_OID_desc *x = a, *y = b;
    size_t n = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->elements, y->elements, n);

    return order != 0 ? order : (int)x->length - (int)y->length;
}

void
say_oid_set(const char *label, gss_OID_set set)
{
    size_t i;

    if (set == GSS_C_NO_OID_SET) {
        say(label, "no set");
    } else {
        say(label, "%zu elements", set->count);
        qsort(set->elements, set->count, sizeof(*set->elements),
              compare_oids);
        for (i = 0; i < set->count; i++)
            say_oid(label, &set->elements[i]);
    }
}

void
say_lifetime(const char *label, OM_uint32 lifetime)
{
    const char *text = "some";

    if (lifetime == 0)
        text = "none";
    else if (lifetime <= 1000)
        text = "short";
    else if (lifetime == GSS_C_INDEFINITE)
        text = "indefinite";
    say(label, "%s", text);
}

void
say_name(const char *step, gss_name_t name)
{
    gss_buffer_desc buffer = GSS_C_EMPTY_BUFFER;
    gss_OID type = GSS_C_NO_OID;
    OM_uint32 major, minor;

    enter(step);
    major = gss_display_name(&minor, name, &buffer, &type);
    if (result("display", major, minor))
        say("display", "\"%.*s\"", (int)buffer.length,
            (char *)buffer.value);
    say_oid("type", type);
    gss_release_buffer(&minor, &buffer);
    major = gss_export_name(&minor, name, &buffer);
    result("export", major, minor);
    say_buffer("export", &buffer);
    gss_release_buffer(&minor, &buffer);
    leave();
}

static void
say_cred_by_mech(const struct mech *mech, gss_cred_id_t cred)
{
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 major, minor, initiate = 0, accept = 0;
    gss_cred_usage_t usage = -1;

    enter(mech->label);
    major = gss_inquire_cred_by_mech(&minor, cred, (gss_OID)&mech->oid,
                                     &name, &initiate, &accept, &usage);
    if (result("inquire", major, minor)) {
        say_lifetime("initiate", initiate);
        say_lifetime("accept", accept);
        say("usage", "%d", usage);
        say_name("name", name);
        gss_release_name(&minor, &name);
    }
    leave();
}

void
say_cred(const char *step, gss_cred_id_t cred)
{
    gss_name_t name = GSS_C_NO_NAME;
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 major, minor, lifetime = 0;
    gss_cred_usage_t usage = -1;
    size_t i;

    enter(step);
    major = gss_inquire_cred(&minor, cred, &name, &lifetime, &usage, &set);
    if (result("inquire", major, minor)) {
        say_lifetime("lifetime", lifetime);
        say("usage", "%d", usage);
        say_oid_set("mechs", set);
        say_name("name", name);
        gss_release_name(&minor, &name);
        gss_release_oid_set(&minor, &set);
    }
    for (i = 0; i < n_mechs; i++)
        say_cred_by_mech(&mechs[i], cred);
    leave();
}
