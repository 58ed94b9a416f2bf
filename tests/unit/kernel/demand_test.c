/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <cmocka.h>
#include <pe.h>

#define PAGE   0x1000u
#define OFFSET 0x600u /* of the data in the file */
#define SIZE   0x25432u
#define WHOLE  0x26000u
#define SPAN   0x40000u

static volatile unsigned faults;
static sigjmp_buf refused;

static void on_fault(int signal, siginfo_t *info, void *context)
{
    const ucontext_t *uc = context;
    int access = uc->uc_mcontext.gregs[REG_ERR] & 2 ? PROT_WRITE : PROT_READ;
    (void)signal;
    faults++;
    if (!pe_demand_fault(info->si_addr, access))
        siglongjmp(refused, 1);
}

/* cmocka has a handler of its own before each test. */
static void handle_faults(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    assert_int_equal(sigaction(SIGSEGV, &action, NULL), 0);
}

static unsigned char byte(size_t i)
{
    return (unsigned char)(i * 31 + (i >> 12));
}

struct image {
    int fd;
    char *base; /* SPAN bytes; the section is at PAGE */
};

static struct image make(void)
{
    struct image image;
    char name[] = "/tmp/decant_demand_XXXXXX";
    char *data = malloc(SIZE);
    handle_faults();
    for (size_t i = 0; i < SIZE; i++)
        data[i] = (char)byte(i);
    image.fd = mkstemp(name);
    unlink(name);
    assert_int_equal(pwrite(image.fd, data, SIZE, OFFSET), SIZE);
    free(data);
    image.base = mmap(NULL, SPAN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int memory = pe_demand_memory(SPAN);
    assert_true(memory >= 0);
    assert_true(pe_demand_add(image.base + PAGE, SIZE, memory, PAGE, image.fd, OFFSET));
    return image;
}

static void end(struct image *image)
{
    pe_demand_remove(image->base, SPAN);
    munmap(image->base, SPAN);
    close(image->fd);
}

static size_t wrong_bytes(const volatile char *section, size_t from, size_t to)
{
    size_t wrong = 0;
    for (size_t i = from; i < to; i++)
        wrong += (unsigned char)section[i] != (i < SIZE ? byte(i) : 0);
    return wrong;
}

static void a_section_is_read_when_it_is_used(void **state)
{
    (void)state;
    struct image image = make();
    volatile char *section = image.base + PAGE;
    faults = 0;
    assert_int_equal(wrong_bytes(section, 0x10000, 0x10010), 0);
    assert_int_equal(faults, 1);
    assert_int_equal(wrong_bytes(section, 0, WHOLE), 0); /* the last page's end is zero */
    assert_true(faults > 2 && faults < 12);
    section[5] = 1; /* until it is protected it is writable, and a copy of its own */
    assert_true(pe_demand_protect(image.base + PAGE, SPAN - PAGE, PROT_READ));
    assert_int_equal(section[5], 1);
    if (!sigsetjmp(refused, 1)) {
        section[5] = 2;
        fail();
    }
    assert_int_equal(section[5], 1);
    end(&image);
}

static void protection_holds_for_what_comes_later(void **state)
{
    (void)state;
    struct image image = make();
    volatile char *section = image.base + PAGE;
    assert_int_equal(wrong_bytes(section, 0x8000, 0x8001), 0);
    assert_true(pe_demand_protect(image.base, SPAN, PROT_READ | PROT_EXEC));
    assert_int_equal(wrong_bytes(section, 0x18000, 0x18001), 0);
    assert_true(
        pe_demand_fault((void *)section + 0x18000, PROT_EXEC)); /* as if another thread had just read it */
    assert_false(pe_demand_fault((void *)section + 0x18000, PROT_WRITE));
    assert_false(pe_demand_fault((void *)section + WHOLE, PROT_READ)); /* beside it */
    assert_false(pe_demand_fault((void *)section - 1, PROT_READ));
    end(&image);
}

static void a_range_is_read_at_once_or_given_away(void **state)
{
    (void)state;
    struct image image = make();
    volatile char *section = image.base + PAGE;
    faults = 0;
    assert_true(pe_demand_load(image.base, 0x9000 + PAGE));
    assert_int_equal(wrong_bytes(section, 0, 0x9000), 0);
    assert_int_equal(faults, 0);
    assert_true(pe_demand_disown(image.base + PAGE + 0x8000, 1));
    assert_false(pe_demand_fault((void *)section + 0x8000, PROT_READ));
    assert_int_equal(wrong_bytes(section, 0x8000, 0x8100), 0);
    assert_true(pe_demand_load(&image, sizeof(image))); /* nothing of it is ours */
    end(&image);
    assert_false(pe_demand_fault((void *)section, PROT_READ));
}

static void a_file_that_was_cut_short_is_an_error(void **state)
{
    (void)state;
    struct image image = make();
    volatile char *section = image.base + PAGE;
    assert_int_equal(ftruncate(image.fd, 0x10000), 0);
    assert_int_equal(wrong_bytes(section, 0, 0x8000), 0);
    assert_false(pe_demand_load(image.base + PAGE, SIZE));
    assert_false(pe_demand_fault((void *)section + 0x20000, PROT_READ));
    end(&image);
}

static void there_is_room_for_many_and_an_answer_when_it_ends(void **state)
{
    (void)state;
    struct image images[16];
    for (unsigned i = 0; i < 16; i++)
        images[i] = make();
    unsigned more = 0;
    int memory = pe_demand_memory(PAGE * 100);
    char *room = mmap(NULL, PAGE * 100, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    while (more < 100 &&
           pe_demand_add(room + PAGE * more, PAGE, memory, PAGE * more, images[0].fd, OFFSET + PAGE * more))
        more++;
    assert_int_equal(more, 48);
    assert_int_equal(wrong_bytes(images[15].base + PAGE, 0, WHOLE), 0);
    assert_int_equal((unsigned char)room[PAGE * 3], byte(PAGE * 3));
    pe_demand_remove(room, PAGE * 100);
    munmap(room, PAGE * 100);
    for (unsigned i = 0; i < 16; i++)
        end(&images[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_section_is_read_when_it_is_used),
        cmocka_unit_test(protection_holds_for_what_comes_later),
        cmocka_unit_test(a_range_is_read_at_once_or_given_away),
        cmocka_unit_test(a_file_that_was_cut_short_is_an_error),
        cmocka_unit_test(there_is_room_for_many_and_an_answer_when_it_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
