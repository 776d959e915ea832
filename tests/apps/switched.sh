#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The module is listed while stock servers run.  Apache has used Kerberos
# before, so the module stands aside in its workers, and they go on answering;
# those of an Apache that is started then have the module.  sshd executes
# itself anew for each connection: the next login is the module's.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_curl.sh"
. "$(dirname "$0")/lib_sshd.sh"

need_root
need apache2 curl ssh sshd ssh-keygen krb5kdc kadmin.local kinit
sshd_can_run || skip_all "no mount namespace to be had"

# switched_get NAME
switched_get()
{
    if curl_get stock; then
        check "$1" cmp "$CURL_DIR/www/file" "$CURL_DIR/got"
    else
        not_ok "$1" "$(curl_story)"
    fi
}

# switched_login NAME
switched_login()
{
    if ssh_login stock gssapi-with-mic -- 'echo $((6 * 7))'; then
        is "$(cat "$SSHD_DIR/ssh.out")" 42 "$1"
    else
        not_ok "$1" "$(sshd_story)"
    fi
}

realm_start || skip_all "no realm"
sshd_setup || exit 1
apache_setup || exit 1
realm_env any root || exit 1
sshd_start switched || exit 1
apache_start switched || exit 1

switched_get "Apache answers"
check "no trace in Apache" test ! -s "$CURL_DIR/apache.trace"
switched_login "sshd lets in"
check "no trace in sshd" test ! -e "$SSHD_DIR/server.trace"
world_switch_on
switched_get "Apache answers, the module being listed"
is "$(trace_said "$CURL_DIR/apache.trace" | sort -u)" \
    "stand-aside: the program used Kerberos before the module was listed" \
    "the module stands aside in its worker"
switched_login "sshd lets in, the module being listed"
more "$(sshd_monitor_count VerifySignature)" 1 \
    "the module checked the MIC in sshd's monitor"

apache_stop
apache_start switched || exit 1
switched_get "Apache answers, started anew"
more "$(trace_count "$CURL_DIR/apache.trace" InitContext)" 1 \
    "its context is the module's"
apache_stop
sshd_stop
tap_end
