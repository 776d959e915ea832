#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The pages docs/service-*.md: each program is started with the environment
# that its page gives it, for the module and against it, works, and "gss-ksp
# status" says what the page says.  In place of the file that a page names
# there is one that lists the module under test.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/apps/lib_curl.sh"
. "$REALM_TESTS/apps/lib_ldap.sh"
. "$REALM_TESTS/apps/lib_psql.sh"
. "$REALM_TESTS/apps/lib_sshd.sh"

GSS_KSP=${KSP_COMMAND:-$KSP_BUILD/tools/gss-ksp}
LISTING=/etc/gss/gss-ksp.conf
GUIDE=""
GUIDE_ENVIRONMENT=()

# guide_assignments PAGE: those in its blocks, of drop-ins and of PostgreSQL's
# file, one a line
guide_assignments()
{
    sed -nE "s/^    Environment=([A-Z_]+=.*)/\1/p
        s/^    ([A-Z_]+) = '(.*)'/\1=\2/p" "$KSP_SOURCE/docs/$1.md" | sort -u
}

# The world "page" has what the page gives, the world "not" what it gives to
# switch the module off where it is listed for all.
in_world()
{
    case $1 in
    page) IN_WORLD=(env -u GSS_MECH_CONFIG "GSSKSP_TRACE=$2"
        "${GUIDE_ENVIRONMENT[@]}") ;;
    not) IN_WORLD=(env "GSS_MECH_CONFIG=$REALM_DIR/module.conf"
        "GSSKSP_TRACE=$2" "${GUIDE_OFF[@]}") ;;
    *) IN_WORLD=(env "GSS_MECH_CONFIG=$(world_config "$1")"
        "GSSKSP_TRACE=$2") ;;
    esac
}

# guide PAGE: from now on
guide()
{
    GUIDE=$1
    mapfile -t GUIDE_OFF < <(guide_assignments "$1" | grep ^GSSKSP_)
    mapfile -t GUIDE_ENVIRONMENT < <(guide_assignments "$1" |
        grep ^GSS_MECH_CONFIG= | sed "s|=$LISTING\$|=$REALM_DIR/module.conf|")
    is "${GUIDE_ENVIRONMENT[*]}" "GSS_MECH_CONFIG=$REALM_DIR/module.conf" \
        "$GUIDE: it names $LISTING"
    is "${GUIDE_OFF[*]}" "GSSKSP_ENABLE=never" "$GUIDE: it says how not"
}

# guide_status PID WANT NAME
guide_status()
{
    is "$("$GSS_KSP" status "$1" | tail -n 1 | sed 's/ for [0-9]*//
        s/ in the environment$//')" "$2" "$GUIDE: $3"
}

# guide_begin NAME COMMAND...: in this shell, which check is not
guide_begin()
{
    local name=$1
    shift
    if "$@"; then
        ok "$GUIDE: $name starts"
    else
        not_ok "$GUIDE: $name starts"
    fi
}

OFF="off: GSSKSP_ENABLE=never"

# guide_proof TRACE FUNCTION WORLD NAME
guide_proof()
{
    if [ "$3" = page ]; then
        more "$(trace_count "$1" "$2")" 1 "$GUIDE: $4: the module did it"
    else
        is "$(trace_count "$1" "$2")" 0 "$GUIDE: $4: stock did it"
    fi
}

# guide_want WORLD
guide_want()
{
    if [ "$1" = page ]; then echo on; else echo "$OFF"; fi
}

# guide_child PID: the first of its children
guide_child()
{
    grep -lsE "^PPid:[[:space:]]*$1\$" /proc/[0-9]*/status | head -n 1 |
        cut -d/ -f3
}

# The process of a login that lasts; the listener calls no GSS-API, but its
# environment is seen, which a title was written over.  A newer one has no
# GSS-API at all.
guide_sshd_login()
{
    local tick listener=$DAEMON_PID
    [ "$1" = not ] || ! grep -q libgssapi_krb5 "/proc/$listener/maps" ||
        is "$("$GSS_KSP" status "$listener" | tail -n 1 |
            grep -c "it reads ${GUIDE_ENVIRONMENT[0]}")" 1 \
            "$GUIDE: what the listener reads"
    : >"$SSHD_DIR/ssh.out"
    ssh_login stock gssapi-with-mic -- 'echo up; sleep 3' &
    for ((tick = 0; tick < 200; tick++)); do
        [ -s "$SSHD_DIR/ssh.out" ] && break
        sleep 0.05
    done
    guide_status "$(guide_child "$listener")" "$(guide_want "$1")" \
        "$1: status of a login"
    if wait $!; then
        ok "$GUIDE: $1: a login"
    else
        not_ok "$GUIDE: $1: a login"
    fi
}

guide_sshd()
{
    local world
    guide service-sshd
    realm_env any root
    sshd_setup || { not_ok "$GUIDE: set-up"; return; }
    for world in page not; do
        guide_begin sshd sshd_start $world
        guide_sshd_login $world
        guide_proof "$SSHD_DIR/server.trace" VerifySignature $world "a login"
        sshd_stop
    done
}

guide_apache()
{
    local world
    guide service-apache
    realm_env any
    apache_setup || { not_ok "$GUIDE: set-up"; return; }
    for world in page not; do
        guide_begin Apache apache_start $world
        check "$GUIDE: $world: a download" curl_get stock
        guide_status "$(apache_workers | awk '{ print $1 }')" \
            "$(guide_want $world)" "$world: status of a worker"
        guide_proof "$CURL_DIR/apache.trace" InitContext $world "a login"
        apache_stop
    done
}

# The process of a session that lasts.
guide_psql_session()
{
    local tick
    : >"$PSQL_DIR/out"
    psql_run stock "$REALM_DIR/trace" any require \
        -c "select pg_backend_pid()" -c '\! sleep 3' &
    for ((tick = 0; tick < 100; tick++)); do
        [ -s "$PSQL_DIR/out" ] && break
        sleep 0.05
    done
    guide_status "$(head -n 1 "$PSQL_DIR/out")" "$(guide_want "$1")" \
        "$1: status of a session's process"
    if wait $!; then
        ok "$GUIDE: $1: a session"
    else
        not_ok "$GUIDE: $1: a session"
    fi
}

guide_psql()
{
    local world
    guide service-postgresql
    realm_env any
    psql_setup || { not_ok "$GUIDE: set-up"; return; }
    for world in page not; do
        guide_begin PostgreSQL psql_start $world
        guide_psql_session $world
        guide_proof "$PSQL_DIR/server.trace" SealMessage $world "a session"
        psql_stop
    done
}

guide_ldap()
{
    local world
    guide service-ldap
    realm_env any
    ldap_setup 10 100 && ldap_service aes256-cts-hmac-sha1-96 ||
        { not_ok "$GUIDE: set-up"; return; }
    realm_env aes256-cts-hmac-sha1-96
    for world in page not; do
        guide_begin slapd ldap_start $world
        check "$GUIDE: $world: a search" ldap_search stock \
            "$REALM_DIR/trace" 256
        guide_status "$LDAP_PID" "$(guide_want $world)" \
            "$world: status of the server"
        guide_proof "$LDAP_DIR/server.trace" SealMessage $world "a search"
        ldap_stop
    done
}

# What Debian's pg_ctlcluster makes of the page's line: that alone.
guide_psql_environment()
{
    local file=$REALM_DIR/environment
    sed -n "s/^    \(GSS_MECH_CONFIG = .*\)/\1/p" \
        "$KSP_SOURCE/docs/service-postgresql.md" >"$file"
    # shellcheck disable=SC2016 # perl's
    is "$(perl -MPgCommon -e '%e = PgCommon::read_conf_file $ARGV[0];
        print map { "$_=$e{$_}\n" } sort keys %e' "$file")" \
        "GSS_MECH_CONFIG=$LISTING" "service-postgresql: Debian reads the line"
    check "service-postgresql: it takes no other environment" grep -q \
        '%ENV = .*environment' "$(command -v pg_ctlcluster)"
}

# The lines for AppArmor, in a profile.
guide_profile()
{
    echo "@{PROC}=/proc/"
    echo "@{pid}={[1-9]*,self}"
    echo "profile service /usr/sbin/service {"
    sed -n '/^## AppArmor/,/^## / s/^    \(.* m\{0,1\}r,\)$/\1/p' \
        "$KSP_SOURCE/docs/services.md"
    echo "}"
}

guide_confined()
{
    is "$(guide_profile | grep -c ' m\?r,$')" 4 "services: lines for AppArmor"
    ! can "AppArmor understands them" apparmor_parser ||
        check "AppArmor understands them" eval 'guide_profile |
            apparmor_parser -Q -K --config-file=/dev/null'
}

# Every subcommand and option of the command in the pages is one.
guide_commands()
{
    local page words option
    for page in services service-sshd service-apache service-postgresql \
        service-ldap; do
        while read -r words; do
            option=$(grep -oE -- '--[a-z]+' <<<"$words" | head -n 1)
            check "$page: $words" grep -q -- "${option:-usage}" \
                <("$GSS_KSP" "$(awk '{ print $2 }' <<<"$words")" --help)
        done < <(grep -oE '^    gss-ksp [a-z]+( --[a-z]+)?' \
            "$KSP_SOURCE/docs/$page.md" | sort -u)
    done
}

need krb5kdc kadmin.local kinit
realm_start || skip_all "no realm"
guide_commands
guide_confined
if [ "$(id -u)" != 0 ] || ! sshd_can_run; then
    skip "service-sshd" "not root, or no namespaces"
elif can "service-sshd" sshd ssh; then
    guide_sshd
fi
! can "service-apache" apache2 curl || guide_apache
if ! psql_can_run; then
    skip "service-postgresql" "no PostgreSQL with GSS-API"
else
    guide_psql
fi
! can "service-postgresql: Debian" pg_ctlcluster perl ||
    guide_psql_environment
if ! ldap_can_run; then
    skip "service-ldap" "no slapd with SASL's GSSAPI"
elif can "service-ldap" slapd ldapsearch; then
    guide_ldap
fi
tap_end
