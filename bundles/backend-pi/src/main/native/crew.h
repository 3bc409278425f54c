/*
 * Threads that help the caller of rq_infer with the parts of an operation. The caller never waits for
 * a thread that is asleep or has lost its processor before it took a part: it takes the parts itself.
 */
#ifndef RQ_CREW_H
#define RQ_CREW_H

#include <stdint.h>

/* Most parts of one job, which a ticket has room for: see crew.c. */
#define RQ_MAX_PARTS 4095

typedef struct rq_crew rq_crew;

/* part: 0..parts-1, each once; worker: 0 for the caller, 1..helpers else. */
typedef void (*rq_work)(const void *context, uint8_t *arena, int32_t part, int32_t worker);

/* Starts threads; NULL if that fails. */
rq_crew *rq_crew_start(int32_t helpers);

/* Wakes helpers that sleep: jobs are about to come. */
void rq_crew_wake(rq_crew *crew);

/* Does all parts of a job; what was written before is visible to it, and what it writes afterwards. */
void rq_crew_run(
    rq_crew *crew, rq_work work, const void *context, uint8_t *arena, int32_t parts);

/* Ends and joins the threads. */
void rq_crew_end(rq_crew *crew);

#endif
