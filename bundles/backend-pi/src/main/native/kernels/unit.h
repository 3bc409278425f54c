/*
 * The body of a unit. A unit's file defines what is listed in README.md ("What a unit defines"),
 * then includes this.
 */
#include "../plan.h"

#include <string.h>

#define NOINLINE __attribute__((noinline))

/* What a unit that multiplies signed bytes takes from stored ones: 128 or 0. */
#ifndef BYTES_LESS
#define BYTES_LESS 0
#endif

#include "finish.h"

#include "elementwise.h"

#include "convolve.h"

#ifdef WINOGRAD
#include "winograd.h"
#endif

#include "depthwise.h"

#include "blocks_pack.h"

#include "words.h"

#include "parts.h"

#include "choose.h"

#include "peak.h"

static int prepare(rq_plan *plan, rq_op *op, const rq_constants *c) {
  int64_t most = -(int64_t)op->in.low > op->in.high ? -(int64_t)op->in.low : op->in.high;
  switch (op->kind) {
    case RQ_CONVOLVE:
      return convolution_prepare(plan, op, c);
    case RQ_RESCALE:
      return rescale_prepare(plan, op, c, most);
    case RQ_AVERAGE:
      op->run = average_run;
      return rq_scale_uniform(plan, op, c, most * op->kh * op->kw);
    case RQ_MAXIMUM:
      op->run = maximum_run;
      return 1;
    case RQ_PICK:
      op->run = pick_run;
      return 1;
    case RQ_COPY:
      op->run = copy_run;
      return 1;
  }
  return 0;
}
