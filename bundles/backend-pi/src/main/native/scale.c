#include "plan.h"

#include <stdlib.h>

/* Lanes of the widest vector: uniform constants are given for so many. */
#define UNIFORM_LANES 16

/* The largest shift with which a 32-bit sum can still give anything but 0. */
#define LAST_SHIFT 48

static int allocate(rq_plan *plan, rq_requant *r, int32_t lanes) {
  int32_t *all = rq_alloc(plan, (int64_t)lanes * 6 * (int64_t)sizeof(int32_t));
  if (!all) return 0;
  r->mul = all;
  r->round = all + lanes;
  r->post = all + 2 * lanes;
  r->shift = all + 3 * lanes;
  r->multiplier = all + 4 * lanes;
  r->n = all + 5 * lanes;
  return 1;
}

/* Whether (x * M + 2^(n-1)) >> n is 0 for every |x| <= bound. */
static int always_zero(int64_t bound, int32_t m, int32_t n) {
  return bound * m < (int64_t)1 << (n - 1);
}

/*
 * Fills the lanes. With n' = n + lift: for 17 <= n' <= 32 the product by M << (32 - n') is rounded at
 * bit 32; for larger n' the lower half of the product is dropped first, which does not change the
 * floor, because the rounding term is a multiple of 2^32.
 */
static void fill(
    rq_requant *r, int32_t lanes, const int32_t *order, const int32_t *m, const int32_t *n,
    const int64_t *bound) {
  int32_t least = 62;
  int64_t largest = 0;
  for (int32_t i = 0; i < lanes; i++) {
    int32_t c = order ? order[i] : 0;
    r->multiplier[i] = c < 0 ? 0 : m[c];
    r->n[i] = c < 0 ? 1 : n[c];
    if (c < 0 || always_zero(bound[c], m[c], n[c])) continue;
    if (n[c] < least) least = n[c];
    if (bound[c] > largest) largest = bound[c];
  }
  r->lift = least < 17 ? 17 - least : 0;
  r->mode = RQ_FAST;
  if (largest > INT32_MAX >> r->lift) {
    r->mode = RQ_WIDE;
    return;
  }
  for (int32_t i = 0; i < lanes; i++) {
    int32_t c = order ? order[i] : 0;
    r->round[i] = INT32_MIN; /* 2^31, unsigned */
    if (c < 0 || always_zero(bound[c], m[c], n[c])) continue;
    int32_t lifted = n[c] + r->lift;
    if (lifted <= 32) {
      r->mul[i] = m[c] << (32 - lifted);
    } else if (lifted <= LAST_SHIFT) {
      r->mul[i] = m[c];
      r->round[i] = 0;
      r->post[i] = (int32_t)1 << (lifted - 33);
      r->shift[i] = lifted - 32;
      r->mode = RQ_LONG;
    }
  }
}

static int residual(rq_plan *plan, rq_op *op) {
  rq_scale *s = &op->scale;
  s->residual = RQ_NO_RESIDUAL;
  if (!op->has_res) return 1;
  int64_t most = -(int64_t)op->res.low > op->res.high ? -(int64_t)op->res.low : op->res.high;
  int32_t m = op->res_multiplier;
  int32_t n = op->res_n;
  if (op->res.size == 1) {
    s->residual = RQ_NARROW_RESIDUAL;
    if (!always_zero(most, m, n)) {
      s->res_mul = m;
      s->res_add = ((int32_t)1 << (n - 1)) - op->res.zero * m;
      s->res_shift = n;
    }
    return 1;
  }
  s->residual = RQ_FULL_RESIDUAL;
  if (!allocate(plan, &s->res, UNIFORM_LANES)) return 0;
  fill(&s->res, UNIFORM_LANES, NULL, &m, &n, &most);
  if (s->res.mode == RQ_WIDE) s->sum.mode = RQ_WIDE;
  return 1;
}

int rq_scale_of_convolution(
    rq_plan *plan, rq_op *op, const rq_constants *c, const int64_t *bound, const int32_t *order,
    int32_t lanes) {
  if (!allocate(plan, &op->scale.sum, lanes)) return 0;
  fill(&op->scale.sum, lanes, order, c->multiplier, c->n, bound);
  return residual(plan, op);
}

int rq_scale_uniform(rq_plan *plan, rq_op *op, const rq_constants *c, int64_t bound) {
  if (!allocate(plan, &op->scale.sum, UNIFORM_LANES)) return 0;
  fill(&op->scale.sum, UNIFORM_LANES, NULL, c->multiplier, c->n, &bound);
  return residual(plan, op);
}

int64_t rq_bound(const rq_op *op, const rq_constants *c, int32_t channel) {
  int64_t per = (int64_t)op->kh * op->kw * (op->in.channels / op->groups);
  const int16_t *w = c->weights + channel * per;
  int64_t sum = 0;
  for (int64_t i = 0; i < per; i++) sum += abs(w[i]);
  int64_t most = -(int64_t)op->in.low > op->in.high ? -(int64_t)op->in.low : op->in.high;
  return sum * most + llabs((long long)c->bias[channel]);
}
