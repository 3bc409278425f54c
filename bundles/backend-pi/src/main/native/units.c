/* The units of this library; build.sh writes the list from the files that it compiles. */
#include "plan.h"

#define UNIT(name) extern const rq_unit rq_unit_##name;
#include "units.inc"
#undef UNIT

#define UNIT(name) &rq_unit_##name,
const rq_unit *const rq_units[] = {
#include "units.inc"
    NULL};
