/* SPDX-License-Identifier: MIT */
/*
 * To be preloaded; about calls of the module and of the SSPI library only,
 * not those of MIT's libraries or the program.
 *
 *   REFUSE_FAIL=FUNCTION[:N]   FUNCTION, one of those below, fails, for want
 *                              of memory; the first N times, or always
 *   REFUSE_FIPS=FILE           FILE is opened in place of what the kernel says
 *                              of FIPS mode
 *   REFUSE_COUNT=FILE          a line for each message that libkrb5 signed,
 *                              verified, sealed or unsealed, into FILE
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <krb5.h>
#include <profile.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VISIBLE __attribute__((visibility("default")))
#define CALLER __builtin_return_address(0)
#define FIPS_ENABLED "/proc/sys/crypto/fips_enabled"

typedef void function(void);

krb5_error_code krb5_get_default_config_files(char ***files);

/* The one that would have been called. */
static function *
next(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    function *f;

    if (found == NULL)
        abort();
    memcpy(&f, &found, sizeof(f));
    return f;
}

static bool
is_ours(const void *caller)
{
    Dl_info info;

    return dladdr(caller, &info) != 0 && info.dli_fname != NULL &&
        (strstr(info.dli_fname, "gss_ksp.so") != NULL ||
         strstr(info.dli_fname, "libksp-sspi.so") != NULL);
}

static bool
fails(const char *name, const void *caller)
{
    static int times;
    const char *wanted = getenv("REFUSE_FAIL");
    size_t length = strlen(name);

    return wanted != NULL && strncmp(wanted, name, length) == 0 &&
        (wanted[length] == '\0' || wanted[length] == ':') &&
        is_ours(caller) &&
        (wanted[length] == '\0' || times++ < atoi(wanted + length + 1));
}

/* ---- what reads the policy ------------------------------------------- */

VISIBLE krb5_error_code
krb5_init_context(krb5_context *context)
{
    krb5_error_code (*real)(krb5_context *) =
        (krb5_error_code (*)(krb5_context *))next(__func__);

    return fails(__func__, CALLER) ? EMFILE : real(context);
}

VISIBLE krb5_error_code
krb5_get_profile(krb5_context context, profile_t *profile)
{
    krb5_error_code (*real)(krb5_context, profile_t *) =
        (krb5_error_code (*)(krb5_context, profile_t *))next(__func__);

    return fails(__func__, CALLER) ? ENOMEM : real(context, profile);
}

VISIBLE krb5_error_code
krb5_get_default_config_files(char ***files)
{
    krb5_error_code (*real)(char ***) =
        (krb5_error_code (*)(char ***))next(__func__);

    return fails(__func__, CALLER) ? ENOMEM : real(files);
}

VISIBLE long
profile_init(const_profile_filespec_t *files, profile_t *profile)
{
    long (*real)(const_profile_filespec_t *, profile_t *) =
        (long (*)(const_profile_filespec_t *, profile_t *))next(__func__);

    return fails(__func__, CALLER) ? ENOMEM : real(files, profile);
}

VISIBLE long
profile_iterator_create(profile_t profile, const char *const *names,
                        int flags, void **iterator)
{
    long (*real)(profile_t, const char *const *, int, void **) =
        (long (*)(profile_t, const char *const *, int, void **))
        next(__func__);

    return fails(__func__, CALLER) ? ENOMEM :
        real(profile, names, flags, iterator);
}

VISIBLE long
profile_iterator(void **iterator, char **name, char **value)
{
    long (*real)(void **, char **, char **) =
        (long (*)(void **, char **, char **))next(__func__);

    return fails(__func__, CALLER) ? ENOMEM : real(iterator, name, value);
}

VISIBLE int
open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...) =
        (int (*)(const char *, int, ...))next(__func__);
    const char *other = getenv("REFUSE_FIPS");
    va_list args;
    mode_t mode = 0;

    if ((flags & O_CREAT) != 0) {
        va_start(args, flags);
        mode = va_arg(args, mode_t);
        va_end(args);
    }
    if (other != NULL && strcmp(path, FIPS_ENABLED) == 0 && is_ours(CALLER))
        path = other;
    return real(path, flags, mode);
}

/* ---- what tells the enctype ------------------------------------------ */

VISIBLE OM_uint32
gss_inquire_sec_context_by_oid(OM_uint32 *minor, const gss_ctx_id_t context,
                               const gss_OID object, gss_buffer_set_t *set)
{
    OM_uint32 (*real)(OM_uint32 *, gss_ctx_id_t, gss_OID,
                      gss_buffer_set_t *) =
        (OM_uint32 (*)(OM_uint32 *, gss_ctx_id_t, gss_OID,
                       gss_buffer_set_t *))next(__func__);
    OM_uint32 major = GSS_S_FAILURE;

    if (fails(__func__, CALLER))
        *minor = ENOMEM;
    else
        major = real(minor, context, object, set);
    return major;
}

VISIBLE OM_uint32
gss_inquire_context(OM_uint32 *minor, gss_ctx_id_t context, gss_name_t *from,
                    gss_name_t *to, OM_uint32 *lifetime, gss_OID *mech,
                    OM_uint32 *flags, int *local, int *is_open)
{
    OM_uint32 (*real)(OM_uint32 *, gss_ctx_id_t, gss_name_t *, gss_name_t *,
                      OM_uint32 *, gss_OID *, OM_uint32 *, int *, int *) =
        (OM_uint32 (*)(OM_uint32 *, gss_ctx_id_t, gss_name_t *, gss_name_t *,
                       OM_uint32 *, gss_OID *, OM_uint32 *, int *, int *))
        next(__func__);
    OM_uint32 major = GSS_S_FAILURE;

    if (fails(__func__, CALLER))
        *minor = ENOMEM;
    else
        major = real(minor, context, from, to, lifetime, mech, flags, local,
                     is_open);
    return major;
}

/* ---- who does the work ----------------------------------------------- */

static void
count(const char *name, const void *caller)
{
    const char *path = getenv("REFUSE_COUNT");
    int fd = -1;

    if (path != NULL && is_ours(caller))
        fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        if (write(fd, name, strlen(name)) < 0 || write(fd, "\n", 1) < 0)
            abort();
        close(fd);
    }
}

typedef krb5_error_code on_iov(krb5_context, krb5_key, krb5_keyusage,
                               const krb5_data *, krb5_crypto_iov *, size_t);

VISIBLE krb5_error_code
krb5_k_encrypt_iov(krb5_context context, krb5_key key, krb5_keyusage usage,
                   const krb5_data *state, krb5_crypto_iov *iov, size_t n)
{
    count(__func__, CALLER);
    return ((on_iov *)next(__func__))(context, key, usage, state, iov, n);
}

VISIBLE krb5_error_code
krb5_k_decrypt_iov(krb5_context context, krb5_key key, krb5_keyusage usage,
                   const krb5_data *state, krb5_crypto_iov *iov, size_t n)
{
    count(__func__, CALLER);
    return ((on_iov *)next(__func__))(context, key, usage, state, iov, n);
}

VISIBLE krb5_error_code
krb5_k_make_checksum_iov(krb5_context context, krb5_cksumtype type,
                         krb5_key key, krb5_keyusage usage,
                         krb5_crypto_iov *iov, size_t n)
{
    krb5_error_code (*real)(krb5_context, krb5_cksumtype, krb5_key,
                            krb5_keyusage, krb5_crypto_iov *, size_t) =
        (krb5_error_code (*)(krb5_context, krb5_cksumtype, krb5_key,
                             krb5_keyusage, krb5_crypto_iov *, size_t))
        next(__func__);

    count(__func__, CALLER);
    return real(context, type, key, usage, iov, n);
}

VISIBLE krb5_error_code
krb5_k_verify_checksum_iov(krb5_context context, krb5_cksumtype type,
                           krb5_key key, krb5_keyusage usage,
                           const krb5_crypto_iov *iov, size_t n,
                           krb5_boolean *valid)
{
    krb5_error_code (*real)(krb5_context, krb5_cksumtype, krb5_key,
                            krb5_keyusage, const krb5_crypto_iov *, size_t,
                            krb5_boolean *) =
        (krb5_error_code (*)(krb5_context, krb5_cksumtype, krb5_key,
                             krb5_keyusage, const krb5_crypto_iov *, size_t,
                             krb5_boolean *))next(__func__);

    count(__func__, CALLER);
    return real(context, type, key, usage, iov, n, valid);
}
