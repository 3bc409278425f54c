/*
 * Convolutions of 16-bit inputs whose sums may exceed 32 bits, though those of half an input do not:
 * x = 256 h + l with signed h and l of 0..255, two sums of 32 bits each, joined in 64 bits.
 */

typedef struct {
  convolution c; /* first: tiles see only this */
  int32_t *high, *low;
  int64_t *bias;
  int32_t *order, *multiplier, *n; /* channel and constants of each lane */
} split;

/* Half of every element of the input, borders included. */
static void halves_of(const rq_op *op, int16_t *restrict to, const uint8_t *arena, int32_t high) {
  const int16_t *restrict from = (const int16_t *)(const void *)(arena + op->in.begin);
  int32_t n = (op->in.end - op->in.begin) / 2;
  if (high) {
    for (int32_t i = 0; i < n; i++) to[i] = (int16_t)(from[i] >> 8);
  } else {
    for (int32_t i = 0; i < n; i++) to[i] = from[i] & 255;
  }
}

static void put_value(uint8_t *to, const rq_tensor *t, int64_t v) {
  int16_t stored = (int16_t)(v + t->zero);
  if (t->size == 1) {
    *to = (uint8_t)stored;
  } else {
    memcpy(to, &stored, sizeof stored);
  }
}

static int64_t value_of(const uint8_t *from, const rq_tensor *t) {
  int16_t stored;
  if (t->size == 1) return (int64_t)*from - t->zero;
  memcpy(&stored, from, sizeof stored);
  return (int64_t)stored - t->zero;
}

/* Both halves joined, requantized for one pixel: 64 bits throughout. */
static void join(const rq_op *op, const split *s, int64_t pixel, uint8_t *arena) {
  int64_t values[VL];
  for (int32_t first = 0; first < s->c.lanes; first += VL) {
    const int32_t *high = s->high + pixel * s->c.lanes + first;
    const int32_t *low = s->low + pixel * s->c.lanes + first;
    for (int32_t i = 0; i < VL; i++) {
      int64_t sum = s->bias[first + i] + ((int64_t)high[i] << 8) + low[i];
      int32_t n = s->n[first + i];
      values[i] = (sum * s->multiplier[first + i] + ((int64_t)1 << (n - 1))) >> n;
    }
    for (int32_t i = 0; i < VL; i++) {
      int32_t c = s->order[first + i];
      if (c < 0) continue;
      int64_t v = values[i];
      if (op->has_res) {
        const uint8_t *res = arena + s->c.res[pixel] + c * op->res.size;
        v += rq_round_shift(value_of(res, &op->res), op->res_multiplier, op->res_n);
      }
      v = v < op->scale.low ? op->scale.low : v > op->scale.high ? op->scale.high : v;
      put_value(arena + s->c.out[pixel] + c * op->out.size, &op->out, v);
    }
  }
}

static void split_run(const rq_op *op, uint8_t *arena) {
  split *s = op->data;
  for (int32_t high = 0; high < 2; high++) {
    halves_of(op, s->c.expanded, arena, high);
    s->c.raw = high ? s->high : s->low;
    run_tiles(op, &s->c, 0, s->c.pixels, arena);
  }
  for (int64_t pixel = 0; pixel < s->c.pixels; pixel++) join(op, s, pixel, arena);
}

/* The sum of a channel's weights and of their magnitudes. */
static void sums_of_weights(
    const rq_op *op, const rq_constants *k, int32_t channel, int64_t *sum, int64_t *magnitudes) {
  int64_t per = (int64_t)op->kh * op->kw * (op->in.channels / op->groups);
  const int16_t *w = k->weights + channel * per;
  *sum = *magnitudes = 0;
  for (int64_t i = 0; i < per; i++) {
    *sum += w[i];
    *magnitudes += w[i] < 0 ? -w[i] : w[i];
  }
}

static int split_serves(const rq_op *op, const rq_constants *k) {
  if (op->in.size != 2) return 0;
  for (int32_t c = 0; c < op->out.channels; c++) {
    int64_t sum, magnitudes;
    sums_of_weights(op, k, c, &sum, &magnitudes);
    if (magnitudes * 255 > INT32_MAX) return 0;
  }
  return 1;
}

static int split_memory(rq_plan *plan, const rq_op *op, split *s) {
  int64_t lanes = s->c.lanes;
  int64_t halves = expanded_bytes(op) / RQ_ALIGN * RQ_ALIGN + RQ_ALIGN;
  int64_t sums = s->c.pixels * lanes;
  if (sums > RQ_MAX_BYTES) return 0;
  s->c.expanded = rq_scratch(plan, halves + 8 * sums);
  s->c.bias = rq_alloc(plan, lanes * (int64_t)sizeof *s->c.bias);
  s->bias = rq_alloc(plan, lanes * (int64_t)sizeof *s->bias);
  s->multiplier = rq_alloc(plan, 2 * lanes * (int64_t)sizeof *s->multiplier);
  if (!s->c.expanded || !s->c.bias || !s->bias || !s->multiplier) return 0;
  s->high = (int32_t *)(void *)(s->c.expanded + halves / 2);
  s->low = s->high + sums;
  s->n = s->multiplier + lanes;
  return 1;
}

/* As rq_unit's prepare_split. */
static int split_prepare(rq_plan *plan, rq_op *op, const rq_constants *k) {
  if (!split_serves(op, k)) return -1;
  split *s = rq_alloc(plan, sizeof *s);
  if (!s) return 0;
  s->c.expand = 1;
  s->order = lay_out(plan, op, &s->c, k);
  if (!s->order || !split_memory(plan, op, s)) return 0;
  s->c.weights = rq_finished(plan, s->c.weights);
  for (int32_t l = 0; l < s->c.lanes; l++) {
    int32_t c = s->order[l];
    s->multiplier[l] = c < 0 ? 0 : k->multiplier[c];
    s->n[l] = c < 0 ? 1 : k->n[c];
    if (c < 0) continue;
    int64_t sum, magnitudes;
    sums_of_weights(op, k, c, &sum, &magnitudes);
    s->bias[l] = k->bias[c] - sum * op->in.zero;
  }
  op->run = split_run;
  return 1;
}
