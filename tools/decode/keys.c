/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/wipe.h"
#include "tools/decode/input.h"
#include "tools/decode/keys.h"

#define FILE_MAX 1024
#define NAME_MAX_LENGTH 64

/* What a file holds; there is no other copy of it. */
struct contents {
    unsigned char bytes[FILE_MAX];
    size_t length;
};

bool
keys_begin(struct keys *keys, bool wanted)
{
    memset(keys, 0, sizeof(*keys));
    keys->output = -1;
    keys->wanted = wanted;
    return !wanted || krb5_init_context(&keys->krb5) == 0;
}

void
keys_free(struct keys *keys)
{
    ksp_wipe(keys->of, sizeof(keys->of));
    if (keys->keytab != NULL)
        (void)krb5_kt_close(keys->krb5, keys->keytab);
    if (keys->krb5 != NULL)
        krb5_free_context(keys->krb5);
    keys->keytab = NULL;
    keys->krb5 = NULL;
}

const char *
keys_name(enum key_role role)
{
    static const char *const names[KEY_ROLES] = {
        "the key that was given", "the ticket's session key",
        "the initiator's subkey", "the acceptor's subkey"
    };

    return names[role];
}

bool
keys_put(struct keys *keys, enum key_role role, krb5_enctype enctype,
         const void *bytes, size_t length)
{
    KSP_PACKED_KEY *key = &keys->of[role];

    ksp_wipe(key, sizeof(*key));
    if (length > sizeof(key->Contents))
        return false;
    key->Enctype = enctype;
    key->Length = (ULONG)length;
    memcpy(key->Contents, bytes, length);
    return true;
}

/* False: errno, EFBIG if it is longer than any file with a key. */
static bool
read_all(int fd, struct contents *file)
{
    ssize_t got = 1;

    file->length = 0;
    while (got > 0 && file->length < sizeof(file->bytes)) {
        got = read(fd, file->bytes + file->length,
                   sizeof(file->bytes) - file->length);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            file->length += (size_t)got;
    }
    if (got > 0)
        errno = EFBIG;
    return got == 0;
}

/* Up to a blank or a colon, which is taken too. */
static bool
take_name(struct contents *file, char name[NAME_MAX_LENGTH])
{
    size_t n = 0;

    while (n < file->length && n < NAME_MAX_LENGTH - 1 &&
           !isspace(file->bytes[n]) && file->bytes[n] != ':')
        n++;
    if (n == 0 || n == file->length || n == NAME_MAX_LENGTH - 1)
        return false;
    memcpy(name, file->bytes, n);
    name[n] = '\0';
    n++;
    file->length -= n;
    memmove(file->bytes, file->bytes + n, file->length);
    return true;
}

/* A number is one that libkrb5 knows the length of a key for. */
static bool
find_enctype(krb5_context krb5, char *name, krb5_enctype *enctype,
             size_t *length)
{
    size_t bytes = 0;

    if (krb5_string_to_enctype(name, enctype) != 0) {
        *enctype = 0;
        for (; isdigit((unsigned char)*name) && *enctype < 1000; name++)
            *enctype = *enctype * 10 + (*name - '0');
        if (*name != '\0')
            return false;
    }
    *length = 0;
    return krb5_c_keylengths(krb5, *enctype, &bytes, length) == 0;
}

static const char *
take_key(struct keys *keys, struct contents *file, char *name, bool raw)
{
    krb5_enctype enctype;
    size_t length;

    if (!find_enctype(keys->krb5, name, &enctype, &length))
        return "libkrb5 knows no such enctype";
    if (!(raw && file->length == length) &&
        (!input_parse(file->bytes, &file->length, INPUT_HEX) ||
         file->length != length))
        return "that is no key of the enctype's length, in hexadecimal";
    if (!keys_put(keys, KEY_GIVEN, enctype, file->bytes, length))
        return "the package has no such enctype";
    return NULL;
}

const char *
keys_read(struct keys *keys, int fd, const char *enctype)
{
    char name[NAME_MAX_LENGTH] = "";
    struct contents file;
    const char *wrong = NULL;

    if (!read_all(fd, &file))
        wrong = strerror(errno);
    else if (enctype != NULL && strlen(enctype) < sizeof(name))
        strcpy(name, enctype);
    else if (enctype != NULL || !take_name(&file, name))
        wrong = "the enctype's name is missing: \"ENCTYPE HEX\"";
    if (wrong == NULL)
        wrong = take_key(keys, &file, name, enctype != NULL);
    ksp_wipe(&file, sizeof(file));
    ksp_wipe(name, sizeof(name));
    return wrong;
}
