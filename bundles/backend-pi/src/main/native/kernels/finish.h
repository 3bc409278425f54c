/* From sums to stored outputs, a vector at a time: every mode, width and residual. */

typedef struct {
  vi mul, round, post, shift;
} lanes_of;

static ALWAYS lanes_of lanes_at(const rq_requant *r, int32_t lane) {
  return (lanes_of){
      v_load(r->mul + lane), v_load(r->round + lane), v_load(r->post + lane),
      v_load(r->shift + lane)};
}

static ALWAYS vi requantize(vi x, int32_t lift, lanes_of l) {
  return v_sravar(v_add(v_high(v_sll(x, lift), l.mul, l.round), l.post), l.shift);
}

static ALWAYS vi load_stored(const uint8_t *from, int32_t size) {
  return size == 1 ? v_load_u8(from) : v_load_s16((const int16_t *)(const void *)from);
}

static ALWAYS void store_values(uint8_t *to, vi v, int32_t size, int32_t count) {
  int32_t lanes[VL] __attribute__((aligned(64)));
  if (size == 1 && count >= VL) {
    v_store_u8(to, v);
  } else if (size == 1) {
    v_store_u8_some(to, v, count);
  } else if (count >= VL) {
    v_store_s16((int16_t *)(void *)to, v);
  } else {
    v_store(lanes, v);
    for (int32_t i = 0; i < count && i < VL; i++) {
      int16_t value = (int16_t)lanes[i];
      __builtin_memcpy(to + 2 * i, &value, 2);
    }
  }
}

static NOINLINE void finish_wide(
    const rq_op *op, int32_t lane, vi sums, const uint8_t *res, uint8_t *to, int32_t count) {
  const rq_scale *s = &op->scale;
  int32_t sum[VL] __attribute__((aligned(64)));
  int32_t other[VL] __attribute__((aligned(64)));
  v_store(sum, sums);
  if (op->has_res) v_store(other, load_stored(res, op->res.size));
  for (int32_t i = 0; i < count && i < VL; i++) {
    int64_t v = rq_round_shift(sum[i], s->sum.multiplier[lane + i], s->sum.n[lane + i]);
    if (op->has_res) {
      v += rq_round_shift(other[i] - op->res.zero, op->res_multiplier, op->res_n);
    }
    v = v < s->low ? s->low : v > s->high ? s->high : v;
    sum[i] = (int32_t)v + op->out.zero;
  }
  store_values(to, v_load(sum), op->out.size, count);
}

/* Constants of one vector of output channels; of the residual only where it takes its own product. */
typedef struct {
  lanes_of sum, res;
} scale_of;

static ALWAYS scale_of scale_at(const rq_op *op, int32_t lane) {
  const rq_scale *s = &op->scale;
  lanes_of sum = lanes_at(&s->sum, lane);
  scale_of scale = {sum, sum};
  if (s->residual == RQ_FULL_RESIDUAL) scale.res = lanes_at(&s->res, 0);
  return scale;
}

/*
 * Finishes one vector of sums, of any mode but RQ_WIDE.
 *
 * res: where its residual lies; count: lanes to store
 */
static ALWAYS void finish_scaled(
    const rq_op *op, scale_of scale, vi sums, const uint8_t *res, uint8_t *to, int32_t count) {
  const rq_scale *s = &op->scale;
  vi v = requantize(sums, s->sum.lift, scale.sum);
  if (s->residual == RQ_NARROW_RESIDUAL) {
    vi r = v_add(v_mul(v_load_u8(res), v_set1(s->res_mul)), v_set1(s->res_add));
    v = v_add(v, v_sra(r, s->res_shift));
  } else if (s->residual == RQ_FULL_RESIDUAL) {
    vi r = v_sub(load_stored(res, op->res.size), v_set1(op->res.zero));
    v = v_add(v, requantize(r, s->res.lift, scale.res));
  }
  v = v_min(v_max(v, v_set1(s->low)), v_set1(s->high));
  store_values(to, v_add(v, v_set1(op->out.zero)), op->out.size, count);
}

/* The same of every mode; lane: index of the first lane's constants. */
static ALWAYS void finish(
    const rq_op *op, int32_t lane, vi sums, const uint8_t *res, uint8_t *to, int32_t count) {
  if (op->scale.sum.mode == RQ_WIDE) {
    finish_wide(op, lane, sums, res, to, count);
  } else {
    finish_scaled(op, scale_at(op, lane), sums, res, to, count);
  }
}
