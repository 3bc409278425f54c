/*
 * Which kernel computes a convolution: the one whose time is predicted to be least. The constants are
 * picoseconds, fitted to what SparseTiming measures; a unit may have its own. Only their
 * ratios decide, so a slower clock changes nothing.
 */
#ifndef COST_DOT
#define COST_DOT 272   /* of one v_dot8 in a dense tile */
#define COST_DOT16 272 /* of one v_dot16 there */
#define COST_POINT 290 /* of one v_dot16 of Winograd's points */
#define COST_BLOCK 275 /* of one v_dot8 of a listed block */
#define COST_WORD 365  /* of one v_dot8 of a listed word: most of its loads cross a cache line */
#define COST_EXACT 100 /* percent of the last two for v_dot8_exact */
#endif
#define COST_OUT (VL == 16 ? 2300 : 1200) /* of a vector of outputs */
#define COST_TURN (VL == 16 ? 1800 : 500) /* more for a vector of outputs of word lists */
#define COST_STAGE 300 /* of a word of a pixel */
#define COST_PLANE 900 /* of a vector of a plane */
#define COST_TAPS 800  /* of the interleaving of 4 pixels and their products, for a vector of channels */
#define COST_TRANSFORM 20000 /* of a Winograd tile: HL input channels or VL output channels */

/* Planes that fit no cache cost more than they save. */
#define MOST_SCRATCH ((int64_t)1 << 24)

static int64_t vectors_of(int64_t lanes) { return (lanes + VL - 1) / VL; }

static int64_t pixels_of(const rq_op *op) { return (int64_t)op->out.height * op->out.width; }

static int64_t cost_of_outputs(const rq_op *op) {
  return pixels_of(op) * vectors_of(op->out.channels) * COST_OUT;
}

/* A dense convolution of bytes; run: as products_of gives it. */
static int64_t cost_of_bytes(const rq_op *op, int32_t run) {
  int32_t joined = joined_groups(op);
  int64_t inputs = op->in.channels / op->groups * joined;
  int64_t supers = op->groups / joined;
  int64_t elements = op->groups == 1 ? op->kw * inputs : inputs;
  int64_t segments = op->groups == 1 ? op->kh : op->kh * op->kw;
  int64_t vectors = supers * vectors_of(op->out.channels / supers);
  int64_t steps = run ? (elements + 3) / 4 * COST_DOT : (elements + 1) / 2 * COST_DOT16;
  return pixels_of(op) * vectors * segments * steps + cost_of_outputs(op);
}

#ifdef WINOGRAD
static int64_t cost_of_winograd(const rq_op *op) {
  int64_t tiles = (int64_t)((op->out.height + 3) / 4) * ((op->out.width + 3) / 4);
  int64_t chunks = (op->in.channels + HL - 1) / HL;
  int64_t blocks = vectors_of(op->out.channels);
  int64_t products = 36 * tiles * chunks * (HL / 2) * blocks;
  return products * COST_POINT + tiles * (chunks + blocks) * COST_TRANSFORM + cost_of_outputs(op);
}
#endif

static int64_t cost_of_depthwise(const rq_op *op) {
  int64_t quads = (int64_t)op->kh * ((op->kw + 3) / 4);
  return pixels_of(op) * vectors_of(op->out.channels) * (quads * COST_TAPS + COST_OUT);
}

static int64_t cost_of_blocks(const rq_op *op, const rq_constants *k, int64_t exact) {
  return pixels_of(op) * blocks_of(op, k) * COST_BLOCK * exact / 100 + cost_of_outputs(op);
}

static int64_t cost_of_words(const rq_op *op, const rq_constants *k, int64_t exact) {
  int32_t words = (op->in.channels + 3) / 4;
  int64_t vectors = vectors_of(pixels_of(op));
  int64_t outputs = vectors * vectors_of(op->out.channels) * VL;
  int64_t planes = plane_keys(op, words) * ((op->kh - 1) / op->sy + op->out.height);
  return vectors * words_of(op, k) * COST_WORD * exact / 100 + outputs * COST_TURN +
         (int64_t)input_rows(op) * input_columns(op) * words * COST_STAGE +
         planes * vectors_of(op->out.width) * COST_PLANE + cost_of_outputs(op);
}

/* The kernels for zeros that may serve, of those that the plan allows. */
static int32_t sparse_kernels(const rq_plan *plan, const rq_op *op, const rq_constants *k) {
  int32_t kernels = plan->kernels & RQ_SPARSE;
  if (!kernels || !sparse_serves(op, k)) return 0;
  if (op->groups > 1) kernels &= ~RQ_BLOCKS;
  if (words_scratch(op) > MOST_SCRATCH) kernels &= ~RQ_WORDS;
  return kernels;
}

static int depthwise_convolution(rq_plan *plan, rq_op *op, const rq_constants *k) {
  if (!depthwise_prepare(plan, op, k)) return 0;
  depthwise_divide(plan, op, cost_of_depthwise(op));
  return 1;
}

/* Prepares the kernel that was chosen: one of rq_kernel, 0 for a dense one. */
static int chosen_prepare(
    rq_plan *plan, rq_op *op, const rq_constants *k, int32_t chosen, int64_t picoseconds) {
#ifdef WINOGRAD
  if (chosen == RQ_WINOGRAD) {
    if (!winograd_prepare(plan, op, k)) return 0;
    winograd_divide(plan, op, picoseconds);
    return 1;
  }
#endif
  if (chosen == RQ_WORDS) return words_prepare(plan, op, k);
  if (!convolve_prepare(plan, op, k, chosen == RQ_BLOCKS)) return 0;
  convolve_divide(plan, op, picoseconds);
  return 1;
}

/*
 * Adds the prediction to the plan. Where a plan allows but one kernel it gets it wherever that can
 * serve, which is how tests reach every one.
 */
static int convolution_prepare(rq_plan *plan, rq_op *op, const rq_constants *k) {
  if (is_depthwise(op)) return depthwise_convolution(plan, op, k);
  int winograd = 0;
#ifdef WINOGRAD
  winograd = (plan->kernels & RQ_WINOGRAD) && winograd_serves(plan, op, k);
#endif
  convolution asked = {.sparse = 1};
  int32_t zeros = sparse_kernels(plan, op, k);
  int64_t least = 0;
  int32_t chosen = winograd ? RQ_WINOGRAD : 0;
  if (op->in.size == 1) {
    if (!products_of(plan, op, &asked, k)) return 0;
    if (!asked.wide) {
      least = cost_of_bytes(op, asked.run);
#ifdef WINOGRAD
      if (winograd) least = cost_of_winograd(op);
#endif
    }
  }
  int64_t exact = asked.run ? 100 : COST_EXACT;
  int only = plan->kernels == RQ_BLOCKS || plan->kernels == RQ_WORDS;
  for (int32_t kernel = RQ_BLOCKS; kernel <= RQ_WORDS; kernel <<= 1) {
    if (!(zeros & kernel)) continue;
    int64_t cost =
        kernel == RQ_BLOCKS ? cost_of_blocks(op, k, exact) : cost_of_words(op, k, exact);
    if (cost >= least && !only) continue;
    least = cost;
    chosen = kernel;
  }
  plan->predicted += least;
  plan->sparse += (chosen & RQ_SPARSE) != 0;
  return chosen_prepare(plan, op, k, chosen, least ? least : cost_of_bytes(op, 0));
}
