// SPDX-License-Identifier: Apache-2.0
// The protocol by which processes share one MFA code, for the model checker spin. docs/model.md describes it;
// tests/model/run verifies it and the variants, each of which removes one rule and must fail.
//
// Names in brackets are the modeled functions.

#define USERS 2
#define PROCESSES (USERS + 1)
#define CODES 2      /* codes that the device shows, one after the other */
#define PATIENCE 1   /* polls of a waiter before it times out */
#define TRIES 2      /* codes that a process prompts for */

#define FREE 0
#define BEFORE 0     /* values of the clock; a jump exceeds the duration of a session */
#define NOW 1
#define AFTER 2

mtype = { EMPTY, HELD, FAILED };

/* The machine: what survives a process. */
byte lock = FREE;                 /* the holder of ~/.aws/latchkey/locks/device-... */
mtype note = EMPTY;               /* in the lock file */
byte failed_at;                   /* the clock at the time of a FAILED note */
byte session;                     /* the number of the session in the store; 0: none */
byte session_clock;               /* the clock when it was stored */
bool spent[CODES];                /* ~/.aws/latchkey/codes/... */
#ifdef SPENT_BY_CLOCK
byte spent_clock[CODES];
#define SPEND(c) spent[c] = true; spent_clock[c] = clock
#else
#define SPEND(c) spent[c] = true
#endif
byte clock = NOW;

/* The world. */
byte shown;                       /* the code on the device */
byte sent[CODES];                 /* how often STS received each code */
byte sessions;                    /* sessions that STS issued */

/* The processes, from 1. */
bool alive[PROCESSES + 1];
bool stopped[PROCESSES + 1];
bool waiting[PROCESSES + 1];
bool lost[PROCESSES + 1];         /* its lock, to a waiter, because it was stopped */
bool lock_saw_session[PROCESSES + 1]; /* a valid session existed when this process acquired the lock */
bool disturbed;                   /* the clock jumped or a logout removed the session: lock_saw_session is void */

#define VALID (session != 0 && clock <= session_clock)

#ifdef SPENT_BY_CLOCK             /* ignores used codes after a jump of the clock */
#define IS_SPENT(c) (spent[c] && spent_clock[c] == clock)
#else
#define IS_SPENT(c) (spent[c])
#endif

#ifdef NO_LOCK
#define TRY_TAKE(id) true
#else
#define TRY_TAKE(id) (lock == FREE)
#endif

/* A release by a process that does not hold the lock changes nothing. */
inline release(id) {
  if
  :: lock == id -> lock = FREE
  :: else
  fi
}

inline kill(id) {                 /* SIGKILL: the kernel releases the lock */
  alive[id] = false;
  stopped[id] = false;
  waiting[id] = false;
#ifndef STALE_LOCK
  release(id)
#endif
}

inline fail_shared(id) {          /* [SingleFlight::failed] and the end of the process */
  atomic {
    if                            /* after losing the lock, it writes to an unlinked file */
    :: lost[id]
    :: else -> note = FAILED; failed_at = clock; release(id)
    fi
  }
}

/* A process that needs the session [mfa_session, begin_single_flight, call_with_code]. */
proctype User(byte id) provided (alive[id] && !stopped[id]) {
  byte began, waited, code, tries;

  if                              /* look */
  :: VALID -> goto done
  :: else -> began = clock; waiting[id] = true
  fi;

try:
  atomic {
    if
    :: TRY_TAKE(id) -> lock = id; lock_saw_session[id] = VALID; disturbed = false; waiting[id] = false
    :: else -> goto held
    fi
  };
  atomic {
#ifndef NO_SECOND_LOOK
    if
    :: VALID -> note = EMPTY; release(id); goto done
    :: else
    fi;
#endif
    if                            /* waiters return the error of the previous lock holder */
    :: waited > 0 && note == FAILED && failed_at >= began -> release(id); goto done
    :: else -> note = HELD
    fi;
    assert(disturbed || !lock_saw_session[id]);  /* no prompt while a session exists */
    goto ask
  };

held:
  atomic {
    if                            /* polls after a change of the note, and once a second */
    :: VALID -> goto done
    :: lock != FREE && stopped[lock] -> lost[lock] = true; lock = FREE  /* [pass_over] */
    :: skip
    fi;
#ifndef NO_DEADLINE
    if
    :: waited >= PATIENCE ->
#ifndef NO_LAST_LOOK
      if
      :: VALID -> goto done
      :: else
      fi;
#endif
      assert(!VALID);             /* no timeout while a session exists */
      goto done
    :: else -> waited++
    fi
#else
    waited = 1
#endif
  };
  goto try;

ask:                              /* [fresh_code]: the person reads the device, or cancels */
  atomic {
    if
    :: code = shown
    :: fail_shared(id); goto done
    fi;
    if
    :: IS_SPENT(code) ->
      tries++;
      if
      :: tries >= TRIES -> fail_shared(id); goto done
      :: else -> goto ask
      fi
    :: else
    fi
  };
#ifndef NO_CHECK_AFTER_STOP
  if                              /* [SingleFlight::is_current] */
  :: lost[id] -> goto done
  :: else
  fi;
#endif
#ifndef SPEND_AFTER_CALL
  if                              /* [UsedCodes::mark_used] */
  :: atomic { SPEND(code) }
  :: release(id); goto done       /* the disk is full: an error of this process alone */
  fi;
#endif
#ifndef NO_CHECK_AFTER_STOP
  if                              /* once more, after the code is seen to be used */
  :: lost[id] -> goto done
  :: else
  fi;
#endif
  if                              /* [StsClient::get_session_token] */
  :: spent[code] = false;         /* it was not sent, or STS rejects the signature and does not look at it [UsedCodes::unmark_used] */
     fail_shared(id); goto done
  :: atomic { sent[code]++; assert(sent[code] <= 1) }
  fi;
#ifdef GIVE_BACK_SENT
  spent[code] = false;
#endif
#ifdef SPEND_AFTER_CALL
  atomic { SPEND(code) };
#endif
  if
  :: skip                         /* STS accepts the code */
  :: tries++;                     /* STS refuses it */
     if
     :: tries >= TRIES -> fail_shared(id); goto done
     :: else -> goto ask
     fi
  :: fail_shared(id); goto done   /* the reply is lost, or a policy denies the call */
  fi;
  if                              /* [SessionStore::store] */
  :: atomic { sessions++; session = sessions; session_clock = clock }
  :: skip                         /* it cannot be stored: it serves this process only */
  fi;
  release(id);

done:
  atomic { waiting[id] = false; alive[id] = false; began = 0; waited = 0; code = 0; tries = 0 }
}

/* A process whose session AWS no longer takes [forget_dead]. */
proctype Forgetter(byte id) provided (alive[id] && !stopped[id]) {
  byte dead, kept;
  dead = session;
  if
  :: dead == 0 -> goto done
  :: else
  fi;
#ifndef FORGET_WITHOUT_LOCK
  atomic {
    if
    :: TRY_TAKE(id) -> lock = id
    :: else -> goto done          /* a process is getting a new one */
    fi
  };
#endif
  kept = session;
  if
  :: kept == dead -> atomic { assert(session == dead || session == 0); session = 0; disturbed = true }
  :: else
  fi;
  release(id);
done:
  atomic { alive[id] = false; dead = 0; kept = 0 }
}

/* Two of: a kill, a stop, a jump of the clock, a logout. Each at any step. It also lets stopped processes go on, or
   never, and shows the next code. */
proctype World() {
  byte faults = 2;
end:
  do
  :: faults > 0 ->
     atomic {
       faults--;
       if
       :: alive[1] -> kill(1)
       :: alive[2] -> kill(2)
       :: alive[PROCESSES] -> kill(PROCESSES)
       :: alive[1] && !stopped[1] -> stopped[1] = true       /* SIGSTOP */
       :: alive[2] && !stopped[2] -> stopped[2] = true
       :: clock == NOW -> clock = BEFORE; disturbed = true
       :: clock == NOW -> clock = AFTER; disturbed = true
       :: session != 0 -> session = 0; disturbed = true      /* latchkey logout takes no lock */
       :: skip
       fi
     }
  :: atomic { stopped[1] -> stopped[1] = false }
  :: atomic { stopped[2] -> stopped[2] = false }
  :: atomic { shown < CODES - 1 -> shown++ }
  :: break
  od
}

init {
  byte id;
  atomic {
    for (id : 1 .. PROCESSES) { alive[id] = true }
#ifdef FORGETTER                  /* one user beside a process that forgets a session which AWS has ended */
    session = 1; sessions = 1; session_clock = BEFORE;
    run User(1);
    alive[2] = false;
    run Forgetter(PROCESSES);
#else
    for (id : 1 .. USERS) { run User(id) };
    alive[PROCESSES] = false;
#endif
    run World()
  }
}

/* The kernel's lock never outlives its holder. */
ltl lock_is_not_stale { [] (lock == FREE || alive[lock]) }

/* A waiter that is not stopped does not wait forever. The users are alike. */
ltl waits_end { [] (waiting[1] -> <> (!waiting[1] || stopped[1])) }
