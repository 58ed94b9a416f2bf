/* SPDX-License-Identifier: MIT
 *
 * C++ exceptions in Microsoft's tables: __CxxFrameHandler3, _CxxThrowException and type_info of msvcrt.
 */
#include "counted.h"
#include "msvc.h"
#include "type_info.h"

/* The virtual table of type_info, which every type descriptor begins with; the C runtime's library has it
 * otherwise. */
struct Marker {
    char letter;
    Marker(char c) : letter(c)
    {
    }
    ~Marker()
    {
        mark(letter);
    }
};

struct Base {
    int a = 1;
    virtual int who()
    {
        return 1;
    }
};
struct Other {
    int o = 7;
    virtual int other()
    {
        return 70;
    }
};
struct Derived : Base, Other {
    int b = 2;
    int who() override
    {
        return 2;
    }
};
struct Virtual : virtual Other {
    int v = 3;
};

NOINLINE static void throw_int(int value)
{
    Marker m('d');
    throw value;
}

NOINLINE static int simple(int value)
{
    try {
        Marker outer('o');
        throw_int(value);
    } catch (int caught) {
        return caught + 1;
    }
    return 0;
}

NOINLINE static int selects(int which)
{
    try {
        switch (which) {
        case 0:
            throw 1;
        case 1:
            throw 'c';
        case 2:
            throw 2.5;
        case 3:
            throw Derived();
        case 4: {
            static Derived derived;
            throw &derived;
        }
        case 5:
            throw Virtual();
        case 6:
            throw "text";
        }
    } catch (int) {
        return 10;
    } catch (char c) {
        return c;
    } catch (double d) {
        return (int)(d * 2);
    } catch (Base &base) {
        return base.who() * 100;
    } catch (Other *other) {
        return other->o * 1000;
    } catch (Other &other) {
        return other.o * 10000;
    } catch (...) {
        return -1;
    }
    return 0;
}

NOINLINE static void by_value_and_reference()
{
    try {
        throw Counted(5);
    } catch (Counted caught) {
        CHECK_EQ(caught.value, 5);
        CHECK_EQ(Counted::alive, 2);
    }
    CHECK_EQ(Counted::alive, 0);
    try {
        throw Counted(6);
    } catch (const Counted &caught) {
        CHECK_EQ(caught.value, 6);
        CHECK_EQ(Counted::alive, 1);
    }
    CHECK_EQ(Counted::alive, 0);
}

NOINLINE static void rethrows()
{
    try {
        Marker a('a');
        try {
            Marker b('b');
            throw Counted(9);
        } catch (Counted &caught) {
            mark('1');
            caught.value = 10;
            Marker c('c');
            throw;
        }
    } catch (Counted &caught) {
        mark('2');
        CHECK_EQ(caught.value, 10);
        CHECK_EQ(Counted::alive, 1);
    }
    CHECK_EQ(Counted::alive, 0);
    CHECK_TRAIL("b1ca2");
}

NOINLINE static void nested_in_catch()
{
    try {
        try {
            throw 1;
        } catch (int one) {
            mark('1');
            try {
                Marker m('m');
                throw Counted(one);
            } catch (Counted &c) {
                mark('2');
                CHECK_EQ(c.value, 1);
            }
            try {
                throw 'x';
            } catch (int) {
                mark('!');
            } catch (char) {
                mark('3');
                throw 2.0;
            }
        } catch (double) {
            mark('!'); /* a handler of the same try block */
        }
    } catch (double d) {
        mark('4');
        CHECK_EQ(d, 2);
    }
    CHECK_EQ(Counted::alive, 0);
    CHECK_TRAIL("1m234");
}

NOINLINE static void leaves_catch(int depth)
{
    try {
        Marker m((char)('a' + depth));
        throw depth;
    } catch (int caught) {
        if (depth < 3)
            leaves_catch(depth + 1);
        throw caught * 2;
    }
}

NOINLINE static void swallowed_rethrow()
{
    try {
        throw Counted(3);
    } catch (...) {
        try {
            throw;
        } catch (Counted &c) {
            CHECK_EQ(c.value, 3);
        }
        CHECK_EQ(Counted::alive, 1); /* still held by the outer block */
    }
    CHECK_EQ(Counted::alive, 0);
}

NOINLINE static void loops()
{
    int sum = 0;
    for (int i = 0; i < 1000; i++) {
        try {
            if (i & 1)
                throw i;
            sum += 1;
        } catch (int n) {
            if (n % 3 == 0)
                continue;
            sum += 2;
        }
    }
    CHECK_EQ(sum, 500 + 2 * 333);
}

NOINLINE static int returns_from_catch(int n)
{
    for (;;) {
        try {
            throw n;
        } catch (int x) {
            if (x > 3)
                return x;
            n++;
        }
    }
}

struct Thrower {
    Marker first{'f'};
    Counted counted{1};
    Thrower()
    {
        throw 5;
    }
};

NOINLINE static void constructors()
{
    try {
        Thrower t;
    } catch (int five) {
        CHECK_EQ(five, 5);
    }
    CHECK_TRAIL("f");
    CHECK_EQ(Counted::alive, 0);
}

extern "C" void mainCRTStartup()
{
    CHECK_EQ(simple(41), 42);
    CHECK_TRAIL("do");
    CHECK_EQ(selects(0), 10);
    CHECK_EQ(selects(1), 'c');
    CHECK_EQ(selects(2), 5);
    CHECK_EQ(selects(3), 200);
    CHECK_EQ(selects(4), 7000);
    CHECK_EQ(selects(5), 70000);
    CHECK_EQ(selects(6), -1);
    by_value_and_reference();
    rethrows();
    nested_in_catch();
    try {
        leaves_catch(0);
    } catch (int n) {
        CHECK_EQ(n, 6);
    }
    CHECK_TRAIL("abcd");
    swallowed_rethrow();
    loops();
    CHECK_EQ(returns_from_catch(0), 4);
    constructors();
    ExitProcess(failures);
}
