#!/bin/bash
# SPDX-License-Identifier: MIT
#
# One context in many threads, and across fork() (see realm/threads.c).
# THREADS_MESSAGES of each kind are made by each thread (20000).

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"

THREADS=${KSP_THREADS:-$KSP_BUILD/tests/realm/threads}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
for enctype in $REALM_ENCTYPES; do
    realm_env "$enctype" || not_ok "$enctype: no ticket"
    subtap "$enctype" "$THREADS" --target "$REALM_TARGET" \
        --module "$(world_config module)" --threads 4 \
        --messages "${THREADS_MESSAGES:-20000}"
done
tap_end
