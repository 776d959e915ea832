/* SPDX-License-Identifier: MIT */
/*
 * A KDB module for the test realm: krb5's db2 with permission for S4U2Proxy,
 * which db2 cannot be told.  host/localhost may ask for tickets to
 * HTTP/localhost, and nobody else for any.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <krb5.h>
#include <kdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVICE "host/localhost"
#define TARGET "HTTP/localhost"

extern __attribute__((visibility("default"))) kdb_vftabl kdb_function_table;
kdb_vftabl kdb_function_table;

static int
is_named(krb5_context context, krb5_const_principal principal,
         const char *name)
{
    char *text = NULL;
    int is = krb5_unparse_name_flags(context, principal,
                                     KRB5_PRINCIPAL_UNPARSE_NO_REALM,
                                     &text) == 0 && strcmp(text, name) == 0;

    krb5_free_unparsed_name(context, text);
    return is;
}

/* Without a proxy: whether the service may delegate to anyone at all. */
static krb5_error_code
check_allowed_to_delegate(krb5_context context, krb5_const_principal client,
                          const krb5_db_entry *server,
                          krb5_const_principal proxy)
{
    (void)client;
    return is_named(context, server->princ, SERVICE) &&
        (proxy == NULL || is_named(context, proxy, TARGET)) ?
        0 : KRB5KDC_ERR_BADOPTION;
}

/* db2 is where libkrb5 looks for it: below its own directory. */
static void *
open_db2(void)
{
    char path[4096];
    const char *end;
    Dl_info krb5;
    void *db2 = NULL;

    if (dladdr((void *)(uintptr_t)krb5_init_context, &krb5) != 0 &&
        (end = strrchr(krb5.dli_fname, '/')) != NULL) {
        snprintf(path, sizeof(path), "%.*s/krb5/plugins/kdb/db2.so",
                 (int)(end - krb5.dli_fname), krb5.dli_fname);
        db2 = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    }
    return db2;
}

/* libkdb5 looks at the table before it calls anything. */
__attribute__((constructor)) static void
fill_table(void)
{
    void *db2 = open_db2();
    const kdb_vftabl *table;

    table = db2 != NULL ? dlsym(db2, "kdb_function_table") : NULL;
    if (table != NULL) {
        kdb_function_table = *table;
        kdb_function_table.check_allowed_to_delegate =
            check_allowed_to_delegate;
    }
}
