/* SPDX-License-Identifier: MIT */
/*
 * SEC_WINNT_AUTH_IDENTITY in its five forms.  A struct that begins with a
 * version is of a longer kind, as on Windows.
 */
#include <stdint.h>
#include <string.h>

#include "base/wipe.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* The strings are not what they seem. */
#define REFUSED_FLAGS \
    (SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED | \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_ID_PROVIDER)

#define KIND_FLAGS \
    (SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_UNICODE)

/* Every other bit is let pass. */
static SECURITY_STATUS
judge_flags(ULONG flags)
{
    ULONG kind = flags & KIND_FLAGS;
    SECURITY_STATUS status = SEC_E_OK;

    if (kind == 0 || kind == KIND_FLAGS)
        status = SEC_E_INVALID_PARAMETER;
    else if ((flags & REFUSED_FLAGS) != 0)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    return status;
}

/* ---- pointers ------------------------------------------------------- */

/* In a kind that is none, there are as many bytes at least. */
static struct sspi_identity_text
text_at(const void *at, size_t length, ULONG flags)
{
    struct sspi_identity_text text = {
        at, length, (flags & KIND_FLAGS) == SEC_WINNT_AUTH_IDENTITY_UNICODE
    };

    return text;
}

static void
read_short(const SEC_WINNT_AUTH_IDENTITY_W *id,
           struct sspi_identity_parts *p)
{
    p->flags = id->Flags;
    p->user = text_at(id->User, id->UserLength, id->Flags);
    p->domain = text_at(id->Domain, id->DomainLength, id->Flags);
    p->password = text_at(id->Password, id->PasswordLength, id->Flags);
}

static SECURITY_STATUS
read_long(const SEC_WINNT_AUTH_IDENTITY_EXW *id,
          struct sspi_identity_parts *p)
{
    if (id->Length < sizeof(*id))
        return SEC_E_INVALID_PARAMETER;
    p->flags = id->Flags;
    p->user = text_at(id->User, id->UserLength, id->Flags);
    p->domain = text_at(id->Domain, id->DomainLength, id->Flags);
    p->password = text_at(id->Password, id->PasswordLength, id->Flags);
    p->packages = text_at(id->PackageList, id->PackageListLength, id->Flags);
    return SEC_E_OK;
}

/* ---- offsets -------------------------------------------------------- */

/* A block whose parts are known by offset and length. */
struct block {
    const unsigned char *start;
    size_t length;
};

/* What is nowhere is not there; what is somewhere may be empty. */
static bool
find_part(const struct block *block, ULONG offset, ULONG length,
          struct block *part)
{
    bool good = offset <= block->length && length <= block->length - offset;

    part->start = good && (offset > 0 || length > 0) ?
        block->start + offset : NULL;
    part->length = good ? length : 0;
    return good;
}

/* Its length is in bytes. */
static bool
find_text(const struct block *block, ULONG offset, ULONG length, bool wide,
          struct sspi_identity_text *text)
{
    struct block part;
    bool good = find_part(block, offset, length, &part) &&
        (!wide || length % sizeof(USHORT) == 0);

    text->at = good ? part.start : NULL;
    text->length = !good ? 0 : wide ? length / sizeof(USHORT) : length;
    text->wide = wide;
    return good;
}

static SECURITY_STATUS
read_credentials(const struct block *packed, struct sspi_identity_text *text)
{
    SEC_WINNT_AUTH_PACKED_CREDENTIALS head;
    const SEC_WINNT_AUTH_BYTE_VECTOR *data = &head.AuthData.CredData;
    struct block block = { packed->start, 0 };

    if (packed->length == 0)
        return SEC_E_OK;
    if (packed->length < sizeof(head))
        return SEC_E_INVALID_PARAMETER;
    memcpy(&head, packed->start, sizeof(head));
    block.length = head.cbStructureLength;
    if (head.cbHeaderLength < sizeof(head) ||
        block.length < head.cbHeaderLength || block.length > packed->length)
        return SEC_E_INVALID_PARAMETER;
    if (memcmp(&head.AuthData.CredType, &SEC_WINNT_AUTH_DATA_TYPE_PASSWORD,
               sizeof(GUID)) != 0)
        return SEC_E_UNSUPPORTED_FUNCTION;
    return find_text(&block, data->ByteArrayOffset, data->ByteArrayLength,
                     true, text) ? SEC_E_OK : SEC_E_INVALID_PARAMETER;
}

/* Whether the head says what it should, and its parts are in the block; and if
 * so, the credentials. */
static bool
find_parts(const struct block *block, const SEC_WINNT_AUTH_IDENTITY_EX2 *head,
           struct block *packed)
{
    struct block part;

    return head->cbHeaderLength >= sizeof(*head) &&
        block->length >= head->cbHeaderLength &&
        find_part(block, head->UserOffset, head->UserLength, &part) &&
        find_part(block, head->DomainOffset, head->DomainLength, &part) &&
        find_part(block, head->PackageListOffset, head->PackageListLength,
                  &part) &&
        find_part(block, head->PackedCredentialsOffset,
                  head->PackedCredentialsLength, packed);
}

static SECURITY_STATUS
read_block(const void *auth_data, struct sspi_identity_parts *p)
{
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    struct block block = { auth_data, 0 }, packed;
    bool wide;

    memcpy(&head, auth_data, sizeof(head));
    block.length = head.cbStructureLength;
    p->flags = head.Flags;
    wide = (head.Flags & SEC_WINNT_AUTH_IDENTITY_UNICODE) != 0;
    if (!find_parts(&block, &head, &packed))
        return SEC_E_INVALID_PARAMETER;
    p->block_length = block.length;
    if (!find_text(&block, head.UserOffset, head.UserLength, wide,
                   &p->user) ||
        !find_text(&block, head.DomainOffset, head.DomainLength, wide,
                   &p->domain) ||
        !find_text(&block, head.PackageListOffset, head.PackageListLength,
                   wide, &p->packages))
        return SEC_E_INVALID_PARAMETER;
    /* What is encrypted has no parts to look at. */
    if ((head.Flags & REFUSED_FLAGS) != 0)
        return SEC_E_OK;
    return read_credentials(&packed, &p->password);
}

/* ---- any ------------------------------------------------------------ */

static void
leave_out(struct sspi_identity_parts *p)
{
    const struct sspi_identity_text none = { NULL, 0, false };

    if ((p->flags & SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER) != 0)
        p->user = none;
    if ((p->flags & SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN) != 0)
        p->domain = none;
}

static bool
is_version(ULONG version)
{
    return version == SEC_WINNT_AUTH_IDENTITY_VERSION ||
        version == SEC_WINNT_AUTH_IDENTITY_VERSION_2;
}

/* What follows a version is the length of a struct; the other half of a
 * pointer whose lower half looks like one, in a short identity, is more. */
#define STRUCT_MAX 4096

/* What may be either, or a damaged block, is not looked at further: in the one
 * more would be read than there is, in the other pointers that somebody else
 * has written. */
static bool
is_ambiguous(const void *auth_data, ULONG version)
{
    USHORT low;

    memcpy(&low, (const unsigned char *)auth_data + sizeof(version),
           sizeof(low));
    return is_version(version) && low >= STRUCT_MAX;
}

/* Where things are, by the form alone. */
static SECURITY_STATUS
find_any(const void *auth_data, struct sspi_identity_parts *p)
{
    SECURITY_STATUS status = SEC_E_OK;
    ULONG version;

    memset(p, 0, sizeof(*p));
    /* A and W have the same layout. */
    memcpy(&version, auth_data, sizeof(version));
    if (is_ambiguous(auth_data, version))
        status = SEC_E_INVALID_PARAMETER;
    else if (version == SEC_WINNT_AUTH_IDENTITY_VERSION)
        status = read_long(auth_data, p);
    else if (version == SEC_WINNT_AUTH_IDENTITY_VERSION_2)
        status = read_block(auth_data, p);
    else
        read_short(auth_data, p);
    return status;
}

SECURITY_STATUS
sspi_identity_parts_read(const void *auth_data,
                         struct sspi_identity_parts *p)
{
    SECURITY_STATUS status = find_any(auth_data, p);

    if (status == SEC_E_OK)
        status = judge_flags(p->flags);
    if (status == SEC_E_OK)
        leave_out(p);
    return status;
}

/* ---- wiped ---------------------------------------------------------- */

static void
wipe_text(const struct sspi_identity_text *text)
{
    if (text->at != NULL)
        ksp_wipe((void *)(uintptr_t)text->at,
                 text->length * (text->wide ? sizeof(WCHAR) : 1));
}

/* The forms of pointers have their strings elsewhere.  A block is wiped
 * although its secret may be of a kind that is not known. */
void
sspi_identity_clear(void *auth_data)
{
    struct sspi_identity_parts p;

    if (find_any(auth_data, &p) == SEC_E_OK && p.block_length == 0) {
        wipe_text(&p.user);
        wipe_text(&p.domain);
        wipe_text(&p.password);
        wipe_text(&p.packages);
    }
    ksp_wipe(auth_data, p.block_length);
}

/* ---- texts ---------------------------------------------------------- */

SECURITY_STATUS
sspi_identity_text(const struct sspi_identity_text *text, char **out)
{
    SECURITY_STATUS status = SEC_E_OK;

    *out = NULL;
    if (text->at == NULL && text->length > 0)
        status = SEC_E_INVALID_PARAMETER;
    else if (text->at != NULL && text->wide)
        status = sspi_text_from_units(text->at, text->length, out);
    else if (text->at != NULL)
        status = sspi_text_from_bytes(text->at, text->length, out);
    return status;
}
