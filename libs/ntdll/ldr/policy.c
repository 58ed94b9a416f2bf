/* SPDX-License-Identifier: MIT
 *
 * Native or built in: from which of the two a DLL is taken that there is twice. Built in, unless the user
 * says otherwise for its name. Two DLLs have one answer between them: vcruntime140 and vcruntime140_1 share
 * what a thread keeps about its exceptions, which Microsoft's pair does not keep where ours does.
 */
#include <string.h>
#include <strings.h>
#include "internal.h"
#include "common/wide.h"

static const char pair[2][20] = {"vcruntime140.dll", "vcruntime140_1.dll"};

static struct {
    char name[56];
    bool native;
} policy[32];
static unsigned policy_count;

/* Compares "foo" and "foo.dll" as one. */
static bool same_library(const char *a, const char *b)
{
    size_t x = strlen(a), y = strlen(b);
    if (x > 4 && !strcasecmp(a + x - 4, ".dll"))
        x -= 4;
    if (y > 4 && !strcasecmp(b + y - 4, ".dll"))
        y -= 4;
    return x == y && !strncasecmp(a, b, x);
}

static void prefer(const char *name, bool native)
{
    if (policy_count == countof(policy) || strlen(name) >= sizeof(policy[0].name))
        return;
    strcpy(policy[policy_count].name, name);
    policy[policy_count++].native = native;
}

void ldr_prefer_native(const char *name)
{
    prefer(name, true);
}

void ldr_prefer_builtin(const char *name)
{
    prefer(name, false);
}

enum choice { NO_WORD, BUILT_IN, NATIVE };

/* The last word about one of two names; the second may be NULL. */
static enum choice last_word(const char *name, const char *other)
{
    for (unsigned i = policy_count; i--;)
        if (same_library(policy[i].name, name) || (other && same_library(policy[i].name, other)))
            return policy[i].native ? NATIVE : BUILT_IN;
    return NO_WORD;
}

static const char *partner_of(const char *name)
{
    return same_library(name, pair[0]) ? pair[1] : same_library(name, pair[1]) ? pair[0] : NULL;
}

static struct module *loaded_locked(const char *name)
{
    WCHAR wide[sizeof(pair[0])];
    return utf8_to_wide(name, wide, countof(wide)) <= countof(wide)
               ? ldr_find_base_name_locked(wide, wide_length(wide))
               : NULL;
}

bool ldr_takes_native_locked(const char *name)
{
    static bool said;
    const char *partner = partner_of(name);
    enum choice own = last_word(name, NULL);
    if (!partner)
        return own == NATIVE;
    struct module *other = loaded_locked(partner);
    bool native = other ? !other->builtin : last_word(name, partner) == NATIVE;
    if (own != NO_WORD && (own == NATIVE) != native && !said) {
        said = true;
        report("%s and %s are one runtime: both are taken %s", pair[0], pair[1],
               native ? "natively" : "built in");
    }
    return native;
}

bool ldr_needs_native_locked(const char *name)
{
    const char *partner = partner_of(name);
    struct module *other = partner ? loaded_locked(partner) : NULL;
    if (!other || other->builtin)
        return false;
    report("%s: not found, and the built-in one does not go with the native %s; what is imported from it is "
           "missing",
           name, partner);
    return true;
}

const struct dll_face *ldr_find_face(const char *name)
{
    extern const struct dll_face __start_dll_faces[], __stop_dll_faces[];
    for (const struct dll_face *face = __start_dll_faces; face < __stop_dll_faces; face++)
        if (same_library((const char *)&face->name + face->name, name))
            return face;
    return NULL;
}
