/* SPDX-License-Identifier: MIT
 *
 * Modules: the program, its native DLLs, and the faces of the built-in ones, in one list that is also the
 * PEB's.
 */
#ifndef DECANT_LDR_H
#define DECANT_LDR_H

#include <pe.h>
#include "../ntdll.h"

/* A built-in DLL's descriptor, in the section dll_faces (tools/exports.py). Addresses are relative to the
 * field. */
struct dll_face {
    int32_t name;
    int32_t face;
    uint32_t size;
    uint32_t data;      /* RVA of the writable part */
    uint32_t data_size; /* bytes; 0: none */
};

struct module {
    LDR_DATA_TABLE_ENTRY entry; /* linked into the PEB's lists */
    struct pe_info info;
    bool builtin;
    bool attached; /* DllMain was told of the process */
};

/* Maps the program itself. The error is reported in one line; NULL then. */
struct module *ldr_map_program(const char *unix_path);
/* Loads what the program imports and binds it. Needs TEB and process parameters. */
bool ldr_bind_program(struct module *program);
/* Finds a loaded module by base name ("kernel32" or "kernel32.dll", any case), or by an address in it. */
struct module *ldr_find_module(PCWSTR name);
struct module *ldr_find_module_at(const void *address);
/* An export's address, through forwarders; NULL where there is none. name NULL: by ordinal. */
void *ldr_find_export(struct module *module, const char *name, DWORD ordinal);

/* Tells every DLL of the process's start or end, in the documented order. */
bool ldr_attach_process(void);
void ldr_detach_process(void);

#endif
