/*
 * 3x3 convolutions of stride 1 by the minimal filtering algorithm F(4x4, 3x3) (Winograd 1980; Lavin
 * and Gray, arXiv 1509.09308) in integers, exactly: 36 products of 16 bits give 16 outputs that take
 * 144 products of 8 bits.
 *
 * Per axis, over the points 0, 1, -1, 2, -2 and infinity, 6 inputs d become v = B d, 3 weights g
 * become u = G g, and 4 outputs come of m = u v by A m. The fractions of the original are cleared by
 * integer factors of the rows of G, so an axis gives 24, 12, 6 and 12 times the outputs, all of them
 * 3 times a power of two. Sums run modulo 2^32: the product with the inverse of 9 and a shift
 * recover every output below 2^25 in magnitude, however often the sums before it have overflowed.
 *
 * What is multiplied must fit 16 bits. The magnitudes in two rows of B multiply to 100 at most; of
 * these 50 are of either sign, but 68 of one and 32 of the other for the points 1, 1. So inputs
 * within l..h, which have 0 among them, give at most max(50 (h - l), 68 h - 32 l, 32 h - 68 l): 9
 * bits may be stored as -256..255, not as 0..511. G makes 49 times as much of weights, which may
 * have 10 bits. Inputs of more bits are taken as x = 256 h + l with signed h and l of 0..255: twice
 * the products, still half of what 16-bit products without transforms take.
 */

#define WINOGRAD_WEIGHTS 49
#define WINOGRAD_OUTPUTS ((int64_t)1 << 25)
#define WINOGRAD_INVERSE 954437177 /* of 9, modulo 2^32 */

/* 16-bit integers for one row of points and HL input channels: of a group of tiles, of weights. */
#define POINTS_OF_CHUNK (WINOGRAD * 6 * HL)
#define WEIGHTS_OF_CHUNK (6 * HL * VL)

/* HL input channels, 16 bits each. */
typedef int16_t vs __attribute__((vector_size(2 * HL), aligned(2), may_alias));

typedef struct {
  int32_t chunks;         /* of HL input channels */
  int32_t blocks;         /* of VL output channels */
  int32_t across, down;   /* tiles */
  int32_t rows;           /* rows of tiles that are computed together */
  int32_t halves;         /* of an input: 1, or 2 where it has more than 9 bits */
  int32_t hot;
  int32_t *bias;          /* with the correction for the input's zero */
  int64_t *round;         /* bias x multiplier + 2^31, and the output's zero above: if hot */
  int16_t *weights;       /* block, row of points, chunk, pair of channels, point, lane, 2 */
  int16_t *columns;       /* row of points, x, channel of a chunk */
  int16_t *points;        /* group of WINOGRAD tiles, row of points, chunk, tile, point, channel */
  int32_t *products;      /* tile, output column, row of points, lane */
  int64_t half_points;    /* from the points of the low half to those of the high one */
  int64_t half_products;  /* the same of products */
  int64_t per_worker;     /* 32-bit words of columns, points and products of one worker */
  int32_t block_parts;    /* that the blocks are cut into, where the operation is */
} winograd;

/* B d. */
static ALWAYS void to_points(const vs d[6], vs v[6]) {
  vs even = d[4] - (d[2] << 2);
  vs odd = d[3] - (d[1] << 2);
  vs outer = d[4] - d[2];
  vs inner = d[3] - d[1];
  vs twice = inner + inner;
  v[0] = ((d[0] - d[2]) << 2) + outer;
  v[1] = even + odd;
  v[2] = even - odd;
  v[3] = outer + twice;
  v[4] = outer - twice;
  v[5] = (d[5] - d[3]) - (inner << 2);
}

/* A m: 24, 12, 6 and 12 times the outputs. */
static ALWAYS void from_points(const vi m[6], vi y[4]) {
  vi a = v_add(m[1], m[2]);
  vi b = v_add(m[3], m[4]);
  vi c = v_sub(m[1], m[2]);
  vi d = v_sub(m[3], m[4]);
  vi twice = v_add(c, c);
  y[0] = v_add(v_sub(m[0], v_sll(a, 2)), b);
  y[1] = v_sub(d, twice);
  y[2] = v_sub(b, a);
  y[3] = v_add(v_sub(v_sll(d, 2), twice), v_add(m[5], m[5]));
}

/* Powers of two in the factors of from_points. */
static const int32_t winograd_shift[4] = {3, 2, 1, 2};

static ALWAYS int32_t first_of_tile(int32_t tile, int32_t extent) {
  return 4 * tile + 4 <= extent ? 4 * tile : extent - 4;
}

/* What of a stored input is transformed. */
enum part { BYTE, WORD, LOW_HALF, HIGH_HALF };

static ALWAYS vs part_of(const uint8_t *from, const enum part part) {
  if (part == BYTE) return (vs)v_widen_u8(from);
  vs word = *(const vs *)(const void *)from;
  if (part == LOW_HALF) return word & 255;
  if (part == HIGH_HALF) return word >> 8;
  return word;
}

/* Columns of HL channels first, because tiles share them. */
static ALWAYS void points_of_columns(
    const winograd *g, const uint8_t *from, const enum part part, int64_t pixel, int64_t pitch,
    int32_t width) {
  int16_t *to = g->columns;
  for (int32_t x = 0; x < width; x++, from += pixel, to += HL) {
    vs d[6], v[6];
    UNROLL for (int i = 0; i < 6; i++) d[i] = part_of(from + i * pitch, part);
    to_points(d, v);
    UNROLL for (int i = 0; i < 6; i++) *(vs *)(to + i * width * HL) = v[i];
  }
}

/* One row of tiles, the first of which is number `tile`. */
static NOINLINE void points_of(
    const rq_op *op, const winograd *g, const uint8_t *from, int32_t tile, int32_t half) {
  int32_t width = op->out.width + 2;
  int64_t per_row = (int64_t)g->chunks * POINTS_OF_CHUNK;
  int64_t pixel = (int64_t)op->in.channels * op->in.size;
  for (int32_t chunk = 0; chunk < g->chunks; chunk++, from += HL * op->in.size) {
    if (op->in.size == 1) {
      points_of_columns(g, from, BYTE, pixel, op->in.pitch, width);
    } else if (g->halves == 1) {
      points_of_columns(g, from, WORD, pixel, op->in.pitch, width);
    } else if (half == 0) {
      points_of_columns(g, from, LOW_HALF, pixel, op->in.pitch, width);
    } else {
      points_of_columns(g, from, HIGH_HALF, pixel, op->in.pitch, width);
    }
    int16_t *points = g->points + half * g->half_points + chunk * POINTS_OF_CHUNK;
    for (int32_t i = 0; i < g->across; i++) {
      int32_t number = tile + i;
      const int16_t *at = g->columns + first_of_tile(i, op->out.width) * HL;
      int16_t *to = points + number / WINOGRAD * 6 * per_row + number % WINOGRAD * 6 * HL;
      for (int y = 0; y < 6; y++, at += width * HL, to += per_row) {
        vs d[6], v[6];
        UNROLL for (int k = 0; k < 6; k++) d[k] = *(const vs *)(at + k * HL);
        to_points(d, v);
        UNROLL for (int k = 0; k < 6; k++) *(vs *)(to + k * HL) = v[k];
      }
    }
  }
}

/* Products of one row of points of T tiles of a group, summed over the channels. */
static ALWAYS void multiply_points(
    const int T, int32_t chunks, const int16_t *points, const int16_t *w, int32_t *products) {
  vi acc[6][WINOGRAD];
  UNROLL for (int k = 0; k < 6; k++) {
    UNROLL for (int t = 0; t < T; t++) acc[k][t] = v_set1(0);
  }
  for (int32_t chunk = 0; chunk < chunks; chunk++, points += POINTS_OF_CHUNK - HL) {
    for (const int16_t *end = points + HL; points < end; points += 2, w += 12 * VL) {
      UNROLL for (int k = 0; k < 6; k++) {
        vi weights = v_load((const int32_t *)(const void *)(w + k * 2 * VL));
        UNROLL for (int t = 0; t < T; t++) {
          vi a = v_broadcast((const uint8_t *)(points + (t * 6 + k) * HL));
          acc[k][t] = v_dot16(acc[k][t], a, weights);
        }
      }
    }
  }
  UNROLL for (int t = 0; t < T; t++, products += 24 * VL) {
    vi m[6], y[4];
    UNROLL for (int k = 0; k < 6; k++) m[k] = acc[k][t];
    from_points(m, y);
    UNROLL for (int j = 0; j < 4; j++) v_store(products + j * 6 * VL, y[j]);
  }
}

static NOINLINE void multiply_block(
    const winograd *g, int32_t tiles, const int16_t *weights, int32_t half) {
  int64_t per_row = (int64_t)g->chunks * POINTS_OF_CHUNK;
  for (int32_t i = 0; i < 6; i++, weights += (int64_t)g->chunks * WEIGHTS_OF_CHUNK) {
    const int16_t *points = g->points + half * g->half_points + i * per_row;
    int32_t *products = g->products + half * g->half_products + i * VL;
    int32_t t = 0;
    for (; t + WINOGRAD <= tiles; t += WINOGRAD, products += WINOGRAD * 24 * VL) {
      multiply_points(WINOGRAD, g->chunks, points, weights, products);
      points += 6 * per_row;
    }
    for (; t < tiles; t++, products += 24 * VL) {
      multiply_points(1, g->chunks, points, weights, products);
      points += 6 * HL;
    }
  }
}

/* 4 sums of a column, one below the other, without the bias. */
static ALWAYS void sums_of_column(const int32_t *products, const int j, vi sums[4]) {
  vi m[6];
  UNROLL for (int i = 0; i < 6; i++) m[i] = v_load(products + (j * 6 + i) * VL);
  from_points(m, sums);
  UNROLL for (int i = 0; i < 4; i++) {
    int32_t shift = winograd_shift[i] + winograd_shift[j];
    sums[i] = v_sra(v_mul(sums[i], v_set1(WINOGRAD_INVERSE)), shift);
  }
}

/* What the hot tiles of a block share: copies, because stores of bytes may change anything else. */
typedef struct {
  vmul mul;
  vround round;
  vi factor, add; /* of the residual */
  int32_t shift;
  vb low, high;
  int64_t to_row, res_row; /* bytes from a row of outputs or residuals to the next */
  int64_t to_pixel, res_pixel;
  vi bias; /* only for lifted sums: else it is part of round */
  int32_t lift;
} block_scale;

static ALWAYS block_scale block_scale_of(const rq_op *op, const winograd *g, int32_t lane) {
  const rq_scale *s = &op->scale;
  return (block_scale){
      v_mul_of(v_load(s->sum.mul + lane)),
      s->sum.lift ? v_round(op->out.zero) : v_rounds(g->round + lane),
      v_set1(s->res_mul), v_set1(s->res_add), s->res_shift,
      v_bytes(s->low + op->out.zero), v_bytes(s->high + op->out.zero),
      op->out.pitch, op->res.pitch, op->out.channels, op->res.channels,
      v_load(g->bias + lane), s->sum.lift};
}

/* Bytes out, one product's high half with the bias in its rounding, nothing or a byte residual. */
static ALWAYS void finish_tile_hot(
    const block_scale *s, const int32_t *products, const uint8_t *res, uint8_t *to,
    const int has_res, const int lifted) {
  UNROLL for (int j = 0; j < 4; j++, to += s->to_pixel, res += s->res_pixel) {
    vi sums[4];
    sums_of_column(products, j, sums);
    UNROLL for (int i = 0; i < 4; i++) {
      if (lifted) sums[i] = v_sll(v_add(sums[i], s->bias), s->lift);
      sums[i] = v_high_half(sums[i], s->mul, s->round);
      if (has_res) {
        vi r = v_add(v_mul(v_load_u8(res + i * s->res_row), s->factor), s->add);
        sums[i] = v_add(sums[i], v_sra(r, s->shift));
      }
    }
    v_store4_u8(
        v_pack4(sums[0], sums[1], sums[2], sums[3], s->low, s->high), to, to + s->to_row,
        to + 2 * s->to_row, to + 3 * s->to_row);
  }
}

/* Every mode, width and residual; scale: constants of the block, read once for all its tiles. */
static ALWAYS void finish_tile_any(
    const rq_op *op, const winograd *g, int32_t lane, scale_of scale, const int32_t *products,
    const uint8_t *res, uint8_t *to) {
  vi bias = v_load(g->bias + lane);
  int wide = op->scale.sum.mode == RQ_WIDE;
  int32_t count = op->out.channels - lane;
  UNROLL for (int j = 0; j < 4; j++) {
    vi sums[4];
    sums_of_column(products, j, sums);
    if (g->halves == 2) {
      vi high[4];
      sums_of_column(products + g->half_products, j, high);
      UNROLL for (int i = 0; i < 4; i++) sums[i] = v_add(sums[i], v_sll(high[i], 8));
    }
    for (int i = 0; i < 4; i++) {
      const uint8_t *from = res + i * (int64_t)op->res.pitch;
      uint8_t *into = to + i * (int64_t)op->out.pitch;
      if (wide) {
        finish_wide(op, lane, v_add(sums[i], bias), from, into, count);
      } else {
        finish_scaled(op, scale, v_add(sums[i], bias), from, into, count);
      }
    }
    to += op->out.channels * op->out.size;
    res += op->res.channels * op->res.size;
  }
}

static ALWAYS void finish_tiles(
    const rq_op *op, const winograd *g, int32_t first_row, int32_t rows, int32_t lane,
    uint8_t *arena, const int hot, const int has_res, const int lifted) {
  const int32_t *products = g->products;
  block_scale scale = {0};
  scale_of any = {0};
  if (hot) {
    scale = block_scale_of(op, g, lane);
  } else if (op->scale.sum.mode != RQ_WIDE) {
    any = scale_at(op, lane);
  }
  int32_t across = g->across, width = op->out.width;
  int64_t pixel = (int64_t)op->out.channels * op->out.size;
  int64_t res_pixel = (int64_t)op->res.channels * op->res.size;
  for (int32_t row = first_row; row < first_row + rows; row++) {
    int32_t y = first_of_tile(row, op->out.height);
    uint8_t *to = arena + op->out.base + (int64_t)y * op->out.pitch + lane * op->out.size;
    const uint8_t *res = arena + op->res.base + (int64_t)y * op->res.pitch + lane * op->res.size;
    for (int32_t tile = 0; tile < across; tile++, products += 24 * VL) {
      int32_t x = first_of_tile(tile, width);
      if (hot) {
        finish_tile_hot(&scale, products, res + x * res_pixel, to + x * pixel, has_res, lifted);
      } else {
        finish_tile_any(op, g, lane, any, products, res + x * res_pixel, to + x * pixel);
      }
    }
  }
}

static NOINLINE void finish_block(
    const rq_op *op, const winograd *g, int32_t first_row, int32_t rows, int32_t lane,
    uint8_t *arena) {
  if (!g->hot) {
    finish_tiles(op, g, first_row, rows, lane, arena, 0, 0, 0);
  } else if (op->scale.sum.lift) {
    finish_tiles(op, g, first_row, rows, lane, arena, 1, op->has_res, 1);
  } else if (op->has_res) {
    finish_tiles(op, g, first_row, rows, lane, arena, 1, 1, 0);
  } else {
    finish_tiles(op, g, first_row, rows, lane, arena, 1, 0, 0);
  }
}

/* Rows of tiles from `first` to `end` for blocks from `block` to `last`. */
static ALWAYS void winograd_tiles(
    const rq_op *op, const winograd *g, int32_t first, int32_t end, int32_t block, int32_t last,
    uint8_t *arena) {
  int64_t per_block = (int64_t)g->chunks * 6 * WEIGHTS_OF_CHUNK;
  for (; first < end; first += g->rows) {
    int32_t rows = end - first < g->rows ? end - first : g->rows;
    for (int32_t row = 0; row < rows; row++) {
      int32_t y = first_of_tile(first + row, op->out.height);
      const uint8_t *from = arena + op->in.base + (int64_t)(y - op->pt) * op->in.pitch -
                            (int64_t)op->pl * op->in.channels * op->in.size;
      for (int32_t half = 0; half < g->halves; half++) {
        points_of(op, g, from, row * g->across, half);
      }
    }
    for (int32_t b = block; b < last; b++) {
      for (int32_t half = 0; half < g->halves; half++) {
        multiply_block(g, rows * g->across, g->weights + b * per_block, half);
      }
      finish_block(op, g, first, rows, b * VL, arena);
    }
  }
}

static void winograd_run(const rq_op *op, uint8_t *arena) {
  const winograd *g = op->data;
  winograd_tiles(op, g, 0, g->down, 0, g->blocks, arena);
}

#include "winograd_pack.h"
