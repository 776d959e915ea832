#!/bin/bash
# SPDX-License-Identifier: MIT
#
# curl with SSPI in place of GSS-API, src/curl here.  The files for SSPI are
# compiled on Unix too when USE_WINDOWS_SSPI is defined.

set -e
HERE=$(cd "$(dirname "$0")" && pwd)
"$STRANGER/configure" --disable-shared --disable-manual --without-ssl \
    --disable-ldap --disable-ldaps --without-zlib --without-brotli \
    --without-zstd --without-libpsl --without-libidn2 --without-nghttp2 \
    --without-librtmp --without-libssh2 --disable-ftp --disable-file \
    --disable-dict --disable-gopher --disable-imap --disable-mqtt \
    --disable-pop3 --disable-rtsp --disable-smb --disable-telnet \
    --disable-tftp --disable-threaded-resolver CFLAGS=-O0
$CC -c "$HERE/glue.c" -o glue.o
sspi="-DUSE_WINDOWS_SSPI -include $HERE/glue.h $STRANGERS_CFLAGS"
make -j"$(nproc)" -C lib CPPFLAGS="$sspi"
make -j"$(nproc)" -C src CPPFLAGS="$sspi" \
    LIBS="$PWD/glue.o -Wl,--no-as-needed $STRANGERS_LIBS"
