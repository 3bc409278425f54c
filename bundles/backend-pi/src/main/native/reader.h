/* The serial form of a plan, little-endian 32-bit words and 16-bit weights, read with checks. */
#ifndef RQ_READER_H
#define RQ_READER_H

#include "plan.h"

typedef struct {
  const uint8_t *bytes;
  int64_t size, at;
  char *error;
  size_t room;
} rq_reader;

typedef struct {
  int64_t arena_bytes;
  int32_t tensors, ops, input, output;
  int32_t kernels; /* of rq_kernel */
  int32_t workers, part_picoseconds;
} rq_header;

/* Writes why a plan is refused; always 0. */
int rq_refuse(rq_reader *r, const char *why);

int rq_read_header(rq_reader *r, rq_header *header);
int rq_read_tensor(rq_reader *r, int64_t arena_bytes, rq_tensor *tensor);
int rq_read_op(
    rq_reader *r, const rq_tensor *tensors, int32_t count, rq_op *op, rq_constants *constants);
int rq_at_end(rq_reader *r);

#endif
