/* A network under a policy as a flat list of operations over one arena: see README.md. */
#ifndef RQ_PLAN_H
#define RQ_PLAN_H

#include "common.h"
#include "crew.h"

#include <stddef.h>
#include <stdint.h>

/* Bytes after a tensor's last row that vector loads may touch: 4 pixels and a vector. */
#define RQ_SLACK(channels, size) (4 * (int64_t)(channels) * (size) + 64)
#define RQ_MAX_BYTES ((int64_t)1 << 30)
#define RQ_MAX_WORKERS 16
#define RQ_ALIGN 64

enum rq_kind {
  RQ_CONVOLVE = 1,
  RQ_RESCALE = 2,
  RQ_AVERAGE = 3,
  RQ_MAXIMUM = 4,
  RQ_PICK = 5,
  RQ_COPY = 6
};

/*
 * Elements lie y, x, channel; all of a row's pixels without gaps. What is stored is value + zero:
 * unsigned bytes, or signed 16 bits.
 */
typedef struct {
  int32_t base;   /* arena offset of element (0, 0, 0) */
  int32_t begin;  /* first byte of the tensor's border */
  int32_t end;    /* byte after its border and slack */
  int32_t height, width, channels;
  int32_t pitch;  /* bytes from a row to the next */
  int32_t size;   /* bytes of an element: 1 or 2 */
  int32_t zero;   /* what is stored for 0 */
  int32_t low, high; /* range of values */
} rq_tensor;

/* How a sum becomes an output: clamp(R(sum) + R(residual), low, high) + zero. */
enum rq_scale_mode {
  RQ_FAST,  /* every shift is 32 after lifting: high half of one product */
  RQ_LONG,  /* shifts of 32 and more */
  RQ_WIDE   /* one at a time in 64 bits */
};

/* R in 32-bit lanes: (hi32((x << lift) * mul + round) + post) >> shift. */
typedef struct {
  enum rq_scale_mode mode;
  int32_t lift;
  int32_t *mul, *round, *post, *shift; /* one per lane */
  int32_t *multiplier;                 /* M and n as the policy has them, for RQ_WIDE */
  int32_t *n;
} rq_requant;

enum rq_residual_mode {
  RQ_NO_RESIDUAL,
  RQ_NARROW_RESIDUAL, /* (stored * mul + add) >> shift in 32 bits */
  RQ_FULL_RESIDUAL    /* as a sum */
};

typedef struct {
  rq_requant sum;
  enum rq_residual_mode residual;
  int32_t res_mul, res_add, res_shift;
  rq_requant res; /* constants of one vector of equal lanes */
  int32_t low, high;
} rq_scale;

/* How a convolution may be computed: bits of rq_plan.kernels. Bytes or words of a dense kernel always may. */
enum rq_kernel {
  RQ_WINOGRAD = 1,
  RQ_BLOCKS = 2, /* lists of VL x 4 weights */
  RQ_WORDS = 4   /* lists of 1 x 4 weights */
};
#define RQ_KERNELS 7
#define RQ_SPARSE (RQ_BLOCKS | RQ_WORDS)

typedef struct rq_plan rq_plan;
typedef struct rq_op rq_op;

/* Constants of one convolution as they come; freed after the plan is built. */
typedef struct {
  const int32_t *bias, *multiplier, *n; /* one per output channel */
  const int16_t *weights;               /* c, ky, kx, i */
} rq_constants;

struct rq_op {
  enum rq_kind kind;
  rq_tensor in, res, out;
  int has_res;
  int32_t kh, kw, sy, sx, pt, pl, groups; /* RQ_PICK: sy is the stride, pl the channels before */
  int32_t res_multiplier, res_n;
  rq_scale scale;
  void *data; /* the unit's own: packed weights, tables */
  void (*run)(const rq_op *op, uint8_t *arena);
  /* With a crew and where it pays, instead of run: `before`, if any, then `part` for each of the parts. */
  int32_t parts;
  void (*before)(const rq_op *op, uint8_t *arena);
  rq_work part; /* its context is the operation */
};

/* The kernels of one instruction set. */
typedef struct {
  const char *name;
  int rank; /* the available unit of highest rank is the default */
  int (*supported)(void);
  /* Prepares an operation whose sums fit 32 bits; 0 if memory runs out. */
  int (*prepare)(rq_plan *plan, rq_op *op, const rq_constants *constants);
  /* The same for a convolution whose sums do not fit: -1 if the unit has nothing for it. */
  int (*prepare_split)(rq_plan *plan, rq_op *op, const rq_constants *constants);
  /* Multiplies operands of 8 or 16 bits in registers; how many products, 0 if it has none of them. */
  int64_t (*peak)(int32_t steps, int bits);
} rq_unit;

/* Memory of a plan. */
typedef struct {
  void *memory;
  int64_t bytes;
  rq_common *common; /* NULL: the plan's own */
} rq_block;

struct rq_plan {
  const rq_unit *unit;
  uint8_t *arena;
  int64_t arena_bytes;
  rq_tensor input, output;
  rq_op *ops;
  int32_t op_count;
  rq_block *blocks; /* everything that was allocated */
  int32_t block_count, block_room;
  int64_t bytes; /* of them all, those in common included */
  int32_t workers; /* threads that compute, the caller included */
  rq_crew *crew;   /* the others; NULL if there are none */
  int32_t part_picoseconds; /* shortest part that is worth handing over */
  void *scratch; /* the largest that an operation asked for */
  int64_t scratch_bytes;
  int32_t kernels;        /* those that it may use; more than one: whichever is predicted to be fastest */
  int32_t sparse;         /* convolutions that skip zeros */
  int64_t predicted;      /* picoseconds that its convolutions are predicted to take: see choose.h */
  int64_t streamed_bytes; /* transformed weights, which are many times the bytes */
};

/* Units of this processor's family, NULL at the end. */
extern const rq_unit *const rq_units[];

/* Memory that lives as long as the plan, aligned to RQ_ALIGN and zeroed; NULL if there is none. */
void *rq_alloc(rq_plan *plan, int64_t bytes);

/*
 * A block of rq_alloc's that is not written any more: where its bytes are from now on, perhaps in a block of
 * another plan.
 */
void *rq_finished(rq_plan *plan, void *block);

/* Memory that operations share: what one writes there, the next may overwrite. NULL if there is none. */
void *rq_scratch(rq_plan *plan, int64_t bytes);

/* Parts that an operation of a predicted time may be cut into with profit: 1 without a crew. */
int32_t rq_parts_that_pay(const rq_plan *plan, int64_t picoseconds);

/*
 * Builds a plan from its serial form, for inputs of `inputs` bytes and `outputs` logits. On failure returns NULL and writes a sentence to error.
 * Every index, extent and bound is checked; nothing is checked again by rq_infer.
 */
rq_plan *rq_create(
    const rq_unit *unit, const uint8_t *serial, int64_t bytes, int32_t inputs, int32_t outputs,
    char *error, size_t room);

/* input: height x width x channels signed bytes; logits: one int32 per output element. */
void rq_infer(rq_plan *plan, const int8_t *input, int32_t *logits);

void rq_free(rq_plan *plan);

/*
 * Constants of `lanes` lanes; lane i is channel order[i], or padding if that is negative. bound[c]
 * is the largest magnitude of channel c's sum. 0 if memory runs out.
 */
int rq_scale_of_convolution(
    rq_plan *plan, rq_op *op, const rq_constants *c, const int64_t *bound, const int32_t *order,
    int32_t lanes);

/* Constants of an operation with one multiplier for all channels. */
int rq_scale_uniform(rq_plan *plan, rq_op *op, const rq_constants *c, int64_t bound);

/* max |sum| of channel c, bias included. */
int64_t rq_bound(const rq_op *op, const rq_constants *c, int32_t channel);

/* A convolution in 64 bits, one sum at a time, for every kind and size. */
int rq_exact_prepare(rq_plan *plan, rq_op *op, const rq_constants *constants);

static inline int64_t rq_round_shift(int64_t value, int32_t multiplier, int32_t n) {
  return (value * multiplier + ((int64_t)1 << (n - 1))) >> n;
}

#endif
