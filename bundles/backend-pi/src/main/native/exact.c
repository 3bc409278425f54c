#include "plan.h"

#include <string.h>

typedef struct {
  const int16_t *weights;
  const int32_t *bias, *multiplier, *n;
} exact;

static int64_t value(const uint8_t *arena, const rq_tensor *t, int32_t y, int32_t x, int32_t c) {
  int64_t at = t->base + (int64_t)y * t->pitch + ((int64_t)x * t->channels + c) * t->size;
  if (t->size == 1) return (int64_t)arena[at] - t->zero;
  int16_t stored;
  memcpy(&stored, arena + at, sizeof stored);
  return (int64_t)stored - t->zero;
}

static void put(uint8_t *arena, const rq_tensor *t, int32_t y, int32_t x, int32_t c, int64_t v) {
  int64_t at = t->base + (int64_t)y * t->pitch + ((int64_t)x * t->channels + c) * t->size;
  if (t->size == 1) {
    arena[at] = (uint8_t)(v + t->zero);
  } else {
    int16_t stored = (int16_t)(v + t->zero);
    memcpy(arena + at, &stored, sizeof stored);
  }
}

static int64_t sum(const rq_op *op, const uint8_t *arena, int32_t y, int32_t x, int32_t c) {
  const exact *e = op->data;
  int32_t in_per = op->in.channels / op->groups;
  int32_t first = c / (op->out.channels / op->groups) * in_per;
  const int16_t *w = e->weights + (int64_t)c * op->kh * op->kw * in_per;
  int64_t acc = e->bias[c];
  for (int32_t ky = 0; ky < op->kh; ky++) {
    int32_t row = y * op->sy + ky - op->pt;
    for (int32_t kx = 0; kx < op->kw; kx++, w += in_per) {
      int32_t column = x * op->sx + kx - op->pl;
      if (row < 0 || row >= op->in.height || column < 0 || column >= op->in.width) continue;
      for (int32_t i = 0; i < in_per; i++) {
        acc += value(arena, &op->in, row, column, first + i) * w[i];
      }
    }
  }
  return acc;
}

static void run(const rq_op *op, uint8_t *arena) {
  const exact *e = op->data;
  for (int32_t y = 0; y < op->out.height; y++) {
    for (int32_t x = 0; x < op->out.width; x++) {
      for (int32_t c = 0; c < op->out.channels; c++) {
        int64_t v = rq_round_shift(sum(op, arena, y, x, c), e->multiplier[c], e->n[c]);
        if (op->has_res) {
          v += rq_round_shift(value(arena, &op->res, y, x, c), op->res_multiplier, op->res_n);
        }
        v = v < op->scale.low ? op->scale.low : v > op->scale.high ? op->scale.high : v;
        put(arena, &op->out, y, x, c, v);
      }
    }
  }
}

int rq_exact_prepare(rq_plan *plan, rq_op *op, const rq_constants *constants) {
  int64_t channels = op->out.channels;
  int64_t weights = channels * op->kh * op->kw * (op->in.channels / op->groups);
  exact *e = rq_alloc(plan, sizeof *e);
  int32_t *ints = rq_alloc(plan, 3 * channels * (int64_t)sizeof(int32_t));
  int16_t *copy = rq_alloc(plan, weights * (int64_t)sizeof(int16_t));
  if (!e || !ints || !copy) return 0;
  memcpy(ints, constants->bias, (size_t)channels * sizeof(int32_t));
  memcpy(ints + channels, constants->multiplier, (size_t)channels * sizeof(int32_t));
  memcpy(ints + 2 * channels, constants->n, (size_t)channels * sizeof(int32_t));
  memcpy(copy, constants->weights, (size_t)weights * sizeof(int16_t));
  *e = (exact){copy, ints, ints + channels, ints + 2 * channels};
  op->data = e;
  op->run = run;
  return 1;
}
