/* What this processor can run, as the kernel says. */
#ifndef RQ_CPU_H
#define RQ_CPU_H

int rq_has_i8mm(void);
int rq_has_dotprod(void);
int rq_has_neon(void);

#endif
