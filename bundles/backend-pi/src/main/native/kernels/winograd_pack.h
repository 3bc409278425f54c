/* Preparation of convolutions by F(4x4, 3x3): see winograd.h. */

/* Tiles that are computed together: enough for a row of sums in registers, few enough for a cache. */
#ifndef WINOGRAD_TILES
#define WINOGRAD_TILES 8
#endif

/* G g, each row multiplied by what makes it integers. */
static ALWAYS void weights_to_points(const vs g[3], vs u[6]) {
  vs outer = g[0] + g[2];
  vs wide = g[0] + (g[2] << 2);
  vs twice = g[1] + g[1];
  u[0] = g[0] * 6;
  u[1] = outer + g[1];
  u[2] = outer - g[1];
  u[3] = wide + twice;
  u[4] = wide - twice;
  u[5] = g[2] * 6;
}

/* Weights of output channel o, HL input channels at a time. */
static void pack_points(const rq_op *op, const winograd *g, const int16_t *w, int32_t o) {
  int32_t channels = op->in.channels;
  int64_t per_row = (int64_t)g->chunks * WEIGHTS_OF_CHUNK;
  int16_t *to = g->weights + (int64_t)(o / VL) * 6 * per_row + 2 * (o % VL);
  const int16_t *from = w + (int64_t)o * 9 * channels;
  for (int32_t c = 0; c < channels; c += HL, to += WEIGHTS_OF_CHUNK) {
    vs rows[3][6], u[6][6];
    for (int ky = 0; ky < 3; ky++) {
      vs taps[3];
      for (int kx = 0; kx < 3; kx++) {
        int32_t count = channels - c < HL ? channels - c : HL;
        taps[kx] = (vs){0};
        memcpy(&taps[kx], from + (ky * 3 + kx) * channels + c, 2 * (size_t)count);
      }
      weights_to_points(taps, rows[ky]);
    }
    for (int k = 0; k < 6; k++) {
      vs column[3] = {rows[0][k], rows[1][k], rows[2][k]}, points[6];
      weights_to_points(column, points);
      for (int i = 0; i < 6; i++) u[i][k] = points[i];
    }
    for (int i = 0; i < 6; i++) {
      for (int k = 0; k < 6; k++) {
        for (int pair = 0; pair < HL / 2; pair++) {
          memcpy(
              to + i * per_row + (pair * 6 + k) * 2 * VL, (const int16_t *)&u[i][k] + 2 * pair, 4);
        }
      }
    }
  }
}

/* The largest magnitude of a sum of stored inputs times weights; both ends of the inputs with 0. */
static int64_t largest_sum(const rq_op *op, const rq_constants *k, int32_t low, int32_t high) {
  int64_t per = 9 * (int64_t)op->in.channels;
  int64_t largest = 0;
  for (int32_t o = 0; o < op->out.channels; o++) {
    const int16_t *w = k->weights + o * per;
    int64_t plus = 0, minus = 0;
    for (int64_t i = 0; i < per; i++) {
      plus += w[i] > 0 ? w[i] : 0;
      minus += w[i] < 0 ? w[i] : 0;
    }
    int64_t most = plus * high + minus * low;
    int64_t least = -(minus * high + plus * low);
    most = most > least ? most : least;
    largest = most > largest ? most : largest;
  }
  return largest;
}

static int64_t weight_bytes(const rq_op *op) {
  int64_t inputs = (op->in.channels + HL - 1) / HL * HL;
  int64_t outputs = (op->out.channels + VL - 1) / VL * VL;
  return inputs * outputs * 36 * (int64_t)sizeof(int16_t);
}

/*
 * Transformed weights of a whole plan: beyond some times a second-level cache, reading them costs
 * more than they save, the more so the busier the machine is.
 */
#ifndef WINOGRAD_BYTES
#define WINOGRAD_BYTES ((int64_t)2 << 20)
#endif

/* Whether 16 bits hold the points of inputs within low..high. */
static int points_fit(int64_t low, int64_t high) {
  return 50 * (high - low) <= INT16_MAX && 68 * high - 32 * low <= INT16_MAX &&
         32 * high - 68 * low <= INT16_MAX;
}

/* Halves of an input within low..high whose points fit; 0 if there is no such number. */
static int32_t halves_that_fit(const rq_op *op, int32_t low, int32_t high) {
  if (points_fit(low, high)) return 1;
  return op->in.size == 2 ? 2 : 0;
}

/* Whether every output of each half can be recovered. */
static int sums_fit(
    const rq_op *op, const rq_constants *k, int32_t halves, int32_t low, int32_t high) {
  if (halves == 1) return largest_sum(op, k, low, high) < WINOGRAD_OUTPUTS;
  return largest_sum(op, k, 0, 255) < WINOGRAD_OUTPUTS &&
         largest_sum(op, k, low >> 8, high >> 8) < WINOGRAD_OUTPUTS;
}

/* Ends of the stored inputs, with 0 among them. */
static void range_of(const rq_op *op, int32_t *low, int32_t *high) {
  *high = op->in.high + op->in.zero;
  *low = op->in.low + op->in.zero;
  if (*high < 0) *high = 0;
  if (*low > 0) *low = 0;
}

/* Whether it is exact and takes less time than products of bytes or words would. */
static int winograd_serves(const rq_plan *plan, const rq_op *op, const rq_constants *k) {
  if (op->groups != 1 || op->kh != 3 || op->kw != 3 || op->sx != 1 || op->sy != 1) return 0;
  if (op->out.height < 4 || op->out.width < 4) return 0;
  if (op->in.channels < HL || op->out.channels < VL) return 0;
  int64_t tiles = (int64_t)((op->out.height + 3) / 4) * ((op->out.width + 3) / 4);
  int64_t inputs = (op->in.channels + HL - 1) / HL * HL;
  if (tiles < 4 || plan->streamed_bytes + weight_bytes(op) > WINOGRAD_BYTES) return 0;
  if (tiles * 18 * inputs > 7 * (int64_t)op->out.height * op->out.width * op->in.channels) return 0;
  int32_t low, high;
  range_of(op, &low, &high);
  int32_t halves = halves_that_fit(op, low, high);
  if (halves == 0) return 0;
  int32_t most = 0;
  int64_t count = (int64_t)op->out.channels * 9 * op->in.channels;
  for (int64_t i = 0; i < count; i++) {
    int32_t magnitude = k->weights[i] < 0 ? -k->weights[i] : k->weights[i];
    most = magnitude > most ? magnitude : most;
  }
  if (WINOGRAD_WEIGHTS * most > INT16_MAX) return 0;
#ifdef WINOGRAD_BELOW
  if (op->in.size == 1 && 2 * most * high * WINOGRAD_BELOW <= INT16_MAX) return 0;
#endif
  return sums_fit(op, k, halves, low, high);
}

static int scratch_of(rq_plan *plan, const rq_op *op, winograd *g) {
  int64_t groups = ((int64_t)g->rows * g->across + WINOGRAD - 1) / WINOGRAD;
  int64_t products = groups * WINOGRAD * 24 * VL;
  int64_t points = groups * g->chunks * 6 * POINTS_OF_CHUNK;
  int64_t columns = 6 * (op->out.width + 2) * (int64_t)HL;
  g->half_products = products;
  g->half_points = points;
  products *= g->halves;
  points *= g->halves;
  /* A cache line apart, and between the last one's a distance that does not share one either. */
  g->per_worker = (products + (points + columns) / 2 + 31) / 16 * 16;
  g->products = rq_scratch(plan, 4 * plan->workers * g->per_worker);
  if (!g->products) return 0;
  g->points = (int16_t *)(void *)(g->products + products);
  g->columns = g->points + points;
  return 1;
}

static int winograd_prepare(rq_plan *plan, rq_op *op, const rq_constants *k) {
  winograd *g = rq_alloc(plan, sizeof *g);
  int64_t *bound = rq_alloc(plan, op->out.channels * (int64_t)sizeof *bound);
  if (!g || !bound) return 0;
  int32_t low, high;
  range_of(op, &low, &high);
  g->halves = halves_that_fit(op, low, high);
  g->chunks = (op->in.channels + HL - 1) / HL;
  g->blocks = (op->out.channels + VL - 1) / VL;
  g->across = (op->out.width + 3) / 4;
  g->down = (op->out.height + 3) / 4;
  g->rows = (WINOGRAD_TILES + g->across - 1) / g->across;
  if (g->rows > g->down) g->rows = g->down;
  int32_t lanes = g->blocks * VL;
  int32_t *order = rq_alloc(plan, lanes * (int64_t)sizeof *order);
  g->bias = rq_alloc(plan, lanes * (int64_t)sizeof *g->bias);
  g->round = rq_alloc(plan, lanes * (int64_t)sizeof *g->round);
  g->weights = rq_alloc(plan, weight_bytes(op));
  plan->streamed_bytes += weight_bytes(op);
  if (!order || !g->bias || !g->round || !g->weights || !scratch_of(plan, op, g)) return 0;
  for (int32_t o = 0; o < lanes; o++) {
    order[o] = o < op->out.channels ? o : -1;
    if (order[o] < 0) continue;
    bound[o] = rq_bound(op, k, o);
    pack_points(op, g, k->weights, o);
    const int16_t *w = k->weights + (int64_t)o * 9 * op->in.channels;
    int64_t sum = 0;
    for (int32_t i = 0; i < 9 * op->in.channels; i++) sum += w[i];
    g->bias[o] = (int32_t)(uint32_t)(k->bias[o] - sum * op->in.zero);
  }
  g->weights = rq_finished(plan, g->weights);
  if (!rq_scale_of_convolution(plan, op, k, bound, order, lanes)) return 0;
  g->hot = op->scale.sum.mode == RQ_FAST && op->out.size == 1 && g->halves == 1 &&
           op->scale.residual != RQ_FULL_RESIDUAL && op->out.channels % VL == 0;
  for (int32_t o = 0; o < lanes; o++) {
    g->round[o] = (int64_t)g->bias[o] * op->scale.sum.mul[o] + ((int64_t)op->out.zero << 32) +
                  ((int64_t)1 << 31);
  }
  op->data = g;
  op->run = winograd_run;
  return 1;
}
