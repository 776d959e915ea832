#!/bin/bash
# SPDX-License-Identifier: MIT
#
# OpenJDK's bridge from GSS-API to the SSPI, libsspi_bridge.so here.
#
# The source leaves blocks by goto past the start of a variable, which
# Microsoft's compiler takes and C++ does not know: clang does as that one when
# it is told to.  In that mode it cannot read what the C library's headers have
# for a compiler that optimizes.
#
# The bridge is a library that exports gss_* itself: with a version of their
# own its functions are not those that libksp-sspi calls, which have MIT's.

set -e
HERE=$(cd "$(dirname "$0")" && pwd)
SOURCE=$STRANGER/src/java.security.jgss
# shellcheck disable=SC2086 # lists of words
clang++ -fPIC -shared -std=gnu++17 -fms-compatibility -w \
    $STRANGERS_CFLAGS -I"$SOURCE/share/native/libj2gss" \
    "$SOURCE/windows/native/libsspi_bridge/sspi.cpp" -o libsspi_bridge.so \
    -Wl,--version-script="$HERE/bridge.map" -Wl,-z,defs $STRANGERS_LIBS
