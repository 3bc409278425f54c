/*
 * Depthwise convolutions.
 *
 * Bytes: 4 neighbouring pixels of 4 VL channels are interleaved, so that one 32-bit lane holds 4
 * taps of a channel; v_interleave4 leaves the channels in an order of its own, which v_pack4 undoes.
 * All else: one tap at a time in 32-bit lanes.
 */

#define VB (4 * VL)
#define MOST_CHUNKS 64

typedef struct {
  int32_t chunks, quads; /* chunks of VB channels; groups of 4 kernel columns */
  int32_t flat;          /* chunks run over the pixels of a row as if they were channels */
  int8_t *weights;       /* bytes: chunk, ky, quad, vector, lane, 4 taps */
  int32_t *taps;         /* else: ky, kx, channel (padded to VL) */
  int32_t *bias;
  int32_t padded;
  int32_t exact; /* v_dot8 could saturate: v_dot8_exact */
} depthwise;

static int is_depthwise(const rq_op *op) {
  return op->groups > 1 && op->groups == op->in.channels && op->groups == op->out.channels;
}

static ALWAYS void store_bytes(uint8_t *to, vb bytes, int64_t count) {
  if (count >= VB) {
    v_store_bytes(to, bytes);
  } else {
    uint8_t all[VB] __attribute__((aligned(64)));
    v_store_bytes(all, bytes);
    memcpy(to, all, (size_t)count);
  }
}

static ALWAYS void sum_taps(
    const rq_op *op, const depthwise *d, const uint8_t *from, const int8_t *w, const int exact,
    vi acc[4]) {
  int64_t pixel = op->in.channels;
  for (int32_t ky = 0; ky < op->kh; ky++, from += op->in.pitch) {
    const uint8_t *p = from;
    for (int32_t q = 0; q < d->quads; q++, p += 4 * pixel, w += 16 * VL) {
      vi t[4];
      v_interleave4(p, p + pixel, p + 2 * pixel, p + 3 * pixel, t);
      UNROLL for (int j = 0; j < 4; j++) {
        vi weights = v_load((const int32_t *)(const void *)(w + 4 * VL * j));
        acc[j] = exact ? v_dot8_exact(acc[j], t[j], weights) : v_dot8(acc[j], t[j], weights);
      }
    }
  }
}

static ALWAYS void depthwise_bytes(const rq_op *op, uint8_t *arena, const int exact) {
  const depthwise *d = op->data;
  const rq_scale *s = &op->scale;
  vround round = v_round(op->out.zero);
  vb low = v_bytes(s->low + op->out.zero);
  vb high = v_bytes(s->high + op->out.zero);
  int64_t per_chunk = (int64_t)op->kh * d->quads * 16 * VL;
  /* At stride 1 a row is one run of elements whose channels repeat after `chunks` chunks. */
  int64_t step = d->flat ? (int64_t)d->chunks * VB : op->out.channels;
  int64_t stride = d->flat ? step : (int64_t)op->sx * op->in.channels;
  int64_t row = (int64_t)op->out.width * op->out.channels;
  for (int32_t chunk = 0; chunk < d->chunks; chunk++) {
    int32_t first = chunk * VB;
    const int32_t *bias = d->bias + first;
    vmul mul[4];
    UNROLL for (int j = 0; j < 4; j++) mul[j] = v_mul_of(v_load(s->sum.mul + first + j * VL));
    for (int32_t y = 0; y < op->out.height; y++) {
      const uint8_t *from = arena + op->in.base + (int64_t)(y * op->sy - op->pt) * op->in.pitch -
                            (int64_t)op->pl * op->in.channels + first;
      uint8_t *to = arena + op->out.base + (int64_t)y * op->out.pitch + first;
      for (int64_t at = first; at < row; at += step, from += stride, to += step) {
        vi acc[4];
        UNROLL for (int j = 0; j < 4; j++) acc[j] = v_load(bias + j * VL);
        sum_taps(op, d, from, d->weights + chunk * per_chunk, exact, acc);
        if (s->sum.lift) {
          UNROLL for (int j = 0; j < 4; j++) acc[j] = v_sll(acc[j], s->sum.lift);
        }
        UNROLL for (int j = 0; j < 4; j++) acc[j] = v_high_half(acc[j], mul[j], round);
        int64_t left = d->flat ? row - at : op->out.channels - first;
        store_bytes(to, v_pack4(acc[0], acc[1], acc[2], acc[3], low, high), left);
      }
    }
  }
}

static void depthwise_run(const rq_op *op, uint8_t *arena) {
  depthwise_bytes(op, arena, 0);
}

static void depthwise_exact_run(const rq_op *op, uint8_t *arena) {
  depthwise_bytes(op, arena, 1);
}

static void depthwise_taps_run(const rq_op *op, uint8_t *arena) {
  const depthwise *d = op->data;
  int32_t size = op->in.size;
  int64_t pixel = (int64_t)op->in.channels * size;
  for (int32_t y = 0; y < op->out.height; y++) {
    const uint8_t *row = arena + op->in.base + (int64_t)(y * op->sy - op->pt) * op->in.pitch -
                         op->pl * pixel;
    uint8_t *to = row_of(arena, &op->out, y);
    const uint8_t *res = row_of(arena, &op->res, y);
    for (int32_t x = 0; x < op->out.width; x++, row += op->sx * pixel) {
      for (int32_t c = 0; c < op->out.channels; c += VL) {
        vi acc = v_load(d->bias + c);
        const int32_t *w = d->taps + c;
        for (int32_t ky = 0; ky < op->kh; ky++) {
          const uint8_t *from = row + (int64_t)ky * op->in.pitch + c * size;
          for (int32_t kx = 0; kx < op->kw; kx++, from += pixel, w += d->padded) {
            acc = v_add(acc, v_mul(load_stored(from, size), v_load(w)));
          }
        }
        int32_t at = x * op->out.channels + c;
        finish(
            op, c, acc, res + at * op->res.size, to + at * op->out.size, op->out.channels - c);
      }
    }
  }
}

/* Channel of each lane of a chunk: what the unit's own interleaving makes of 0, 1, 2, ... */
static void interleaved_order(int32_t order[VB]) {
  uint8_t numbers[VB] __attribute__((aligned(64)));
  int32_t lanes[VL] __attribute__((aligned(64)));
  vi t[4];
  for (int i = 0; i < VB; i++) numbers[i] = (uint8_t)i;
  v_interleave4(numbers, numbers, numbers, numbers, t);
  for (int j = 0; j < 4; j++) {
    v_store(lanes, t[j]);
    for (int l = 0; l < VL; l++) order[j * VL + l] = lanes[l] & 255;
  }
}

static int depthwise_biases(
    rq_plan *plan, const rq_op *op, depthwise *d, const rq_constants *k, const int32_t *order,
    int32_t lanes, int32_t less) {
  int32_t area = op->kh * op->kw;
  d->bias = rq_alloc(plan, lanes * (int64_t)sizeof *d->bias);
  if (!d->bias) return 0;
  for (int32_t l = 0; l < lanes; l++) {
    if (order[l] < 0) continue;
    int64_t sum = 0;
    for (int32_t i = 0; i < area; i++) sum += k->weights[(int64_t)order[l] * area + i];
    d->bias[l] = (int32_t)(uint32_t)(k->bias[order[l]] - sum * (op->in.zero - less));
  }
  return 1;
}

static int prepare_taps(
    rq_plan *plan, rq_op *op, depthwise *d, const rq_constants *k, const int64_t *bound) {
  int32_t area = op->kh * op->kw;
  d->padded = (op->out.channels + VL - 1) / VL * VL;
  d->taps = rq_alloc(plan, (int64_t)area * d->padded * (int64_t)sizeof *d->taps);
  int32_t *order = rq_alloc(plan, d->padded * (int64_t)sizeof *order);
  if (!d->taps || !order) return 0;
  for (int32_t c = 0; c < d->padded; c++) {
    order[c] = c < op->out.channels ? c : -1;
    for (int32_t i = 0; i < area && order[c] >= 0; i++) {
      d->taps[i * d->padded + c] = k->weights[(int64_t)c * area + i];
    }
  }
  op->run = depthwise_taps_run;
  return depthwise_biases(plan, op, d, k, order, d->padded, 0) &&
         rq_scale_of_convolution(plan, op, k, bound, order, d->padded);
}

static int32_t common_divisor(int32_t a, int32_t b) { return b == 0 ? a : common_divisor(b, a % b); }

static int prepare_bytes(
    rq_plan *plan, rq_op *op, depthwise *d, const rq_constants *k, const int64_t *bound) {
  int32_t within[VB];
  interleaved_order(within);
  d->chunks = (op->out.channels + VB - 1) / VB;
  int32_t period = op->out.channels / common_divisor(op->out.channels, VB);
  d->flat = op->sx == 1 && period <= MOST_CHUNKS;
  if (d->flat) d->chunks = period;
  d->quads = (op->kw + 3) / 4;
  int32_t lanes = d->chunks * VB;
  int32_t *order = rq_alloc(plan, lanes * (int64_t)sizeof *order);
  d->weights = rq_alloc(plan, (int64_t)lanes * op->kh * d->quads * 4);
  if (!order || !d->weights) return 0;
  for (int32_t l = 0; l < lanes; l++) {
    int32_t c = l / VB * VB + within[l % VB];
    if (d->flat) c %= op->out.channels;
    order[l] = c < op->out.channels ? c : -1;
    if (order[l] < 0) continue;
    for (int32_t ky = 0; ky < op->kh; ky++) {
      for (int32_t kx = 0; kx < op->kw; kx++) {
        int64_t block = ((int64_t)(l / VB) * op->kh + ky) * d->quads + kx / 4;
        d->weights[(block * VB + l % VB) * 4 + kx % 4] =
            (int8_t)k->weights[((int64_t)c * op->kh + ky) * op->kw + kx];
      }
    }
  }
  op->run = d->exact ? depthwise_exact_run : depthwise_run;
  return depthwise_biases(plan, op, d, k, order, lanes, BYTES_LESS) &&
         rq_scale_of_convolution(plan, op, k, bound, order, lanes);
}

static int depthwise_prepare(rq_plan *plan, rq_op *op, const rq_constants *k) {
  depthwise *d = rq_alloc(plan, sizeof *d);
  int64_t *bound = rq_alloc(plan, op->out.channels * (int64_t)sizeof *bound);
  if (!d || !bound) return 0;
  op->data = d;
  int32_t most = 0;
  for (int64_t i = 0; i < (int64_t)op->out.channels * op->kh * op->kw; i++) {
    int32_t magnitude = k->weights[i] < 0 ? -k->weights[i] : k->weights[i];
    most = magnitude > most ? magnitude : most;
  }
  for (int32_t c = 0; c < op->out.channels; c++) bound[c] = rq_bound(op, k, c);
  int32_t bytes = op->in.size == 1 && op->out.size == 1 && most <= 127 && !op->has_res;
  d->exact = 2 * most * (op->in.high + op->in.zero) > INT16_MAX;
  if (bytes) {
    if (!prepare_bytes(plan, op, d, k, bound)) return 0;
    if (op->scale.sum.mode == RQ_FAST) return 1;
  }
  return prepare_taps(plan, op, d, k, bound);
}
