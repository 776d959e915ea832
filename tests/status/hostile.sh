#!/bin/bash
# SPDX-License-Identifier: MIT
#
# "gss-ksp status", run by root, and processes of users who mean ill: what they
# name is not run, and what root has listed runs with their rights.

. "$(dirname "$0")/lib_status.sh"

# status_object FILE C-TEXT: an interposer with a part that runs when it is
# loaded; it leaves the program that is looked at alone
status_object()
{
    beside_object "$1" "
        #define _GNU_SOURCE
        #include <dirent.h>
        #include <fcntl.h>
        #include <gssapi/gssapi.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/auxv.h>
        #include <sys/prctl.h>
        #include <sys/resource.h>
        #include <unistd.h>
        static void look(FILE *);
        gss_OID_set gss_mech_interposer(gss_OID mech)
        {
            gss_OID_set set;
            OM_uint32 minor;
            gss_create_empty_oid_set(&minor, &set);
            return set;
        }
        static void __attribute__((constructor)) start(void)
        {
            char name[256] = {0};
            FILE *file;
            readlink(\"/proc/self/exe\", name, 255);
            if (!strstr(name, \"gss-ksp\") ||
                !(file = fopen(\"$REALM_DIR/nobody/seen\", \"a\")))
                return;
            look(file);
            fclose(file);
        }
        $2"
}

# What it may have of root's: nothing.
status_spies()
{
    status_object "$REALM_DIR/spy.so" '
        extern char **environ;
        static int count(void)
        {
            DIR *dir = opendir("/proc/self/fd");
            struct dirent *entry;
            int n = 0;
            while ((entry = readdir(dir)))
                n += atoi(entry->d_name) > 2;
            closedir(dir);
            return n - 2;
        }
        static void look(FILE *file)
        {
            struct rlimit core;
            gid_t groups[8];
            int i, n = getgroups(8, groups), secret = 0, tty;
            for (i = 0; environ[i]; i++)
                secret |= !strncmp(environ[i], "SECRET", 6);
            for (i = 0; i < 65536; i++) {
                char *at = (char *)getauxval(AT_EXECFN) - i - 8;
                secret |= !memcmp(at, "SECRET=", 7) ? 2 : 0;
            }
            tty = open("/dev/tty", O_RDWR);
            getrlimit(RLIMIT_CORE, &core);
            fprintf(file, "uid %d groups", (int)getuid());
            for (i = 0; i < n; i++)
                fprintf(file, " %d", (int)groups[i]);
            fprintf(file, ", own session %d, terminal %d, descriptors %d, "
                "secrets %d, no new rights %d, core %d\n",
                getsid(0) == getpid(), tty >= 0, count(), secret,
                prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
                (int)core.rlim_cur);
        }'
}

# status_of_nobody LABEL GROUPS ENV...: HELD_PID is nobody's
status_of_nobody()
{
    local label=$1 groups=$2
    shift 2
    status_start "$label" setpriv "--reuid=$NOBODY" "--regid=$NOBODY" \
        "$groups" env "$@" "$REALM_DIR/held" "$REALM_TARGET" wait
}

status_hostile()
{
    local dir=$REALM_DIR/nobody
    status_object "$dir/evil.so" '
        static void look(FILE *file)
        {
            fprintf(file, "run as %d\n", (int)getuid());
        }'
    echo "evil $FOREIGN $dir/evil.so <interposer>" >"$dir/evil.conf"
    status_ours >>"$dir/evil.conf"
    chown "$NOBODY" "$dir/evil.so" "$dir/evil.conf"
    echo "evil $FOREIGN $dir/evil.so <interposer>" >"$REALM_DIR/evil.conf"
    echo "spy $FOREIGN $REALM_DIR/spy.so <interposer>" >"$REALM_DIR/spy.conf"
    status_hostile_row "a listing of nobody's" \
        "GSS_MECH_CONFIG=$dir/evil.conf" "KRB5_CONFIG=$KRB5_CONFIG"
    status_hostile_row "a module of nobody's" \
        "GSS_MECH_CONFIG=$REALM_DIR/evil.conf" "KRB5_CONFIG=$KRB5_CONFIG"
    echo "evil $FOREIGN $dir/evil.so" >"$REALM_DIR/plain.conf"
    status_hostile_row "a mechanism of nobody's" \
        "GSS_MECH_CONFIG=$REALM_DIR/plain.conf" "KRB5_CONFIG=$KRB5_CONFIG"
    status_hostile_row "a krb5.conf of nobody's" \
        "GSS_MECH_CONFIG=$REALM_DIR/spy.conf" "KRB5_CONFIG=$dir/krb5.conf"
    status_hostile_user
    status_hostile_module
    status_hostile_elsewhere
    status_hostile_silent
}

# status_hostile_row NAME ENV...: nothing is run, and it says why
status_hostile_row()
{
    local label=${1// /_} name=$1
    shift
    status_of_nobody "$label" --clear-groups "$@"
    rm -f "$REALM_DIR/nobody/seen"
    status_process "$name: a process of nobody's" 1 "$(status_stock_why "$@")"
    label="$name: a process of nobody's"
    check "$name: nothing of it is run" test ! -e "$REALM_DIR/nobody/seen"
    more "$(grep -cE "not (tried|asked): $REALM_DIR/nobody is not root's\$" \
        "$REALM_DIR/${label// /_}.said")" 1 \
        "$name: it says that it was not tried, and why"
    daemon_stop "$HELD_PID"
}

# What is known without running it.
status_stock_why()
{
    local config=${1#GSS_MECH_CONFIG=}
    if grep -q "^gss-ksp" "$config"; then
        echo "off for PID: the module is not loaded: the process was started \
before it was listed, or has not called GSS-API yet; it reads \
GSS_MECH_CONFIG=$config; $REALM_DIR/gss_ksp.so: not tried: \
$REALM_DIR/nobody is not root's"
    else
        echo "off for PID: GSS_MECH_CONFIG names $config, which does not \
list it"
    fi
}

status_hostile_user()
{
    status_of_nobody user --clear-groups "GSS_MECH_CONFIG=$REALM_DIR/spy.conf"
    "$GSS_KSP" status --user root "$HELD_PID" >"$REALM_DIR/user.said" 2>&1
    is "$?" 64 "--user and a process: exit status 64"
    check "--user and a process: it says why" grep -q \
        "a process has a user of its own" "$REALM_DIR/user.said"
    daemon_stop "$HELD_PID"
}

# What root has listed is run as the process's user, and has nothing of root.
status_hostile_module()
{
    status_of_nobody spy --groups=54321 \
        "GSS_MECH_CONFIG=$REALM_DIR/spy.conf" "KRB5_CONFIG=$KRB5_CONFIG"
    rm -f "$REALM_DIR/nobody/seen"
    SECRET=of-root "$GSS_KSP" status "$HELD_PID" 9</etc/passwd \
        >"$REALM_DIR/spy.said" 2>&1
    is "$(sort -u "$REALM_DIR/nobody/seen")" "uid $NOBODY groups 54321, own \
session 1, terminal 0, descriptors 0, secrets 0, no new rights 1, core 0" \
        "a module of root's: run with the process's rights, and nothing else"
    daemon_stop "$HELD_PID"
}

# In a mount namespace of its own: what is named is not what is there.
status_hostile_elsewhere()
{
    status_start elsewhere "$KSP_PRIVATE_MOUNTS" env \
        "GSS_MECH_CONFIG=$REALM_DIR/spy.conf" "$HELD" "$REALM_TARGET" wait
    rm -f "$REALM_DIR/nobody/seen"
    status_process "elsewhere" 1 "off for PID: the module is not loaded; why \
cannot be told: its files are not those seen here; it reads GSS_MECH_CONFIG=\
$REALM_DIR/spy.conf"
    check "elsewhere: nothing is loaded" test ! -e "$REALM_DIR/nobody/seen"
    daemon_stop "$HELD_PID"
    status_start elsewhere env "GSS_MECH_CONFIG=$(world_config module)" \
        "$KSP_PRIVATE_MOUNTS" "$HELD" "$REALM_TARGET" context wait
    status_process "elsewhere with the module" 0 "on for PID"
    daemon_stop "$HELD_PID"
}

# Memory that never comes: root is not kept waiting, and sees the others.
status_hostile_silent()
{
    local dir=/dev/shm/ksp-silent.$$ silent heard
    mkdir "$dir"
    status_start silent "$SILENT" "$dir/gss_ksp.so" "$NOBODY"
    silent=$HELD_PID
    status_process "silent" 3 "unknown for PID: it does not let itself be \
looked at: whoever has its files or its memory does not answer"
    status_start heard env "GSS_MECH_CONFIG=$(world_config module)" "$HELD" \
        "$REALM_TARGET" context wait
    heard=$HELD_PID
    timeout 60 "$GSS_KSP" status >"$REALM_DIR/all.said" 2>&1
    is "$?" 1 "beside one that is silent: it comes to an end"
    is "$(awk -v "silent=$silent" -v "heard=$heard" \
        '$1 == silent || $1 == heard { print $1, $3 }' \
        "$REALM_DIR/all.said")" "$silent ?
$heard on" "beside one that is silent: what is known of both"
    HELD_PID=$silent
    daemon_stop "$silent"
    daemon_stop "$heard"
    rm -r "$dir"
}

status_realm
status_nobody
status_spies
status_hostile
tap_end
