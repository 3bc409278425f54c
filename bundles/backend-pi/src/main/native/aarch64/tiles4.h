/* 16 sums in registers: 4 vectors of channels at 4 pixels. */
#define TILE_N 4
#define TILE_P 4
#define TILE_HALF 2
#define TILES                                \
  TILE(1, 4) TILE(2, 4) TILE(3, 4) TILE(4, 4) \
  TILE(1, 2) TILE(2, 2) TILE(3, 2) TILE(4, 2) \
  TILE(1, 1) TILE(2, 1) TILE(3, 1) TILE(4, 1)
#define TILE_TABLE(t)                                              \
  {{t##1_4, t##1_2, t##1_1}, {t##2_4, t##2_2, t##2_1},             \
   {t##3_4, t##3_2, t##3_1}, {t##4_4, t##4_2, t##4_1}}
