/*
 * Depthwise convolutions.
 *
 * Bytes: 4 neighbouring pixels of 4 VL channels are interleaved, so that one 32-bit lane holds 4
 * taps of a channel; v_interleave4 leaves the channels in an order of its own, which v_pack4 undoes.
 * The pixels lie side by side; 3 rows at stride 1 take them one below the other instead, which gives
 * two rows of outputs, the second under weights that are moved by a byte.
 * All else: one tap at a time in 32-bit lanes.
 */

#define VB (4 * VL)
#define MOST_CHUNKS 64

typedef struct {
  int32_t chunks, quads; /* chunks of VB channels; groups of 4 kernel columns */
  int32_t pairs;         /* two rows at a time */
  int32_t flat;          /* chunks run over the pixels of a row as if they were channels */
  int8_t *weights;       /* bytes: chunk, ky, quad, vector, lane, 4 taps; pairs: chunk, kx, vector, row, lane, 4 taps */
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

static ALWAYS void sum_taps_of_pairs(
    const rq_op *op, const uint8_t *from, const int8_t *w, const int exact, vi upper[4],
    vi lower[4]) {
  int64_t pitch = op->in.pitch;
  for (int32_t kx = 0; kx < op->kw; kx++, from += op->in.channels, w += 32 * VL) {
    vi t[4];
    v_interleave4(from, from + pitch, from + 2 * pitch, from + 3 * pitch, t);
    UNROLL for (int j = 0; j < 4; j++) {
      vi first = v_load((const int32_t *)(const void *)(w + 8 * VL * j));
      vi second = v_load((const int32_t *)(const void *)(w + 8 * VL * j + 4 * VL));
      upper[j] = exact ? v_dot8_exact(upper[j], t[j], first) : v_dot8(upper[j], t[j], first);
      lower[j] = exact ? v_dot8_exact(lower[j], t[j], second) : v_dot8(lower[j], t[j], second);
    }
  }
}

/* What all outputs of a chunk share. */
typedef struct {
  vmul mul[4];
  vround round;
  vb low, high;
  int32_t lift;
} chunk_scale;

static ALWAYS void finish_chunk(const chunk_scale *s, vi acc[4], uint8_t *to, int64_t left) {
  if (s->lift) {
    UNROLL for (int j = 0; j < 4; j++) acc[j] = v_sll(acc[j], s->lift);
  }
  UNROLL for (int j = 0; j < 4; j++) acc[j] = v_high_half(acc[j], s->mul[j], s->round);
  store_bytes(to, v_pack4(acc[0], acc[1], acc[2], acc[3], s->low, s->high), left);
}

/* Rows of outputs from `begin` to `end`; two at a time, of which the last two may overlap others. */
static ALWAYS void depthwise_bytes(
    const rq_op *op, int32_t begin, int32_t end, uint8_t *arena, const int exact, const int pairs) {
  const depthwise *d = op->data;
  chunk_scale s;
  s.round = v_round(op->out.zero);
  s.low = v_bytes(op->scale.low + op->out.zero);
  s.high = v_bytes(op->scale.high + op->out.zero);
  s.lift = op->scale.sum.lift;
  int64_t per_chunk = (int64_t)(pairs ? 2 * op->kw : op->kh * d->quads) * 16 * VL;
  /* At stride 1 a row is one run of elements whose channels repeat after `chunks` chunks. */
  int64_t step = d->flat ? (int64_t)d->chunks * VB : op->out.channels;
  int64_t stride = d->flat ? step : (int64_t)op->sx * op->in.channels;
  int64_t row = (int64_t)op->out.width * op->out.channels;
  for (int32_t chunk = 0; chunk < d->chunks; chunk++) {
    int32_t first = chunk * VB;
    const int32_t *bias = d->bias + first;
    const int8_t *w = d->weights + chunk * per_chunk;
    UNROLL for (int j = 0; j < 4; j++) {
      s.mul[j] = v_mul_of(v_load(op->scale.sum.mul + first + j * VL));
    }
    for (int32_t i = begin; i < end; i += 1 + pairs) {
      int32_t y = i + pairs < end ? i : i - 1;
      const uint8_t *from = arena + op->in.base + (int64_t)(y * op->sy - op->pt) * op->in.pitch -
                            (int64_t)op->pl * op->in.channels + first;
      uint8_t *to = arena + op->out.base + (int64_t)y * op->out.pitch + first;
      for (int64_t at = first; at < row; at += step, from += stride, to += step) {
        int64_t left = d->flat ? row - at : op->out.channels - first;
        vi acc[4], lower[4];
        UNROLL for (int j = 0; j < 4; j++) acc[j] = lower[j] = v_load(bias + j * VL);
        if (pairs) {
          sum_taps_of_pairs(op, from, w, exact, acc, lower);
          finish_chunk(&s, lower, to + op->out.pitch, left);
        } else {
          sum_taps(op, d, from, w, exact, acc);
        }
        finish_chunk(&s, acc, to, left);
      }
    }
  }
}

static NOINLINE void depthwise_rows(const rq_op *op, int32_t begin, int32_t end, uint8_t *arena) {
  const depthwise *d = op->data;
  if (d->pairs) {
    if (d->exact) {
      depthwise_bytes(op, begin, end, arena, 1, 1);
    } else {
      depthwise_bytes(op, begin, end, arena, 0, 1);
    }
  } else if (d->exact) {
    depthwise_bytes(op, begin, end, arena, 1, 0);
  } else {
    depthwise_bytes(op, begin, end, arena, 0, 0);
  }
}

static void depthwise_run(const rq_op *op, uint8_t *arena) {
  depthwise_rows(op, 0, op->out.height, arena);
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
  d->taps = rq_finished(plan, d->taps);
  op->run = depthwise_taps_run;
  return depthwise_biases(plan, op, d, k, order, d->padded, 0) &&
         rq_scale_of_convolution(plan, op, k, bound, order, d->padded);
}

static int32_t common_divisor(int32_t a, int32_t b) { return b == 0 ? a : common_divisor(b, a % b); }

/* The taps w of the channel in lane l of all chunks. */
static void pack_taps(const rq_op *op, const depthwise *d, const int16_t *w, int32_t l) {
  int32_t vector = l % VB / VL, lane = l % VL;
  for (int32_t ky = 0; ky < op->kh; ky++) {
    for (int32_t kx = 0; kx < op->kw; kx++) {
      int8_t tap = (int8_t)w[ky * op->kw + kx];
      if (d->pairs) {
        int64_t block = ((int64_t)(l / VB) * op->kw + kx) * 4 + vector;
        d->weights[(block * 2 * VL + lane) * 4 + ky] = tap;
        d->weights[((block * 2 + 1) * VL + lane) * 4 + ky + 1] = tap;
      } else {
        int64_t block = ((int64_t)(l / VB) * op->kh + ky) * d->quads + kx / 4;
        d->weights[(block * VB + l % VB) * 4 + kx % 4] = tap;
      }
    }
  }
}

static int prepare_bytes(
    rq_plan *plan, rq_op *op, depthwise *d, const rq_constants *k, const int64_t *bound) {
  int32_t within[VB];
  interleaved_order(within);
  d->chunks = (op->out.channels + VB - 1) / VB;
  int32_t period = op->out.channels / common_divisor(op->out.channels, VB);
  d->flat = op->sx == 1 && period <= MOST_CHUNKS;
  if (d->flat) d->chunks = period;
  d->quads = (op->kw + 3) / 4;
  d->pairs = op->kh == 3 && op->sy == 1 && op->out.height > 1;
  int32_t lanes = d->chunks * VB;
  int32_t *order = rq_alloc(plan, lanes * (int64_t)sizeof *order);
  d->weights = rq_alloc(plan, (int64_t)lanes * 4 * (d->pairs ? 2 * op->kw : op->kh * d->quads));
  if (!order || !d->weights) return 0;
  for (int32_t l = 0; l < lanes; l++) {
    int32_t c = l / VB * VB + within[l % VB];
    if (d->flat) c %= op->out.channels;
    order[l] = c < op->out.channels ? c : -1;
    if (order[l] >= 0) pack_taps(op, d, k->weights + (int64_t)c * op->kh * op->kw, l);
  }
  d->weights = rq_finished(plan, d->weights);
  op->run = depthwise_run;
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
