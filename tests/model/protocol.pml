/* SPDX-License-Identifier: MIT
 *
 * The wait protocol: objects with a word, a queue and a lock that outlives its holder; wait records that are
 * claimed by one compare-and-swap. parties.pml has who uses it; README.md says what stands for what.
 *
 * A party may be killed before each step that another party can see, and between the writes to the links,
 * which only the holder of the lock can see: there the kill is a choice inside an atomic sequence, so that
 * the search has every crash but no interleaving that makes no difference.
 *
 * An index on the left of an assignment must not depend on what is assigned: spin would undo another element.
 */
#define OBJECTS 2
#define ENTRIES 2 /* of a record */

/* ---- kinds of objects; the configuration sets KIND0 and KIND1 ---- */
#define AUTO      0
#define MANUAL    1
#define SEMAPHORE 2
#define MUTEX     3
#ifndef KIND0
#define KIND0 AUTO
#endif
#ifndef KIND1
#define KIND1 AUTO
#endif
#ifndef START0
#define START0 0
#endif
#ifndef START1
#define START1 0
#endif
#ifndef KILLS
#define KILLS 1
#endif
#define KIND(o) ((o) == 0 -> KIND0 : KIND1)

/* ---- what a party does ---- */
#define WAIT_ANY 1
#define WAIT_ALL 2
#define SET      3
#define RESET    4
#define PULSE    5

/* ---- parties: each has a record, whether it waits or not ---- */
#ifndef PARTIES
#define PARTIES 3
#endif
#define EVERYTHING 7 /* `won`: all objects of a wait for all; else the index of the entry */

/* ---- wait records ---- */
#define IDLE    0
#define ARMED   1
#define GRANTED 2
#define TIMED   3
byte state[PARTIES], sequence[PARTIES], won[PARTIES]; /* one word in the code */
bit all[PARTIES];
bit alive[PARTIES];  /* the word on the robust list */
bit asleep[PARTIES]; /* in FUTEX_WAIT */
/* Entries, numbered from 1 in one row: the record's number * ENTRIES + index + 1. */
#define ENTRY(r, i) ((r) * ENTRIES + (i) + 1)
#define RECORD(e)   (((e) - 1) / ENTRIES)
#define INDEX(e)    (((e) - 1) % ENTRIES)
#define ROW         (PARTIES * ENTRIES + 1)
byte object[ROW]; /* + 1; 0: not in a queue. The last thing that an unlink clears. */
byte ticket[ROW], next[ROW], prev[ROW];

/* ---- objects ---- */
#define NOBODY 0
#define ORPHAN 15 /* locked by nobody who lives: whoever comes next repairs and goes on */
byte holder[OBJECTS], value[OBJECTS];
bit queued[OBJECTS];
byte head[OBJECTS], tail[OBJECTS], tickets[OBJECTS];
byte named[OBJECTS], named_sequence[OBJECTS], old[OBJECTS]; /* journal */
bit pulse[OBJECTS];                                         /* in the journal as well */

byte kills;
bit some_died; /* or may */

/* ---- what the search checks by; no part of the protocol ---- */
byte signals[OBJECTS], taken[OBJECTS];
bit level[OBJECTS]; /* what a manual event is to show */
bit owed[PARTIES]; /* granted, and the waiter has not said so yet */

#define IS_SIGNALED(o)                                                                                      \
    (KIND(o) == MUTEX -> value[o] == 0 || !alive[value[o] - 1] : value[o] > 0)
#define TAKEN(o, was, r)                                                                                    \
    (KIND(o) == AUTO -> 0 : (KIND(o) == SEMAPHORE -> (was) - 1 : (KIND(o) == MUTEX -> (r) + 1 : (was))))
#define HELD_BY_DEAD(o)                                                                                     \
    (holder[o] == ORPHAN || (holder[o] != NOBODY && holder[o] != ORPHAN && !alive[(holder[o] - 1) % PARTIES]))
#define COUNTED(o) (KIND(o) == AUTO || KIND(o) == SEMAPHORE)

#define MAY_DIE                                                                                             \
    if                                                                                                      \
    :: kills > 0 ->                                                                                         \
        kills--;                                                                                            \
        alive[me] = 0;                                                                                      \
        asleep[me] = 0;                                                                                     \
        goto dead                                                                                           \
    :: skip                                                                                                 \
    fi
#define STEP(what)                                                                                          \
    atomic                                                                                                  \
    {                                                                                                       \
        MAY_DIE;                                                                                            \
        what                                                                                                \
    }

/* ---- the queue: by ticket, links written one by one ---- */

inline unlink(o, e)
{
    atomic
    {
        MAY_DIE;
        if
        :: prev[e] -> next[prev[e]] = next[e]
        :: else -> head[o] = next[e]
        fi;
        MAY_DIE;
        if
        :: next[e] -> prev[next[e]] = prev[e]
        :: else -> tail[o] = prev[e]
        fi;
        MAY_DIE;
        prev[e] = 0;
        next[e] = 0;
        ticket[e] = 0;
        object[e] = 0
    }
}

/* At the end: who comes has the last ticket; a rebuild goes by ticket. Inside an atomic sequence. */
inline link(o, e)
{
    MAY_DIE;
    prev[e] = tail[o];
    next[e] = 0;
    MAY_DIE;
    if
    :: tail[o] -> next[tail[o]] = e
    :: else -> head[o] = e
    fi;
    MAY_DIE;
    tail[o] = e
}

inline enter(o, e)
{
    atomic
    {
        MAY_DIE;
        tickets[o]++;
        ticket[e] = tickets[o];
        MAY_DIE;
        object[e] = o + 1; /* from here on a rebuild finds it */
        link(o, e)
    }
}

inline rebuild(o)
{
    atomic
    {
        MAY_DIE;
        head[o] = 0;
        tail[o] = 0;
        at = 1;
        do
        :: at > tickets[o] -> break
        :: else ->
            cursor = 1;
            do
            :: cursor == ROW -> break
            :: else ->
                if
                :: object[cursor] == o + 1 && ticket[cursor] == at && alive[RECORD(cursor)] -> link(o, cursor)
                :: else
                fi;
                cursor++
            od;
            at++
        od;
        at = 0;
        cursor = 0
    }
}

/* ---- the lock, and what is done for a dead holder ---- */

#ifdef WITHOUT_INDEX
#define JOURNAL_WAS_CARRIED_OUT(o, r) (state[r] == GRANTED && sequence[r] == named_sequence[o])
#else
#define JOURNAL_WAS_CARRIED_OUT(o, r)                                                                       \
    (state[r] == GRANTED && sequence[r] == named_sequence[o] &&                                             \
     (won[r] == EVERYTHING || object[ENTRY(r, won[r] % ENTRIES)] == o + 1))
#endif

/* The caller has the lock of a dead holder. What the dead one had granted is taken, once more or at last. */
inline repair(o)
{
#ifndef WITHOUT_REPAIR
    STEP(if
         :: named[o] && JOURNAL_WAS_CARRIED_OUT(o, named[o] - 1) -> value[o] = TAKEN(o, old[o], named[o] - 1)
         :: else
         fi);
#endif
    STEP(named[o] = 0);
#ifndef WITHOUT_REBUILD
    rebuild(o);
#endif
}

#define LETS_IN(o) (KIND(o) == MUTEX -> value[o] == 0 : value[o] > 0)
/* Nobody who lives and waits stands before an open door. The other object of a wait for all may be in work. */
#define CHECK_SERVED(o)                                                                                     \
    check = 0;                                                                                              \
    do                                                                                                      \
    :: check == PARTIES -> break                                                                            \
    :: else ->                                                                                              \
        assert(!(alive[check] && state[check] == ARMED && !all[check] && LETS_IN(o) &&                      \
                 (object[ENTRY(check, 0)] == o + 1 || object[ENTRY(check, 1)] == o + 1)));                  \
        assert(!(alive[check] && state[check] == ARMED && all[check] && LETS_IN(0) && LETS_IN(1) &&         \
                 object[ENTRY(check, 0)] && object[ENTRY(check, 1)] &&                                      \
                 (holder[1 - o] == NOBODY || holder[1 - o] == me + 1)));                                    \
        check++                                                                                             \
    od;                                                                                                     \
    check = 0
/* ... and every signal is there still, or was taken once. */
#define CHECK_FREE(o)                                                                                       \
    assert(named[o] == 0);                                                                                  \
    assert(!COUNTED(o) || value[o] + taken[o] == signals[o]);                                               \
    assert(KIND(o) != MANUAL || value[o] == level[o]);                                                      \
    CHECK_SERVED(o)

/* A pulse that nobody could finish: who was there is served by settle() first. */
#ifdef WITHOUT_PULSE_FLAG
#define MUST_END_PULSE(o) (pulse[o] && role == PULSE)
#else
#define MUST_END_PULSE(o) (pulse[o])
#endif
inline end_pulse(o)
{
    if
    :: MUST_END_PULSE(o) ->
        STEP(CHECK_SERVED(o); signals[o] = signals[o] - value[o]; value[o] = 0);
        STEP(pulse[o] = 0)
    :: else
    fi
}

inline lock(o)
{
    atomic
    {
        (holder[o] == NOBODY || HELD_BY_DEAD(o)) ->
        MAY_DIE;
        dirty = (holder[o] != NOBODY);
        holder[o] = me + 1
    }
    if
    :: dirty -> repair(o)
    :: else
    fi
}

inline unlock(o)
{
    end_pulse(o);
    STEP(CHECK_FREE(o); queued[o] = (head[o] != 0); holder[o] = NOBODY)
}

inline wake()
{
#ifdef WITHOUT_WAKE
    granted = 0
#else
    if
    :: granted -> STEP(at = 0; do
                       :: at == PARTIES -> break
                       :: else ->
                           if
                           :: granted >> at & 1 -> asleep[at] = 0
                           :: else
                           fi;
                           at++
                       od;
                       at = 0; granted = 0)
    :: else
    fi
#endif
}

/* ---- granting ---- */

inline grant(r, how)
{
    assert(seen); /* was alive when the granter came to it */
    state[r] = GRANTED;
    won[r] = how;
    owed[r] = 1;
    granted = granted | (1 << r);
    if
    :: how == EVERYTHING -> taken[0]++; taken[1]++
    :: else -> taken[object[ENTRY(r, how)] - 1]++
    fi
}

/* No older waiter for any is passed over. */
inline check_order(o, e)
{
    check = 1;
    do
    :: check == ROW -> break
    :: else ->
        assert(!(object[check] == o + 1 && ticket[check] < ticket[e] && alive[RECORD(check)] &&
                 state[RECORD(check)] == ARMED && !all[RECORD(check)]));
        check++
    od;
    check = 0
}

inline grant_one(o, e, r)
{
    atomic
    {
        MAY_DIE;
        old[o] = value[o];
        MAY_DIE;
        named_sequence[o] = sequence[r]
    }
    STEP(named[o] = r + 1);
#ifdef WITHOUT_CLAIM
    STEP(did = 1; grant(r, INDEX(e)));
#else
    STEP(if
         :: state[r] == ARMED && sequence[r] == named_sequence[o] ->
             check_order(o, e);
             did = 1;
             grant(r, INDEX(e))
         :: else -> did = 0
         fi);
#endif
    if
    :: did -> STEP(value[o] = TAKEN(o, old[o], r))
    :: else
    fi;
    STEP(named[o] = 0);
    did = 0
}

#define INDEX_OF(r, o) (object[ENTRY(r, 0)] == (o) + 1 -> 0 : 1)

/* Both objects are locked. */
inline grant_all(r)
{
    atomic
    {
        MAY_DIE;
        old[0] = value[0];
        named_sequence[0] = sequence[r];
        old[1] = value[1];
        named_sequence[1] = sequence[r]
    }
    STEP(named[0] = r + 1);
#ifndef WITHOUT_SECOND_JOURNAL
    STEP(named[1] = r + 1);
#endif
    STEP(if
         :: state[r] == ARMED && sequence[r] == named_sequence[0] ->
             did = 1;
             grant(r, EVERYTHING)
         :: else -> did = 0
         fi);
    if
    :: did ->
        STEP(value[0] = TAKEN(0, old[0], r));
        STEP(value[1] = TAKEN(1, old[1], r))
    :: else
    fi;
    STEP(named[0] = 0);
    STEP(named[1] = 0);
    if
    :: did ->
        cursor = ENTRY(r, INDEX_OF(r, 0));
        unlink(0, cursor);
        cursor = ENTRY(r, INDEX_OF(r, 1));
        unlink(1, cursor);
        cursor = 0
    :: else
    fi
}

/* The other object's lock, for a wait for all; never in vain while a lower one is held: what is held is left
 * as an orphan, so that the loop is gone on with whatever happens to this party, and both are taken in order. */
inline lock_other(o)
{
    if
    :: holder[1 - o] == me + 1 -> other = 1
    :: else ->
        atomic
        {
            MAY_DIE;
            if
            :: holder[1 - o] == NOBODY -> holder[1 - o] = me + 1; other = 1
            :: HELD_BY_DEAD(1 - o) -> holder[1 - o] = me + 1; other = 1; dirty = 1
            :: else -> other = 0
            fi
        }
        if
        :: dirty -> dirty = 0; repair(1 - o); both = 1
        :: !dirty && other -> both = 1
        :: else ->
#ifdef DROPPED
            STEP(queued[o] = 1; holder[o] = NOBODY);
#else
            STEP(holder[o] = ORPHAN);
#endif
            wake();
            lock(0);
            lock(1);
            dirty = 0;
            both = 1
        fi
    fi
}

#ifdef WITHOUT_LIVENESS
#define CAN_WAIT(r) (state[r] == ARMED)
#else
#define CAN_WAIT(r) (alive[r] && state[r] == ARMED)
#endif
#define ENTERED_BOTH(e) (object[ENTRY(RECORD(e), 0)] && object[ENTRY(RECORD(e), 1)])

/* The heart: lets in who may come in. The caller has the lock of o. */
inline settle(o)
{
    here = head[o];
    do
    :: here == 0 || !IS_SIGNALED(o) -> break
    :: here != 0 && IS_SIGNALED(o) && !CAN_WAIT(RECORD(here)) ->
        after = next[here];
        unlink(o, here);
        here = after
    :: atomic { here != 0 && IS_SIGNALED(o) && CAN_WAIT(RECORD(here)) && all[RECORD(here)] ->
            seen = alive[RECORD(here)] }
        lock_other(o);
        if
        :: !other -> here = head[o]
        :: other && IS_SIGNALED(1 - o) && ENTERED_BOTH(here) ->
            after = next[here];
            grant_all(RECORD(here));
            if
            :: did -> here = after
            :: else /* it has just timed out: looked at once more, and unlinked */
            fi;
            did = 0
        :: else -> here = next[here]
        fi
    :: atomic { here != 0 && IS_SIGNALED(o) && CAN_WAIT(RECORD(here)) && !all[RECORD(here)] ->
            seen = alive[RECORD(here)] }
        after = next[here];
        grant_one(o, here, RECORD(here));
        unlink(o, here);
        here = after
    od;
    here = 0;
    after = 0;
    other = 0;
    seen = 0
}
