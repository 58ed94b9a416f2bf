/* SPDX-License-Identifier: MIT
 *
 * The environment with which a program starts: the Unix one, variable by variable, with PATH and the folder
 * of temporary files in Windows form, and what every Windows program may count on where Unix does not set it.
 * A value that is in Windows form already stays (a parent that is a Windows program may have set it). HOME is
 * left as it is: the programs that look at it are of Unix descent, and `/home/me` means the same to them.
 */
#include <stdlib.h>
#include <string.h>
#include "../ntdll.h"
#include "kernel/host/host.h"
#include "environment.h"
#include "parameters.h"
#include "common/wide.h"

struct builder {
    WCHAR *text;    /* strings one after another, in the order in which they came */
    size_t used;    /* units */
    size_t size;    /* units that there are */
    size_t *starts; /* of each string, in `text` */
    size_t count, room;
    bool failed;
};

static WCHAR *reserve(struct builder *builder, size_t units)
{
    if (builder->used + units > builder->size) {
        size_t size = (builder->used + units) * 2;
        WCHAR *text = realloc(builder->text, size * sizeof(WCHAR));
        if (!text) {
            builder->failed = true;
            return NULL;
        }
        builder->text = text;
        builder->size = size;
    }
    return builder->text + builder->used;
}

static void put(struct builder *builder, const char *utf8)
{
    size_t most = strlen(utf8) + 1; /* a byte never becomes more than one unit */
    WCHAR *at = reserve(builder, most);
    if (at)
        builder->used += utf8_to_wide(utf8, at, most) - 1;
}

static void put_unit(struct builder *builder, WCHAR unit)
{
    WCHAR *at = reserve(builder, 1);
    if (at) {
        *at = unit;
        builder->used++;
    }
}

static void begin(struct builder *builder)
{
    if (builder->count == builder->room) {
        size_t room = builder->room ? builder->room * 2 : 128;
        size_t *starts = realloc(builder->starts, room * sizeof(*starts));
        if (!starts) {
            builder->failed = true;
            return;
        }
        builder->starts = starts;
        builder->room = room;
    }
    builder->starts[builder->count++] = builder->used;
}

static void put_path(struct builder *builder, const char *path)
{
    size_t most = parameters_path_size(path);
    WCHAR *at = reserve(builder, most);
    if (at)
        builder->used += parameters_path(path, at, most) - 1;
}

static bool is_windows_path(const char *path)
{
    return ((path[0] >= 'A' && path[0] <= 'Z') || (path[0] >= 'a' && path[0] <= 'z')) && path[1] == ':' &&
           (path[2] == '\\' || path[2] == '/');
}

/* Entries are separated by semicolons; one that holds a semicolon stands in quotes. */
static void put_path_list(struct builder *builder, const char *list)
{
    if (is_windows_path(list)) {
        put(builder, list);
        return;
    }
    char entry[4096];
    for (;;) {
        size_t length = strcspn(list, ":");
        if (length < sizeof(entry)) { /* no longer one names a folder */
            memcpy(entry, list, length);
            entry[length] = 0;
            bool quoted = strchr(entry, ';');
            if (quoted)
                put_unit(builder, '"');
            put_path(builder, length ? entry : ".");
            if (quoted)
                put_unit(builder, '"');
        }
        list += length;
        if (!*list++)
            return;
        put_unit(builder, ';');
    }
}

/* The value of a variable of the Unix environment, whatever the case of its name; NULL where it is not set.
 */
static const char *inherited(char **environment, const char *name)
{
    size_t length = strlen(name);
    for (; *environment; environment++)
        if (!strncasecmp(*environment, name, length) && (*environment)[length] == '=')
            return *environment + length + 1;
    return NULL;
}

static bool names(const char *variable, size_t length, const char *name)
{
    return strlen(name) == length && !strncasecmp(variable, name, length);
}

static void put_inherited(struct builder *builder, const char *variable)
{
    const char *equals = variable[0] ? strchr(variable + 1, '=') : NULL;
    if (!equals)
        return;
    size_t length = (size_t)(equals - variable);
    bool is_path = names(variable, length, "PATH");
    bool is_folder = names(variable, length, "TEMP") || names(variable, length, "TMP");
    begin(builder);
    if (is_path || (is_folder && equals[1] == '/')) {
        for (size_t i = 0; i <= length; i++)
            put_unit(builder, (unsigned char)variable[i]);
        if (is_path)
            put_path_list(builder, equals + 1);
        else
            put_path(builder, equals + 1);
    } else {
        put(builder, variable);
    }
    put_unit(builder, 0);
}

struct defaults {
    const char *user, *home, *temp;
    char host[16], processors[12];
};

static void find_defaults(struct defaults *defaults, char **environment)
{
    defaults->user = inherited(environment, "USER");
    if (!defaults->user)
        defaults->user = inherited(environment, "LOGNAME");
    defaults->home = inherited(environment, "HOME");
    if (!defaults->home || defaults->home[0] != '/')
        defaults->home = "/";
    if (!defaults->user) {
        const char *slash = strrchr(defaults->home, '/');
        defaults->user = slash[1] ? slash + 1 : "user";
    }
    defaults->temp = inherited(environment, "TMPDIR");
    if (!defaults->temp || defaults->temp[0] != '/')
        defaults->temp = "/tmp";
    /* A NetBIOS name: capitals, no more than 15. */
    if (sys_host_name(defaults->host, sizeof(defaults->host)) < 0)
        strcpy(defaults->host, "LOCALHOST");
    for (char *c = defaults->host; *c; c++) {
        if (*c == '.')
            *c = 0;
        else
            *c = (char)ascii_upper((WCHAR)*c);
        if (!*c)
            break;
    }
    char *digit = defaults->processors + sizeof(defaults->processors);
    unsigned count = process_peb.NumberOfProcessors;
    *--digit = 0;
    do
        *--digit = (char)('0' + count % 10);
    while (count /= 10);
    memmove(defaults->processors, digit,
            (size_t)(defaults->processors + sizeof(defaults->processors) - digit));
}

/* What is set where the Unix environment does not set it. $U, $H, $T: the user's name, the home folder and
 * the folder of temporary files; $N: the computer's name; $P: how many processors. */
static const char *const always[] = {
    "ALLUSERSPROFILE=C:\\ProgramData",
    "APPDATA=C:\\users\\$U\\AppData\\Roaming",
    "CommonProgramFiles=C:\\Program Files\\Common Files",
    "CommonProgramFiles(x86)=C:\\Program Files (x86)\\Common Files",
    "CommonProgramW6432=C:\\Program Files\\Common Files",
    "COMPUTERNAME=$N",
    "ComSpec=C:\\windows\\system32\\cmd.exe",
    "LOCALAPPDATA=C:\\users\\$U\\AppData\\Local",
    "NUMBER_OF_PROCESSORS=$P",
    "OS=Windows_NT",
    "PATH=C:\\windows\\system32;C:\\windows",
    "PATHEXT=.COM;.EXE;.BAT;.CMD",
#ifdef __x86_64__
    "PROCESSOR_ARCHITECTURE=AMD64",
    "ProgramFiles=C:\\Program Files",
#else
    "PROCESSOR_ARCHITECTURE=x86",
    "PROCESSOR_ARCHITEW6432=AMD64",
    "ProgramFiles=C:\\Program Files (x86)",
#endif
    "ProgramData=C:\\ProgramData",
    "ProgramFiles(x86)=C:\\Program Files (x86)",
    "ProgramW6432=C:\\Program Files",
    "PUBLIC=C:\\users\\Public",
    "SystemDrive=C:",
    "SystemRoot=C:\\windows",
    "TEMP=$T",
    "TMP=$T",
    "USERDOMAIN=$N",
    "USERNAME=$U",
    "USERPROFILE=$H",
    "windir=C:\\windows",
};

static void put_default(struct builder *builder, const char *text, const struct defaults *defaults)
{
    begin(builder);
    for (; *text; text++) {
        if (*text != '$') {
            put_unit(builder, (unsigned char)*text);
            continue;
        }
        switch (*++text) {
        case 'U':
            put(builder, defaults->user);
            break;
        case 'N':
            put(builder, defaults->host);
            break;
        case 'P':
            put(builder, defaults->processors);
            break;
        case 'H':
            put_path(builder, defaults->home);
            break;
        case 'T':
            put_path(builder, defaults->temp);
            break;
        }
    }
    put_unit(builder, 0);
}

static int compare_names(const WCHAR *a, const WCHAR *b)
{
    size_t i = 0;
    while (a[i] && ascii_upper(a[i]) == ascii_upper(b[i]) && (a[i] != '=' || !i))
        i++;
    unsigned x = a[i] == '=' && i ? 0 : ascii_upper(a[i]), y = b[i] == '=' && i ? 0 : ascii_upper(b[i]);
    return (int)x - (int)y;
}

/* Sorted by name; insertion keeps the order of those that differ in case alone. */
static void sort(struct builder *builder)
{
    for (size_t i = 1; i < builder->count; i++) {
        size_t start = builder->starts[i], low = 0, high = i;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (compare_names(builder->text + start, builder->text + builder->starts[middle]) < 0)
                high = middle;
            else
                low = middle + 1;
        }
        memmove(builder->starts + low + 1, builder->starts + low, (i - low) * sizeof(*builder->starts));
        builder->starts[low] = start;
    }
}

PWSTR environment_create(char **unix_environment, SIZE_T *size)
{
    struct builder builder = {0};
    struct defaults defaults;
    find_defaults(&defaults, unix_environment);
    for (char **variable = unix_environment; *variable; variable++)
        put_inherited(&builder, *variable);
    for (unsigned i = 0; i < countof(always); i++) {
        char name[32];
        size_t length = strcspn(always[i], "=");
        memcpy(name, always[i], length);
        name[length] = 0;
        if (!inherited(unix_environment, name))
            put_default(&builder, always[i], &defaults);
    }
    WCHAR *block = builder.failed ? NULL : environment_allocate((builder.used + 1) * sizeof(WCHAR)),
          *at = block;
    if (block) {
        sort(&builder);
        for (size_t i = 0; i < builder.count; i++) {
            const WCHAR *string = builder.text + builder.starts[i];
            size_t length = wide_length(string) + 1;
            memcpy(at, string, length * sizeof(WCHAR));
            at += length;
        }
        *at++ = 0;
        *size = (SIZE_T)((char *)at - (char *)block);
    }
    free(builder.text);
    free(builder.starts);
    return block;
}
