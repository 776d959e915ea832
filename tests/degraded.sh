#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A library that is not as the module relies on, as of another release of krb5
# that has come under a running host: the module says "degraded" and why, what
# can be guaranteed works, and the rest is stock's.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/beside/lib_beside.sh"

HELD=$KSP_BUILD/tests/realm/held
STATUS=$KSP_BUILD/tools/gss-ksp

# A library to be preloaded, in which a function answers otherwise.
other_library()
{
    OTHER=$REALM_DIR/other.$1.so
    beside_object "$OTHER" "#define _GNU_SOURCE
#include <dlfcn.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>
#include <string.h>
$2" -ldl || not_ok "$1: compiled"
}

# degraded_run NAME SAID DEGRADED [STEP]: a program with the library makes a
# context, or does another STEP, and says what came of it and what is degraded
degraded_run()
{
    local name=$1 out=$REALM_DIR/held.out trace=$REALM_DIR/held.trace pid
    rm -f "$trace" "$REALM_DIR/in" && mkfifo "$REALM_DIR/in" || return
    in_world module "$trace"
    "${IN_WORLD[@]}" ${DEGRADED_ENV[@]+"${DEGRADED_ENV[@]}"} \
        "LD_PRELOAD=$OTHER" "$HELD" "$REALM_TARGET" "${4:-context}" wait \
        >"$out" 2>&1 <"$REALM_DIR/in" &
    pid=$!
    exec 7>"$REALM_DIR/in"
    daemon_ready "$pid" "$out" waiting
    "$STATUS" status "$pid" >"$REALM_DIR/said" 2>&1
    exec 7>&-
    wait "$pid"
    is "$(head -n 1 "$out")" "$2" "$name: its context is: $2"
    is "$(tail -n 1 "$REALM_DIR/said" | sed -n 's/.*degraded: //p')" "$3" \
        "$name: status says what is degraded"
}

DEGRADED_ENV=()

degraded_none()
{
    other_library none "int nobody_calls_it(void) { return 0; }"
    degraded_run "nothing is other" ours ""
    is "$(grep -c ' degraded ' "$REALM_DIR/held.trace")" 0 \
        "nothing is other: nor in the trace"
}

SIGN="it cannot be told whether a program has used Kerberos before: one from \
before the listing counts as if it had"

# The texts by which the module sees that libkrb5 is in use: of all codes, or
# of none.  Programs from before the listing must not lose a credential.
degraded_sign()
{
    local name=$1
    other_library sign "const char *
krb5_get_error_message(krb5_context c, krb5_error_code code)
{ return strdup(\"$2\"); }
void krb5_free_error_message(krb5_context c, const char *text)
{ free((void *)text); }"
    degraded_run "$name" ours "$SIGN"
    is "$(grep -c " degraded .*: $SIGN$" "$REALM_DIR/held.trace")" 1 \
        "$name: so does the trace"
    # shellcheck disable=SC2016
    DEGRADED_ENV=(env "GSS_MECH_CONFIG=$REALM_DIR/later.conf" sh -c '
        sleep 1.5; cp "$1" "$2"; shift 2; exec "$@"' sh
        "$REALM_DIR/module.conf" "$REALM_DIR/later.conf" env)
    degraded_run "$name, the program is older than the listing" stock "$SIGN"
    check "$name, the program is older than the listing: it stands aside" \
        grep -q " stand-aside .*: the program used Kerberos before" \
        "$REALM_DIR/held.trace"
    DEGRADED_ENV=()
}

# No text is that of an unknown code.
TEXTS_OTHER="const char *
krb5_get_error_message(krb5_context c, krb5_error_code code)
{ return strdup(\"Whatever it is\"); }
void krb5_free_error_message(krb5_context c, const char *text)
{ free((void *)text); }"

# Asked with what the library of this release would answer otherwise.
degraded_contexts()
{
    other_library contexts "OM_uint32
gss_context_time(OM_uint32 *minor, gss_ctx_id_t context, OM_uint32 *time)
{
    OM_uint32 (*next)(OM_uint32 *, gss_ctx_id_t, OM_uint32 *) =
        dlsym(RTLD_NEXT, \"gss_context_time\");
    OM_uint32 major = next(minor, context, time);
    return major == GSS_S_BAD_MECH ? GSS_S_NO_CONTEXT : major;
}"
    degraded_run "contexts" ours "the library's contexts have another form: \
one that MIT's code began is not continued"
}

LUCID="MIT's mechanism describes its contexts in another form: their messages \
are stock's"
LUCID_OTHER="OM_uint32
gss_inquire_sec_context_by_oid(OM_uint32 *minor, const gss_ctx_id_t context,
                               const gss_OID oid, gss_buffer_set_t *set)
{
    OM_uint32 (*next)(OM_uint32 *, const gss_ctx_id_t, const gss_OID,
                      gss_buffer_set_t *) =
        dlsym(RTLD_NEXT, \"gss_inquire_sec_context_by_oid\");
    OM_uint32 major = next(minor, context, oid, set), *lucid;
    if (major == 0 && oid->length == 12 && (*set)->count == 1) {
        memcpy(&lucid, (*set)->elements[0].value, sizeof(lucid));
        *lucid = 2;
    }
    return major;
}"

degraded_lucid()
{
    other_library lucid "$LUCID_OTHER"
    degraded_run "descriptions" stock "$LUCID"
    is "$(grep -c ' forward ' "$REALM_DIR/held.trace")" 2 \
        "descriptions: both contexts were left to MIT's code"
}

# Two at once: each has its line, and the graver one is seen.
degraded_two()
{
    other_library two "$LUCID_OTHER
$TEXTS_OTHER"
    degraded_run "two" stock "$LUCID; and more"
    is "$(sed -n 's/.* degraded [^:]*: //p' "$REALM_DIR/held.trace")" \
        "$SIGN
$LUCID" "two: the trace has both, each once"
}

# A token of the real mechanism's, which is had by a call within the program's,
# with more in it than this release's, behind the mechglue's OID.
degraded_export()
{
    other_library export "#include <stdlib.h>
#define MORE 4
static int depth;
static size_t behind_oid(const unsigned char *token)
{ return 4 + token[3]; }
OM_uint32
gss_export_sec_context(OM_uint32 *minor, gss_ctx_id_t *context,
                       gss_buffer_t token)
{
    OM_uint32 (*next)(OM_uint32 *, gss_ctx_id_t *, gss_buffer_t) =
        dlsym(RTLD_NEXT, \"gss_export_sec_context\");
    OM_uint32 major;
    size_t head;
    depth++;
    major = next(minor, context, token);
    if (--depth == 1 && major == 0) {
        head = behind_oid(token->value);
        token->value = realloc(token->value, token->length + MORE);
        memmove((char *)token->value + head + MORE,
                (char *)token->value + head, token->length - head);
        token->length += MORE;
    }
    return major;
}
OM_uint32
gss_import_sec_context(OM_uint32 *minor, gss_buffer_t token,
                       gss_ctx_id_t *context)
{
    OM_uint32 (*next)(OM_uint32 *, gss_buffer_t, gss_ctx_id_t *) =
        dlsym(RTLD_NEXT, \"gss_import_sec_context\");
    size_t head = behind_oid(token->value);
    gss_buffer_desc rest = { token->length - MORE, malloc(token->length) };
    OM_uint32 major;
    memcpy(rest.value, token->value, head);
    memcpy((char *)rest.value + head, (char *)token->value + head + MORE,
           rest.length - head);
    major = next(minor, &rest, context);
    free(rest.value);
    return major;
}"
    degraded_run "exports" exported "exported contexts have another form: \
one that has sent many messages cannot be exported" export
    is "$(trace_count "$REALM_DIR/held.trace" InitContext)" 2 \
        "exports: the contexts were ours"
    is "$(grep -c ' degraded ' "$REALM_DIR/held.trace")" 0 \
        "exports: no decision is traced after establishment"
}

# What a program that is started now would find.
degraded_host()
{
    other_library host "$TEXTS_OTHER"
    is "$(GSS_MECH_CONFIG=$(world_config module) LD_PRELOAD=$OTHER \
        "$STATUS" status | tail -n 1)" "on: degraded: $SIGN" \
        "status of the host: on, and what is degraded"
}

# The library by another name, as programs bring one with them.
degraded_library()
{
    local library copy=$REALM_DIR/bundled program=$REALM_DIR/bundled/ask
    mkdir "$copy"
    library=$(ldd "$HELD" | awk '/libgssapi_krb5/ { print $3 }')
    LC_ALL=C sed 's/libgssapi_krb5\.so\.2/libgssapi_krb5.so.9/g' \
        "$library" >"$copy/libgssapi_krb5.so.9"
    cat >"$copy/ask.c" <<'PROGRAM'
#include <dlfcn.h>
#include <gssapi/gssapi_ext.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    OM_uint32 (*ask)(OM_uint32 *, gss_OID_set *), minor, major = 99;
    gss_OID_set set = GSS_C_NO_OID_SET;
    if (library != NULL) {
        *(void **)&ask = dlsym(library, "gss_indicate_mechs");
        major = ask(&minor, &set);
    }
    printf("%08x %d\n", major, set != NULL && set->count > 0);
    return 0;
}
PROGRAM
    # shellcheck disable=SC2046 # lists of words
    ${CC:-cc} "$copy/ask.c" -o "$program" \
        $(pkg-config --cflags krb5-gssapi) -ldl
    in_world module "$REALM_DIR/bundled.trace"
    is "$("${IN_WORLD[@]}" "$program" "$copy/libgssapi_krb5.so.9")" \
        "00000000 1" "a library of the program's own: it works"
    is "$(trace_said "$REALM_DIR/bundled.trace")" \
        "stand-aside: the library that loads it is not the one it calls" \
        "a library of the program's own: the module stands aside"
    rm "$REALM_DIR/bundled.trace"
    is "$("${IN_WORLD[@]}" "$program" "$library")" "00000000 1" \
        "the system's: it works"
    check "the system's: the module does not" \
        trace_loaded "$REALM_DIR/bundled.trace"
}

need krb5kdc kadmin.local kdb5_util kinit pkg-config
can "a compiler" "${CC:-cc}" || skip_all "no compiler"
realm_start || skip_all "no realm"
realm_env aes256-cts-hmac-sha1-96
degraded_none
degraded_sign "no text is unknown" "Whatever it is"
degraded_sign "no text is known" "Unknown code 99 1"
degraded_contexts
degraded_lucid
degraded_two
degraded_export
degraded_host
degraded_library
tap_end
