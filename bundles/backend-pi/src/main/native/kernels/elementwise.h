/* Sums, rectifiers, pools, shortcuts and copies. */

static ALWAYS uint8_t *row_of(uint8_t *arena, const rq_tensor *t, int32_t y) {
  return arena + t->base + (int64_t)y * t->pitch;
}

static void rescale_run(const rq_op *op, uint8_t *arena) {
  int32_t n = op->in.width * op->in.channels;
  vi zero = v_set1(op->in.zero);
  for (int32_t y = 0; y < op->in.height; y++) {
    const uint8_t *from = row_of(arena, &op->in, y);
    const uint8_t *res = row_of(arena, &op->res, y);
    uint8_t *to = row_of(arena, &op->out, y);
    for (int32_t i = 0; i < n; i += VL) {
      vi v = v_sub(load_stored(from + i * op->in.size, op->in.size), zero);
      finish(op, 0, v, res + i * op->res.size, to + i * op->out.size, n - i);
    }
  }
}

/*
 * Unsigned bytes by one factor, in 16 bits: x M >> 8 is the high half of (x << 8) M, and rounding at
 * bit k of what remains is a shift by k - 1 and half of the next larger integer. For n of 9..24.
 */
static void rescale_bytes_run(const rq_op *op, uint8_t *arena) {
  int32_t n = op->in.width * op->in.channels;
  uint16_t factor = (uint16_t)op->scale.sum.multiplier[0];
  int32_t shift = op->scale.sum.n[0] - 9;
  uint16_t low = (uint16_t)op->scale.low, high = (uint16_t)op->scale.high;
  for (int32_t y = 0; y < op->in.height; y++) {
    const uint8_t *restrict from = row_of(arena, &op->in, y);
    uint8_t *restrict to = row_of(arena, &op->out, y);
    int32_t i = 0;
#ifdef SCALE_BYTES
    for (; i + 4 * VL <= n; i += 4 * VL) {
      vb v = v_scale_u8(v_load((const int32_t *)(const void *)(from + i)), factor, shift);
      v_store_bytes(to + i, v_clamp(v, v_bytes(low), v_bytes(high)));
    }
#endif
    for (; i < n; i++) {
      uint16_t x = (uint16_t)(from[i] << 8);
      uint16_t product = (uint16_t)(((uint32_t)x * factor) >> 16);
      uint16_t v = (uint16_t)((uint16_t)((product >> shift) + 1) >> 1);
      v = v < low ? low : v;
      to[i] = (uint8_t)(v > high ? high : v);
    }
  }
}

static int rescale_prepare(rq_plan *plan, rq_op *op, const rq_constants *c, int64_t most) {
  op->run = rescale_run;
  if (!rq_scale_uniform(plan, op, c, most)) return 0;
  int32_t n = op->scale.sum.n[0];
  int bytes = op->in.size == 1 && op->out.size == 1 && op->in.zero == 0 && op->out.zero == 0;
  if (bytes && !op->has_res && n >= 9 && n <= 24) op->run = rescale_bytes_run;
  return 1;
}

static ALWAYS int32_t clip(int32_t v, int32_t low, int32_t high) {
  return v < low ? low : v > high ? high : v;
}

static void average_run(const rq_op *op, uint8_t *arena) {
  int32_t pixel = op->in.channels * op->in.size;
  for (int32_t y = 0; y < op->out.height; y++) {
    int32_t top = y * op->sy - op->pt;
    int32_t y0 = clip(top, 0, op->in.height);
    int32_t y1 = clip(top + op->kh, 0, op->in.height);
    uint8_t *to = row_of(arena, &op->out, y);
    for (int32_t x = 0; x < op->out.width; x++, to += op->out.channels * op->out.size) {
      int32_t left = x * op->sx - op->pl;
      int32_t x0 = clip(left, 0, op->in.width);
      int32_t x1 = clip(left + op->kw, 0, op->in.width);
      vi start = v_set1(-op->in.zero * (y1 - y0) * (x1 - x0));
      for (int32_t c = 0; c < op->in.channels; c += VL) {
        vi sum = start;
        for (int32_t row = y0; row < y1; row++) {
          const uint8_t *from = row_of(arena, &op->in, row) + x0 * pixel + c * op->in.size;
          for (int32_t column = x0; column < x1; column++, from += pixel) {
            sum = v_add(sum, load_stored(from, op->in.size));
          }
        }
        finish(op, 0, sum, NULL, to + c * op->out.size, op->in.channels - c);
      }
    }
  }
}

static void maximum_run(const rq_op *op, uint8_t *arena) {
  int32_t pixel = op->in.channels * op->in.size;
  for (int32_t y = 0; y < op->out.height; y++) {
    int32_t top = y * op->sy - op->pt;
    int32_t y0 = clip(top, 0, op->in.height);
    int32_t y1 = clip(top + op->kh, 0, op->in.height);
    uint8_t *to = row_of(arena, &op->out, y);
    for (int32_t x = 0; x < op->out.width; x++, to += pixel) {
      int32_t left = x * op->sx - op->pl;
      int32_t x0 = clip(left, 0, op->in.width);
      int32_t x1 = clip(left + op->kw, 0, op->in.width);
      const uint8_t *first = row_of(arena, &op->in, y0) + x0 * pixel;
      for (int32_t at = 0; at < pixel; at += 16) {
        v128 best = v128_load(first + at);
        for (int32_t row = y0; row < y1; row++) {
          const uint8_t *from = row_of(arena, &op->in, row) + x0 * pixel + at;
          for (int32_t column = x0; column < x1; column++, from += pixel) {
            v128 v = v128_load(from);
            best = op->in.size == 1 ? v128_max_u8(best, v) : v128_max_s16(best, v);
          }
        }
        if (pixel - at >= 16) {
          v128_store(to + at, best);
        } else {
          uint8_t some[16];
          v128_store(some, best);
          memcpy(to + at, some, (size_t)(pixel - at));
        }
      }
    }
  }
}

static void zeros(const rq_tensor *t, uint8_t *to, int32_t count) {
  if (t->size == 1) {
    memset(to, t->zero, (size_t)count);
    return;
  }
  int16_t zero = (int16_t)t->zero;
  for (int32_t i = 0; i < count; i++) memcpy(to + 2 * i, &zero, 2);
}

/* Pixels between zeros, which are written first: the whole row at once. */
static void pick_run(const rq_op *op, uint8_t *arena) {
  int32_t size = op->in.size;
  int32_t pixel = op->in.channels * size;
  int32_t wide = op->out.channels * size;
  for (int32_t y = 0; y < op->out.height; y++) {
    const uint8_t *from = row_of(arena, &op->in, y * op->sy);
    uint8_t *to = row_of(arena, &op->out, y);
    if (wide > pixel) zeros(&op->out, to, op->out.width * op->out.channels);
    to += op->pl * size;
    for (int32_t x = 0; x < op->out.width; x++, from += (int64_t)op->sy * pixel, to += wide) {
      int32_t at = 0;
      for (; at + 16 <= pixel; at += 16) v128_store(to + at, v128_load(from + at));
      for (; at < pixel; at++) to[at] = from[at];
    }
  }
}

/* The same elements in another shape: runs of what is contiguous on both sides. */
static void copy_run(const rq_op *op, uint8_t *arena) {
  int32_t in_row = op->in.width * op->in.channels * op->in.size;
  int32_t out_row = op->out.width * op->out.channels * op->out.size;
  int32_t in_left = in_row, out_left = out_row, in_y = 0, out_y = 0;
  while (out_y < op->out.height) {
    int32_t n = in_left < out_left ? in_left : out_left;
    memcpy(
        row_of(arena, &op->out, out_y) + out_row - out_left,
        row_of(arena, &op->in, in_y) + in_row - in_left, (size_t)n);
    in_left -= n;
    out_left -= n;
    if (!in_left) {
      in_left = in_row;
      in_y++;
    }
    if (!out_left) {
      out_left = out_row;
      out_y++;
    }
  }
}
