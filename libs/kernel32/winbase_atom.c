/* SPDX-License-Identifier: MIT
 *
 * winbase.h's atoms: names up to 255 characters, compared without case, counted by use. Integer atoms
 * (#1 to #49151) need no table. There is one local and one global table; the global one reaches no further
 * than this process (PARTIAL).
 */
#include <stdlib.h>
#include <string.h>
#include "common/wide.h"
#include "nls.h"
#include "rtl/locks.h"

#define FIRST_STRING_ATOM 0xC000
#define ATOM_COUNT        0x4000
#define LONGEST_ATOM      255

struct atom {
    unsigned references;
    unsigned length;
    WCHAR name[];
};

struct atom_table {
    RTL_SRWLOCK lock;
    struct atom **atoms;
    unsigned used; /* highest index in use, plus one */
};

static struct atom_table local_atoms;
static struct atom_table global_atoms;

/* "#123" or MAKEINTATOM(123): the number; 0: a name; -1: neither. */
static int integer_atom(LPCWSTR name)
{
    if ((uintptr_t)name < 0x10000)
        return (uintptr_t)name && (uintptr_t)name < FIRST_STRING_ATOM ? (int)(uintptr_t)name : -1;
    if (*name != '#' || !name[1])
        return *name ? 0 : -1;
    int value = 0;
    for (name++; *name; name++) {
        if (*name < '0' || *name > '9')
            return 0;
        value = value * 10 + (*name - '0');
        if (value >= FIRST_STRING_ATOM)
            return -1;
    }
    return value ? value : -1;
}

static int find_locked(const struct atom_table *table, LPCWSTR name, size_t length)
{
    for (unsigned i = 0; i < table->used; i++) {
        const struct atom *atom = table->atoms[i];
        if (atom && nls_compare_ordinal(atom->name, atom->length, name, length, true) == 0)
            return (int)i;
    }
    return -1;
}

static ATOM atom_add(struct atom_table *table, LPCWSTR name)
{
    int number = integer_atom(name);
    if (number)
        return (ATOM)(number > 0 ? number : win32_fail(ERROR_INVALID_PARAMETER));
    size_t length = wide_length(name);
    if (length > LONGEST_ATOM)
        return (ATOM)win32_fail(ERROR_INVALID_PARAMETER);
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;
    ATOM result = 0;
    RtlAcquireSRWLockExclusive(&table->lock);
    if (!table->atoms)
        table->atoms = calloc(ATOM_COUNT, sizeof(*table->atoms));
    int index = table->atoms ? find_locked(table, name, length) : -1;
    if (index >= 0) {
        table->atoms[index]->references++;
        result = (ATOM)(FIRST_STRING_ATOM + index);
    } else if (table->atoms) {
        unsigned slot = 0;
        while (slot < table->used && table->atoms[slot])
            slot++;
        struct atom *atom = slot < ATOM_COUNT ? malloc(sizeof(*atom) + (length + 1) * sizeof(WCHAR)) : NULL;
        if (atom) {
            atom->references = 1;
            atom->length = (unsigned)length;
            memcpy(atom->name, name, (length + 1) * sizeof(WCHAR));
            table->atoms[slot] = atom;
            if (slot == table->used)
                table->used++;
            result = (ATOM)(FIRST_STRING_ATOM + slot);
        }
    }
    RtlReleaseSRWLockExclusive(&table->lock);
    return result ? result : (ATOM)win32_fail(error);
}

static ATOM atom_find(struct atom_table *table, LPCWSTR name)
{
    int number = integer_atom(name);
    if (number)
        return (ATOM)(number > 0 ? number : win32_fail(ERROR_INVALID_PARAMETER));
    size_t length = wide_length(name);
    RtlAcquireSRWLockExclusive(&table->lock);
    int index = find_locked(table, name, length);
    RtlReleaseSRWLockExclusive(&table->lock);
    return (ATOM)(index >= 0 ? FIRST_STRING_ATOM + index : win32_fail(ERROR_FILE_NOT_FOUND));
}

/* Zero is success; a failure gives the atom back. */
static ATOM atom_delete(struct atom_table *table, ATOM number)
{
    ATOM result = 0;
    if (number < FIRST_STRING_ATOM)
        return 0;
    unsigned index = number - FIRST_STRING_ATOM;
    RtlAcquireSRWLockExclusive(&table->lock);
    if (index >= table->used || !table->atoms[index]) {
        result = number;
    } else if (--table->atoms[index]->references == 0) {
        free(table->atoms[index]);
        table->atoms[index] = NULL;
    }
    RtlReleaseSRWLockExclusive(&table->lock);
    if (result)
        win32_fail(ERROR_INVALID_HANDLE);
    return result;
}

/* The name, cut off to `size` units with its terminator. */
static UINT atom_name(struct atom_table *table, ATOM number, LPWSTR buffer, INT size)
{
    WCHAR name[LONGEST_ATOM + 1];
    size_t length = 0;
    if (size <= 0)
        return (UINT)win32_fail(ERROR_MORE_DATA);
    if (number < FIRST_STRING_ATOM) {
        WCHAR digits[8];
        size_t count = 0;
        if (!number)
            return (UINT)win32_fail(ERROR_INVALID_PARAMETER);
        for (unsigned rest = number; rest; rest /= 10)
            digits[count++] = (WCHAR)('0' + rest % 10);
        name[length++] = '#';
        while (count)
            name[length++] = digits[--count];
    } else {
        unsigned index = number - FIRST_STRING_ATOM;
        RtlAcquireSRWLockExclusive(&table->lock);
        const struct atom *atom = index < table->used ? table->atoms[index] : NULL;
        if (atom) {
            length = atom->length;
            memcpy(name, atom->name, length * sizeof(WCHAR));
        }
        RtlReleaseSRWLockExclusive(&table->lock);
        if (!length)
            return (UINT)win32_fail(ERROR_INVALID_HANDLE);
    }
    if (length >= (size_t)size)
        length = (size_t)size - 1;
    memcpy(buffer, name, length * sizeof(WCHAR));
    buffer[length] = 0;
    return (UINT)length;
}

/* An A-function's name; integer atoms pass as they are. */
static ATOM with_wide(ATOM (*function)(struct atom_table *, LPCWSTR), struct atom_table *table, LPCSTR name)
{
    WCHAR buffer[NLS_LOCAL], *wide;
    if ((uintptr_t)name < 0x10000)
        return function(table, (LPCWSTR)name);
    if (!win32_result(nls_ansi_to_wide(name, buffer, NLS_LOCAL, &wide)))
        return 0;
    ATOM atom = function(table, wide);
    nls_free(wide, buffer);
    return atom;
}

static UINT atom_name_ansi(struct atom_table *table, ATOM number, LPSTR buffer, INT size)
{
    WCHAR name[LONGEST_ATOM + 1];
    if (size <= 0)
        return (UINT)win32_fail(ERROR_MORE_DATA);
    UINT length = atom_name(table, number, name, LONGEST_ATOM + 1);
    size_t bytes = nls_ansi_from_wide(name, length, buffer, (size_t)size - 1);
    while (bytes > (size_t)size - 1 && length) /* whole characters, as many as fit */
        bytes = nls_ansi_from_wide(name, --length, buffer, (size_t)size - 1);
    buffer[bytes] = 0;
    return (UINT)bytes;
}

ATOM WINAPI AddAtomW(LPCWSTR lpString)
{
    return atom_add(&local_atoms, lpString);
}

ATOM WINAPI AddAtomA(LPCSTR lpString)
{
    return with_wide(atom_add, &local_atoms, lpString);
}

ATOM WINAPI FindAtomW(LPCWSTR lpString)
{
    return atom_find(&local_atoms, lpString);
}

ATOM WINAPI FindAtomA(LPCSTR lpString)
{
    return with_wide(atom_find, &local_atoms, lpString);
}

ATOM WINAPI DeleteAtom(ATOM nAtom)
{
    return atom_delete(&local_atoms, nAtom);
}

UINT WINAPI GetAtomNameW(ATOM nAtom, LPWSTR lpBuffer, INT nSize)
{
    return atom_name(&local_atoms, nAtom, lpBuffer, nSize);
}

UINT WINAPI GetAtomNameA(ATOM nAtom, LPSTR lpBuffer, INT nSize)
{
    return atom_name_ansi(&local_atoms, nAtom, lpBuffer, nSize);
}

BOOL WINAPI InitAtomTable(DWORD nSize)
{
    return TRUE; /* the table grows by itself; its size was only ever a hint */
}

ATOM WINAPI GlobalAddAtomW(LPCWSTR lpString)
{
    return atom_add(&global_atoms, lpString);
}

ATOM WINAPI GlobalAddAtomA(LPCSTR lpString)
{
    return with_wide(atom_add, &global_atoms, lpString);
}

ATOM WINAPI GlobalFindAtomW(LPCWSTR lpString)
{
    return atom_find(&global_atoms, lpString);
}

ATOM WINAPI GlobalFindAtomA(LPCSTR lpString)
{
    return with_wide(atom_find, &global_atoms, lpString);
}

ATOM WINAPI GlobalDeleteAtom(ATOM nAtom)
{
    return atom_delete(&global_atoms, nAtom);
}

UINT WINAPI GlobalGetAtomNameW(ATOM nAtom, LPWSTR lpBuffer, INT nSize)
{
    return atom_name(&global_atoms, nAtom, lpBuffer, nSize);
}

UINT WINAPI GlobalGetAtomNameA(ATOM nAtom, LPSTR lpBuffer, INT nSize)
{
    return atom_name_ansi(&global_atoms, nAtom, lpBuffer, nSize);
}
