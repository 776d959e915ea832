# SPDX-License-Identifier: MIT
#
# Programs of strangers, from Debian's source packages, built with the headers
# <ksp/windows/> and libksp-sspi as "make install" leaves them.  To be sourced
# after realm.sh.
#
#   strangers_start         a realm, and the stage; skip_all without
#   strangers_fetch PACKAGE [PATTERN...]
#                           Fetches Debian's source package and unpacks it;
#                           sets STRANGER to the new directory with the source
#                           and STRANGERS_FROM to its name with the version.
#                           With a PATTERN those files only that one matches
#                           (its * matches slashes), as upstream has them: for
#                           a package that is large
#   strangers_change LIST   makes the changes of the file LIST in STRANGER
#   strangers_build SCRIPT [ARG...]
#                           Runs SCRIPT in the new directory STRANGER_BUILD,
#                           with STRANGER, STRANGERS_CFLAGS, STRANGERS_LIBS and
#                           CC in its environment; output in build.log there
#   strangers_unchanged     whether the source is still what was unpacked and
#                           changed by the list: building has not mended it
#   strangers_program NAME PACKAGE [PATTERN...]
#                           all of that for the program with the directory
#                           NAME here: its file changes, if there is one, and
#                           its build.sh; tests, and the end if one fails
#   strangers_client NAME WORLD TRACE MESSAGES
#                           tests: the client's trace says that libksp-sspi
#                           made the context, whose table is the world's, and
#                           that its package made or took so many messages
#   strangers_peer NAME WORLD TRACE FUNCTION...
#                           tests: the peer's trace is the world's; with the
#                           module it has calls of each FUNCTION
#   strangers_story         what happened, for a failed build
#
# STRANGERS_CFLAGS and STRANGERS_LIBS are what pkg-config says of
# ksp-sspi-windows, STRANGERS_LIBDIR is for LD_LIBRARY_PATH.
#
# A LIST of changes has for each of them three lines: "file" and its path in
# the source, "change" and a command of sed, "reason" and why it must be.
# Lines that begin with a blank go on with the one before.  A change that
# changes nothing is an error.
#
# KSP_STRANGERS, if set, names a directory where what was fetched is kept, and
# where it is looked for first.  apt has its own sources, lists and cache,
# there or below REALM_DIR: the host's are as they were.

STRANGERS=$REALM_TESTS/strangers

. "$REALM_TESTS/lib/chroot.sh"
. "$REALM_TESTS/lib/stage.sh"
. "$REALM_TESTS/lib/tools.sh"

# ---- the source -------------------------------------------------------

# The host's Debian, its source packages only.
strangers_apt()
{
    [ ! -e "$1/ready" ] || return 0
    tools_apt "$1" && sed -i 's/^deb /deb-src /' "$1/sources" || return 1
    # A mirror may have a part of it that is being renewed.
    APT_CONFIG=$1/apt.conf apt-get -q update || echo "some lists are missing"
    : >"$1/ready"
}

# strangers_complete DSC: whether all that it lists is here and right, beside
# what only signs the original: a mirror may lack that, and apt has verified
# the list
strangers_complete()
{
    awk '/^[^ ]/ { sums = $1 == "Checksums-Sha256:"; next }
        sums && $3 !~ /\.asc$/ { print $1 "  " $3 }' "$1" | sha256sum -c
}

# strangers_versions PACKAGE: of the Debian and its updates, the newest first
strangers_versions()
{
    apt-cache showsrc "$1" | sed -n 's/^Version: //p' | sort -rVu
}

# strangers_download DIR PACKAGE [tar]: into DIR/PACKAGE, the newest version
# that the mirror has all of; with "tar" into DIR/PACKAGE.tar upstream's
# archives only, which apt has verified
strangers_download()
(
    export APT_CONFIG=$1/apt/apt.conf
    dir=$1/$2${3:+.$3}
    [ ! -e "$dir/ready" ] || exit 0
    for version in $(strangers_versions "$2"); do
        rm -rf "${dir:?}" && mkdir -p "$dir" && cd "$dir" || exit 1
        if [ -n "${3:-}" ]; then
            apt-get -q source --download-only --tar-only "$2=$version"
        else
            apt-get -q source --download-only "$2=$version"
            strangers_complete ./*.dsc
        fi && : >ready && exit 0
    done
    exit 1
)

# One at a time: tests that run at once share the directory.
strangers_get()
(
    mkdir -p "$1/apt" && exec 9>"$1/lock" && flock 9 &&
        strangers_apt "$1/apt" && strangers_download "$@"
)

# What is compared: what a compiler reads.
strangers_sums()
{
    (cd "$STRANGER" && find . -type f \( -name '*.[ch]' -o -name '*.cpp' \) \
        -print0 | sort -z |
        xargs -0 sha256sum) >"$1"
}

strangers_unpack()
{
    strangers_get "$1" "$2" && STRANGERS_FROM=$(echo "$1/$2"/*.dsc) &&
        dpkg-source --no-check --no-copy -x "$STRANGERS_FROM" "$STRANGER"
}

strangers_unpack_part()
{
    strangers_get "$1" "$2" tar && mkdir "$STRANGER" &&
        STRANGERS_FROM=$(echo "$1/$2.tar"/*.orig.tar.*) &&
        tar -C "$STRANGER" --strip-components=1 --no-same-owner -x \
            -f "$STRANGERS_FROM" --wildcards "${@:3}"
}

strangers_fetch()
{
    local dir=${KSP_STRANGERS:-$STRANGERS_DIR/fetched} unpack=strangers_unpack
    STRANGER=$STRANGERS_DIR/$1
    [ $# = 1 ] || unpack=strangers_unpack_part
    if $unpack "$dir" "$@"; then
        STRANGERS_FROM=$(basename "$STRANGERS_FROM")
        strangers_sums "$STRANGER.sums"
    else
        return 1
    fi >"$STRANGERS_DIR/fetch.log" 2>&1
}

# strangers_changes LIST: one line for each, file|change
strangers_changes()
{
    awk '
        function out() { if (file != "") print file "|" change }
        /^file /   { out(); file = $2; change = reason = ""; next }
        /^change / { change = substr($0, 8); next }
        /^reason ./ { next }
        /^( |#|$)/ { next }
        { print "bad line: " $0 >"/dev/stderr"; exit 1 }
        END { out() }' "$1"
}

strangers_change()
{
    local file change before
    while IFS='|' read -r file change; do
        before=$(cksum <"$STRANGER/$file") || return 1
        sed -i -E "$change" "$STRANGER/$file" || return 1
        if [ "$(cksum <"$STRANGER/$file")" = "$before" ]; then
            echo "$file: nothing to change by: $change" >&2
            return 1
        fi
    done < <(strangers_changes "$1")
    strangers_sums "$STRANGER.sums"
}

strangers_unchanged()
{
    strangers_sums "$STRANGER.now" && diff "$STRANGER.sums" "$STRANGER.now"
}

# ---- the build --------------------------------------------------------

# strangers_config WHAT: of the library as it is in the stage
strangers_config()
{
    PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 \
        PKG_CONFIG_SYSROOT_DIR=$STRANGERS_STAGE \
        PKG_CONFIG_PATH=$(dirname "$(find "$STRANGERS_STAGE" \
            -name ksp-sspi-windows.pc)") pkg-config "$1" ksp-sspi-windows
}

strangers_stage()
{
    STRANGERS_STAGE=$STRANGERS_DIR/stage
    stage_install "$STRANGERS_STAGE" >"$STRANGERS_DIR/stage.log" 2>&1 &&
        STRANGERS_CFLAGS=$(strangers_config --cflags) &&
        STRANGERS_LIBS=$(strangers_config --libs) &&
        STRANGERS_LIBDIR=$(dirname "$(find "$STRANGERS_STAGE" \
            -name libksp-sspi.so)")
}

strangers_start()
{
    need dpkg-source flock krb5kdc kadmin.local kinit make pkg-config
    realm_start || skip_all "no realm"
    STRANGERS_DIR=$REALM_DIR/strangers
    mkdir "$STRANGERS_DIR" || exit 1
    strangers_stage || { strangers_story; exit 1; }
}

strangers_build()
(
    export STRANGER STRANGERS_CFLAGS STRANGERS_LIBS CC=${CC:-gcc}
    # The make that runs the tests must not lend its flags to this one.
    unset MAKEFLAGS MFLAGS MAKELEVEL
    mkdir "$STRANGER_BUILD" && cd "$STRANGER_BUILD" &&
        "$BASH" "$@" >build.log 2>&1 </dev/null
)

strangers_program()
{
    local dir=$STRANGERS/$1
    STRANGER_BUILD=$STRANGERS_DIR/$1.build
    strangers_fetch "${@:2}" || skip_all "the source of $2 cannot be fetched"
    echo "# $STRANGERS_FROM"
    [ ! -e "$dir/changes" ] ||
        check "$1: the changes" strangers_change "$dir/changes"
    if ! strangers_build "$dir/build.sh"; then
        not_ok "$1: built from its source" "$(strangers_story)"
        exit 1
    fi
    ok "$1: built from its source"
    check "$1: which is as it was" strangers_unchanged
}

# strangers_messages TRACE
strangers_messages()
{
    local function all=0
    for function in Make Verify; do
        all=$((all + $(trace_count "$1" "Sp${function}Signature")))
    done
    for function in Seal Unseal; do
        all=$((all + $(trace_count "$1" "Sp${function}Message")))
    done
    echo $all
}

strangers_client()
{
    local table=own
    [ "$2" = stock ] || table=module
    is "$(trace_count "$3" "SpInitContext($table)")" 1 \
        "$1: the context is libksp-sspi's, the table its $table one"
    is "$(strangers_messages "$3")" "$4" "$1: messages by its package: $4"
}

strangers_peer()
{
    local function
    if [ "$2" = stock ]; then
        check "$1: no call of the module in the peer" test ! -s "$3"
        return
    fi
    for function in "${@:4}"; do
        more "$(trace_count "$3" "$function")" 1 "$1: $function in the peer"
    done
}

strangers_story()
{
    tail -n 40 "$STRANGERS_DIR"/*.log "${STRANGER_BUILD:-/nonexistent}"/*.log \
        2>/dev/null | cut -c1-300 | sed 's/^/# /'
}
