#!/bin/bash
# SPDX-License-Identifier: MIT
#
# PostgreSQL's client library with SSPI in place of GSS-API, src/interfaces/
# libpq/libpq.so here.  Its source takes ENABLE_SSPI on Unix too, and asks for
# <security.h> then.

set -e
"$STRANGER/configure" --without-readline --without-zlib \
    CPPFLAGS="-DENABLE_SSPI $STRANGERS_CFLAGS" CFLAGS=-O0
make -j"$(nproc)" -C src/interfaces/libpq all-shared-lib \
    LDFLAGS_SL="-Wl,--no-as-needed $STRANGERS_LIBS"
