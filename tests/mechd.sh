#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The installed configuration file in /etc/gss/mech.d, and nothing in the
# environment: programs take the module up from there.  The directory is a
# file system of our own, in mount namespaces that nobody else sees.

. "$(dirname "$0")/realm.sh"
. "$(dirname "$0")/lib/stage.sh"
. "$(dirname "$0")/apps/lib_sample.sh"
. "$(dirname "$0")/apps/lib_sshd.sh"

need_root
need make gss-client gss-server ssh sshd krb5kdc kadmin.local kinit
sshd_can_run || skip_all "no mount namespace to be had"

# mechd_sample NAME CLIENT_WORLD SERVER_WORLD
mechd_sample()
{
    if ! sample_run "$2" "$3" "" -seq; then
        not_ok "$1" "$(sample_story)"
        return
    fi
    ok "$1"
    mechd_calls "$1" "$2" "$SAMPLE_DIR/client.trace" VerifySignature
    mechd_calls "$1" "$3" "$SAMPLE_DIR/server.trace" MakeSignature
}

# mechd_ssh NAME CLIENT_WORLD
mechd_ssh()
{
    if ! ssh_login "$2" gssapi-keyex -- 'echo $((6 * 7))'; then
        not_ok "$1" "$(sshd_story)"
        return
    fi
    is "$(cat "$SSHD_DIR/ssh.out")" 42 "$1"
    mechd_calls "$1" "$2" "$SSHD_DIR/ssh.trace" MakeSignature
    more "$(sshd_monitor_count VerifySignature)" 1 \
        "$1: VerifySignature in sshd's monitor"
}

# mechd_calls NAME WORLD TRACE FUNCTION
mechd_calls()
{
    if [ "$2" = stock ]; then
        check "$1: no $4 in the stock world" test ! -s "$3"
    else
        more "$(trace_count "$3" "$4")" 1 "$1: $4"
    fi
}

# The two ways to switch it off that the file names: the environment of one
# process, and removing the file.
mechd_never()
{
    export GSSKSP_ENABLE=never
    check "GSSKSP_ENABLE=never: works" sample_run listed listed "" -seq
    unset GSSKSP_ENABLE
    is "$(trace_count "$SAMPLE_DIR/client.trace" InitContext)" 0 \
        "GSSKSP_ENABLE=never: no call"
    check "GSSKSP_ENABLE=never: the trace says so" \
        grep -q ' stand-aside' "$SAMPLE_DIR/client.trace"
}

mechd_removed()
{
    mv "$WORLD_MECH_D" "$WORLD_MECH_D.away"
    mkdir "$WORLD_MECH_D"
    : >"$WORLD_MECH_D/empty.conf"
    check "file removed: works" sample_run listed listed "" -seq
    check "file removed: no trace" test ! -s "$SAMPLE_DIR/client.trace"
    rm -r "$WORLD_MECH_D"
    mv "$WORLD_MECH_D.away" "$WORLD_MECH_D"
}

realm_start || exit 1
check "make install" stage_install "$REALM_DIR/stage"
WORLD_MECH_D=$REALM_DIR/mech.d
stage_mech_d "$REALM_DIR/stage" "$WORLD_MECH_D" || exit 1
before=$(cd /etc/gss && find . | sort)

realm_env any || exit 1
mechd_sample "listed on both sides" listed listed
mechd_sample "listed for the client" listed stock
mechd_sample "listed for the server" stock listed
mechd_never
mechd_removed

sshd_setup || exit 1
realm_env any root || exit 1
sshd_start listed || exit 1
mechd_ssh "ssh, listed on both sides" listed
mechd_ssh "ssh, listed for sshd" stock
sshd_stop

is "$(cd /etc/gss && find . | sort)" "$before" "/etc/gss is as it was"
tap_end
