/* SPDX-License-Identifier: MIT
 *
 * Who uses the protocol of protocol.pml: parties that wait and parties that signal, in scenes of model.py.
 */
#define Any(me, first, count, patient, rounds)       Party(me, WAIT_ANY, first, count, patient, rounds)
#define All(me, first, patient, rounds)              Party(me, WAIT_ALL, first, 2, patient, rounds)
#define Signal(me, what, o)                          Party(me, what, o, 0, 0, 1)
#define Signals(me, what, o, second, second_o)       Party(me, what, o, second, second_o, 1)

/* What a party does under the lock of `ob`. */
#define JOIN    1 /* claims the object for itself, or enters its queue */
#define LOOK    2 /* a sleeper repairs what a dead one has left */
#define LEAVE   3
#define RELEASE 4 /* of a mutex */
#define CHANGE  5 /* a signal */

#ifdef WITHOUT_5
#define MUST_LEAVE                                                                                          \
    (object[ENTRY(me, i)] && !(state[me] == GRANTED && (won[me] == i || won[me] == EVERYTHING)))
#else
#define MUST_LEAVE (object[ENTRY(me, i)] || named[MINE(i)] == me + 1)
#endif
#define MUST_RELEASE (KIND(MINE(i)) == MUTEX && (won[me] == i || won[me] == EVERYTHING))
#define MINE(i) ((i) == 0 -> first : 1 - first)
#define NEEDS_A_LOOK(o)                                                                                     \
    (HELD_BY_DEAD(o) || (KIND(o) == MUTEX && value[o] && !alive[(value[o] - 1) % PARTIES]))

/* The store at which the signal happens. */
inline change(o, what)
{
    level[o] = (what == SET);
    if
    :: KIND(o) == SEMAPHORE -> value[o]++; signals[o]++
    :: KIND(o) != SEMAPHORE && what == RESET -> signals[o] = signals[o] - value[o]; value[o] = 0
    :: else -> signals[o] = signals[o] + 1 - value[o]; value[o] = 1
    fi
}

inline join(o)
{
    if
    :: role == WAIT_ALL ->
        do
        :: lock_other(o);
            if
            :: other -> break
            :: else
            fi
        od;
        enter(0, ENTRY(me, (first == 0 -> 0 : 1)));
        enter(1, ENTRY(me, (first == 0 -> 1 : 0)));
        both = 1;
        i = 1
    :: role == WAIT_ANY && IS_SIGNALED(o) && head[o] == 0 ->
        STEP(if
             :: state[me] == ARMED -> state[me] = GRANTED; won[me] = i; did = 1
             :: else
             fi);
        if
        :: did -> STEP(value[o] = TAKEN(o, value[o], me); taken[o]++; owed[me] = 1)
        :: else
        fi;
        did = 0
    :: role == WAIT_ANY && !(IS_SIGNALED(o) && head[o] == 0) -> enter(o, ENTRY(me, i))
    fi
}

/* A party waits `rounds` times: for the `count` objects that begin with `first`; it is patient if it has no
 * time-out. Or it signals: does `role` to object `first`, then `count` to object `patient`. */
proctype Party(byte me; byte role; byte first; byte count; byte patient; byte rounds)
{
    byte op, ob, i, at, cursor, check, here, after, granted, both;
    bit dirty, did, other, seen, repaired;
begin:
    i = 0;
    if
    :: role <= WAIT_ALL ->
        atomic
        {
            MAY_DIE;
            assert(!owed[me]);
            sequence[me]++;
            all[me] = (role == WAIT_ALL);
            state[me] = ARMED;
            op = JOIN
        };
        ob = (role == WAIT_ALL -> 0 : first)
    :: atomic { role > WAIT_ALL && role != PULSE && holder[first] == NOBODY && !queued[first] ->
            MAY_DIE; /* the fast path: one compare-and-swap */
            change(first, role)
        };
        goto signaled
    :: role == PULSE || (role > WAIT_ALL && (holder[first] != NOBODY || queued[first])) ->
        op = CHANGE;
        ob = first
    fi;

locked:
    lock(ob);
#ifdef WITHOUT_ORDER
    dirty = 0;
#endif
    if /* what a dead holder has left is done before anything new */
#ifndef WITHOUT_ORDER
    :: dirty -> repaired = 1; dirty = 0
#endif
    :: !dirty && op == JOIN -> join(ob)
    :: !dirty && op == LEAVE && object[ENTRY(me, i)] -> unlink(ob, ENTRY(me, i))
    :: !dirty && op == RELEASE -> STEP(assert(value[ob] == me + 1); value[ob] = 0)
    :: !dirty && op == CHANGE ->
        if
        :: role == PULSE -> STEP(pulse[ob] = 1)
        :: else
        fi;
        STEP(CHECK_SERVED(ob); change(ob, role))
    :: else
    fi;
    do
    :: settle(ob);
        if
        :: both == 1 -> both = 2; ob = 1 - ob
        :: else -> break
        fi
    od;
    do
    :: unlock(ob);
        if
        :: both -> both = 0; ob = 1 - ob
        :: else -> break
        fi
    od;
    wake();
    if
    :: repaired && op != LOOK -> repaired = 0; goto locked
    :: else -> repaired = 0
    fi;
    i++;
    if
    :: op == CHANGE -> goto signaled
    :: op == JOIN && i < count && state[me] == ARMED -> ob = MINE(i); goto locked
    :: op == LOOK && i < count -> goto look
    :: op == LEAVE -> goto leave
    :: op == RELEASE -> goto release
    :: else
    fi;

sleep:
    STEP(asleep[me] = (state[me] == ARMED));
end_asleep:
    if
    :: atomic { !asleep[me] -> goto awake }
    :: atomic { asleep[me] && kills > 0 -> kills--; alive[me] = 0; asleep[me] = 0; goto dead }
    :: atomic { asleep[me] && !patient -> asleep[me] = 0 }
#ifndef WITHOUT_SLICES
    :: atomic { asleep[me] && some_died && (state[me] != ARMED || NEEDS_A_LOOK(first) ||
                               (count == 2 && NEEDS_A_LOOK(1 - first))) ->
            asleep[me] = 0;
            op = LOOK;
            i = 0;
            goto look
       }
#endif
    fi;
    /* Its time is over. */
#ifdef WITHOUT_CLAIM
    STEP(state[me] = TIMED);
#else
    STEP(if
         :: state[me] == ARMED -> state[me] = TIMED
         :: else
         fi);
#endif
    goto awake;

look:
    if
    :: state[me] != ARMED -> goto awake
    :: state[me] == ARMED && i == count -> goto sleep
    :: state[me] == ARMED && i < count && !NEEDS_A_LOOK(MINE(i)) -> i++; goto look
    :: state[me] == ARMED && i < count && NEEDS_A_LOOK(MINE(i)) -> ob = MINE(i); goto locked
    fi;

awake:
    i = 0;
    op = LEAVE;
leave:
    if
    :: i == count -> goto done
    :: i < count && !MUST_LEAVE -> i++; goto leave
    :: i < count && MUST_LEAVE -> ob = MINE(i); goto locked
    fi;

done:
    atomic
    {
        MAY_DIE;
        assert(owed[me] == (state[me] == GRANTED));
        owed[me] = 0;
        if
        :: state[me] != GRANTED -> won[me] = ENTRIES /* nothing */
        :: else
        fi;
        state[me] = IDLE;
        i = 0;
        op = RELEASE
    }
release: /* A mutex, after a look that nobody else believes to own it. */
    if
    :: i == count -> goto waited
    :: atomic { i < count && !MUST_RELEASE -> i++; goto release }
    :: atomic { i < count && MUST_RELEASE && holder[MINE(i)] == NOBODY && !queued[MINE(i)] ->
            MAY_DIE;
            assert(value[MINE(i)] == me + 1);
            value[MINE(i)] = 0;
            i++;
            goto release
        }
    :: i < count && MUST_RELEASE && (holder[MINE(i)] != NOBODY || queued[MINE(i)]) -> ob = MINE(i); goto locked
    fi;

waited:
    rounds--;
    if
    :: rounds -> goto begin
    :: else -> goto dead
    fi;

signaled:
    if
    :: count -> role = count; first = patient; count = 0; goto begin
    :: else
    fi;
dead:
    skip
}

/* When nobody can go on: nobody sleeps who should not. */
active proctype Quiet()
{
    byte r;
    timeout;
    atomic
    {
        do
        :: r == PARTIES -> break
        :: else ->
            assert(!alive[r] || state[r] != GRANTED);
            assert(!alive[r] || state[r] != ARMED || all[r] || !(
                (object[ENTRY(r, 0)] && IS_SIGNALED(object[ENTRY(r, 0)] - 1)) ||
                (object[ENTRY(r, 1)] && IS_SIGNALED(object[ENTRY(r, 1)] - 1))));
            assert(!alive[r] || state[r] != ARMED || !all[r] || !(IS_SIGNALED(0) && IS_SIGNALED(1)));
            r++
        od
    }
}

init
{
    byte r;
    atomic
    {
        do
        :: r == PARTIES -> break
        :: else -> alive[r] = 1; r++
        od;
        r = 0;
        value[0] = START0;
        signals[0] = START0;
        value[1] = START1;
        signals[1] = START1;
        do
        :: kills < KILLS -> kills++
        :: break
        od;
        some_died = (kills > 0);
        RUN
    }
}
