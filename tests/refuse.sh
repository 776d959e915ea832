#!/bin/bash
# SPDX-License-Identifier: MIT
#
# RC4 and DES3 contexts are the package's, and refuse_enctypes in krb5.conf
# refuses them (shim/bridge/policy.h): on the client's side, on the server's,
# and no others; by GSS and by SSPI; imported ones too, and those begun
# elsewhere. What cannot be read, understood or told refuses them, but no
# others.  In FIPS mode they are refused, and libkrb5 does the work of the
# rest.  A build without nettle has no ciphers for them: those of GSS are MIT's
# then, and there are none of SSPI.

. "$(dirname "$0")/realm.sh"

EXAMPLES=$KSP_BUILD/examples
PROGRAMS=$KSP_BUILD/tests/realm
PRELOAD=$PROGRAMS/.libs/refuse_preload.so
EVERYTHING="des3-cbc-sha1 arcfour-hmac arcfour-hmac-exp"

# What the client, and the server, is run by: REFUSE_* of
# realm/refuse_preload.c
REFUSE_CLIENT=()
REFUSE_SERVER=()

# refuse_config ENCTYPES: a krb5.conf that refuses them, beside the realm's
refuse_config()
{
    realm_refuse "$REALM_DIR/refuse.conf" "$1"
    echo "$REALM_DIR/refuse.conf"
}

refuse_server()
{
    KRB5_CONFIG=$SERVER_CONFIG "${IN_WORLD[@]}" "${REFUSE_SERVER[@]}" \
        "$EXAMPLES/$REFUSE_API-server" "$1" >"$REALM_DIR/server.out" \
        2>"$REALM_DIR/server.err" &
    daemon_ready $! "$REALM_DIR/server.out" "listening on port $1"
}

# refuse_talk CLIENT_CONFIG SERVER_CONFIG: sets STATUS, what the client ended
# with; its messages and the server's are in files
refuse_talk()
{
    local client=$1 target=$REALM_TARGET
    [ "$REFUSE_API" = gss ] || target=${target/@//}
    SERVER_CONFIG=$2
    rm -f "$REALM_DIR"/trace.*
    in_world "$REFUSE_WORLD" "$REALM_DIR/trace.server"
    daemon_on_free_port refuse_server || return 1
    in_world "$REFUSE_WORLD" "$REALM_DIR/trace.client"
    STATUS=0
    KRB5_CONFIG=$client "${IN_WORLD[@]}" "${REFUSE_CLIENT[@]}" \
        "$EXAMPLES/$REFUSE_API-client" localhost "$DAEMON_PORT" "$target" \
        seal "good day" >"$REALM_DIR/client.out" \
        2>"$REALM_DIR/client.err" || STATUS=$?
    daemon_end "$DAEMON_PID"
    return 0
}

# refuse_calls SIDE FUNCTION: how often its package was called
refuse_calls()
{
    local prefix=""
    [ "$REFUSE_API" = gss ] || prefix=Sp
    trace_count "$REALM_DIR/trace.$1" "$prefix$2"
}

# refuse_pass NAME CALLS: both sides' package did it, or MIT if CALLS is 0
refuse_pass()
{
    is "$STATUS" 0 "$1: the client is content"
    is "$(refuse_calls client SealMessage)" "$2" \
        "$1: the client's package sealed"
    is "$(refuse_calls server UnsealMessage)" "$2" \
        "$1: the server's package unsealed"
}

# refuse_no_context SIDE: neither package of the process opened one
refuse_no_context()
{
    ! grep -E "InitContext" "$REALM_DIR/trace.$1" |
        grep " 0x00000000$"
}

# refuse_none NAME SIDE WHY: SIDE has no context, and says why
refuse_none()
{
    is "$((STATUS != 0))" 1 "$1: the client is not content"
    check "$1: the $2 says why" grep -q "$3" "$REALM_DIR/$2.err"
    check "$1: no context on that side" refuse_no_context "$2"
    is "$(refuse_calls server UnsealMessage)" 0 "$1: no message arrived"
}

# refuse_stop NAME SIDE: SIDE refused
refuse_stop()
{
    local why="Encryption type not permitted"
    [ "$REFUSE_API" = gss ] || why=0x80090331
    refuse_none "$1" "$2" "$why"
    check "$1: so does its trace" grep -q " refused " \
        "$REALM_DIR/trace.$2"
}

# refuse_not NAME ENCTYPE: nobody refuses it
refuse_not()
{
    if realm_is_ours "$2"; then
        refuse_pass "$1" 1
    elif [ "$REFUSE_API" = gss ]; then
        refuse_pass "$1" 0
    else
        refuse_none "$1" server 0x80090337
    fi
}

# refuse_enctype ENCTYPE REFUSED OTHERS
refuse_enctype()
{
    local with without name="$REFUSE_API, $REFUSE_WORLD, $1"
    realm_env "$1" || return 1
    without=$KRB5_CONFIG
    refuse_talk "$without" "$without"
    refuse_not "$name, nothing refused" "$1"
    with=$(refuse_config "$3")
    refuse_talk "$with" "$with"
    refuse_not "$name, $3 refused" "$1"
    [ -n "$2" ] || return 0
    with=$(refuse_config "$2")
    refuse_talk "$without" "$with"
    refuse_stop "$name, $2 refused by the server" server
    # Without ciphers the server of SSPI comes first.
    [ "$REFUSE_API" = gss ] || realm_is_ours "$1" || return 0
    refuse_talk "$with" "$without"
    refuse_stop "$name, $2 refused by the client" client
}

# refuse_world API WORLD
refuse_world()
{
    REFUSE_API=$1
    REFUSE_WORLD=$2
    refuse_enctype arcfour-hmac "des3 rc4" des3 ||
        not_ok "arcfour-hmac: no ticket"
    refuse_enctype des3-cbc-sha1 des3-cbc-sha1 arcfour-hmac ||
        not_ok "des3-cbc-sha1: no ticket"
    refuse_enctype aes128-cts-hmac-sha1-96 "" "rc4, des3, aes128-cts" ||
        not_ok "aes128-cts-hmac-sha1-96: no ticket"
}

# ---- lines that are not understood, and what cannot be read ------------

# refuse_conf NAME LINE...: a file with those lines behind the realm's
refuse_conf()
{
    local conf=$REALM_DIR/$1.conf
    shift
    cp "$KRB5_CONFIG" "$conf" && printf '%s\n' "$@" >>"$conf"
    echo "$conf"
}

refuse_says()
{
    check "$1: the $2's trace says what the policy is" \
        grep -qF "policy: refuses $3" \
        <(trace_said "$REALM_DIR/trace.$2")
}

# refuse_closed NAME CONFIG WHY: the client, and the server, who have this
# file, have no RC4 context, and contexts of AES as ever; both say why
refuse_closed()
{
    local name="$REFUSE_API, $REFUSE_WORLD, $1" conf=$2 why="$EVERYTHING: $3"
    local enctype=$REFUSE_ENCTYPE
    if [ "$enctype" != arcfour-hmac ]; then
        refuse_talk "$conf" "$conf"
        refuse_pass "$name, $enctype" 1
        refuse_says "$name, $enctype" client "$why"
        return
    fi
    refuse_talk "$KRB5_CONFIG" "$conf"
    refuse_stop "$name, server" server
    refuse_says "$name, server" server "$why"
    [ "$REFUSE_API" = gss ] || realm_is_ours "$enctype" || return 0
    refuse_talk "$conf" "$KRB5_CONFIG"
    refuse_stop "$name, client" client
    refuse_says "$name, client" client "$why"
}

refuse_malformed()
{
    local conf
    conf=$(refuse_conf malformed "[appdefaults]" "gss-ksp = {" \
        "refuse_enctypes = rc4;des3" "}")
    refuse_closed "rc4;des3" "$conf" '"rc4;des3" is not understood'
    conf=$(refuse_conf malformed "[appdefaults]" "gss-ksp = {" \
        "refuse_enctypes = des3" "refuse_enctypes = rc5" "}")
    refuse_closed "a word that is none" "$conf" '"rc5" is not understood'
    conf=$(refuse_conf malformed "[appdefaults]" "gss-ksp = {" \
        "refuse_enctype = rc4" "}")
    refuse_closed "another name" "$conf" "refuse_enctype in gss-ksp is not"
}

# refuse_two_lines: that both count
refuse_two_lines()
{
    local name="$REFUSE_API, $REFUSE_WORLD, two lines" conf
    conf=$(refuse_conf two "[appdefaults]" "gss-ksp = {" \
        "refuse_enctypes = des3" "refuse_enctypes = arcfour-hmac" "}")
    refuse_talk "$KRB5_CONFIG" "$conf"
    refuse_stop "$name" server
    refuse_says "$name" server "des3-cbc-sha1 arcfour-hmac"
}

# refuse_failing: the file cannot be read, for want of memory, whatever it
# says; and so it is if it says nothing
refuse_failing()
{
    local function times
    for function in krb5_init_context krb5_get_profile \
        profile_iterator_create profile_iterator profile_init \
        krb5_get_default_config_files; do
        # The settings of the trace are read before.
        case $function in
        profile_init | krb5_get_default_config_files) times=2 ;;
        *) times=1 ;;
        esac
        REFUSE_CLIENT=(env "LD_PRELOAD=$PRELOAD"
            "REFUSE_FAIL=$function:$times")
        REFUSE_SERVER=("${REFUSE_CLIENT[@]}")
        # Only the side whose trace is looked at has no policy otherwise.
        refuse_failing_sides "$function"
    done
    REFUSE_CLIENT=()
    REFUSE_SERVER=()
}

refuse_failing_sides()
{
    local name="$REFUSE_API, $REFUSE_WORLD, $1 fails" failing
    failing=("${REFUSE_CLIENT[@]}")
    if [ "$REFUSE_ENCTYPE" != arcfour-hmac ]; then
        refuse_talk "$KRB5_CONFIG" "$KRB5_CONFIG"
        refuse_pass "$name, $REFUSE_ENCTYPE" 1
        refuse_says "$name, $REFUSE_ENCTYPE" client "$EVERYTHING: "
        return
    fi
    REFUSE_CLIENT=()
    refuse_talk "$KRB5_CONFIG" "$KRB5_CONFIG"
    refuse_stop "$name, server" server
    refuse_says "$name, server" server "$EVERYTHING: "
    REFUSE_SERVER=()
    [ "$REFUSE_API" = gss ] || realm_is_ours arcfour-hmac || return 0
    REFUSE_CLIENT=("${failing[@]}")
    refuse_talk "$KRB5_CONFIG" "$KRB5_CONFIG"
    refuse_stop "$name, client" client
    refuse_says "$name, client" client "$EVERYTHING: "
}

# refuse_read API WORLD
refuse_read()
{
    REFUSE_API=$1
    REFUSE_WORLD=$2
    for REFUSE_ENCTYPE in arcfour-hmac aes256-cts-hmac-sha1-96; do
        realm_env $REFUSE_ENCTYPE || not_ok "$REFUSE_ENCTYPE: no ticket"
        refuse_malformed
        refuse_failing
    done
    realm_env arcfour-hmac || not_ok "arcfour-hmac: no ticket"
    refuse_two_lines
}

# ---- the enctype cannot be told -----------------------------------------

# refuse_told ENCTYPE FUNCTION CONFIG stop|forward
refuse_told()
{
    local name="gss, module, $1, $2 fails, ${3##*/}"
    REFUSE_API=gss
    REFUSE_WORLD=module
    REFUSE_CLIENT=(env "LD_PRELOAD=$PRELOAD" "REFUSE_FAIL=$2")
    refuse_talk "$3" "$KRB5_CONFIG"
    if [ "$4" = forward ]; then
        is "$STATUS" 0 "$name: the client is content"
        is "$(refuse_calls client SealMessage)" 0 "$name: MIT's code sealed"
        check "$name: and the trace says so" \
            grep -q " forward .*: hand-over failed$" "$REALM_DIR/trace.client"
    else
        refuse_stop "$name" client
    fi
    REFUSE_CLIENT=()
}

refuse_untold()
{
    local enctype function with
    for enctype in arcfour-hmac aes256-cts-hmac-sha1-96; do
        realm_env $enctype || not_ok "$enctype: no ticket"
        with=$(refuse_config rc4)
        for function in gss_inquire_sec_context_by_oid gss_inquire_context; do
            refuse_told $enctype $function "$KRB5_CONFIG" forward
            refuse_told $enctype $function "$with" stop
        done
    done
    # Asked again it is told, and may go on.
    refuse_told $enctype gss_inquire_sec_context_by_oid:1 "$with" forward
    refuse_told $enctype gss_inquire_context:1 "$with" forward
    realm_env arcfour-hmac || not_ok "arcfour-hmac: no ticket"
    with=$(refuse_config rc4)
    refuse_told arcfour-hmac gss_inquire_sec_context_by_oid:1 "$with" stop
    refuse_told arcfour-hmac gss_inquire_context:1 "$with" stop
}

# ---- an old ticket, and messages under a new key -------------------------

# Service, ticket and client have keys of RC4 alone; but the acceptor chooses
# one of AES for the messages.  MIT's code would take messages under either.
refuse_raised()
{
    local with world
    check "a session key of RC4" kadmin.local -q \
        "setstr host/arcfour-hmac.localhost session_enctypes arcfour-hmac"
    realm_env any || not_ok "no ticket"
    REALM_TARGET=host@arcfour-hmac.localhost
    with=$(refuse_config rc4)
    for world in "gss module" "sspi stock"; do
        REFUSE_API=${world% *}
        REFUSE_WORLD=${world#* }
        refuse_talk "$with" "$with"
        refuse_pass "$REFUSE_API, $REFUSE_WORLD, AES by a ticket of RC4" 1
    done
    refuse_told "any by RC4" gss_inquire_context:1 "$with" stop
    refuse_told "any by RC4" gss_inquire_context:1 "$KRB5_CONFIG" forward
}

# ---- one process with both sides ----------------------------------------

# refuse_beside WAY CONFIG: a dialog of realm/beside.c; its lines are in a file
refuse_beside()
{
    rm -f "$REALM_DIR/trace.beside"
    in_world module "$REALM_DIR/trace.beside"
    KRB5_CONFIG=$2 "${IN_WORLD[@]}" "$PROGRAMS/beside" -k "$REALM_TARGET" \
        "$1" >"$REALM_DIR/beside.out" 2>&1
}

refuse_beside_why()
{
    grep "^$1: [A-Z]" "$REALM_DIR/beside.out"
}

refuse_beside_unwraps()
{
    grep -c "^gss_unwrap: 00000000$" "$REALM_DIR/beside.out"
}

# refuse_ways ENCTYPE: SPNEGO, where the acceptor comes first; and an initiator
# that MIT's code began: it is its context that we continue
refuse_ways()
{
    local enctype=$1 with way side
    local why="Encryption type not permitted"
    realm_env "$enctype" || not_ok "$enctype: no ticket"
    with=$(refuse_config "rc4 des3")
    for way in spnego:acceptor halfway:initiator; do
        side=${way#*:}
        way=${way%:*}
        refuse_beside $way "$KRB5_CONFIG"
        is "$(refuse_beside_unwraps)" 4 "$way, $enctype: messages arrive"
        refuse_beside $way "$with"
        if realm_is_old "$enctype"; then
            is "$(refuse_beside_why $side)" "$side: $why" \
                "$way, $enctype, refused: the $side says why"
            is "$(refuse_beside_unwraps)" 0 \
                "$way, $enctype, refused: no message arrives"
            check "$way, $enctype, refused: so does the trace" \
                grep -q " refused " "$REALM_DIR/trace.beside"
        else
            is "$(refuse_beside_unwraps)" 4 \
                "$way, $enctype, others refused: messages arrive"
        fi
    done
}

# ---- imported contexts ---------------------------------------------------

# refuse_import CONFIG: what was exported without the module, by a process
# that has it.  Sets STATUS.
refuse_import()
{
    STATUS=0
    rm -f "$REALM_DIR/trace.import"
    in_world module "$REALM_DIR/trace.import"
    KRB5_CONFIG=$1 "${IN_WORLD[@]}" "${REFUSE_CLIENT[@]}" \
        "$PROGRAMS/refuse" import "$REALM_DIR/exported" \
        >"$REALM_DIR/import.out" 2>&1 || STATUS=$?
}

refuse_imported()
{
    local enctype=$1 with name="imported, $1"
    realm_env "$enctype" || not_ok "$enctype: no ticket"
    with=$(refuse_config "rc4 des3")
    in_world stock "$REALM_DIR/trace.export"
    check "$name: exported without the module" "${IN_WORLD[@]}" \
        "$PROGRAMS/refuse" export "$REALM_TARGET" "$REALM_DIR/exported"
    refuse_import "$KRB5_CONFIG"
    is "$STATUS" 0 "$name: signs"
    check "$name: in a process with the module" \
        trace_loaded "$REALM_DIR/trace.import"
    refuse_import "$with"
    if realm_is_old "$enctype"; then
        refuse_import_stop "$name, refused"
    else
        is "$STATUS" 0 "$name, others refused: signs"
        REFUSE_CLIENT=(env "LD_PRELOAD=$PRELOAD"
            REFUSE_FAIL=gss_inquire_sec_context_by_oid)
        refuse_import "$with"
        refuse_import_stop "$name, its enctype cannot be told"
        REFUSE_CLIENT=()
    fi
}

refuse_import_stop()
{
    is "$(cat "$REALM_DIR/import.out")" \
        "import: 000d0000 Encryption type not permitted
context: no" "$1: nothing is imported, and why"
    check "$1: so does the trace" \
        grep -q " refused " "$REALM_DIR/trace.import"
}

# refuse_imported_sspi ENCTYPE: what a process without a policy has exported
refuse_imported_sspi()
{
    local enctype=$1 with name="imported by SSPI, $1" want=00000000
    realm_is_ours "$enctype" || return 0
    realm_env "$enctype" || not_ok "$enctype: no ticket"
    with=$(refuse_config "rc4 des3")
    in_world stock "$REALM_DIR/trace.import"
    check "$name: exported" "${IN_WORLD[@]}" "$PROGRAMS/refuse_sspi" export \
        "${REALM_TARGET/@//}" "$REALM_DIR/exported"
    is "$("${IN_WORLD[@]}" "$PROGRAMS/refuse_sspi" import \
        "$REALM_DIR/exported" | head -n 1)" "import: 00000000" "$name"
    ! realm_is_old "$enctype" || want=80090331
    is "$(KRB5_CONFIG=$with "${IN_WORLD[@]}" "$PROGRAMS/refuse_sspi" import \
        "$REALM_DIR/exported" | head -n 1)" "import: $want" \
        "$name, rc4 and des3 refused"
}

# A program that runs since before the module was listed, and uses Kerberos by
# SSPI for the first time, takes it up: the policy is read after that.
refuse_late_sspi()
{
    local prefix
    REFUSE_API=sspi
    REFUSE_WORLD=switched
    realm_env aes256-cts-hmac-sha1-96 || not_ok "no ticket"
    # shellcheck disable=SC2016
    prefix=(sh -c 'sleep 1.5; cat "$1" >>"$2"; shift 2; exec "$@"' sh
        "$REALM_DIR/module.conf" "$REALM_DIR/switched.conf")
    REFUSE_CLIENT=("${prefix[@]}")
    refuse_talk "$KRB5_CONFIG" "$KRB5_CONFIG"
    REFUSE_CLIENT=()
    world_switch_off
    is "$STATUS" 0 "a program from before: the client is content"
    is "$(trace_count "$REALM_DIR/trace.client" \
        "SpInitContext(module)")" 1 \
        "a program from before: the module's package is used"
}

# ---- FIPS mode -----------------------------------------------------------

# refuse_fips TEXT: sets REFUSE_FIPS to what runs a program on a host whose
# kernel says TEXT.  Root sees it where it is; others through the preloaded
# library.
refuse_fips()
{
    echo "$1" >"$REALM_DIR/fips"
    REFUSE_FIPS=(env "LD_PRELOAD=$PRELOAD" "REFUSE_FIPS=$REALM_DIR/fips"
        "REFUSE_COUNT=$REALM_DIR/count")
    [ "$(id -u)" = 0 ] && "$KSP_PRIVATE_MOUNTS" true 2>/dev/null || return 0
    # shellcheck disable=SC2016
    REFUSE_FIPS=("$KSP_PRIVATE_MOUNTS" sh -c '
        mount -t tmpfs tmpfs /proc/sys && mkdir /proc/sys/crypto &&
        cp "$1" /proc/sys/crypto/fips_enabled && shift && exec "$@"' sh
        "$REALM_DIR/fips" env "LD_PRELOAD=$PRELOAD"
        "REFUSE_COUNT=$REALM_DIR/count")
}

# How many messages libkrb5 sealed or unsealed for us.
refuse_by_krb5()
{
    [ -e "$REALM_DIR/count" ] || { echo 0; return; }
    grep -cE '^krb5_k_(en|de)crypt_iov$' "$REALM_DIR/count"
}

# refuse_fips_aes NAME CLIENT SERVER MESSAGES: who is in FIPS mode, and for how
# many messages libkrb5 is then asked.  There is one each way.
refuse_fips_aes()
{
    local name="$1, $REFUSE_API, $REFUSE_WORLD, $REFUSE_ENCTYPE"
    REFUSE_CLIENT=(env "LD_PRELOAD=$PRELOAD" "REFUSE_COUNT=$REALM_DIR/count")
    REFUSE_SERVER=("${REFUSE_CLIENT[@]}")
    [ "$2" = 0 ] || REFUSE_CLIENT=("${REFUSE_FIPS[@]}")
    [ "$3" = 0 ] || REFUSE_SERVER=("${REFUSE_FIPS[@]}")
    rm -f "$REALM_DIR/count"
    refuse_talk "$KRB5_CONFIG" "$KRB5_CONFIG"
    refuse_pass "$name" 1
    is "$(refuse_by_krb5)" "$4" "$name: $4 messages are libkrb5's"
}

# refuse_fips_world API WORLD
refuse_fips_world()
{
    local enctype others=0
    REFUSE_API=$1
    REFUSE_WORLD=$2
    realm_is_ours arcfour-hmac || others=2      # no nettle
    for REFUSE_ENCTYPE in $REALM_ENCTYPES; do
        realm_env "$REFUSE_ENCTYPE" || not_ok "$REFUSE_ENCTYPE: no ticket"
        refuse_fips 1
        case $REFUSE_ENCTYPE in camellia*) others=2 ;; esac
        refuse_fips_aes "FIPS mode" 1 1 4
        refuse_says "FIPS mode, $1" client "$EVERYTHING: FIPS mode"
        refuse_fips_aes "FIPS mode, client" 1 0 $((2 + others))
        refuse_fips_aes "FIPS mode, server" 0 1 $((2 + others))
    done
    refuse_fips what
    refuse_fips_aes "FIPS mode, not told" 1 1 4
    refuse_says "FIPS mode, not told, $1" client \
        "$EVERYTHING: FIPS mode, as /proc/sys/crypto/fips_enabled cannot"
    for enctype in $REALM_OLD_ENCTYPES; do
        realm_env "$enctype" || not_ok "$enctype: no ticket"
        refuse_fips 1
        refuse_fips_old "FIPS mode, $1, $enctype"
        refuse_fips what
        refuse_fips_old "FIPS mode, not told, $1, $enctype"
    done
    REFUSE_CLIENT=()
    REFUSE_SERVER=()
}

refuse_fips_old()
{
    REFUSE_CLIENT=()
    REFUSE_SERVER=("${REFUSE_FIPS[@]}")
    refuse_talk "$KRB5_CONFIG" "$KRB5_CONFIG"
    refuse_stop "$1, server" server
    [ "$REFUSE_API" = gss ] || realm_is_ours arcfour-hmac || return 0
    REFUSE_SERVER=()
    REFUSE_CLIENT=("${REFUSE_FIPS[@]}")
    refuse_talk "$KRB5_CONFIG" "$KRB5_CONFIG"
    refuse_stop "$1, client" client
}

# With "0" there, nothing changes.
refuse_fips_off()
{
    REFUSE_API=gss
    REFUSE_WORLD=module
    realm_env arcfour-hmac || not_ok "arcfour-hmac: no ticket"
    refuse_fips 0
    REFUSE_CLIENT=("${REFUSE_FIPS[@]}")
    REFUSE_SERVER=("${REFUSE_FIPS[@]}")
    refuse_talk "$KRB5_CONFIG" "$KRB5_CONFIG"
    REFUSE_CLIENT=()
    REFUSE_SERVER=()
    refuse_not "no FIPS mode" arcfour-hmac
    refuse_says "no FIPS mode" client nothing
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
refuse_world gss module
refuse_world sspi module
refuse_world sspi stock
refuse_read gss module
refuse_read sspi stock
refuse_untold
refuse_raised
for enctype in arcfour-hmac des3-cbc-sha1 aes128-cts-hmac-sha1-96; do
    refuse_ways $enctype
    refuse_imported $enctype
    refuse_imported_sspi $enctype
done
refuse_late_sspi
refuse_fips_world gss module
refuse_fips_world sspi stock
refuse_fips_off
tap_end
