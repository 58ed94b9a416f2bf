/* SPDX-License-Identifier: MIT
 *
 * The least that a program can do, with a word in another script.
 */
#include <stdio.h>

int wmain(void)
{
    printf("Hello, world: \xCE\xBA\xCF\x8C\xCF\x83\xCE\xBC\xCE\xB5\n");
    return 0;
}
