/* SPDX-License-Identifier: MIT */
/*
 * sspi-package SERVICE TEXT
 *
 * The package's own door (ksp/usermode.h): a context that gss_init_sec_context
 * and gss_accept_sec_context have made, both in this process, is taken from
 * them and given to the package; one side signs TEXT through the MakeSignature
 * slot of its table, as message 7, and the other verifies it.  SERVICE is
 * svc@host, with a ticket for the client and a keytab for the server.
 *
 *     cc sspi-package.c $(pkg-config --cflags --libs ksp-sspi krb5-gssapi)
 */
#include <gssapi/gssapi_krb5.h>
#include <ksp/usermode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER 7

static void
check(const char *what, int good, unsigned int code)
{
    if (!good) {
        fprintf(stderr, "%s: 0x%08x\n", what, code);
        exit(1);
    }
}

/* ---- a context ------------------------------------------------------ */

/* The token that goes to the other side is in `in`, and so is the answer. */
static void
establish(const char *service, gss_ctx_id_t *client, gss_ctx_id_t *server)
{
    gss_buffer_desc text = { strlen(service), (void *)(uintptr_t)service };
    gss_buffer_desc in = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    gss_name_t name;

    major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    check("gss_import_name", !GSS_ERROR(major), major);
    do {
        major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, client,
                                     name, GSS_C_NO_OID, GSS_C_MUTUAL_FLAG,
                                     0, NULL, &in, NULL, &out, NULL, NULL);
        check("gss_init_sec_context", !GSS_ERROR(major), minor);
        gss_release_buffer(&minor, &in);
        if (out.length == 0)
            break;
        major = gss_accept_sec_context(&minor, server, GSS_C_NO_CREDENTIAL,
                                       &out, NULL, NULL, NULL, &in, NULL,
                                       NULL, NULL);
        check("gss_accept_sec_context", !GSS_ERROR(major), minor);
        gss_release_buffer(&minor, &out);
    } while (in.length > 0);
    gss_release_name(&minor, &name);
}

static void
copy_key(const gss_krb5_lucid_key_t *key, KSP_PACKED_CONTEXT *p)
{
    KSP_PACKED_KEY *to = &p->Keys[p->KeyCount++];

    check("the length of a key", key->length <= sizeof(to->Contents), 0);
    to->Enctype = (LONG)key->type;
    to->Length = key->length;
    memcpy(to->Contents, key->data, key->length);
}

/* What MIT's library tells of its context; the context is gone then. */
static void
describe(gss_ctx_id_t *context, KSP_PACKED_CONTEXT *p)
{
    gss_krb5_lucid_context_v1_t *lucid;
    OM_uint32 major, minor;
    void *told;

    major = gss_krb5_export_lucid_sec_context(&minor, context, 1, &told);
    check("gss_krb5_export_lucid_sec_context", !GSS_ERROR(major), minor);
    lucid = told;
    check("messages of RFC 4121", lucid->protocol == 1, lucid->protocol);
    memset(p, 0, sizeof(*p));
    p->Role = lucid->initiate ? KSP_ROLE_INITIATOR : KSP_ROLE_ACCEPTOR;
    p->ContextAttributes = lucid->initiate ? ISC_RET_INTEGRITY :
        ASC_RET_INTEGRITY;
    p->Flags = KSP_PACKED_CALLERS_NUMBERS;
    p->ExpiryTime = INT64_MAX;
    p->SendInitial = lucid->send_seq;
    p->RecvInitial = lucid->recv_seq;
    copy_key(&lucid->cfx_kd.ctx_key, p);
    if (lucid->cfx_kd.have_acceptor_subkey)
        copy_key(&lucid->cfx_kd.acceptor_subkey, p);
    gss_krb5_free_lucid_sec_context(&minor, told);
}

/* The handle is ours to choose: the address of something of ours. */
static LSA_SEC_HANDLE
give(PSECPKG_USER_FUNCTION_TABLE package, gss_ctx_id_t *context)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer packed = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE handle = (LSA_SEC_HANDLE)(uintptr_t)context;
    KSP_PACKED_CONTEXT p;
    NTSTATUS status;

    describe(context, &p);
    status = KspPackContext(&p, bytes, sizeof(bytes), &packed.cbBuffer);
    check("KspPackContext", status == SEC_E_OK, (ULONG)status);
    status = package->InitUserModeContext(handle, &packed);
    check("InitUserModeContext", status == SEC_E_OK, (ULONG)status);
    explicit_bzero(&p, sizeof(p));
    explicit_bzero(bytes, sizeof(bytes));
    return handle;
}

/* ---- its messages --------------------------------------------------- */

int
main(int argc, char **argv)
{
    gss_ctx_id_t ends[2] = { GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT };
    PSECPKG_USER_FUNCTION_TABLE package;
    LSA_SEC_HANDLE client, server;
    ULONG version, count, fQOP = 0;
    unsigned char token[64];
    SecBuffer buffers[2] = { { sizeof(token), SECBUFFER_TOKEN, token },
                             { 0, SECBUFFER_DATA, NULL } };
    SecBufferDesc message = { SECBUFFER_VERSION, 2, buffers };
    NTSTATUS status;

    if (argc != 3) {
        fprintf(stderr, "usage: %s SERVICE TEXT\n", argv[0]);
        return 2;
    }
    status = SpUserModeInitialize(SECPKG_INTERFACE_VERSION, &version,
                                  &package, &count);
    check("SpUserModeInitialize", status == SEC_E_OK, (ULONG)status);
    establish(argv[1], &ends[0], &ends[1]);
    client = give(package, &ends[0]);
    server = give(package, &ends[1]);
    buffers[1].cbBuffer = (ULONG)strlen(argv[2]);
    buffers[1].pvBuffer = argv[2];
    status = package->MakeSignature(client, fQOP, &message, NUMBER);
    check("MakeSignature", status == SEC_E_OK, (ULONG)status);
    printf("signed: %u bytes\n", (unsigned int)buffers[0].cbBuffer);
    status = package->VerifySignature(server, &message, NUMBER, &fQOP);
    check("VerifySignature", status == SEC_E_OK, (ULONG)status);
    printf("verified: message %d, %s\n", NUMBER, argv[2]);
    status = package->VerifySignature(server, &message, NUMBER + 1, &fQOP);
    check("another number: it is refused", status == SEC_E_OUT_OF_SEQUENCE,
          (ULONG)status);
    package->DeleteUserModeContext(client);
    package->DeleteUserModeContext(server);
    return 0;
}
