#include "plan.h"

#include "reader.h"

#include <stdlib.h>
#include <string.h>

void *rq_alloc(rq_plan *plan, int64_t bytes) {
  int64_t rounded = (bytes + RQ_ALIGN - 1) / RQ_ALIGN * RQ_ALIGN;
  if (bytes < 0 || rounded > RQ_MAX_BYTES) return NULL;
  if (plan->block_count == plan->block_room) {
    int32_t room = plan->block_room ? 2 * plan->block_room : 64;
    rq_block *blocks = realloc(plan->blocks, (size_t)room * sizeof *blocks);
    if (!blocks) return NULL;
    plan->blocks = blocks;
    plan->block_room = room;
  }
  void *block = NULL;
  if (posix_memalign(&block, RQ_ALIGN, (size_t)(rounded ? rounded : RQ_ALIGN))) return NULL;
  memset(block, 0, (size_t)(rounded ? rounded : RQ_ALIGN));
  plan->blocks[plan->block_count++] = (rq_block){block, rounded, NULL};
  plan->bytes += rounded;
  return block;
}

void *rq_finished(rq_plan *plan, void *block) {
  rq_block *b = &plan->blocks[plan->block_count - 1];
  while (b->memory != block) b--;
  b->common = rq_common_join(block, b->bytes);
  if (b->common) b->memory = rq_common_memory(b->common);
  return b->memory;
}

void *rq_scratch(rq_plan *plan, int64_t bytes) {
  if (bytes > plan->scratch_bytes || !plan->scratch) {
    plan->scratch = rq_alloc(plan, bytes);
    plan->scratch_bytes = plan->scratch ? bytes : 0;
  }
  return plan->scratch;
}

void rq_free(rq_plan *plan) {
  if (!plan) return;
  rq_crew_end(plan->crew);
  for (int32_t i = 0; i < plan->block_count; i++) {
    rq_block *b = &plan->blocks[i];
    if (b->common) {
      rq_common_leave(b->common);
    } else {
      free(b->memory);
    }
  }
  free(plan->blocks);
  free(plan);
}

/* Writes a tensor's zero everywhere: operations never write its border again. */
static void clear(uint8_t *arena, const rq_tensor *t) {
  if (t->size == 1) {
    memset(arena + t->begin, t->zero, (size_t)(t->end - t->begin));
    return;
  }
  int16_t zero = (int16_t)t->zero;
  for (int32_t at = t->begin; at + 2 <= t->end; at += 2) memcpy(arena + at, &zero, 2);
}

static int64_t elements(const rq_tensor *t) {
  return (int64_t)t->height * t->width * t->channels;
}

static int build(rq_plan *plan, rq_reader *r, int32_t inputs, int32_t outputs) {
  rq_header h;
  if (!rq_read_header(r, &h)) return 0;
  plan->arena_bytes = h.arena_bytes;
  plan->kernels = h.kernels;
  plan->workers = h.workers;
  plan->part_picoseconds = h.part_picoseconds;
  plan->arena = rq_alloc(plan, h.arena_bytes);
  rq_tensor *tensors = calloc((size_t)h.tensors, sizeof *tensors);
  plan->ops = rq_alloc(plan, (int64_t)h.ops * (int64_t)sizeof *plan->ops);
  if (!plan->arena || !tensors || !plan->ops) {
    free(tensors);
    return rq_refuse(r, "out of memory");
  }
  int ok = 1, divided = 0;
  for (int32_t t = 0; ok && t < h.tensors; t++) {
    ok = rq_read_tensor(r, h.arena_bytes, &tensors[t]);
    if (ok) clear(plan->arena, &tensors[t]);
  }
  for (int32_t i = 0; ok && i < h.ops; i++) {
    rq_constants constants;
    rq_op *op = &plan->ops[plan->op_count];
    ok = rq_read_op(r, tensors, h.tensors, op, &constants);
    if (!ok) break;
    int fits = 1;
    if (op->kind == RQ_CONVOLVE) {
      for (int32_t c = 0; c < op->out.channels; c++) {
        fits &= rq_bound(op, &constants, c) <= INT32_MAX;
      }
    }
    const rq_unit *unit = plan->unit;
    int done = (fits ? unit->prepare : unit->prepare_split)(plan, op, &constants);
    ok = done < 0 ? rq_exact_prepare(plan, op, &constants) : done;
    if (!ok) rq_refuse(r, "out of memory");
    divided |= op->parts > 1;
    plan->op_count++;
  }
  if (ok && divided) {
    plan->crew = rq_crew_start(plan->workers - 1);
    ok = plan->crew || rq_refuse(r, "out of memory for threads");
  }
  if (ok) {
    plan->input = tensors[h.input];
    plan->output = tensors[h.output];
    ok = rq_at_end(r);
    if (plan->input.size != 1 || plan->input.zero != 128) ok = rq_refuse(r, "input is not bytes");
    if (elements(&plan->input) != inputs || elements(&plan->output) != outputs) {
      ok = rq_refuse(r, "input or output has another size");
    }
  }
  free(tensors);
  return ok;
}

/* More parts than workers even out what takes one of them longer. */
#define PARTS_OF_WORKER 3
_Static_assert(RQ_MAX_WORKERS * PARTS_OF_WORKER <= RQ_MAX_PARTS, "a ticket has room for all parts");

int32_t rq_parts_that_pay(const rq_plan *plan, int64_t picoseconds) {
  int64_t most = plan->workers > 1 ? plan->workers * PARTS_OF_WORKER : 1;
  int64_t parts = picoseconds / plan->part_picoseconds;
  return (int32_t)(parts < 1 ? 1 : parts < most ? parts : most);
}

rq_plan *rq_create(
    const rq_unit *unit, const uint8_t *serial, int64_t bytes, int32_t inputs, int32_t outputs,
    char *error, size_t room) {
  rq_plan *plan = calloc(1, sizeof *plan);
  rq_reader reader = {serial, bytes, 0, error, room};
  if (!plan) {
    rq_refuse(&reader, "out of memory");
    return NULL;
  }
  plan->unit = unit;
  if (!build(plan, &reader, inputs, outputs)) {
    rq_free(plan);
    return NULL;
  }
  return plan;
}

static void take(const rq_plan *plan, const int8_t *input) {
  const rq_tensor *t = &plan->input;
  int32_t row = t->width * t->channels;
  for (int32_t y = 0; y < t->height; y++, input += row) {
    uint8_t *to = plan->arena + t->base + (int64_t)y * t->pitch;
    for (int32_t i = 0; i < row; i++) to[i] = (uint8_t)input[i] ^ 0x80;
  }
}

static void give(const rq_plan *plan, int32_t *logits) {
  const rq_tensor *t = &plan->output;
  int32_t row = t->width * t->channels;
  for (int32_t y = 0; y < t->height; y++, logits += row) {
    const uint8_t *from = plan->arena + t->base + (int64_t)y * t->pitch;
    for (int32_t i = 0; i < row; i++) {
      int16_t wide;
      memcpy(&wide, from + 2 * (t->size == 2 ? i : 0), sizeof wide);
      logits[i] = (t->size == 2 ? wide : from[i]) - t->zero;
    }
  }
}

void rq_infer(rq_plan *plan, const int8_t *input, int32_t *logits) {
  if (plan->crew) rq_crew_wake(plan->crew);
  take(plan, input);
  for (int32_t i = 0; i < plan->op_count; i++) {
    const rq_op *op = &plan->ops[i];
    if (op->parts > 1) {
      if (op->before) op->before(op, plan->arena);
      rq_crew_run(plan->crew, op->part, op, plan->arena, op->parts);
    } else {
      op->run(op, plan->arena);
    }
  }
  give(plan, logits);
}
