#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Export of a context when MIT's token has a layout we do not know (see
# realm/replay.c).

. "$(dirname "$0")/realm.sh"

need krb5kdc kadmin.local kinit
realm_start || skip_all "no realm"
realm_env aes256-cts-hmac-sha384-192
world stock
exec_status=0
"$KSP_BUILD/tests/realm/replay" "$REALM_TARGET" || exec_status=$?
exit "$exec_status"
