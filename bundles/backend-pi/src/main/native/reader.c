#include "reader.h"

#include <stdio.h>
#include <string.h>

#define MAGIC 0x33505152 /* "RQP3" */
#define MAX_COUNT 65536
#define MAX_WINDOW 255

int rq_refuse(rq_reader *r, const char *why) {
  snprintf(r->error, r->room, "plan refused at byte %lld: %s", (long long)r->at, why);
  return 0;
}

static int words(rq_reader *r, int64_t count, const int32_t **out) {
  if (count < 0 || count > (r->size - r->at) / 4) return rq_refuse(r, "it ends too early");
  *out = (const int32_t *)(const void *)(r->bytes + r->at);
  r->at += 4 * count;
  return 1;
}

int rq_at_end(rq_reader *r) { return r->at == r->size || rq_refuse(r, "bytes are left over"); }

static int in(int64_t value, int64_t low, int64_t high) { return value >= low && value <= high; }

int rq_read_header(rq_reader *r, rq_header *h) {
  const int32_t *w;
  if (((uintptr_t)r->bytes & 3) != 0) return rq_refuse(r, "it is not aligned to 4 bytes");
  if (!words(r, 9, &w)) return 0;
  if (w[0] != MAGIC) return rq_refuse(r, "wrong format");
  *h = (rq_header){w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8]};
  int ok = in(h->arena_bytes, 1, RQ_MAX_BYTES) && in(h->tensors, 2, MAX_COUNT) &&
           in(h->ops, 1, MAX_COUNT) && in(h->input, 0, h->tensors - 1) &&
           in(h->output, 0, h->tensors - 1) && in(h->kernels, 0, RQ_KERNELS) &&
           in(h->workers, 1, RQ_MAX_WORKERS) && in(h->part_picoseconds, 1, INT32_MAX);
  return ok || rq_refuse(r, "header out of range");
}

int rq_read_tensor(rq_reader *r, int64_t arena_bytes, rq_tensor *t) {
  const int32_t *w;
  if (!words(r, 11, &w)) return 0;
  *t = (rq_tensor){w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10]};
  int sizes = in(t->height, 1, MAX_COUNT) && in(t->width, 1, MAX_COUNT) &&
              in(t->channels, 1, MAX_COUNT) && in(t->size, 1, 2) &&
              in(t->pitch, 1, RQ_MAX_BYTES);
  if (!sizes) return rq_refuse(r, "tensor extent out of range");
  int64_t row = (int64_t)t->width * t->channels * t->size;
  int64_t last = t->base + (int64_t)(t->height - 1) * t->pitch + row;
  int placed = in(t->begin, 0, arena_bytes) && in(t->end, t->begin, arena_bytes) &&
               in(t->base, t->begin, t->end) && t->pitch >= row &&
               last + RQ_SLACK(t->channels, t->size) <= t->end &&
               (t->size == 1 || ((t->base | t->begin | t->pitch) & 1) == 0);
  if (!placed) return rq_refuse(r, "tensor does not fit its place");
  int64_t low = (int64_t)t->low + t->zero;
  int64_t high = (int64_t)t->high + t->zero;
  int range = t->size == 1 ? in(t->zero, 0, 255) && in(low, 0, high) && in(high, low, 255)
                           : in(t->zero, INT16_MIN, 0) && in(low, INT16_MIN, high) &&
                                 in(high, low, INT16_MAX);
  return range || rq_refuse(r, "tensor range does not fit its elements");
}

static int apart(const rq_tensor *a, const rq_tensor *b) {
  return a->end <= b->begin || b->end <= a->begin;
}

static int same_shape(const rq_tensor *a, const rq_tensor *b) {
  return a->height == b->height && a->width == b->width && a->channels == b->channels;
}

/* Windows lie within the tensor with its border, and the slack behind them. */
static int covers(const rq_op *op) {
  const rq_tensor *t = &op->in;
  int64_t pixel = (int64_t)t->channels * t->size;
  int64_t first = t->base - (int64_t)op->pt * t->pitch - op->pl * pixel;
  int64_t row = (int64_t)(op->out.height - 1) * op->sy + op->kh - 1 - op->pt;
  int64_t column = (int64_t)(op->out.width - 1) * op->sx + op->kw - op->pl;
  int64_t last = t->base + row * t->pitch + column * pixel;
  return first >= t->begin && last + RQ_SLACK(t->channels, t->size) <= t->end;
}

/* Every window has at least one element inside: for pools, which clip. */
static int overlaps(const rq_op *op) {
  return op->pt < op->kh && op->pl < op->kw &&
         (int64_t)(op->out.height - 1) * op->sy - op->pt < op->in.height &&
         (int64_t)(op->out.width - 1) * op->sx - op->pl < op->in.width;
}

static int same_scale(const rq_op *op) {
  return op->in.size == op->out.size && op->in.zero == op->out.zero;
}

static int check(const rq_op *op) {
  switch (op->kind) {
    case RQ_CONVOLVE:
      return op->in.channels % op->groups == 0 && op->out.channels % op->groups == 0 && covers(op);
    case RQ_RESCALE:
      return same_shape(&op->in, &op->out);
    case RQ_AVERAGE: {
      int64_t most = -(int64_t)op->in.low > op->in.high ? -(int64_t)op->in.low : op->in.high;
      return op->in.channels == op->out.channels && overlaps(op) &&
             most * op->kh * op->kw <= INT32_MAX;
    }
    case RQ_MAXIMUM:
      return op->in.channels == op->out.channels && overlaps(op) && same_scale(op);
    case RQ_PICK:
      return (int64_t)(op->out.height - 1) * op->sy < op->in.height &&
             (int64_t)(op->out.width - 1) * op->sy < op->in.width &&
             op->pl + op->in.channels <= op->out.channels && same_scale(op);
    case RQ_COPY:
      return (int64_t)op->in.height * op->in.width * op->in.channels ==
                 (int64_t)op->out.height * op->out.width * op->out.channels &&
             same_scale(op);
  }
  return 0;
}

static int requant_ok(const int32_t *m, const int32_t *n, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    if (!in(m[i], 1 << 15, (1 << 16) - 1) || !in(n[i], 1, 62)) return 0;
  }
  return 1;
}

static int constants_of(rq_reader *r, const rq_op *op, rq_constants *c) {
  memset(c, 0, sizeof *c);
  if (op->kind > RQ_AVERAGE) return 1;
  int64_t channels = op->kind == RQ_CONVOLVE ? op->out.channels : 1;
  if (!words(r, channels, &c->bias) || !words(r, channels, &c->multiplier) ||
      !words(r, channels, &c->n)) {
    return 0;
  }
  if (!requant_ok(c->multiplier, c->n, channels)) return rq_refuse(r, "multiplier or shift");
  if (op->kind != RQ_CONVOLVE) return 1;
  int64_t count = channels * op->kh * op->kw * (op->in.channels / op->groups);
  const int32_t *w;
  if (count > RQ_MAX_BYTES || !words(r, (count + 1) / 2, &w)) return rq_refuse(r, "weights");
  c->weights = (const int16_t *)(const void *)w;
  for (int64_t i = 0; i < count; i++) {
    if (c->weights[i] == INT16_MIN) return rq_refuse(r, "weight of -32768");
  }
  for (int32_t i = 0; i < op->out.channels; i++) {
    if (rq_bound(op, c, i) >= (int64_t)1 << 46) return rq_refuse(r, "sum beyond 2^46");
  }
  return 1;
}

int rq_read_op(
    rq_reader *r, const rq_tensor *tensors, int32_t count, rq_op *op, rq_constants *constants) {
  const int32_t *w;
  if (!words(r, 15, &w)) return 0;
  int known = in(w[0], RQ_CONVOLVE, RQ_COPY) && in(w[1], 0, count - 1) &&
              in(w[2], -1, count - 1) && in(w[3], 0, count - 1);
  if (!known) return rq_refuse(r, "operation or tensor unknown");
  memset(op, 0, sizeof *op);
  op->kind = (enum rq_kind)w[0];
  op->in = tensors[w[1]];
  op->has_res = w[2] >= 0;
  op->res = tensors[op->has_res ? w[2] : w[1]];
  op->out = tensors[w[3]];
  op->kh = w[4];
  op->kw = w[5];
  op->sy = w[6];
  op->sx = w[7];
  op->pt = w[8];
  op->pl = w[9];
  op->groups = w[10];
  op->scale.low = w[11];
  op->scale.high = w[12];
  op->res_multiplier = w[13];
  op->res_n = w[14];
  int whole = op->kind == RQ_AVERAGE ? MAX_COUNT : MAX_WINDOW;
  if (op->kind == RQ_CONVOLVE) whole = MAX_COUNT;
  int ranges = in(op->kh, 1, whole) && in(op->kw, 1, whole) && in(op->sy, 1, MAX_WINDOW) &&
               in(op->sx, 1, MAX_WINDOW) && in(op->pt, 0, MAX_COUNT) &&
               in(op->pl, 0, MAX_COUNT) && in(op->groups, 1, MAX_COUNT) &&
               in(op->scale.low, op->out.low, op->out.high) &&
               in(op->scale.high, op->scale.low, op->out.high);
  if (!ranges || !check(op)) return rq_refuse(r, "operation does not fit its tensors");
  if (op->has_res) {
    if (!same_shape(&op->res, &op->out) || !requant_ok(&op->res_multiplier, &op->res_n, 1)) {
      return rq_refuse(r, "residual does not fit");
    }
  }
  if (!apart(&op->in, &op->out) || (op->has_res && !apart(&op->res, &op->out))) {
    return rq_refuse(r, "an operation writes what it reads");
  }
  return constants_of(r, op, constants);
}
