/* SPDX-License-Identifier: MIT */
/* A user that a program names: the principal, its password, and the packages
 * it is for. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

static bool
is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* Where the user begins in DOMAIN\user; NULL if it is none.  A backslash that
 * takes its meaning from what follows is a principal's. */
static const char *
behind_domain(const char *user)
{
    const char *slash = strchr(user, '\\');

    return slash != NULL && slash != user && slash[1] != '\0' &&
        strchr("/@\\", slash[1]) == NULL ? slash + 1 : NULL;
}

/* user, or user@domain. */
static SECURITY_STATUS
make_principal(const char *user, const char *domain, size_t domain_length,
               char **principal)
{
    size_t size = strlen(user) + 1 + domain_length + 1;

    *principal = sspi_text_new(size);
    if (*principal == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    snprintf(*principal, size, "%s%s%.*s", user, domain_length > 0 ? "@" : "",
             (int)domain_length, domain);
    return SEC_E_OK;
}

static SECURITY_STATUS
name_principal(const char *user, const char *domain,
               struct sspi_identity *identity)
{
    size_t length = is_empty(domain) ? 0 : strlen(domain);
    const char *behind = length == 0 ? behind_domain(user) : NULL;

    if (behind != NULL)
        return make_principal(behind, user, (size_t)(behind - user) - 1,
                              &identity->principal);
    identity->upn = length == 0 && strchr(user, '@') != NULL;
    return make_principal(user, length > 0 ? domain : "", length,
                          &identity->principal);
}

/* Without a user there is nobody; an empty password is none. */
static SECURITY_STATUS
read_user(const struct sspi_identity_parts *p, struct sspi_identity *identity)
{
    char *user = NULL, *domain = NULL;
    SECURITY_STATUS status;

    status = sspi_identity_text(&p->user, &user);
    if (status == SEC_E_OK)
        status = sspi_identity_text(&p->domain, &domain);
    if (status != SEC_E_OK || is_empty(user))
        goto cleanup;
    status = sspi_identity_text(&p->password, &identity->password);
    if (status == SEC_E_OK && is_empty(identity->password))
        sspi_text_free(&identity->password);
    if (status == SEC_E_OK)
        status = name_principal(user, domain, identity);
cleanup:
    sspi_text_free(&user);
    sspi_text_free(&domain);
    return status;
}

SECURITY_STATUS
sspi_identity_read(const void *auth_data, struct sspi_identity *identity)
{
    struct sspi_identity_parts p;
    SECURITY_STATUS status;

    memset(identity, 0, sizeof(*identity));
    if (auth_data == NULL)
        return SEC_E_OK;
    status = sspi_identity_parts_read(auth_data, &p);
    if (status == SEC_E_OK)
        status = read_user(&p, identity);
    if (status == SEC_E_OK)
        status = sspi_identity_text(&p.packages, &identity->packages);
    return status;
}

void
sspi_identity_wipe(struct sspi_identity *identity)
{
    sspi_text_free(&identity->principal);
    sspi_text_free(&identity->password);
    sspi_text_free(&identity->packages);
}

static bool
same_name(const char *name, const char *word, size_t length)
{
    return strlen(name) == length && strncasecmp(name, word, length) == 0;
}

/* A list that only takes packages away leaves the others. */
bool
sspi_identity_allows(const struct sspi_identity *identity, const char *name)
{
    const char *word = identity->packages;
    bool named = false, taken = false, others = false;
    size_t length;

    while (!is_empty(word)) {
        word += strspn(word, ", ");
        length = strcspn(word, ", ");
        if (word[0] == '!')
            taken = taken || same_name(name, word + 1, length - 1);
        else if (same_name(name, word, length))
            named = true;
        else if (length > 0)
            others = true;
        word += length;
    }
    return !taken && (named || !others);
}
