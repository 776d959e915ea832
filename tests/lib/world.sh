# SPDX-License-Identifier: MIT
#
# The worlds: "stock" is MIT Kerberos as it comes, "module" has the module
# listed in front, both by GSS_MECH_CONFIG.  "listed" has no such variable but
# the files of the directory WORLD_MECH_D as /etc/gss/mech.d, in a mount
# namespace of its own (root only).  "switched" is stock until somebody says
# world_switch_on.  "installed" is what the host has: its own /etc/gss, or the
# file WORLD_LISTING in its place.  To be sourced by bash after realm.sh has
# set REALM_DIR and KSP_MODULE.
#
#   world WORLD [TRACE]       this shell and its children from now on
#                             (stock or module)
#   world_switch_on           in the world "switched" the module is listed from
#                             now on, and programs that look have noticed
#   world_switch_off          as it was
#   in_world WORLD TRACE      sets IN_WORLD to a command prefix, so that
#                             "${IN_WORLD[@]}" prog & leaves prog's id in $!
#   trace_count FILE FUNCTION [PID]
#                             how many calls of the package's FUNCTION (of
#                             process PID only) ended in success.  FUNCTION is
#                             the GSS face's, or with "Sp" in front the SSPI
#                             library's, so here and below; that of
#                             SpInitContext has its table behind it: (own),
#                             (module) or (door)
#   trace_bytes FILE FUNCTION
#                             the lengths of their DATA, added up
#   trace_tokens FILE FUNCTION
#                             the lengths of the tokens of such calls
#   mic_length ENCTYPE        the length of a MIC token (RFC 4121 4.2.6.1, RFC
#                             4757 7.2, RFC 1964 1.2.1)
#   trace_loaded FILE         true if a process has loaded the module and
#                             did not stand aside
#   trace_in_use FILE         how many processes say that the library calls it
#   trace_said FILE           its lines without what is in every one
#   trace_proof FILE FUNCTION a line for people: the first such call
#
# A trace is set in the stock world too: there it must stay empty.

WORLD_MECH_D=""
WORLD_LISTING=""
KSP_PRIVATE_MOUNTS=${KSP_PRIVATE_MOUNTS:-$KSP_BUILD/tests/realm/private_mounts}

world_config()
{
    case $1 in
    stock) echo "$REALM_DIR/stock.conf" ;;
    module) echo "$REALM_DIR/module.conf" ;;
    switched) echo "$REALM_DIR/switched.conf" ;;
    *) echo "no such world: $1" >&2; return 1 ;;
    esac
}

# The module is copied to where servers that are not root can read it: the
# build may be in somebody's home.
world_write_configs()
{
    local module=$REALM_DIR/gss_ksp.so
    echo "# no mechanism but the built-in ones" >"$REALM_DIR/stock.conf"
    install -m 755 "$KSP_MODULE" "$module" 2>/dev/null || module=$KSP_MODULE
    sed "s|@MODULE@|$module|" "$KSP_SOURCE/mech.conf.in" \
        >"$REALM_DIR/module.conf"
    world_switch_off
}

world_switch_off()
{
    cp "$REALM_DIR/stock.conf" "$REALM_DIR/switched.conf"
}

# The library tells files apart by their seconds, and looks once in one.
world_switch_on()
{
    sleep 1.1
    cat "$REALM_DIR/module.conf" >>"$REALM_DIR/switched.conf"
    sleep 1.1
}

world()
{
    GSS_MECH_CONFIG=$(world_config "$1") || return 1
    GSSKSP_TRACE=${2:-$REALM_DIR/trace}
    export GSS_MECH_CONFIG GSSKSP_TRACE
}

in_world()
{
    if [ "$1" = listed ]; then
        IN_WORLD=(env -u GSS_MECH_CONFIG "GSSKSP_TRACE=$2"
            "$KSP_PRIVATE_MOUNTS" sh -c '
                mount -t tmpfs tmpfs /etc/gss && mkdir /etc/gss/mech.d &&
                cp "$1"/* /etc/gss/mech.d/ && shift && exec "$@"'
            sh "$WORLD_MECH_D")
        return
    fi
    if [ "$1" = installed ]; then
        IN_WORLD=(env -u GSS_MECH_CONFIG
            ${WORLD_LISTING:+"GSS_MECH_CONFIG=$WORLD_LISTING"}
            "GSSKSP_TRACE=$2")
        return
    fi
    IN_WORLD=(env "GSS_MECH_CONFIG=$(world_config "$1")" "GSSKSP_TRACE=$2")
}

# trace_called FILE FUNCTION: the lines of its calls that ended in success
trace_called()
{
    local function=$2 face=gss table=""
    case $2 in
    Sp*) face=sspi; function=${2#Sp} ;;
    esac
    case $function in
    *"("*) table=${function#*"("}; function=${function%"("*} ;;
    esac
    [ ! -e "$1" ] || awk -v f="$function" -v face=" face=$face " \
        -v table="${table:+ table=${table%)} }" '
        $3 == f && $NF == "0x00000000" && index($0, face) &&
            (table == "" || index($0, table))' "$1"
}

trace_count()
{
    trace_called "$1" "$2" |
        awk -v p="${3:-}" 'p == "" || $2 == p { n++ } END { print n + 0 }'
}

trace_bytes()
{
    trace_called "$1" "$2" | awk '
        {
            for (i = 4; i <= NF; i++)
                if ($i ~ /^DATA=/)
                    n += substr($i, 6)
        }
        END { print n + 0 }'
}

trace_tokens()
{
    [ -e "$1" ] || return
    trace_called "$1" "$2" | awk '
        {
            for (i = 4; i <= NF; i++)
                if ($i ~ /^TOKEN=/)
                    print substr($i, 7)
        }' | sort -nu | xargs
}

# A header of 16 bytes and the checksum of the enctype; of the old ones, the
# framing of 13 too.
mic_length()
{
    case $1 in
    arcfour-hmac) echo $((13 + 16 + 8)) ;;
    des3-cbc-sha1) echo $((13 + 16 + 20)) ;;
    aes*-sha1-96) echo $((16 + 12)) ;;
    aes128-*-128 | camellia*) echo $((16 + 16)) ;;
    aes256-*-192) echo $((16 + 24)) ;;
    *) return 1 ;;
    esac
}

trace_loaded()
{
    grep -qsE '^[0-9.]+ [0-9]+ offered .* mechanisms=[1-9]' "$1"
}

trace_in_use()
{
    [ -e "$1" ] || { echo 0; return; }
    awk '$3 == "in-use" && !seen[$2]++ { n++ } END { print n + 0 }' "$1"
}

# The common fields of a line.
TRACE_COMMON='program=[^ ]* version=[^ ]* face=[a-z]*'

trace_said()
{
    [ ! -e "$1" ] || sed -E "s/^[0-9.]+ [0-9]+ //; s/ $TRACE_COMMON//" "$1"
}

trace_proof()
{
    trace_called "$1" "$2" | awk '
        { if (!n++) line = $0 }
        END { print n ? line : "none" }' | sed "s/ $TRACE_COMMON//" |
        cut -d' ' -f2-
}
