/* SPDX-License-Identifier: MIT
 *
 * Function try blocks: of constructors and destructors, whose handlers run when bases and members are gone
 * and throw again at their end by themselves, and of plain functions, whose handlers may return.
 */
#include "msvc.h"
#include "type_info.h"

struct Part {
    char letter;
    Part(char c, int throws = 0) : letter(c)
    {
        if (throws)
            throw throws;
        mark(c);
    }
    ~Part()
    {
        mark(letter - 32);
    }
};

/* ---- constructors ---- */

struct Base {
    Part part;
    Base(int which)
    try : part('b', which == 1) {
        if (which == 2)
            throw 2;
    } catch (int value) {
        mark('0' + value);
    }
    ~Base()
    {
        mark('~');
    }
};

struct Whole : Base {
    Part first, second;
    Whole(int which)
    try : Base(which), first('f'), second('s', which == 3 ? 3 : 0) {
        mark('w');
        if (which == 4)
            throw 4;
        if (which == 5)
            throw 'c';
    } catch (char) {
        throw 55; /* another one instead */
    } catch (int value) {
        mark('0' + value);
        if (value == 3)
            throw;
    }
    Whole()
    try : Whole(0) { /* delegates: what throws now destroys a whole object */
        throw 6;
    } catch (...) {
        mark('d');
    }
};

NOINLINE static int constructs(int which)
{
    try {
        Whole whole(which);
        return 0;
    } catch (int value) {
        return value;
    }
}

NOINLINE static int delegates()
{
    try {
        Whole whole;
        return 0;
    } catch (int value) {
        return value;
    }
}

NOINLINE static void constructors()
{
    CHECK_EQ(constructs(0), 0);
    CHECK_TRAIL("bfswSF~B");
    CHECK_EQ(constructs(1), 1); /* both handlers see it */
    CHECK_TRAIL("11");
    CHECK_EQ(constructs(2), 2);
    CHECK_TRAIL("bB22");
    CHECK_EQ(constructs(3), 3);
    CHECK_TRAIL("bfF~B3");
    CHECK_EQ(constructs(4), 4);
    CHECK_TRAIL("bfswSF~B4");
    CHECK_EQ(constructs(5), 55);
    CHECK_TRAIL("bfswSF~B");
    CHECK_EQ(delegates(), 6);
    CHECK_TRAIL("bfswSF~Bd");
}

struct Virtual : virtual Base {
    Part own;
    Virtual(int which)
    try : Base(which), own('v', which == 7 ? 7 : 0) {
    } catch (int value) {
        mark('0' + value);
    }
};
struct Last : Virtual {
    Part array[2];
    Last(int which)
    try : Base(which), Virtual(0), array{{'x'}, {
        'y', which == 8 ? 8 : 0
    }
}
{
}
catch (...)
{
    mark('l');
}
}
;

NOINLINE static int constructs_last(int which)
{
    try {
        Last last(which);
        return 0;
    } catch (int value) {
        return value;
    }
}

NOINLINE static void virtual_bases()
{
    CHECK_EQ(constructs_last(0), 0);
    CHECK_TRAIL("bvxyYXV~B");
    CHECK_EQ(constructs_last(8),
             8); /* the second element: the first one, the base, the virtual base are gone */
    CHECK_TRAIL("bvxXV~Bl");
    CHECK_EQ(constructs_last(2), 2);
    CHECK_TRAIL("bB2l");
    try {
        Virtual complete(7);
    } catch (int value) {
        CHECK_EQ(value, 7);
    }
    CHECK_TRAIL("b~B7");
}

/* ---- destructors ---- */

struct Leaving : Base {
    Part part;
    int how;
    Leaving(int h) : Base(0), part('p'), how(h)
    {
    }
    ~Leaving() noexcept(false)
    try {
        mark('~');
        if (how)
            throw how;
    } catch (int value) {
        mark('0' + value);
        if (value == 1)
            return; /* the one way not to throw again */
    }
};

NOINLINE static int destroys(int how)
{
    try {
        Leaving leaving(how);
        mark('-');
    } catch (int value) {
        return value;
    }
    return 0;
}

NOINLINE static void destructors()
{
    CHECK_EQ(destroys(0), 0);
    CHECK_TRAIL("bp-~P~B");
    CHECK_EQ(destroys(1), 0);
    CHECK_TRAIL("bp-~P~B1");
    CHECK_EQ(destroys(2), 2);
    CHECK_TRAIL("bp-~P~B2");
}

/* ---- functions ---- */

NOINLINE static int plain(int a, double b)
try {
    Part part('p');
    if (a == 1)
        throw a;
    if (a == 2)
        throw b;
    return a;
} catch (int value) {
    return value + 100 + (int)b; /* its parameters are still there */
} catch (double value) {
    return (int)(value * 2) + a;
}

NOINLINE static void functions()
{
    CHECK_EQ(plain(0, 2.5), 0);
    CHECK_EQ(plain(1, 2.5), 103);
    CHECK_EQ(plain(2, 2.5), 7);
    CHECK_TRAIL("pPpPpP");
}

extern "C" void mainCRTStartup()
{
    constructors();
    virtual_bases();
    destructors();
    functions();
    ExitProcess(failures);
}
