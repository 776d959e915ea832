/* SPDX-License-Identifier: MIT */
/*
 * run yes|no: mech/load/standaside.c and shim/core with another C library.
 * The argument is whether the process refers to gss_krb5_import_cred; with
 * REFERS defined this program itself does.  TAP on stdout.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ksp/kerberos.h"
#include "ksp/message.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "mech/load/krb5_check.h"
#include "mech/load/older_than_listing.h"
#include "mech/load/program.h"
#include "mech/load/relocations.h"
#include "mech/load/standaside.h"

#define REFERENCE "gss_krb5_import_cred"
#define ENCTYPE 17
#define ROOM 200

#ifdef REFERS
void gss_krb5_import_cred(void);
#endif

static int failures, number;

static void
check(bool condition, const char *name)
{
    printf("%s %d - %s\n", condition ? "ok" : "not ok", ++number, name);
    fflush(stdout);
    failures += !condition;
}

/* Of mech/load/older_than_listing.c, which asks libkrb5. */
const char *
gssksp_older_than_listing(void)
{
    return NULL;
}

/* Of mech/load/krb5_check.c, which asks it, too. */
const char *
gssksp_check_sign(void)
{
    return NULL;
}

/* ---- mech/load/standaside.c ------------------------------------------ */

static void
check_references(bool expected)
{
    const char *reason = "";
    bool aside;

    check(gssksp_process_refers_to("dl_iterate_phdr"),
          "a function that is called");
    check(!gssksp_process_refers_to("no_such_function"),
          "one that there is not");
    check(gssksp_process_refers_to(REFERENCE) == expected, REFERENCE);
    aside = gssksp_stands_aside(&reason);
    check(aside == expected, reason);
    check(gssksp_program_is(GSSKSP_EXECUTABLE, "run"), "the program's name");
#ifdef REFERS
    if (!expected)
        gss_krb5_import_cred();
#endif
}

/* ---- shim/core ------------------------------------------------------- */

static LSA_SEC_HANDLE
make_context(const SECPKG_KERNEL_FUNCTION_TABLE *t, USHORT Role)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE made = 0;
    KSP_PACKED_CONTEXT p;

    memset(&p, 0, sizeof(p));
    p.Role = Role;
    p.ContextAttributes = ISC_RET_REPLAY_DETECT;
    p.ExpiryTime = INT64_MAX;
    p.KeyCount = 1;
    p.Keys[0].Enctype = ENCTYPE;
    p.Keys[0].Length = 16;
    if (KspPackContext(&p, bytes, sizeof(bytes), &data.cbBuffer) == SEC_E_OK)
        (void)t->InitContext(0, &data, &made);
    return made;
}

/* A signed and a sealed message from one to the other; each is taken once. */
static bool
exchange(const SECPKG_KERNEL_FUNCTION_TABLE *t, LSA_SEC_HANDLE from,
         LSA_SEC_HANDLE to)
{
    unsigned char token[ROOM], text[] = "message";
    SecBuffer buffers[2] = {
        { sizeof(token), SECBUFFER_TOKEN, token },
        { sizeof(text), SECBUFFER_DATA, text }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, buffers };
    bool good;

    good = t->Sign(from, 0, &list, 0) == SEC_E_OK &&
        t->Verify(to, &list, 0, NULL) == SEC_E_OK &&
        t->Verify(to, &list, 0, NULL) == SEC_E_OUT_OF_SEQUENCE;
    buffers[0].cbBuffer = sizeof(token);
    good = good && t->Seal(from, 0, &list, 0) == SEC_E_OK &&
        t->Unseal(to, &list, 0, NULL) == SEC_E_OK;
    return good && strcmp((const char *)text, "message") == 0;
}

static void
check_package(void)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = NULL;
    LSA_SEC_HANDLE initiator, acceptor;
    int status = -1;
    pid_t pid;

    if (KspRegisterKerberos() == SEC_E_OK)
        t = KSecLocateSecurityProvider(&KspKerberosName);
    check(t != NULL, "the package is registered");
    if (t == NULL)
        return;
    initiator = make_context(t, KSP_ROLE_INITIATOR);
    acceptor = make_context(t, KSP_ROLE_ACCEPTOR);
    check(initiator != 0 && acceptor != 0, "contexts");
    check(exchange(t, initiator, acceptor), "messages");
    pid = fork();
    if (pid == 0)
        _exit(exchange(t, initiator, acceptor) ? 0 : 1);
    check(waitpid(pid, &status, 0) == pid && status == 0, "in a child too");
    check(t->DeleteContext(initiator, NULL) == SEC_E_OK &&
          t->DeleteContext(acceptor, NULL) == SEC_E_OK, "deleted");
}

int
main(int argc, char **argv)
{
    check_references(argc > 1 && strcmp(argv[1], "yes") == 0);
    check_package();
    printf("1..%d\n", number);
    return failures > 0;
}
