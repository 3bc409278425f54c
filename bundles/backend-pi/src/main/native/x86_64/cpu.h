/* What this processor and operating system can run. */
#ifndef RQ_CPU_H
#define RQ_CPU_H

int rq_has_avx512vnni(void);
int rq_has_avxvnni(void);
int rq_has_avx2(void);
int rq_has_sse41(void);

#endif
