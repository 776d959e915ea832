#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What is installed works, with nothing of the build: "make installcheck", and
# the packages' own test.  In a throw-away realm the command says that the
# module is on; the examples, compiled against what is installed, sign and seal
# with it; and one word switches it off.
#
# Environment, each for what is not in the system's own place:
#   KSP_LISTING     the file that lists the module, in place of /etc/gss
#   KSP_COMMAND     gss-ksp
#   KSP_EXAMPLES    the directory of the examples
#   KSP_STAGE       what stands in front of the path in KSP_LISTING (DESTDIR)
#   KSP_PKG_CONFIG_PATH, LD_LIBRARY_PATH
#                   for libksp-sspi

. "$(dirname "$0")/realm.sh"

COMMAND=${KSP_COMMAND:-gss-ksp}
EXAMPLES=${KSP_EXAMPLES:-$KSP_SOURCE/examples}
CC=${CC:-cc}
export PKG_CONFIG_PATH=${KSP_PKG_CONFIG_PATH:-}

# What is staged is not where its line says.
installed_listing()
{
    WORLD_LISTING=${KSP_LISTING:-}
    [ -n "${KSP_STAGE:-}" ] || return 0
    WORLD_LISTING=$REALM_DIR/staged.conf
    awk -v module="$KSP_MODULE" '$1 == "gss-ksp" { $3 = module } { print }' \
        "$KSP_LISTING" >"$WORLD_LISTING"
}

# installed_compile NAME PACKAGE
installed_compile()
{
    # shellcheck disable=SC2046,SC2086 # lists of words
    check "$1 compiles with what pkg-config says of $2" $CC -std=gnu11 \
        "$EXAMPLES/$1.c" -o "$REALM_DIR/$1" $(pkg-config --cflags --libs "$2")
}

installed_server()
{
    "${IN_WORLD[@]}" "$REALM_DIR/$2-server" "$1" >"$REALM_DIR/server.out" \
        2>"$REALM_DIR/server.err" &
    daemon_ready $! "$REALM_DIR/server.out" "listening on port $1"
}

# installed_talk CLIENT SERVER sign|seal: traces are client.trace and
# server.trace
installed_talk()
{
    local target=$REALM_TARGET status
    [ "$1" = gss ] || target=${target/@//}
    rm -f "$REALM_DIR/client.trace" "$REALM_DIR/server.trace"
    in_world installed "$REALM_DIR/server.trace"
    daemon_on_free_port installed_server "$2" || return 1
    in_world installed "$REALM_DIR/client.trace"
    timeout 30 "${IN_WORLD[@]}" "$REALM_DIR/$1-client" 127.0.0.1 \
        "$DAEMON_PORT" "$target" "$3" "good day"
    status=$?
    [ $status = 0 ] || daemon_stop "$DAEMON_PID"
    daemon_end "$DAEMON_PID" && [ $status = 0 ]
}

# installed_made API END FUNCTION: how many messages the package made there.
# In an SSPI program its functions have Sp in front.
installed_made()
{
    local prefix=Sp
    [ "$1" != gss ] || prefix=""
    trace_count "$REALM_DIR/$2.trace" "$prefix$3"
}

# installed_pair CLIENT SERVER MODE FUNCTION: the one that makes such messages
installed_pair()
{
    local name="$1 client, $2 server, $3"
    check "$name: talk" installed_talk "$1" "$2" "$3"
    is "$(installed_made "$1" client "$4")" 1 \
        "$name: the package made the client's message"
    is "$(installed_made "$2" server "$4")" 1 "$name: and the server's"
}

installed_status()
{
    local status
    in_world installed "$REALM_DIR/unused"
    "${IN_WORLD[@]}" "$COMMAND" status "$@" >"$REALM_DIR/said" 2>&1
    status=$?
    echo "$(tail -n 1 "$REALM_DIR/said"), exit status $status"
}

need krb5kdc kadmin.local kinit pkg-config awk "${CC%% *}"
realm_start || exit 1
realm_env any || exit 1
installed_listing

is "$(installed_status)" "on, exit status 0" "gss-ksp status"
is "$(installed_status --context)" "on, exit status 0" \
    "gss-ksp status --context"
for end in client server; do
    installed_compile gss-$end krb5-gssapi
    installed_compile sspi-$end ksp-sspi
done
for server in gss sspi; do
    for client in gss sspi; do
        installed_pair $client $server sign MakeSignature
        installed_pair $client $server seal SealMessage
    done
done

export GSSKSP_ENABLE=never
check "GSSKSP_ENABLE=never: talk" installed_talk gss gss sign
is "$(trace_count "$REALM_DIR/client.trace" MakeSignature)" 0 \
    "GSSKSP_ENABLE=never: stock Kerberos does it"
tap_end
[ "$TAP_FAILED" = 0 ]
