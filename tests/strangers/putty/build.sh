#!/bin/bash
# SPDX-License-Identifier: MIT
#
# PuTTY's plink for Unix, with the file for Windows in place of its own for
# GSS-API: the linker finds there all that it would take unix/gss.c from the
# library for.  It is tree/plink here.  mb_to_wc, which plink lacks, is for
# paths of libraries of a user's own, and not called.
#
# PuTTY has variables of the names of libgssapi_krb5's (gss_mech_krb5).  If
# they were visible, that library would take them for its own.

set -e
HERE=$(cd "$(dirname "$0")" && pwd)
mkdir tree
cmake -S "$STRANGER" -B tree -DPUTTY_GTK_VERSION=NONE -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_C_COMPILER="$CC" -DCMAKE_C_FLAGS="-O0 -fvisibility=hidden"
# shellcheck disable=SC2086 # lists of words
$CC -O1 -Wall -fvisibility=hidden -D_GNU_SOURCE -DHAVE_CMAKE_H \
    $STRANGERS_CFLAGS -include "$HERE/glue.h" -Itree/CMakeFiles \
    -I"$STRANGER" -I"$STRANGER/unix" -I"$STRANGER/charset" \
    -c "$STRANGER/windows/gss.c" -o gss.o
cmake -DCMAKE_EXE_LINKER_FLAGS="$PWD/gss.o $STRANGERS_LIBS \
-Wl,--defsym=mb_to_wc=0" tree
cmake --build tree --parallel "$(nproc)" --target plink
