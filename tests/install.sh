#!/bin/bash
# SPDX-License-Identifier: MIT
#
# "make install DESTDIR=..." puts the module and its configuration where they
# belong, the configuration names the module by the path it will have, and
# "make uninstall" takes everything away again.

. "$(dirname "$0")/realm.sh"
. "$(dirname "$0")/lib/stage.sh"

need make
STAGE=$(mktemp -d "${TMPDIR:-/tmp}/ksp-stage.XXXXXX") || exit 1
trap 'rm -rf "$STAGE"' EXIT

if stage_install "$STAGE" >"$STAGE.log" 2>&1; then
    ok "make install"
else
    not_ok "make install" "$(tail -n 20 "$STAGE.log")"
fi
rm -f "$STAGE.log"

conf=$(stage_files "$STAGE" | grep '/gss/mech\.d/zz-gss-ksp\.conf$')
more "${#conf}" 1 "the configuration is in gss/mech.d"
module=$(stage_module "$STAGE$conf")
is "$(stage_files "$STAGE" | grep '/gss/.*\.so' | xargs)" "$module" \
    "the module is where the configuration says"
check "that path ends in /gss/gss_ksp.so" \
    test "${module%/gss/gss_ksp.so}" != "$module"
is "$(stage_files "$STAGE" | grep -c '/gss/.*\.l\{0,1\}a$')" 0 \
    "no archive beside it"
is "$(stat -c %a "$STAGE$conf")" 644 "everybody can read the configuration"
check "it says how to switch the module off" \
    grep -q 'GSSKSP_ENABLE=never' "$STAGE$conf"
is "$(grep -vc '^#' "$STAGE$conf")" 1 "it has one line that is no comment"

check "make uninstall" stage_uninstall "$STAGE"
is "$(stage_files "$STAGE" | xargs)" "" "nothing is left after it"
tap_end
