/* SPDX-License-Identifier: MIT */
/*
 * mech/load/relocations.c.  This program and the libraries it loads must not
 * refer to gss_krb5_import_cred, which libgssapi_krb5 defines.
 */
#include <check.h>
#include <dlfcn.h>
#include <gssapi/gssapi.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "mech/load/relocations.h"
#include "unit/unit.h"

static const struct {
    const char *symbol;
    bool refers;
} symbols[] = {
    /* Called below, so undefined here. */
    { "gss_indicate_mechs", true },
    /* Not called here but by libgssapi_krb5, from libkrb5. */
    { "krb5_init_context", true },
    /* Defined in a loaded library, referred to by none. */
    { "gss_krb5_import_cred", false },
    { "gss_indicate_mech", false },
    { "gss_indicate_mechs_", false },
    { "no_such_function", false }
};

#define N_SYMBOLS (sizeof(symbols) / sizeof(symbols[0]))

START_TEST(test_references)
{
    ck_assert_int_eq(gssksp_process_refers_to(symbols[_i].symbol),
                     symbols[_i].refers);
}
END_TEST

/* The third row would pass for a library that is not there. */
START_TEST(test_telltale_is_defined)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 minor;

    ck_assert_uint_eq(gss_indicate_mechs(&minor, &set), GSS_S_COMPLETE);
    gss_release_oid_set(&minor, &set);
    ck_assert_ptr_nonnull(dlsym(RTLD_DEFAULT, "gss_krb5_import_cred"));
}
END_TEST

/* ---- an object that is made up --------------------------------------- */

#define NAME "gss_krb5_import_cred"

/* In memory it has nothing but what is looked for. */
struct object {
    ElfW(Dyn) dynamic[6];
    ElfW(Sym) symbols[2];
    ElfW(Rel) relocation;
    char names[sizeof(NAME) + 1];
};

static void
add(struct object *o, size_t i, ElfW(Sword) tag, size_t value)
{
    o->dynamic[i].d_tag = tag;
    o->dynamic[i].d_un.d_val = value;
}

static void
make_object(struct object *o)
{
    memset(o, 0, sizeof(*o));
    add(o, 0, DT_SYMTAB, offsetof(struct object, symbols));
    add(o, 1, DT_STRTAB, offsetof(struct object, names));
    add(o, 2, DT_STRSZ, sizeof(o->names));
    add(o, 3, DT_REL, offsetof(struct object, relocation));
    add(o, 4, DT_RELSZ, sizeof(o->relocation));
    o->symbols[1].st_name = 1;
    o->relocation.r_info = sizeof(void *) == 8 ? (ElfW(Addr))1 << 31 << 1 :
        1 << 8;
    memcpy(o->names + 1, NAME, sizeof(NAME));
}

/* Wherever it lies: undefined behaviour ends the sanitized test. */
START_TEST(test_anywhere)
{
    unsigned char *memory = malloc(sizeof(struct object) + 16);
    ElfW(Phdr) segments[2];
    struct dl_phdr_info info;
    struct object object;

    ck_assert_ptr_nonnull(memory);
    make_object(&object);
    memcpy(memory + _i, &object, sizeof(object));
    memset(segments, 0, sizeof(segments));
    segments[0].p_type = PT_LOAD;
    segments[0].p_memsz = sizeof(object);
    segments[1].p_type = PT_DYNAMIC;
    segments[1].p_memsz = sizeof(object.dynamic);
    memset(&info, 0, sizeof(info));
    info.dlpi_addr = (ElfW(Addr))(memory + _i);
    info.dlpi_phdr = segments;
    info.dlpi_phnum = 2;
    ck_assert(gssksp_object_refers_to(&info, NAME));
    ck_assert(!gssksp_object_refers_to(&info, NAME "_"));
    /* Less of it is there. */
    segments[0].p_memsz = offsetof(struct object, names);
    ck_assert(!gssksp_object_refers_to(&info, NAME));
    free(memory);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("relocations");
    TCase *tc = tcase_create("relocations");

    tcase_add_loop_test(tc, test_references, 0, N_SYMBOLS);
    tcase_add_test(tc, test_telltale_is_defined);
    tcase_add_loop_test(tc, test_anywhere, 0, 9);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
