/* SPDX-License-Identifier: MIT
 *
 * MEASURE(name, body): nanoseconds that one `body` takes, as a `name value` line. The batch doubles until it
 * lasts two milliseconds, so that a call of a nanosecond and one of a hundred microseconds take the same
 * while to measure; the best of several batches counts, so that what else the machine does disturbs little.
 * `i` counts the bodies of a batch. The includer provides now(), in nanoseconds.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdio.h>

enum { MEASURE_ROUNDS = 30 };

#define MEASURE(name, body)                                                                                  \
    do {                                                                                                     \
        double took = 0, best = 1e18;                                                                        \
        int batch = 1;                                                                                       \
        for (int round = 0; round < MEASURE_ROUNDS; round++) {                                               \
            double start = now();                                                                            \
            for (int i = 0; i < batch; i++) {                                                                \
                body;                                                                                        \
            }                                                                                                \
            took = now() - start;                                                                            \
            if (took < 2e6 && batch < 1 << 24) {                                                             \
                batch *= 2;                                                                                  \
                round = -1;                                                                                  \
            } else {                                                                                         \
                best = took / batch < best ? took / batch : best;                                            \
            }                                                                                                \
        }                                                                                                    \
        printf("%s %.1f\n", name, best);                                                                     \
        fflush(stdout);                                                                                      \
    } while (0)

#endif
