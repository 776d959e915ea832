/* SPDX-License-Identifier: MIT */
/*
 * shim/bridge/package.c: the functions of the package's table, what each says
 * and its line in the trace; and that no key is left behind.  The linker puts
 * our free() in front of the library's.
 */
#include "config.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bridge/package.h"
#include "bridge/trace.h"
#include "unit/unit.h"
#include "unit/unit_stack.h"

#define AES256 1
#define TEXT "Rumpelstiltskin"
#define LENGTH 15
#define COMMON " program=test_package version=" PACKAGE_VERSION " face=gss"

/* ---- the trace ------------------------------------------------------ */

static char path[] = "/tmp/ksp-package.XXXXXX";

/* Once in a process, before any test. */
static void
open_trace(void)
{
    int fd = mkstemp(path);

    if (fd < 0 || setenv("GSSKSP_TRACE", path, 1) != 0 ||
        setenv("KRB5_CONFIG", "/dev/null", 1) != 0)
        abort();
    close(fd);
    gssksp_trace_open(GSSKSP_FACE_GSS);
}

static void
forget_lines(void)
{
    ck_assert_int_eq(truncate(path, 0), 0);
}

/* That there is one line since, without time and process; `end` follows the
 * context's handle. */
static void
assert_line(const char *function, LSA_SEC_HANDLE ContextId, const char *end)
{
    static char text[1024], want[512];
    FILE *file = fopen(path, "r");
    char *line;
    size_t n;

    ck_assert_ptr_nonnull(file);
    n = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[n] = '\0';
    line = strchr(text, ' ');
    ck_assert_ptr_nonnull(line);
    line = strchr(line + 1, ' ');
    ck_assert_ptr_nonnull(line);
    snprintf(want, sizeof(want), " %s" COMMON " ctx=%llx%s\n", function,
             (unsigned long long)ContextId, end);
    ck_assert_str_eq(line, want);
    forget_lines();
}

/* ---- messages ------------------------------------------------------- */

#define OUT " role=initiator enctype=aes256-cts-hmac-sha1-96 direction=out"
#define IN " role=acceptor enctype=aes256-cts-hmac-sha1-96 direction=in"

static struct unit_pair pair;

static void
set_up(void)
{
    ck_assert_ptr_nonnull(gssksp_package());
    pair = unit_pair(AES256, unit_detection(3), 1);
    forget_lines();
}

static void
tear_down(void)
{
    unit_pair_delete(&pair);
}

/* A token, and the message. */
static void
begin(struct unit_message *m, ULONG type)
{
    unit_message_init(m);
    unit_add(m, SECBUFFER_DATA, TEXT, LENGTH);
    unit_add(m, type, NULL, 100);
}

START_TEST(test_mic)
{
    struct unit_message m;
    ULONG fQOP = 7;

    begin(&m, SECBUFFER_TOKEN);
    assert_status(gssksp_sign(pair.initiator, 0, &m.desc), SEC_E_OK);
    ck_assert_uint_eq(m.buffers[1].cbBuffer, 28);
    assert_line("MakeSignature", pair.initiator, OUT
                " fQOP=0x00000000 MessageSeqNo=0 DATA=15 TOKEN=28"
                " -> 0x00000000");
    assert_status(gssksp_verify(pair.acceptor, &m.desc, &fQOP), SEC_E_OK);
    ck_assert_uint_eq(fQOP, 0);
    assert_line("VerifySignature", pair.acceptor, IN
                " fQOP=0x00000000 MessageSeqNo=0 DATA=15 TOKEN=28"
                " -> 0x00000000");
    /* A second time it is a replay. */
    assert_status(gssksp_verify(pair.acceptor, &m.desc, &fQOP),
                  SEC_E_OUT_OF_SEQUENCE);
    assert_line("VerifySignature", pair.acceptor, IN
                " fQOP=0x00000000 MessageSeqNo=0 DATA=15 TOKEN=28"
                " -> 0x80090310");
    unit_message_free(&m);
}
END_TEST

/* The message is sealed in its place; signed only, with that QOP. */
static void
converse(ULONG fQOP, ULONG trailer, const char *out, const char *in)
{
    struct unit_message m;
    ULONG got = 7;

    begin(&m, SECBUFFER_TOKEN);
    unit_add(&m, SECBUFFER_STREAM_TRAILER, NULL, trailer);
    assert_status(gssksp_seal(pair.initiator, fQOP, &m.desc), SEC_E_OK);
    ck_assert_int_eq(memcmp(m.buffers[0].pvBuffer, TEXT, LENGTH) == 0,
                     fQOP == SECQOP_WRAP_NO_ENCRYPT);
    assert_line("SealMessage", pair.initiator, out);
    assert_status(gssksp_unseal(pair.acceptor, &m.desc, &got), SEC_E_OK);
    ck_assert_uint_eq(got, fQOP);
    ck_assert_mem_eq(m.buffers[0].pvBuffer, TEXT, LENGTH);
    assert_line("UnsealMessage", pair.acceptor, in);
    unit_message_free(&m);
}

START_TEST(test_sealed)
{
    converse(0, 28, OUT " fQOP=0x00000000 MessageSeqNo=0 DATA=15 TOKEN=32"
             " STREAM_TRAILER=28 -> 0x00000000",
             IN " fQOP=0x00000000 MessageSeqNo=0 DATA=15 TOKEN=32"
             " STREAM_TRAILER=28 -> 0x00000000");
}
END_TEST

START_TEST(test_signed)
{
    converse(SECQOP_WRAP_NO_ENCRYPT, 12,
             OUT " fQOP=0x80000001 MessageSeqNo=0 DATA=15 TOKEN=16"
             " STREAM_TRAILER=12 -> 0x00000000",
             IN " fQOP=0x80000001 MessageSeqNo=0 DATA=15 TOKEN=16"
             " STREAM_TRAILER=12 -> 0x00000000");
}
END_TEST

/* A context that is not known. */
START_TEST(test_no_context)
{
    LSA_SEC_HANDLE gone = pair.initiator;
    struct unit_message m;
    ULONG fQOP = 0;

    unit_pair_delete(&pair);
    begin(&m, SECBUFFER_TOKEN);
    assert_status(gssksp_sign(gone, 0, &m.desc), SEC_E_INVALID_HANDLE);
    assert_line("MakeSignature", gone, " direction=out fQOP=0x00000000"
                " MessageSeqNo=0 DATA=15 TOKEN=100 -> 0x80090301");
    assert_status(gssksp_seal(gone, 0, &m.desc), SEC_E_INVALID_HANDLE);
    forget_lines();
    assert_status(gssksp_verify(gone, &m.desc, &fQOP), SEC_E_INVALID_HANDLE);
    forget_lines();
    assert_status(gssksp_unseal(gone, &m.desc, &fQOP), SEC_E_INVALID_HANDLE);
    assert_line("UnsealMessage", gone, " direction=in fQOP=0x00000000"
                " MessageSeqNo=0 DATA=15 TOKEN=100 -> 0x80090301");
    unit_message_free(&m);
    pair = unit_pair(AES256, 0, 1);
}
END_TEST

/* ---- contexts ------------------------------------------------------- */

START_TEST(test_query)
{
    SecPkgContext_Sizes sizes;

    assert_status(gssksp_query(pair.initiator, SECPKG_ATTR_SIZES, &sizes),
                  SEC_E_OK);
    ck_assert_uint_eq(sizes.cbMaxSignature, 28);
    assert_status(gssksp_query(pair.initiator, 12345, &sizes),
                  SEC_E_UNSUPPORTED_FUNCTION);
}
END_TEST

/* What is no packed context. */
START_TEST(test_init_context)
{
    KSP_PACKED_CONTEXT state = unit_packed(AES256, KSP_ROLE_INITIATOR, 0, 1);
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer packed = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE made = 7;

    assert_status(KspPackContext(&state, bytes, sizeof(bytes),
                                 &packed.cbBuffer), SEC_E_OK);
    assert_status(gssksp_init_context(&packed, &made), SEC_E_OK);
    ck_assert_uint_ne(made, 0);
    ck_assert_uint_ne(made, 7);
    forget_lines();
    assert_status(gssksp_delete_context(made), SEC_E_OK);
    assert_line("DeleteContext", made, " -> 0x00000000");
    assert_status(gssksp_delete_context(made), SEC_E_INVALID_HANDLE);
    assert_line("DeleteContext", made, " -> 0x80090301");
    packed.cbBuffer--;
    assert_status(gssksp_init_context(&packed, &made), SEC_E_INVALID_TOKEN);
    ck_assert_uint_eq(made, 0);
}
END_TEST

/* Another context of the state goes on where the first is. */
START_TEST(test_export)
{
    KSP_PACKED_CONTEXT state;
    unsigned char *token;
    struct unit_state a, b;
    LSA_SEC_HANDLE made = 7;

    unit_mic(pair.initiator, TEXT, LENGTH, &token);
    free(token);
    assert_status(gssksp_export_context(pair.initiator, &state), SEC_E_OK);
    assert_line("ExportContext", pair.initiator, " -> 0x00000000");
    ck_assert_uint_eq(state.SendCount, 1);
    ck_assert_int_eq(state.Role, KSP_ROLE_INITIATOR);
    assert_status(gssksp_make_context(&state, &made), SEC_E_OK);
    a = unit_state(pair.initiator);
    b = unit_state(made);
    ck_assert_uint_eq(a.length, b.length);
    ck_assert_mem_eq(a.packed, b.packed, a.length);
    unit_delete(made);
}
END_TEST

static bool
all_zero(const void *bytes, size_t length)
{
    size_t i;

    for (i = 0; i < length && ((const unsigned char *)bytes)[i] == 0; i++)
        continue;
    return i == length;
}

START_TEST(test_no_export)
{
    KSP_PACKED_CONTEXT state;
    LSA_SEC_HANDLE nobody = pair.acceptor + 0x1000, made = 7;

    memset(&state, 'x', sizeof(state));
    assert_status(gssksp_export_context(nobody, &state),
                  SEC_E_INVALID_HANDLE);
    assert_line("ExportContext", nobody, " -> 0x80090301");
    ck_assert(all_zero(&state, sizeof(state)));
    assert_status(gssksp_make_context(&state, &made),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_uint_eq(made, 0);
}
END_TEST

/* ---- keys ----------------------------------------------------------- */

/* Memory that is freed while a key is looked for. */
static const UCHAR *volatile looked_for;
static volatile int freed, dirty;

void __real_free(void *p);
void __wrap_free(void *p);

void
__wrap_free(void *p)
{
    if (looked_for != NULL && p != NULL) {
        freed++;
        dirty += memmem(p, malloc_usable_size(p), (const UCHAR *)looked_for,
                        12) != NULL;
    }
    __real_free(p);
}

static LSA_SEC_HANDLE remade[2];
static int count;

/* And nothing more, which would use the same place. */
static void
make(void *state)
{
    (void)gssksp_make_context(state, &remade[count++]);
}

START_TEST(test_export_is_wiped)
{
    KSP_PACKED_CONTEXT key = unit_packed(AES256, KSP_ROLE_INITIATOR, 0, 1);
    KSP_PACKED_CONTEXT state;
    NTSTATUS status;

    freed = dirty = 0;
    looked_for = key.Keys[0].Contents;
    status = gssksp_export_context(pair.initiator, &state);
    looked_for = NULL;
    assert_status(status, SEC_E_OK);
    ck_assert_mem_eq(state.Keys[0].Contents, key.Keys[0].Contents, 32);
    ck_assert_int_ge(freed, 1);
    ck_assert_int_eq(dirty, 0);
}
END_TEST

START_TEST(test_packed_is_wiped)
{
    KSP_PACKED_CONTEXT state = unit_packed(AES256, KSP_ROLE_INITIATOR, 0, 1);

    unit_assert_seen(state.Keys[0].Contents, 32);
    count = 0;
    ck_assert(!unit_leaves(make, &state, state.Keys[0].Contents, 12));
    unit_delete(remade[0]);
    unit_delete(remade[1]);
}
END_TEST

/* ---- no package ----------------------------------------------------- */

static void
nothing(void)
{
}

/* Somebody else's package has its name. */
static int
without_package(void)
{
    static SECPKG_KERNEL_FUNCTION_TABLE other;
    void (*slots[sizeof(other) / sizeof(void *)])(void);
    SECURITY_STRING name = KspKerberosName;
    SecBuffer packed = { 0, SECBUFFER_EMPTY, NULL };
    LSA_SEC_HANDLE made = 7;
    size_t i;

    for (i = 0; i < sizeof(slots) / sizeof(slots[0]); i++)
        slots[i] = nothing;
    memcpy(&other, slots, sizeof(other));
    return KSecRegisterSecurityProvider(&name, &other) == SEC_E_OK &&
        gssksp_package() == NULL &&
        gssksp_init_context(&packed, &made) == SEC_E_SECPKG_NOT_FOUND &&
        made == 0 ? 0 : 1;
}

/* Before the package is asked for in this process. */
START_TEST(test_not_registered)
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(without_package());
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("package");
    TCase *none = tcase_create("none"), *tc = tcase_create("package");

    tcase_add_test(none, test_not_registered);
    suite_add_tcase(suite, none);
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, test_mic);
    tcase_add_test(tc, test_sealed);
    tcase_add_test(tc, test_signed);
    tcase_add_test(tc, test_no_context);
    tcase_add_test(tc, test_query);
    tcase_add_test(tc, test_init_context);
    tcase_add_test(tc, test_export);
    tcase_add_test(tc, test_no_export);
    tcase_add_test(tc, test_export_is_wiped);
    tcase_add_test(tc, test_packed_is_wiped);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    int result;

    open_trace();
    result = unit_run(make_suite());
    unlink(path);
    return result;
}
