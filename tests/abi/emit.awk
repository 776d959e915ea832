# SPDX-License-Identifier: MIT
#
# Turns the lines of facts.txt about one header (-v header=sspi.h) into a C
# program.  Compiled with our headers, the program prints one _Static_assert
# for each fact; these are then compiled against the headers of mingw-w64.
# Facts about types are asserted in the program itself as well, so that the
# table cannot be right about Windows and wrong about us.

BEGIN {
    print "#include <stddef.h>"
    print "#include <stdio.h>"
    print "#include \"ksp/" header "\""
    print "#define ULL unsigned long long"
    print "#define STR_(x) #x"
    print "#define STR(x) STR_(x)"
    print "int main(void)"
    print "{"
    print "    puts(\"#define ULL unsigned long long\");"
    print "    puts(\"#define STR_(x) #x\");"
    print "    puts(\"#define STR(x) STR_(x)\");"
}

END {
    print "    return 0;"
    print "}"
}

/^#/ || /^$/ { next }
$1 == "header" { mine = ($2 == header); next }
!mine || $1 == "skip" { next }

{ sub(/^also /, "") }

$1 == "const" || $1 == "expr" {
    value("(ULL)(" $2 ")")
    value("sizeof(" $2 ")")
    next
}
$1 == "string" {
    printf "    printf(\"_Static_assert(__builtin_strcmp(%s, \\\"%%s\\\")" \
           " == 0, \\\"%s\\\");\\n\", %s);\n", $2, $2, $2
    value("sizeof(" $2 ")")
    next
}
$1 == "generic" {
    printf "    puts(\"_Static_assert(__builtin_strcmp(STR(%s), \\\"\"" \
           " STR(%s) \"\\\") == 0, \\\"%s\\\");\");\n", $2, $2, $2
    next
}
$1 == "int" {
    value("sizeof(" $2 ")")
    value("(ULL)((" $2 ")-1 < (" $2 ")1)")
    next
}
$1 == "size" || $1 == "struct" {
    value("sizeof(" $2 ")")
    value("_Alignof(" $2 ")")
    next
}
$1 == "table" {
    either_size($2, $3)
    value("_Alignof(" $2 ")")
    next
}
$1 == "member" {
    value("offsetof(" $2 ", " $3 ")")
    value("sizeof(((" $2 " *)0)->" $3 ")")
    same_type("&((" $2 " *)0)->" $3, rest(4) " *")
    next
}
$1 == "alias"  { same_type("(" $2 " *)0", rest(3) " *"); next }
$1 == "func"   { same_type("(" $2 " *)0", pointer(rest(3))); next }
$1 == "fptr"   { same_type("(" $2 ")0", pointer(rest(3))); next }
$1 == "proto"  { same_type("&" $2, pointer(rest(3))); next }
$1 == "object" { same_type("&" $2, rest(3) " *"); next }
{
    print "#error facts.txt: " $0
}

# The fields of the line from the n-th on.
function rest(n,    i, s)
{
    s = $n
    for (i = n + 1; i <= NF; i++)
        s = s " " $i
    return s
}

# "R (arguments)" as the type of a pointer to such a function.
function pointer(s,    open)
{
    open = index(s, "(")
    return substr(s, 1, open - 1) "(NTAPI *)" substr(s, open)
}

# A number that must be the same in both worlds.
function value(expression)
{
    printf "    printf(\"_Static_assert(%s == 0x%%llxULL, \\\"%s\\\");\\n\"," \
           " (ULL)(%s));\n", expression, expression, expression
}

# A table of pointers that newer headers have `more` of: one size or the other.
function either_size(type, more)
{
    printf "    printf(\"_Static_assert(sizeof(%s) == 0x%%llxULL ||" \
           " sizeof(%s) == 0x%%llxULL, \\\"sizeof(%s)\\\");\\n\"," \
           " (ULL)sizeof(%s), (ULL)(sizeof(%s) + %d * sizeof(void *)));\n",
           type, type, type, type, type, more
}

# A type that must have the same name in both worlds.
function same_type(expression, type,    check)
{
    check = "_Generic(" expression ", " type ": 1, default: 0)"
    printf "    _Static_assert(%s, \"%s\");\n", check, check
    printf "    puts(\"_Static_assert(%s, \\\"%s\\\");\");\n", check, check
}
