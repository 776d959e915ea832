# SPDX-License-Identifier: MIT
#
# What the scripts that run bench/bench share.  To be sourced by bash after
# realm.sh.
#
#   die MESSAGE
#   bench_begin DIR         results go to DIR from now on, rows to DIR/raw.csv
#   bench_one WORLD ENCTYPE OPTION... KIND SIZE...
#                           one run of a world's program; fails unless the
#                           world and the enctype are those that they should
#                           be
#
# Worlds are stock and module (lib/world.sh), and those that have a program of
# their own: heimdal, which is the same with Heimdal's library, and nettle,
# its primitives alone.  They give no rows where they were not built.

AWK=${AWK:-awk}
BENCH=${KSP_BENCH:-$KSP_BUILD/bench/bench}
BENCH_HEIMDAL=${KSP_BENCH_HEIMDAL:-$KSP_BUILD/bench/bench-heimdal}
PRIMITIVE=${KSP_PRIMITIVE:-$KSP_BUILD/bench/primitive}

die()
{
    echo "$0: $*" >&2
    exit 1
}

bench_begin()
{
    mkdir -p "$1" || exit 1
    DIR=$(cd "$1" && pwd)
    [ -x "$BENCH" ] || die "no $BENCH"
    rm -f "$DIR"/*.trace
    echo "world,enctype,kind,op,size,threads,unit,best,median" \
        >"$DIR/raw.csv"
}

# bench_in_world WORLD ENCTYPE: sets IN_WORLD; without a trace, unless it was
# asked for.
bench_in_world()
{
    local trace=""
    [ "${BENCH_TRACE:-0}" != 1 ] || trace=$DIR/$1.trace
    if [ "$1" = heimdal ]; then
        in_world stock "$trace"
        bench_heimdal "$2"
    else
        in_world "$1" "$trace"
    fi
}

# Heimdal asks for session keys of other enctypes, and leaves tickets that
# MIT's library would have to step over.
# bench_heimdal ENCTYPE: to IN_WORLD
bench_heimdal()
{
    local cache=${KRB5CCNAME#FILE:}
    sed "s/^\[libdefaults\]/&\n    default_etypes = $1/" "$KRB5_CONFIG" \
        >"$KRB5_CONFIG.heimdal" &&
        cp "$cache" "$cache.heimdal" || die "no files for Heimdal"
    IN_WORLD+=("KRB5_CONFIG=$KRB5_CONFIG.heimdal"
        "KRB5CCNAME=FILE:$cache.heimdal")
}

bench_one()
{
    local world=$1 enctype=$2 program=$BENCH
    shift 2
    [ "$world" != heimdal ] || program=$BENCH_HEIMDAL
    [ "$world" != nettle ] || program=$PRIMITIVE
    [ -x "$program" ] || return 0
    if [ "$world" = nettle ]; then
        "$program" "$@" >"$DIR/rows" || die "primitive failed"
    else
        bench_in_world "$world" "$enctype"
        "${IN_WORLD[@]}" "$program" "$@" >"$DIR/rows" ||
            die "bench failed in the $world world"
        bench_prove "$world" "$enctype"
    fi
    sed "/^contexts,/d; /^mic,/d; s/^/$world,$enctype,/" "$DIR/rows" \
        >>"$DIR/raw.csv"
    rm -f "$DIR/rows"
}

# The rows "contexts,N,OURS": OURS is N with the module, 0 without.  The row
# "mic,LENGTH" tells the enctype.
# bench_prove WORLD ENCTYPE
bench_prove()
{
    "$AWK" -F , -v world="$1" '
        $1 == "contexts" { all += $2; ours += $3 }
        END { exit !(all > 0 && ours == (world == "module" ? all : 0)) }
    ' "$DIR/rows" || die "wrong world: $1"
    grep -qx "mic,$(mic_length "$2")" "$DIR/rows" ||
        die "$1 has another enctype than $2"
}
