/* SPDX-License-Identifier: MIT */
/* How the functions fail that the module and the SSPI library call. */
#include <errno.h>
#include <glob.h>
#include <stddef.h>
#include <string.h>

#include "realm/failing/fail_nth.h"

#define GSS(name, arguments) \
    { name, FAIL_GSS, FAIL_MAJOR, ENOMEM, arguments }
#define KRB5(name, arguments) \
    { name, FAIL_KRB5, FAIL_CODE, ENOMEM, arguments }
#define MEMORY(name) { name, FAIL_MEMORY, FAIL_ZERO, ENOMEM, "" }
#define FILE_CALL(name, error) { name, FAIL_FILE, FAIL_MINUS_ONE, error, "" }
#define NEVER(name) { name, FAIL_NEVER, FAIL_ZERO, 0, "" }

static const struct fail_way ways[] = {
    MEMORY("calloc"),
    MEMORY("malloc"),
    MEMORY("realloc"),
    MEMORY("strdup"),
    MEMORY("strndup"),
    { "madvise", FAIL_MEMORY, FAIL_MINUS_ONE, EINVAL, "" },
    { "mmap", FAIL_MEMORY, FAIL_MINUS_ONE, ENOMEM, "" },

    FILE_CALL("connect", ECONNREFUSED),
    FILE_CALL("faccessat", EACCES),
    FILE_CALL("fcntl", EMFILE),
    FILE_CALL("fstat", EIO),
    FILE_CALL("lstat", EACCES),
    FILE_CALL("open", EMFILE),
    FILE_CALL("openat", EMFILE),
    FILE_CALL("read", EIO),
    FILE_CALL("readlink", EACCES),
    FILE_CALL("send", ENOBUFS),
    FILE_CALL("socket", EMFILE),
    FILE_CALL("stat", EACCES),
    FILE_CALL("write", ENOSPC),
    { "dladdr", FAIL_FILE, FAIL_ZERO, 0, "" },
    { "glob", FAIL_FILE, FAIL_CODE, GLOB_NOSPACE, "" },
    { "isatty", FAIL_FILE, FAIL_ZERO, EIO, "" },

    { "__register_atfork", FAIL_THREAD, FAIL_CODE, ENOMEM, "" },
    { "pthread_key_create", FAIL_THREAD, FAIL_CODE, EAGAIN, "" },
    { "pthread_setspecific", FAIL_THREAD, FAIL_CODE, ENOMEM, "" },

    /* getrandom(2) is the one that is called so, and futex(2) where threads
     * meet. */
    { "syscall", FAIL_RANDOM, FAIL_MINUS_ONE, ENOSYS, "" },

    KRB5("krb5_get_default_config_files", "p"),
    KRB5("krb5_get_default_realm", ".p"),
    KRB5("krb5_get_host_realm", "..p"),
    KRB5("krb5_get_profile", ".p"),
    KRB5("krb5_init_context", "p"),
    KRB5("krb5_k_create_key", "..p"),
    KRB5("krb5_k_decrypt_iov", ""),
    KRB5("krb5_k_encrypt_iov", ""),
    KRB5("krb5_k_make_checksum_iov", ""),
    KRB5("krb5_k_verify_checksum_iov", ""),
    KRB5("krb5_parse_name_flags", "...p"),
    KRB5("krb5_set_principal_realm", ""),
    { "krb5_string_to_enctype", FAIL_KRB5, FAIL_CODE, EINVAL, "" },
    KRB5("profile_get_string", ".....p"),
    KRB5("profile_get_values", "..p"),
    KRB5("profile_init", ".p"),
    KRB5("profile_iterator", ""),
    KRB5("profile_iterator_create", "...p"),

    GSS("gss_accept_sec_context", "m....ppbiip"),
    GSS("gss_acquire_cred", "m....ppi"),
    GSS("gss_acquire_cred_impersonate_name", "m.....ppi"),
    GSS("gss_acquire_cred_with_password", "m.....ppi"),
    GSS("gss_add_buffer_set_member", "m"),
    GSS("gss_add_cred", "m......ppii"),
    GSS("gss_add_cred_from", "m.......ppii"),
    GSS("gss_add_cred_impersonate_name", "m.......ppii"),
    GSS("gss_add_oid_set_member", "m"),
    GSS("gss_authorize_localname", "m"),
    GSS("gss_canonicalize_name", "m..p"),
    GSS("gss_compare_name", "m..i"),
    GSS("gss_complete_auth_token", "m"),
    GSS("gss_context_time", "m.i"),
    GSS("gss_create_empty_oid_set", "mp"),
    GSS("gss_delete_name_attribute", "m"),
    GSS("gss_display_name", "m.bp"),
    GSS("gss_display_name_ext", "m..b"),
    GSS("gss_display_status", "m....b"),
    GSS("gss_duplicate_name", "m.p"),
    GSS("gss_export_cred", "m.b"),
    GSS("gss_export_name", "m.b"),
    GSS("gss_export_name_composite", "m.b"),
    GSS("gss_export_sec_context", "m.b"),
    GSS("gss_get_mic", "m...b"),
    GSS("gss_get_mic_iov", "m"),
    GSS("gss_get_mic_iov_length", "m"),
    GSS("gss_get_name_attribute", "m..iibb"),
    GSS("gss_import_cred", "m.p"),
    GSS("gss_import_name", "m..p"),
    GSS("gss_import_sec_context", "m.p"),
    GSS("gss_indicate_mechs", "mp"),
    GSS("gss_init_sec_context", "m........pbii"),
    GSS("gss_inquire_attrs_for_mech", "m.pp"),
    GSS("gss_inquire_context", "m.pp.p"),
    GSS("gss_inquire_cred", "m.p..p"),
    GSS("gss_inquire_cred_by_mech", "m..p"),
    GSS("gss_inquire_cred_by_oid", "m..p"),
    GSS("gss_inquire_mech_for_saslname", "m.p"),
    GSS("gss_inquire_name", "m.ipp"),
    GSS("gss_inquire_names_for_mech", "m.p"),
    GSS("gss_inquire_saslname_for_mech", "m.bbb"),
    GSS("gss_inquire_sec_context_by_oid", "m..p"),
    GSS("gss_localname", "m..b"),
    GSS("gss_map_name_to_any", "m...p"),
    GSS("gss_process_context_token", "m"),
    GSS("gss_pseudo_random", "m....b"),
    GSS("gss_set_cred_option", "m"),
    GSS("gss_set_name_attribute", "m"),
    GSS("gss_set_neg_mechs", "m"),
    GSS("gss_set_sec_context_option", "m"),
    GSS("gss_store_cred_into", "m......p"),
    GSS("gss_unwrap", "m..b"),
    GSS("gss_unwrap_aead", "m...b"),
    GSS("gss_unwrap_iov", "m"),
    GSS("gss_verify_mic", "m"),
    GSS("gss_verify_mic_iov", "m"),
    GSS("gss_wrap", "m.....b"),
    GSS("gss_wrap_aead", "m......b"),
    GSS("gss_wrap_iov", "m"),
    GSS("gss_wrap_iov_length", "m"),
    GSS("gss_wrap_size_limit", "m"),

    /* Of the helpers of Windows' names, which no program here calls. */
    NEVER("getenv"),
    NEVER("strtol"),

    /* What gives back. */
    NEVER("close"),
    NEVER("free"),
    NEVER("globfree"),
    NEVER("gss_delete_sec_context"),
    NEVER("gss_krb5_free_lucid_sec_context"),
    NEVER("gss_release_any_name_mapping"),
    NEVER("gss_release_buffer"),
    NEVER("gss_release_buffer_set"),
    NEVER("gss_release_cred"),
    NEVER("gss_release_name"),
    NEVER("gss_release_oid"),
    NEVER("gss_release_oid_set"),
    /* gss_krb5_free_lucid_sec_context comes back through it. */
    NEVER("gssspi_mech_invoke"),
    NEVER("krb5_free_config_files"),
    NEVER("krb5_free_context"),
    NEVER("krb5_free_default_realm"),
    NEVER("krb5_free_error_message"),
    NEVER("krb5_free_host_realm"),
    NEVER("krb5_free_principal"),
    NEVER("krb5_k_free_key"),
    NEVER("munmap"),
    NEVER("profile_free_list"),
    NEVER("profile_iterator_free"),
    NEVER("profile_release"),
    NEVER("profile_release_string"),
    NEVER("pthread_key_delete"),

    /* What calculates, and fails by its arguments at most. */
    NEVER("__ctype_b_loc"),
    NEVER("__ctype_toupper_loc"),
    NEVER("__cxa_finalize"),
    NEVER("__errno_location"),
    NEVER("__stack_chk_fail"),
    NEVER("clock_gettime"),
    NEVER("dl_iterate_phdr"),
    NEVER("explicit_bzero"),
    NEVER("getauxval"),
    NEVER("geteuid"),
    NEVER("getpid"),
    NEVER("getrlimit"),
    NEVER("krb5_c_valid_enctype"),
    NEVER("krb5_enctype_to_name"),
    NEVER("krb5_get_error_message"),
    NEVER("localtime_r"),
    NEVER("memchr"),
    NEVER("memcmp"),
    NEVER("memcpy"),
    NEVER("memmove"),
    NEVER("memset"),
    NEVER("nanosleep"),
    NEVER("pthread_getspecific"),
    NEVER("pthread_mutex_lock"),
    NEVER("pthread_mutex_timedlock"),
    NEVER("pthread_mutex_trylock"),
    NEVER("pthread_mutex_unlock"),
    NEVER("pthread_once"),
    NEVER("pthread_self"),
    NEVER("pthread_setcancelstate"),
    NEVER("pthread_sigmask"),
    NEVER("secure_getenv"),
    NEVER("sigaddset"),
    NEVER("sigemptyset"),
    NEVER("sigismember"),
    NEVER("sigpending"),
    NEVER("sigtimedwait"),
    NEVER("snprintf"),
    NEVER("strcasecmp"),
    NEVER("strcat"),
    NEVER("strchr"),
    NEVER("strcmp"),
    NEVER("strcpy"),
    NEVER("strcspn"),
    NEVER("strerrordesc_np"),
    NEVER("strlen"),
    NEVER("strncasecmp"),
    NEVER("strncmp"),
    NEVER("strnlen"),
    NEVER("strpbrk"),
    NEVER("strrchr"),
    NEVER("strspn"),
    NEVER("strtoull"),
    NEVER("sysconf"),
    NEVER("time"),
    NEVER("vsnprintf"),

#ifdef KSP_COVERAGE
    /* Of the counters, when a process ends. */
    NEVER("abort"),
    NEVER("access"),
    NEVER("exit"),
    NEVER("fclose"),
    NEVER("fdopen"),
    NEVER("fopen"),
    NEVER("fprintf"),
    NEVER("fread"),
    NEVER("fseek"),
    NEVER("fwrite"),
    NEVER("mkdir"),
    NEVER("sprintf"),
    NEVER("toupper"),
    NEVER("vfprintf"),
#endif
};

#define N_WAYS (sizeof(ways) / sizeof(ways[0]))

/* All of nettle's calculate. */
static const struct fail_way nettle = NEVER("nettle_");

/* Newer headers have other names for some of them. */
static const char *
plain_name(const char *name)
{
    static const struct {
        const char *name, *plain;
    } others[] = {
        { "__isoc23_strtol", "strtol" },
        { "__isoc23_strtoull", "strtoull" },
        { "__snprintf_chk", "snprintf" },
        { "__vsnprintf_chk", "vsnprintf" },
        { "__memcpy_chk", "memcpy" },
        { "__read_chk", "read" },
        { "__readlink_chk", "readlink" },
        { "__open_2", "open" },
        { "__strcpy_chk", "strcpy" },
        { "__strcat_chk", "strcat" },
        { "fstat64", "fstat" },
        { "glob64", "glob" },
        { "globfree64", "globfree" },
        { "lstat64", "lstat" },
        { "mmap64", "mmap" },
        { "open64", "open" },
        { "stat64", "stat" },
        { "fcntl64", "fcntl" },
    };
    size_t i;

    for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (strcmp(others[i].name, name) == 0)
            name = others[i].plain;
    }
    return name;
}

const struct fail_way *
fail_way_of(const char *name)
{
    const struct fail_way *found = NULL;
    size_t i;

    name = plain_name(name);
    for (i = 0; i < N_WAYS && found == NULL; i++) {
        if (strcmp(ways[i].name, name) == 0)
            found = &ways[i];
    }
    if (found == NULL && strncmp(name, nettle.name,
                                 strlen(nettle.name)) == 0)
        found = &nettle;
    return found;
}

const char *
fail_class_name(enum fail_class class)
{
    static const char *const names[] = {
        [FAIL_MEMORY] = "memory", [FAIL_FILE] = "file",
        [FAIL_THREAD] = "thread", [FAIL_RANDOM] = "random",
        [FAIL_KRB5] = "krb5", [FAIL_GSS] = "gss"
    };

    return names[class];
}
