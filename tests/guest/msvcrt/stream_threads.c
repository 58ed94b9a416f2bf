/* SPDX-License-Identifier: MIT
 *
 * Several threads write to one stream, and open and close streams of their own: lines stay whole, and no
 * descriptor is given out twice.
 */
#include <io.h>
#include <stdio.h>
#include "guest.h"

#define THREADS 4
#define LINES   2000

static char path[MAX_PATH + 64];
static FILE *shared;

static DWORD WINAPI write_lines(void *argument)
{
    int id = (int)(intptr_t)argument, failures = 0;
    char own[MAX_PATH + 80];
    sprintf(own, "%s-%d", path, id);
    for (int i = 0; i < LINES; i++) {
        if (fprintf(shared, "%d:%04d:%s\n", id, i, "some text that makes the line longer") < 0)
            failures++;
        if (i % 100 == 0) {
            int check = -1;
            FILE *file = fopen(own, "w+");
            if (!file || fprintf(file, "%d", id) != 1 || fseek(file, 0, SEEK_SET) ||
                fscanf(file, "%d", &check) != 1 || check != id || fclose(file))
                failures++;
        }
    }
    remove(own);
    return (DWORD)failures;
}

TEST(lines_stay_whole)
{
    HANDLE threads[THREADS];
    int next[THREADS] = {0}, lines = 0, id, number, good = 1;
    char line[128], rest[64];
    shared = fopen(path, "w");
    CHECK(shared != NULL);
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, write_lines, (void *)(intptr_t)i, 0, NULL);
    for (int i = 0; i < THREADS; i++) {
        DWORD failures = 1;
        CHECK_EQ(WaitForSingleObject(threads[i], INFINITE), WAIT_OBJECT_0);
        CHECK_EQ(GetExitCodeThread(threads[i], &failures), TRUE);
        CHECK_EQ(failures, 0);
        CloseHandle(threads[i]);
    }
    CHECK_EQ(fclose(shared), 0);
    FILE *file = fopen(path, "r");
    while (fgets(line, sizeof(line), file)) {
        lines++;
        if (sscanf(line, "%d:%d:%63[^\n]", &id, &number, rest) != 3 || id < 0 || id >= THREADS ||
            number != next[id]++ || strcmp(rest, "some text that makes the line longer"))
            good = 0;
    }
    CHECK(good);
    CHECK_EQ(lines, THREADS * LINES);
    CHECK_EQ(fclose(file), 0);
    CHECK_EQ(remove(path), 0);
}

GUEST_MAIN(char folder[MAX_PATH]; GetTempPathA(MAX_PATH, folder);
           sprintf(path, "%sdecant-threads-%lu", folder, GetCurrentProcessId()); RUN(lines_stay_whole);)
