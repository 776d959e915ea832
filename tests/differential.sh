#!/bin/bash
# SPDX-License-Identifier: MIT
#
# One random script of GSS calls in two worlds, stock and ours (see
# realm/diff_main.c; what may differ is in realm/diff_intended.c).
#
#   DIFF_STEPS      steps in all, over all enctypes and modes (100000)
#   DIFF_SEED       the seed (a random one; printed)
#   DIFF_ENCTYPES   some of the enctypes
#
# To repeat a failure run this with the seed and the number of steps printed.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/mictag.sh"

DIFFERENTIAL=${KSP_DIFFERENTIAL:-$KSP_BUILD/tests/realm/diff/differential}
DIFF_STEPS=${DIFF_STEPS:-100000}
DIFF_SEED=${DIFF_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
DIFF_ENCTYPES=${DIFF_ENCTYPES:-$REALM_ENCTYPES $REALM_OLD_ENCTYPES}

# What part of an enctype's steps each mode gets, in percent.
DIFF_MODES="mixed:40 iov:20 damage:20 gaps:15 establish:5"

# Fewer steps of a mode can miss what the driver wants to have seen.
DIFF_STEPS_MIN=300

# diff_steps PERCENT: of an enctype's share
diff_steps()
{
    local share=$((DIFF_STEPS / $(wc -w <<<"$DIFF_ENCTYPES")))
    local steps=$((share * $1 / 100))
    echo $((steps < DIFF_STEPS_MIN ? DIFF_STEPS_MIN : steps))
}

# diff_enctype ENCTYPE: sets DIFF_ARGS, what a run for it needs.  The service's
# ticket is there before: else the first of the two worlds gets it for both.
diff_enctype()
{
    local tgt=$REALM_DIR/tgt.$1
    realm_env "$1" || return 1
    cp "${KRB5CCNAME#FILE:}" "$tgt"
    kvno -q "${REALM_TARGET/@//}" || return 1
    DIFF_ARGS=(--target "$REALM_TARGET" --tgt-only "$tgt"
        --stock "$(world_config stock)" --module "$(world_config module)")
    ! realm_is_old "$1" || DIFF_ARGS+=(--old-format)
    realm_is_ours "$1" || DIFF_ARGS+=(--forwarded)
}

# diff_must_fail WHAT: the driver notices a world that reports WHAT wrongly
diff_must_fail()
{
    local out status=0
    out=$("$DIFFERENTIAL" "${DIFF_ARGS[@]}" --second stock --seed 1 \
        --steps 5000 --self-test "$1@700") || status=$?
    if [ "$status" = 1 ] && grep -qE "step (7|8|9|[1-9][0-9])[0-9][0-9]:" \
        <<<"$out" && grep -q "seed 1" <<<"$out"; then
        ok "the driver notices a wrong $1"
    else
        not_ok "the driver notices a wrong $1" "status $status" "$out"
    fi
}

# diff_run NAME ARG...
diff_run()
{
    local name=$1 out
    shift
    if out=$("$DIFFERENTIAL" "${DIFF_ARGS[@]}" "$@"); then
        ok "$name"
        grep -E '^# (intended|.*: [0-9]+ steps$|.* rubbish$)' <<<"$out"
        compared "$(sed -nE 's/^# ([0-9]+) steps, .*/\1/p' <<<"$out")"
    else
        not_ok "$name" "$* failed:" "$out"
    fi
}

need krb5kdc kadmin.local kdb5_util kinit kvno
realm_start || skip_all "no realm"
echo "# seed $DIFF_SEED, $DIFF_STEPS steps"

diff_enctype aes128-cts-hmac-sha256-128 || skip_all "no ticket"
mic_tag
for what in major verdict outcome proof told; do
    diff_must_fail "$what"
done
diff_run "stock and stock agree" --second stock --seed "$DIFF_SEED" \
    --steps $((DIFF_STEPS / 10))

for enctype in $DIFF_ENCTYPES; do
    diff_enctype "$enctype" || not_ok "$enctype: no ticket"
    for mode in $DIFF_MODES; do
        diff_run "$enctype: stock and module agree, mode ${mode%:*}" \
            --mode "${mode%:*}" --seed "$DIFF_SEED" \
            --steps "$(diff_steps "${mode#*:}")"
    done
done
tap_end
