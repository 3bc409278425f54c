/*
 * Replays recorded inferences on every unit that this processor can run, without a JVM: for
 * AddressSanitizer, valgrind and emulators. usage: replay FILE
 *
 * FILE holds cases: 3 words (bytes of the plan, of the input, number of logits), then these, each
 * padded to 4 bytes. CasesFile.java writes it.
 */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *p) {
  if (!p) {
    fprintf(stderr, "replay: out of memory\n");
    exit(2);
  }
  return p;
}

/* Reads into a block of exactly this size, so that a sanitizer sees its end. */
static void *section(FILE *f, int32_t bytes) {
  char *block = must(malloc(bytes ? (size_t)bytes : 1));
  char padding[4];
  size_t rest = (size_t)(-bytes & 3);
  if (fread(block, 1, (size_t)bytes, f) != (size_t)bytes || fread(padding, 1, rest, f) != rest) {
    fprintf(stderr, "replay: the file ends too early\n");
    exit(2);
  }
  return block;
}

static int replay(
    const rq_unit *unit, const uint8_t *serial, const int32_t sizes[3], const int8_t *input,
    const int32_t *expected, int number) {
  int32_t logits = sizes[2];
  char error[200];
  rq_plan *plan = rq_create(
      unit, serial, sizes[0], sizes[1], logits, error, sizeof error);
  if (!plan) {
    fprintf(stderr, "replay: case %d on %s: %s\n", number, unit->name, error);
    return 0;
  }
  int same = 1;
  for (int i = 0; i < 2; i++) {
    int32_t *results = must(malloc(4 * (size_t)logits));
    rq_infer(plan, input, results);
    same &= memcmp(results, expected, 4 * (size_t)logits) == 0;
    free(results);
  }
  if (!same) fprintf(stderr, "replay: case %d on %s: other logits\n", number, unit->name);
  rq_free(plan);
  return same;
}

int main(int argc, char **argv) {
  FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!f) {
    fprintf(stderr, "usage: replay FILE\n");
    return 2;
  }
  int cases = 0, units = 0, failed = 0;
  int32_t sizes[3];
  for (; fread(sizes, 4, 3, f) == 3; cases++) {
    uint8_t *serial = section(f, sizes[0]);
    int8_t *input = section(f, sizes[1]);
    int32_t *expected = section(f, 4 * sizes[2]);
    units = 0;
    for (int u = 0; rq_units[u]; u++) {
      if (!rq_units[u]->supported()) continue;
      units++;
      failed += !replay(rq_units[u], serial, sizes, input, expected, cases);
    }
    free(serial);
    free(input);
    free(expected);
  }
  fclose(f);
  printf("replay: %d cases on %d units, %d failed\n", cases, units, failed);
  return failed > 0 || cases == 0 || units == 0;
}
