#!/bin/bash
# SPDX-License-Identifier: MIT
#
# mongo-c-driver with SSPI, and a program of ours that asks a server by it,
# ask here.  Its cmake files know SSPI on Windows only: so they make a driver
# without SASL, whose configuration is then changed, and the three files that
# are missing are compiled here.

set -e
HERE=$(cd "$(dirname "$0")" && pwd)
version=$(sed -n 's/.*(\([0-9.]*\)-.*/\1/p;q' "$STRANGER/debian/changelog")
cmake -S "$STRANGER" -B . -DBUILD_VERSION="$version" -DENABLE_SASL=OFF \
    -DENABLE_SSL=OFF -DENABLE_SRV=OFF -DENABLE_SNAPPY=OFF -DENABLE_ZSTD=OFF \
    -DENABLE_ZLIB=OFF -DENABLE_ICU=OFF -DENABLE_TESTS=OFF \
    -DENABLE_AUTOMATIC_INIT_AND_CLEANUP=OFF -DENABLE_EXAMPLES=OFF \
    -DENABLE_MONGODB_AWS_AUTH=OFF -DENABLE_CLIENT_SIDE_ENCRYPTION=OFF \
    -DENABLE_SHM_COUNTERS=OFF -DCMAKE_C_COMPILER="$CC" \
    -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS=-O0
sed -i -E 's/^(#define MONGOC_ENABLE_SASL(_SSPI)?) 0/\1 1/' \
    src/libmongoc/src/mongoc/mongoc-config.h
cmake --build . --parallel "$(nproc)" --target mongoc_static
source=$STRANGER/src/libmongoc/src/mongoc
include=(-I"$source/.." -I"$source" -I"$STRANGER/src/common"
    -I"$STRANGER/src/libbson/src" -Isrc/libmongoc/src
    -Isrc/libmongoc/src/mongoc -Isrc/libbson/src
    -Isrc/libbson/src/bson -Isrc/common)
# shellcheck disable=SC2086 # lists of words
$CC -O0 -Wall -D_GNU_SOURCE -DMONGOC_COMPILATION -DMONGOC_STATIC \
    -DBSON_STATIC $STRANGERS_CFLAGS "${include[@]}" \
    "$source/mongoc-sasl.c" "$source/mongoc-cluster-sspi.c" \
    "$source/mongoc-sspi.c" -c
# shellcheck disable=SC2086
$CC -O0 -Wall -DMONGOC_STATIC -DBSON_STATIC "${include[@]}" "$HERE/ask.c" \
    mongoc-*.o src/libmongoc/libmongoc-static-1.0.a \
    src/libbson/libbson-static-1.0.a $STRANGERS_LIBS -lresolv -lrt -lm \
    -lpthread -o ask
