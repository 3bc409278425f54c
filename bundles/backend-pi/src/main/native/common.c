#include "common.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024

struct rq_common {
  rq_common *next;
  void *memory;
  int64_t bytes;
  uint64_t hash;
  int64_t uses;
};

/* Engines are made on any thread. Empty once the last plan is freed, so that a library that is unloaded leaves nothing. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static rq_common *buckets[BUCKETS];
static int64_t saved;

#define SAMPLES 256

/*
 * Of words spread over the block, which comes in multiples of 8 bytes (see rq_alloc): an engine is made within a
 * millisecond or two, and whether blocks are equal is decided by all their bytes, not by this.
 */
static uint64_t hash_of(const void *block, int64_t bytes) {
  const uint64_t *words = block;
  uint64_t hash = (uint64_t)bytes;
  int64_t count = bytes / 8;
  int64_t stride = count / SAMPLES + 1;
  for (int64_t i = 0; i < count; i += stride) {
    hash = (hash ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 32;
  }
  return hash;
}

rq_common *rq_common_join(void *block, int64_t bytes) {
  uint64_t hash = hash_of(block, bytes);
  rq_common *fresh = malloc(sizeof *fresh);
  if (!fresh) return NULL;
  pthread_mutex_lock(&lock);
  rq_common **bucket = &buckets[hash % BUCKETS];
  rq_common *found = *bucket;
  while (found && (found->hash != hash || found->bytes != bytes ||
                   memcmp(found->memory, block, (size_t)bytes) != 0)) {
    found = found->next;
  }
  if (found) {
    found->uses++;
    saved += bytes;
  } else {
    *fresh = (rq_common){*bucket, block, bytes, hash, 1};
    *bucket = fresh;
  }
  pthread_mutex_unlock(&lock);
  if (!found) return fresh;
  free(fresh);
  free(block);
  return found;
}

void *rq_common_memory(const rq_common *common) { return common->memory; }

void rq_common_leave(rq_common *common) {
  pthread_mutex_lock(&lock);
  int last = --common->uses == 0;
  if (last) {
    rq_common **at = &buckets[common->hash % BUCKETS];
    while (*at != common) at = &(*at)->next;
    *at = common->next;
  } else {
    saved -= common->bytes;
  }
  pthread_mutex_unlock(&lock);
  if (!last) return;
  free(common->memory);
  free(common);
}

int64_t rq_common_saved(void) {
  pthread_mutex_lock(&lock);
  int64_t bytes = saved;
  pthread_mutex_unlock(&lock);
  return bytes;
}
