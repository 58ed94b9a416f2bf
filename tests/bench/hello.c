/* SPDX-License-Identifier: MIT
 *
 * The program by whose start-up decant is measured; built for Windows and for Linux.
 */
#include <stdio.h>

int main(void)
{
    printf("hello, world\n");
    return 0;
}
