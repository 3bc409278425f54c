/*
 * Convolutions whose weights are zero in blocks of VL output channels x 4 elements of a kernel row:
 * the words of the dense kernels, but only those of a list. A slice is one vector of channels, since
 * neighbours have other blocks.
 */

static ALWAYS void multiply_blocks(
    const convolution *c, const slice *s, const int P, const int exact, const uint8_t *const *px,
    vi acc[][TILE_P]) {
  const int8_t *w = c->weights + s->weights;
  const int32_t *at = c->offset + s->first;
  const int32_t *end = at + s->count;
  for (; at < end; at++, w += 4 * VL) {
    vi weights = v_load((const int32_t *)(const void *)w);
    UNROLL for (int p = 0; p < P; p++) {
      vi a = v_broadcast(px[p] + *at);
      acc[0][p] = exact ? v_dot8_exact(acc[0][p], a, weights) : v_dot8(acc[0][p], a, weights);
    }
  }
}

static ALWAYS void block_tile(
    const int P, const rq_op *op, const slice *s, int64_t pixel, uint8_t *arena) {
  const convolution *c = op->data;
  const uint8_t *px[TILE_P];
  UNROLL for (int p = 0; p < P; p++) px[p] = arena + c->in[pixel + p] + s->in;
  vi acc[TILE_N][TILE_P];
  UNROLL for (int p = 0; p < P; p++) acc[0][p] = v_load(c->bias + s->lane);
  if (c->run == 0) {
    multiply_blocks(c, s, P, 1, px, acc);
  } else {
    multiply_blocks(c, s, P, 0, px, acc);
  }
  store_sums(op, s, c, 1, P, pixel, arena, acc);
}

static NOINLINE void block_tile_whole(
    const rq_op *op, const slice *s, int64_t pixel, uint8_t *arena) {
  block_tile(TILE_P, op, s, pixel, arena);
}

static NOINLINE void block_tile_half(
    const rq_op *op, const slice *s, int64_t pixel, uint8_t *arena) {
  block_tile(TILE_HALF, op, s, pixel, arena);
}

static NOINLINE void block_tile_one(
    const rq_op *op, const slice *s, int64_t pixel, uint8_t *arena) {
  block_tile(1, op, s, pixel, arena);
}

/* By pixels, as tile_functions. */
static const tile_function block_functions[3] = {block_tile_whole, block_tile_half, block_tile_one};
