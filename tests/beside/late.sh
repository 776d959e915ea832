#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Programs that open libgssapi_krb5 when they need it, close it and open it
# again, from a thread; and libraries that refer to gss_krb5_import_cred,
# opened before and after the first call of GSS-API.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

BESIDE=${KSP_LATE:-$KSP_BUILD/tests/realm/late}

# late_case NAME WHO CONTEXTS STEP...
late_case()
{
    local name=$1 who=$2 contexts=$3
    shift 3
    beside_run "$name.stock" stock host@localhost "$@"
    beside_run "$name" module host@localhost "$@"
    beside_same "$name" "$name" "$name.stock"
    beside_by "$name" "$name" "$who" "$contexts"
    is "$(beside_ends "$name.stock" stock)" $((contexts * 2)) \
        "$name: none is in the stock world"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env any
REFERS=$REALM_DIR/refers.so
check "a library that refers to gss_krb5_import_cred" \
    beside_object "$REFERS" 'extern int gss_krb5_import_cred();
        int (*refers)() = gss_krb5_import_cred;' -lgssapi_krb5

for scope in local global; do
    late_case "opened late, $scope" module 1 $scope talk
    late_case "opened in the program, used in a thread, $scope" module 2 \
        $scope thread talk
    late_case "closed and opened again, $scope" module 2 \
        $scope talk close $scope talk
    late_case "closed before it was used, $scope" module 1 \
        $scope close $scope talk
    late_case "opened thrice, used in threads, $scope" module 3 \
        $scope thread close $scope talk close $scope thread
    late_case "a library that refers, before the first call, $scope" \
        stock 2 $scope "$REFERS" talk close $scope talk
    check "the trace says so, $scope" grep -q \
        ' stand-aside .* refers to gss_krb5_import_cred' \
        "$REALM_DIR/a library that refers, before the first call, $scope.trace"
    # As the man page says.
    late_case "a library that refers, after the first call, $scope" \
        module 2 $scope talk "$REFERS" talk
done
tap_end
