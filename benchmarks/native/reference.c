// OpenBLAS as the reference of the benchmarks, one thread. Reads lines "dgemm n d p" or "dpotrf n" and answers each with the seconds one call took.
// dgemm is pricing without its tricks: masks (p×n doubles) times αx (n×d).
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern void dpotrf_(const char *, const int *, double *, const int *, int *);
extern char *openblas_get_corename(void);

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double *values(size_t count) {
  double *out = malloc(count * sizeof(double));
  unsigned long state = 88172645463325252UL;
  for (size_t i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    out[i] = (double)(state >> 11) / 9007199254740992.0 - 0.5;
  }
  return out;
}

static double pricing(long n, long d, long p) {
  static double *masks, *table, *out;
  static long last[3];
  if (last[0] != n || last[1] != d || last[2] != p) {
    free(masks), free(table), free(out);
    masks = values(n * p), table = values(n * d), out = malloc(p * d * sizeof(double));
    for (long i = 0; i < n * p; i++) masks[i] = masks[i] >= 0;
    last[0] = n, last[1] = d, last[2] = p;
  }
  double start = now();
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, p, d, n, 1, masks, n, table, d, 0, out, d);
  return now() - start;
}

static double cholesky(int n) {
  static double *matrix, *copy;
  static int last, info;
  if (last != n) {
    free(matrix), free(copy);
    matrix = values((size_t)n * n), copy = malloc((size_t)n * n * sizeof(double));
    for (int i = 0; i < n; i++) matrix[(size_t)i * n + i] = n;
    last = n;
  }
  memcpy(copy, matrix, (size_t)n * n * sizeof(double));
  double start = now();
  dpotrf_("U", &n, copy, &n, &info);
  return info == 0 ? now() - start : -1;
}

int main(void) {
  char name[16];
  long a, b, c;
  openblas_set_num_threads(1);
  printf("%s\n", openblas_get_corename());
  fflush(stdout);
  for (char line[256]; fgets(line, sizeof line, stdin);) {
    int count = sscanf(line, "%15s %ld %ld %ld", name, &a, &b, &c);
    double seconds = -1;
    if (count == 4 && strcmp(name, "dgemm") == 0) seconds = pricing(a, b, c);
    if (count == 2 && strcmp(name, "dpotrf") == 0) seconds = cholesky((int)a);
    printf("%.9f\n", seconds);
    fflush(stdout);
  }
}
