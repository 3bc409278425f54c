/* Blocks of convolutions: how many are not zero, and their lists. See blocks.h. */

/* Whether lists of blocks or words can serve at all: bytes by bytes, channels that mix. */
static int sparse_serves(const rq_op *op, const rq_constants *k) {
  if (op->in.size != 1 || is_depthwise(op)) return 0;
  int64_t count = (int64_t)op->out.channels * op->kh * op->kw * (op->in.channels / op->groups);
  for (int64_t i = 0; i < count; i++) {
    if (k->weights[i] > INT8_MAX || k->weights[i] < -INT8_MAX) return 0;
  }
  return 1;
}

static int is_zero(const int16_t *w, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    if (w[i]) return 0;
  }
  return 1;
}

/* Blocks that are not zero, of one group. */
static int64_t blocks_of(const rq_op *op, const rq_constants *k) {
  int32_t elements = op->kw * op->in.channels;
  int64_t per = (int64_t)op->kh * elements;
  int64_t blocks = 0;
  for (int32_t first = 0; first < op->out.channels; first += VL) {
    int32_t channels = op->out.channels - first < VL ? op->out.channels - first : VL;
    for (int32_t ky = 0; ky < op->kh; ky++) {
      for (int32_t e = 0; e < elements; e += 4) {
        const int16_t *w = k->weights + first * per + (int64_t)ky * elements + e;
        int32_t zeros = 0;
        int32_t some = elements - e < 4 ? elements - e : 4;
        for (; zeros < channels && is_zero(w + zeros * per, some); zeros++) {}
        blocks += zeros < channels;
      }
    }
  }
  return blocks;
}

/* Drops the zero blocks of packed weights and lists where the others read. */
static int drop_zero_blocks(rq_plan *plan, convolution *c) {
  int64_t all = (int64_t)c->segments * c->steps;
  c->offset = rq_alloc(plan, c->slices * all * (int64_t)sizeof *c->offset);
  if (!c->offset) return 0;
  int32_t listed = 0;
  for (int32_t i = 0; i < c->slices; i++) {
    slice *s = &c->slice[i];
    int8_t *to = c->weights + s->weights;
    const int8_t *from = to;
    s->first = listed;
    for (int64_t step = 0; step < all; step++, from += 4 * VL) {
      int32_t any = 0;
      for (int32_t b = 0; b < 4 * VL; b++) any |= from[b];
      if (!any) continue;
      memmove(to, from, 4 * VL);
      to += 4 * VL;
      c->offset[listed++] = c->segment[step / c->steps] + 4 * (int32_t)(step % c->steps);
    }
    s->count = listed - s->first;
  }
  return 1;
}
