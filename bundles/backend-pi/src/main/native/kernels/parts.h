/*
 * How the workers of a crew divide an operation: convolutions by tiles of pixels, Winograd's by rows of
 * tiles and blocks of channels, depthwise ones by rows. Everything else is one worker's.
 */

static int32_t least_of(int32_t a, int32_t b) { return a < b ? a : b; }

/* Whole tiles for every part; the last one has the rest. */
static void convolve_part(const void *context, uint8_t *arena, int32_t part, int32_t worker) {
  (void)worker;
  const rq_op *op = context;
  const convolution *c = op->data;
  int64_t tiles = c->pixels / TILE_P;
  int32_t first = (int32_t)(tiles * part / op->parts) * TILE_P;
  int32_t end = (int32_t)(tiles * (part + 1) / op->parts) * TILE_P;
  run_tiles(op, c, first, part + 1 < op->parts ? end : c->pixels, arena);
}

static void convolve_divide(const rq_plan *plan, rq_op *op, int64_t picoseconds) {
  const convolution *c = op->data;
  op->parts = least_of(rq_parts_that_pay(plan, picoseconds), c->pixels / TILE_P);
  op->before = convolve_before;
  op->part = convolve_part;
}

#ifdef WINOGRAD
/* The points of a row of tiles are made for each part that has some of its blocks. */
static void winograd_part(const void *context, uint8_t *arena, int32_t part, int32_t worker) {
  const rq_op *op = context;
  winograd own = *(const winograd *)op->data;
  own.products += worker * own.per_worker;
  own.points += 2 * worker * own.per_worker;
  own.columns += 2 * worker * own.per_worker;
  int32_t parts_down = op->parts / own.block_parts;
  int32_t down = part / own.block_parts, across = part % own.block_parts;
  int64_t groups = (own.down + own.rows - 1) / own.rows;
  int32_t end = (int32_t)(groups * (down + 1) / parts_down) * own.rows;
  winograd_tiles(
      op, &own, (int32_t)(groups * down / parts_down) * own.rows, least_of(end, own.down),
      own.blocks * across / own.block_parts, own.blocks * (across + 1) / own.block_parts, arena);
}

/* Rows of tiles that overlap stay together. */
static void winograd_divide(const rq_plan *plan, rq_op *op, int64_t picoseconds) {
  winograd *g = op->data;
  int32_t parts = rq_parts_that_pay(plan, picoseconds);
  int32_t groups = (g->down + g->rows - 1) / g->rows;
  int32_t down = op->out.height % 4 ? 1 : least_of(groups, parts);
  g->block_parts = down < plan->workers ? least_of(g->blocks, parts / down) : 1;
  op->parts = down * g->block_parts;
  op->part = winograd_part;
}
#endif

/* Two rows or more for every part. */
static void depthwise_part(const void *context, uint8_t *arena, int32_t part, int32_t worker) {
  (void)worker;
  const rq_op *op = context;
  int64_t twos = op->out.height / 2;
  int32_t end = 2 * (int32_t)(twos * (part + 1) / op->parts);
  depthwise_rows(
      op, 2 * (int32_t)(twos * part / op->parts), part + 1 < op->parts ? end : op->out.height,
      arena);
}

static void depthwise_divide(const rq_plan *plan, rq_op *op, int64_t picoseconds) {
  if (op->run != depthwise_run) return;
  op->parts = least_of(rq_parts_that_pay(plan, picoseconds), op->out.height / 2);
  op->part = depthwise_part;
}
