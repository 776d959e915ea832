#!/bin/bash
# SPDX-License-Identifier: MIT
#
# neon with SSPI, and a program of ours that downloads a page by it, get here.
# Its makefile for Unix leaves ne_sspi.c out.

set -e
HERE=$(cd "$(dirname "$0")" && pwd)
"$STRANGER/configure" --disable-webdav --disable-nls --without-ssl \
    --without-gssapi --without-zlib --without-libproxy \
    CPPFLAGS="-DHAVE_SSPI $STRANGERS_CFLAGS" CFLAGS=-O1
make -j"$(nproc)" -C src
# shellcheck disable=SC2086 # lists of words
$CC -O1 -Wall -DHAVE_SSPI -D_GNU_SOURCE $STRANGERS_CFLAGS -I. \
    -I"$STRANGER/src" "$HERE/get.c" "$STRANGER/src/ne_sspi.c" \
    src/.libs/libneon.a $STRANGERS_LIBS -o get
