# SPDX-License-Identifier: MIT
#
# Builds in a directory of their own, from a copy of the source, so that the
# tree stays as it was.  To be sourced by bash.
#
#   build_copy TREE COPY        the source without what a build left in it
#   build_prepare COPY          autoreconf
#   build_configure COPY DIR [ARG...]
#                               configures in the new directory DIR

build_copy()
{
    mkdir -p "$2" || return 1
    tar -C "$1" --exclude=.git --exclude=autom4te.cache --exclude=.libs \
        --exclude=.deps --exclude='*.o' --exclude='*.lo' --exclude='*.la' \
        --exclude=./config.status --exclude=./config.h --exclude=./Makefile \
        --exclude=./coverage \
        --exclude='*.trs' --exclude='*.log' --exclude='*.tar.gz' \
        -cf - . | tar -C "$2" -xf -
}

build_prepare()
{
    (cd "$1" && autoreconf -fi)
}

build_configure()
{
    local copy=$1 dir=$2
    shift 2
    mkdir -p "$dir" || return 1
    (cd "$dir" && "$copy/configure" "$@")
}
