/*
 * Blocks that plans have in common. Packed weights are written once and then only read, so layers
 * that two policies compute with the same integers need them once, however many engines there are.
 */
#ifndef RQ_COMMON_H
#define RQ_COMMON_H

#include <stdint.h>

typedef struct rq_common rq_common;

/*
 * Takes a block of malloc's that nobody writes any more: keeps it, or frees it and uses one with the
 * same bytes in its place. NULL, with the block untouched, if memory runs out.
 */
rq_common *rq_common_join(void *block, int64_t bytes);

/* Where the bytes are. */
void *rq_common_memory(const rq_common *common);

/* Ends one use; the last one frees the block. */
void rq_common_leave(rq_common *common);

/* Bytes that there would be more of if every plan had its own. */
int64_t rq_common_saved(void);

#endif
