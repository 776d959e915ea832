# SPDX-License-Identifier: MIT
#
# Lists what a header of ours declares for hosts other than Windows, in the
# form of the table in facts.txt.  It reads our own layout of a header, not C
# at large: what it cannot read is listed as "unknown", which is in no table.
# With -v spelt=1, functions alone, with the names of their arguments.

# One line: comments go, preprocessor lines are looked at, the rest is
# joined to statements that end in a semicolon outside braces.
/\\$/ { continued = continued substr($0, 1, length($0) - 1); next }
{
    line = strip_comment(continued $0)
    continued = ""
    if (line ~ /^#/)
        directive(line)
    else if (line ~ /^extern "C" \{$/ || (line == "}" && depth == 0))
        next
    else
        gather(line)
}

function strip_comment(s,    start, end)
{
    if (in_comment) {
        end = index(s, "*/")
        if (end == 0)
            return ""
        in_comment = 0
        s = substr(s, end + 2)
    }
    while ((start = index(s, "/*")) > 0) {
        end = index(substr(s, start + 2), "*/")
        if (end == 0) {
            in_comment = 1
            s = substr(s, 1, start - 1)
        } else {
            s = substr(s, 1, start - 1) substr(s, start + end + 3)
        }
    }
    return squeeze(s)
}

function squeeze(s)
{
    gsub(/[ \t]+/, " ", s)
    gsub(/ ?KSP_WIN\([A-Za-z_0-9]+\)/, "", s)
    sub(/^ /, "", s)
    sub(/ $/, "", s)
    sub(/^__extension__ /, "", s)
    return s
}

# The first #define is the guard of the header.
function directive(s,    word)
{
    if (spelt || s !~ /^# ?define /)
        return
    sub(/^# ?define /, "", s)
    word = s
    sub(/ .*/, "", word)
    if (!guard)
        guard = word
    else if (word ~ /\(/)
        print "macro " substr(word, 1, index(word, "(") - 1)
    else if (word == s)
        print "empty " word
    else if (s ~ / KSP_U?AW\(/ || s ~ / [A-Z][a-z][A-Za-z]*$/)
        print "generic " word
    else if (s ~ /"/)
        print "string " word
    else if (windows_branch(word))
        return
    else
        print "const " word
}

# Set for the platform's own headers, not by ours.
function windows_branch(word)
{
    return word == "WIN32_NO_STATUS" || word == "SECURITY_WIN32"
}

function gather(s,    opened, closed)
{
    if (s == "")
        return
    statement = squeeze(statement " " s)
    opened = gsub(/\{/, "{", s)
    closed = gsub(/\}/, "}", s)
    depth += opened - closed
    if (depth == 0 && s ~ /;$/) {
        declare(statement)
        statement = ""
    }
}

function declare(s)
{
    sub(/ ?;$/, "", s)
    if (spelt && (s !~ /\(/ || s ~ /^(typedef|static|extern) /))
        return
    if (s ~ /^typedef (struct|union) [A-Za-z_0-9]+ \{/)
        aggregate(s)
    else if (s ~ /^typedef enum /)
        enumeration(s)
    else if (s ~ /^typedef [^(]*\((SEC_ENTRY|WINAPI) \*/)
        pointer_to_function(s)
    else if (s ~ /^typedef .*\(/)
        function_type(s)
    else if (s ~ /^typedef /)
        alias(s)
    else if (s ~ /^static const .* = \{/)
        print "object " last_word(substr(s, 1, index(s, " = ") - 1)) " " \
            but_last_word(substr(s, 8, index(s, " = ") - 8))
    else if (s ~ /^extern /)
        print "object " last_word(s) " " but_last_word(substr(s, 8))
    else if (s ~ /\(/)
        prototype(s)
    else
        print "unknown " s
}

function last_word(s)
{
    sub(/.*[ *]/, "", s)
    return s
}

function but_last_word(s)
{
    sub(/[A-Za-z_0-9]+$/, "", s)
    return squeeze(s)
}

function aggregate(s,    name, body)
{
    name = last_word(s)
    print "struct " name
    body = s
    sub(/^[^{]*\{/, "", body)
    sub(/\}[^}]*$/, "", body)
    members(name, body)
}

# The members of a body.  Those of an inner struct or union follow its own
# name, which stands after them: "struct { DWORD a; } u;" gives u.a.
function members(name, body,    n, i, part, inner, held)
{
    n = split(body, part, ";")
    inner = 0
    for (i = 1; i <= n; i++) {
        part[i] = squeeze(part[i])
        if (part[i] ~ /^(struct|union) \{/) {
            inner = 1
            held = ""
            sub(/^(struct|union) \{ ?/, "", part[i])
        }
        if (part[i] ~ /^\}/) {
            inner = 0
            sub(/^\} ?/, "", part[i])
            held_members(name, part[i], held)
        } else if (part[i] != "" && inner) {
            held = held part[i] ";"
        } else if (part[i] != "") {
            member(name, "", part[i])
        }
    }
}

function held_members(name, prefix, held,    n, i, part)
{
    n = split(held, part, ";")
    for (i = 1; i < n; i++)
        member(name, prefix == "" ? "" : prefix ".", part[i])
}

# Of an array the first element; its length is in the size of the struct.
function member(name, prefix, s,    first)
{
    first = sub(/\[[0-9]+\]$/, "", s) ? "[0]" : ""
    print "member " name " " prefix last_word(s) first " " but_last_word(s)
}

function enumeration(s,    name, body, n, i, part)
{
    name = last_word(s)
    print "struct " name
    body = s
    sub(/^[^{]*\{/, "", body)
    sub(/\}[^}]*$/, "", body)
    n = split(body, part, ",")
    for (i = 1; i <= n; i++) {
        sub(/=.*/, "", part[i])
        print "const " squeeze(part[i])
    }
}

# "typedef R NTAPI Name(arguments)"
function function_type(s,    open)
{
    open = index(s, "(")
    signature("func", substr(s, 9, open - 9), substr(s, open + 1))
}

# "R SEC_ENTRY Name(arguments)"
function prototype(s,    open)
{
    open = index(s, "(")
    signature("proto", substr(s, 1, open - 1), substr(s, open + 1))
}

# "typedef R (SEC_ENTRY *Name)(arguments)"
function pointer_to_function(s,    open, close_)
{
    open = index(s, "(")
    close_ = index(s, ")")
    signature("fptr", substr(s, 9, open - 9) substr(s, open + 1, \
              close_ - open - 1), substr(s, close_ + 2))
}

# `head` ends in the name, `tail` is the arguments and the last parenthesis.
function signature(kind, head, tail,    name, n, i, part, list)
{
    name = last_word(head)
    head = but_last_word(head)
    gsub(/ ?(NTAPI|SEC_ENTRY|WINAPI)( \*)?/, "", head)
    sub(/\)$/, "", tail)
    n = split(tail, part, ",")
    list = ""
    for (i = 1; i <= n; i++)
        list = list (i > 1 ? ", " : "") \
            (spelt ? squeeze(part[i]) : but_last_word(squeeze(part[i])))
    print kind " " name " " head " (" list ")"
}

# "typedef T Name" or "typedef T *Name"
function alias(s,    name, base)
{
    name = last_word(s)
    base = but_last_word(substr(s, 9))
    if (base == "char")
        print "size " name
    else if (base ~ /^(u?int[0-9]+_t|uintptr_t|char16_t)$/)
        print "int " name
    else if (base ~ /^(unsigned char|(unsigned )?long long)$/)
        print "int " name
    else
        print "alias " name " " base
}
