# SPDX-License-Identifier: MIT
#
# One program (realm/beside.c) beside other modules and settings: run with a
# given /etc/gss/mech.d, and compared with what stock Kerberos showed it.  To
# be sourced after realm.sh, by root.
#
#   beside_mech_d NAME [FILE...]
#       From now on /etc/gss/mech.d holds copies of FILEs, in the world
#       "listed".  Further files go to $WORLD_MECH_D.
#   beside_conf MODULE [OID]
#       prints our configuration file, for a module at another place, or
#       under another OID
#   beside_run LABEL WORLD ARG...
#       runs the program; its output is $REALM_DIR/LABEL.out, what it said to
#       stderr .err, the trace .trace.  BESIDE_ENV is a command prefix.
#   beside_same NAME LABEL STOCK
#       the program ended well, said nothing on stderr, and printed what it
#       printed in the run STOCK
#   beside_by NAME LABEL module|called|stock|nobody CONTEXTS
#       who did it: of CONTEXTS contexts the package made every MIC; or stock
#       Kerberos or another mechanism did, with the module called on the way,
#       or loaded and not called, or not even loaded
#   beside_object FILE C-TEXT [FLAG...]
#       compiles a shared object
#   beside_nobody
#       sets BESIDE_NOBODY, a command prefix that gives up root, with files of
#       the realm in $REALM_DIR/nobody that nobody may read; the program is
#       copied to where nobody can run it

BESIDE=${KSP_BESIDE:-$KSP_BUILD/tests/realm/beside}
BESIDE_ENV=()
BESIDE_OID=$(awk '$1 == "gss-ksp" { print $2 }' "$KSP_SOURCE/mech.conf.in")
BESIDE_MICS=2       # of each context, while it is the package's
BESIDE_WRAPS=4
NOBODY=65534

beside_need()
{
    need_root
    need krb5kdc kadmin.local kdb5_util kinit "$@"
    "$KSP_PRIVATE_MOUNTS" true || skip_all "no mount namespace to be had"
}

beside_mech_d()
{
    WORLD_MECH_D=$REALM_DIR/$1.mech.d
    shift
    mkdir "$WORLD_MECH_D" || return 1
    # Never empty: it is copied by a pattern.
    echo "# nothing" >"$WORLD_MECH_D/nothing.conf"
    [ $# = 0 ] || cp "$@" "$WORLD_MECH_D/"
}

beside_conf()
{
    sed -e "s|@MODULE@|$1|" \
        -e "s|^\(gss-ksp  *\)[0-9.]*|\1${2:-$BESIDE_OID}|" \
        "$KSP_SOURCE/mech.conf.in"
}

beside_run()
{
    local label=$1 world=$2
    shift 2
    in_world "$world" "$REALM_DIR/$label.trace"
    timeout 60 "${IN_WORLD[@]}" "${BESIDE_ENV[@]}" "$BESIDE" "$@" \
        >"$REALM_DIR/$label.out" 2>"$REALM_DIR/$label.err"
    echo $? >"$REALM_DIR/$label.status"
}

beside_facts()
{
    grep -v '^package ' "$REALM_DIR/$1.out"
}

beside_same()
{
    is "$(cat "$REALM_DIR/$2.status")" 0 "$1: the program ends well"
    is "$(cat "$REALM_DIR/$2.err")" "" "$1: nothing is said about it"
    more "$(beside_facts "$2" | grep -c '^gss_unwrap: 00000000')" 4 \
        "$1: messages arrive"
    check "$1: the program sees what it sees in stock" \
        diff <(beside_facts "$3") <(beside_facts "$2")
}

# beside_ends LABEL WHO: how many ends of contexts are WHO's
beside_ends()
{
    grep -c "^package .* $2\$" "$REALM_DIR/$1.out"
}

beside_by()
{
    local name=$1 trace=$REALM_DIR/$2.trace who=$3 ends=$(($4 * 2)) mine=0
    local called
    [ "$who" != module ] || mine=$4
    is "$(beside_ends "$2" stock) $(beside_ends "$2" Kerberos)" \
        "$((ends - mine * 2)) $((mine * 2))" \
        "$name: $((mine * 2)) of $ends ends are the package's"
    is "$(trace_count "$trace" MakeSignature)" $((mine * BESIDE_MICS)) \
        "$name: MICs made by the package"
    is "$(trace_count "$trace" SealMessage)" $((mine * BESIDE_WRAPS)) \
        "$name: messages sealed by the package"
    if [ "$who" = nobody ]; then
        check "$name: no trace of the module" test ! -e "$trace"
    else
        is "$(grep -cE '^(offered mechanisms=4|stand-aside: .*)$' \
            <(trace_said "$trace"))" 1 \
            "$name: the module was loaded once"
        case $who in
        module | called) called=1 ;;
        *) called=0 ;;
        esac
        is "$(($(trace_in_use "$trace") > 0))" $called \
            "$name: it is in use if it was called"
    fi
}

beside_nobody()
{
    local dir=$REALM_DIR/nobody
    mkdir "$dir"
    cp "${KRB5CCNAME#FILE:}" "$dir/cc"
    cp "$REALM_DIR/service.keytab" "$dir/keytab"
    cp "$KRB5_CONFIG" "$dir/krb5.conf"
    chown -R $NOBODY:$NOBODY "$dir"
    install -m 755 "$BESIDE" "$REALM_DIR/beside"
    BESIDE=$REALM_DIR/beside
    BESIDE_NOBODY=(setpriv "--reuid=$NOBODY" "--regid=$NOBODY"
        --clear-groups env "KRB5CCNAME=FILE:$dir/cc"
        "KRB5_KTNAME=FILE:$dir/keytab" "KRB5_CONFIG=$dir/krb5.conf")
}

beside_object()
{
    local file=$1 text=$2
    shift 2
    # shellcheck disable=SC2086 # a compiler and its flags
    printf '%s\n' "$text" |
        ${CC:-cc} -shared -fPIC -w -x c -o "$file" - -x none "$@"
}
