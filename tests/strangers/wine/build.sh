#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Wine's tests of secur32.dll, each file a program here, with a wine/test.h of
# our own.  Formats are Windows', where a long has 32 bits.

set -e
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2206 # a list of words
FLAGS=(-g -I"$HERE/include" $STRANGERS_CFLAGS)

for file in harness absent; do
    $CC -std=c11 -Wall -Wextra -Werror "${FLAGS[@]}" -c "$HERE/$file.c"
done
for name in main negotiate secur32; do
    # shellcheck disable=SC2086 # a list of words
    $CC -w "${FLAGS[@]}" "$STRANGER/dlls/secur32/tests/$name.c" harness.o \
        absent.o -o $name $STRANGERS_LIBS
done
