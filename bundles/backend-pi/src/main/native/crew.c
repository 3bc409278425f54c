#define _GNU_SOURCE
#include "crew.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* How long a helper looks for the next job before it sleeps: longer than an operation that has no parts. */
#define LINGER_NANOS 200000
#define LOOKS 64

/* A ticket: number of the job, its parts, the next part that nobody has taken. */
#define FIELD 12
#define MASK UINT64_C(0xFFF)
#define TICKET(job, parts, next) ((uint64_t)(job) << 2 * FIELD | (uint64_t)(parts) << FIELD | (uint64_t)(next))

typedef struct {
  rq_crew *crew;
  pthread_t thread;
  int32_t worker;
} helper;

struct rq_crew {
  _Alignas(64) _Atomic uint64_t ticket;
  _Alignas(64) _Atomic int32_t done; /* parts of the job that are finished */
  _Alignas(64) rq_work work; /* the job: written before its ticket, read by those who took a part */
  const void *context;
  uint8_t *arena;
  uint64_t job;
  _Alignas(64) pthread_mutex_t lock;
  pthread_cond_t awake;
  _Atomic int32_t sleepers;
  uint64_t calls; /* of rq_crew_wake, under the lock */
  _Atomic int ended;
  int32_t helpers;
  helper *helper;
};

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Takes a part if there is one and does it. */
static int help(rq_crew *c, int32_t worker) {
  uint64_t ticket = atomic_load_explicit(&c->ticket, memory_order_acquire);
  do {
    if ((ticket & MASK) >= (ticket >> FIELD & MASK)) return 0;
  } while (!atomic_compare_exchange_weak_explicit(
      &c->ticket, &ticket, ticket + 1, memory_order_acquire, memory_order_acquire));
  /* The job stays until this part is done, so its fields cannot change now. */
  c->work(c->context, c->arena, (int32_t)(ticket & MASK), worker);
  atomic_fetch_add_explicit(&c->done, 1, memory_order_release);
  return 1;
}

static void doze(rq_crew *c, uint64_t *seen) {
  pthread_mutex_lock(&c->lock);
  atomic_fetch_add(&c->sleepers, 1);
  while (*seen == c->calls && !atomic_load(&c->ended)) pthread_cond_wait(&c->awake, &c->lock);
  atomic_fetch_sub(&c->sleepers, 1);
  *seen = c->calls;
  pthread_mutex_unlock(&c->lock);
}

static void *helper_main(void *argument) {
  helper *h = argument;
  rq_crew *c = h->crew;
  uint64_t seen = 0;
  while (!atomic_load_explicit(&c->ended, memory_order_relaxed)) {
    doze(c, &seen);
    int64_t until = nanos() + LINGER_NANOS;
    do {
      int busy = 0;
      for (int i = 0; i < LOOKS; i++) {
        busy |= help(c, h->worker);
        relax();
      }
      if (busy) until = nanos() + LINGER_NANOS;
    } while (nanos() < until && !atomic_load_explicit(&c->ended, memory_order_relaxed));
  }
  return NULL;
}

rq_crew *rq_crew_start(int32_t helpers) {
  rq_crew *c = aligned_alloc(64, sizeof *c);
  helper *all = calloc((size_t)helpers, sizeof *all);
  if (!c || !all) {
    free(c);
    free(all);
    return NULL;
  }
  *c = (rq_crew){.helper = all};
  pthread_mutex_init(&c->lock, NULL);
  pthread_cond_init(&c->awake, NULL);
  for (; c->helpers < helpers; c->helpers++) {
    helper *h = &all[c->helpers];
    *h = (helper){.crew = c, .worker = c->helpers + 1};
    if (pthread_create(&h->thread, NULL, helper_main, h)) {
      rq_crew_end(c);
      return NULL;
    }
#ifdef __linux__
    char name[16];
    snprintf(name, sizeof name, "requant-pi-%d", (int)h->worker);
    pthread_setname_np(h->thread, name);
#endif
  }
  return c;
}

/*
 * A helper that is about to sleep may miss that it should wake; it then sleeps until the next call,
 * and the caller does the parts.
 */
void rq_crew_wake(rq_crew *c) {
  if (atomic_load(&c->sleepers) == 0) return;
  pthread_mutex_lock(&c->lock);
  c->calls++;
  pthread_cond_broadcast(&c->awake);
  pthread_mutex_unlock(&c->lock);
}

void rq_crew_run(
    rq_crew *c, rq_work work, const void *context, uint8_t *arena, int32_t parts) {
  c->work = work;
  c->context = context;
  c->arena = arena;
  atomic_store_explicit(&c->done, 0, memory_order_relaxed);
  atomic_store_explicit(&c->ticket, TICKET(++c->job, parts, 0), memory_order_release);
  while (help(c, 0)) {}
  for (int32_t looks = 0; atomic_load_explicit(&c->done, memory_order_acquire) < parts; looks++) {
    /* Somebody who has a part may have lost the processor. */
    if (looks > 10000) {
      sched_yield();
    } else {
      relax();
    }
  }
}

void rq_crew_end(rq_crew *c) {
  if (!c) return;
  pthread_mutex_lock(&c->lock);
  atomic_store(&c->ended, 1);
  pthread_cond_broadcast(&c->awake);
  pthread_mutex_unlock(&c->lock);
  for (int32_t i = 0; i < c->helpers; i++) pthread_join(c->helper[i].thread, NULL);
  pthread_cond_destroy(&c->awake);
  pthread_mutex_destroy(&c->lock);
  free(c->helper);
  free(c);
}
