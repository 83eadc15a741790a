// The work of an iteration of iLQR on a MuJoCo model in plain C, one thread: a rollout of 500 control steps,
// their derivatives, and the backward pass. Prints processor seconds, the least of several repetitions.
//   gcc -O3 -march=native -o sweep sweep.c -lmujoco -lm && ./sweep walker.xml 2
// The trajectory is the one of org.guidedpolicy.benchmarks.trajopt.SweepTimes.
#include <math.h>
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { T = 500, REPETITIONS = 7 };

static mjModel* m;
static mjData* d;
static int substeps, n, nu;
static double *x, *u, *A, *B, *As, *Bs, *P;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static void set(const double* from) {
  memcpy(d->qpos, from, m->nq * sizeof(double));
  memcpy(d->qvel, from + m->nq, m->nv * sizeof(double));
  memset(d->qacc_warmstart, 0, m->nv * sizeof(double));
}

static void get(double* to) {
  memcpy(to, d->qpos, m->nq * sizeof(double));
  memcpy(to + m->nq, d->qvel, m->nv * sizeof(double));
}

static void next(const double* from, const double* action, double* to) {
  set(from);
  memcpy(d->ctrl, action, nu * sizeof(double));
  for (int k = 0; k < substeps; k++) mj_step(m, d);
  get(to);
}

static void rollout(void) {
  for (int t = 0; t < T; t++) next(x + t * n, u + t * nu, x + (t + 1) * n);
}

// C = L R, L n x n, R n x columns
static void multiply(const double* L, const double* R, int columns, double* C) {
  memset(C, 0, n * columns * sizeof(double));
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < columns; j++) C[i * columns + j] += L[i * n + k] * R[k * columns + j];
}

static void chained(void) {
  double now[n];
  for (int t = 0; t < T - 1; t++) {
    double *At = A + t * n * n, *Bt = B + t * n * nu;
    memcpy(now, x + t * n, sizeof(now));
    memcpy(d->ctrl, u + t * nu, nu * sizeof(double));
    for (int k = 0; k < substeps; k++) {
      set(now);
      mjd_transitionFD(m, d, 1e-6, 1, k ? As : At, k ? Bs : Bt, NULL, NULL);
      if (k) {
        multiply(As, At, n, P);
        memcpy(At, P, n * n * sizeof(double));
        multiply(As, Bt, nu, P);
        for (int i = 0; i < n * nu; i++) Bt[i] = P[i] + Bs[i];
      }
      set(now);
      if (k < substeps - 1) mj_step(m, d), get(now);
    }
  }
}

static void own(void) {
  double moved[n], action[nu], plus[n], minus[n];
  for (int t = 0; t < T - 1; t++) {
    memcpy(moved, x + t * n, sizeof(moved));
    memcpy(action, u + t * nu, sizeof(action));
    for (int j = 0; j < n + nu; j++) {
      double* entry = j < n ? moved + j : action + j - n;
      double centre = *entry, h = j < n ? 1e-6 : 1e-5;
      *entry = centre + h, next(moved, action, plus);
      *entry = centre - h, next(moved, action, minus);
      *entry = centre;
      for (int i = 0; i < n; i++) {
        double slope = (plus[i] - minus[i]) / (2 * h);
        if (j < n) A[(t * n + i) * n + j] = slope;
        else B[(t * n + i) * nu + j - n] = slope;
      }
    }
  }
}

// cost 1/2 |x|^2 + 1/2 |u|^2 around 0; K = -Quu^-1 Qux, V = Qxx - Qux' Quu^-1 Qux by Cholesky
static double backward(void) {
  double *V = calloc(n * n, 8), *VA = calloc(n * n, 8), *VB = calloc(n * nu, 8), sum = 0;
  double Quu[nu * nu], Qux[nu * n], K[nu * n];
  for (int t = T - 1; t >= 0; t--) {
    memset(Quu, 0, sizeof(Quu)), memset(Qux, 0, sizeof(Qux));
    double *At = A + t * n * n, *Bt = B + t * n * nu;
    double Q[n * n];
    memset(Q, 0, sizeof(Q));
    if (t < T - 1) {
      multiply(V, At, n, VA), multiply(V, Bt, nu, VB);
      for (int k = 0; k < n; k++) {
        for (int a = 0; a < nu; a++) {
          for (int b = 0; b < nu; b++) Quu[a * nu + b] += Bt[k * nu + a] * VB[k * nu + b];
          for (int j = 0; j < n; j++) Qux[a * n + j] += Bt[k * nu + a] * VA[k * n + j];
        }
        for (int i = 0; i < n; i++)
          for (int j = 0; j < n; j++) Q[i * n + j] += At[k * n + i] * VA[k * n + j];
      }
    }
    for (int a = 0; a < nu; a++) Quu[a * nu + a] += 1;
    for (int i = 0; i < n; i++) Q[i * n + i] += 1;
    for (int a = 0; a < nu; a++) {  // Quu = L L', Qux <- L^-1 Qux
      for (int b = 0; b <= a; b++) {
        for (int k = 0; k < b; k++) Quu[a * nu + b] -= Quu[a * nu + k] * Quu[b * nu + k];
        Quu[a * nu + b] = a == b ? sqrt(Quu[a * nu + a]) : Quu[a * nu + b] / Quu[b * nu + b];
      }
      for (int k = 0; k < a; k++)
        for (int j = 0; j < n; j++) Qux[a * n + j] -= Quu[a * nu + k] * Qux[k * n + j];
      for (int j = 0; j < n; j++) Qux[a * n + j] /= Quu[a * nu + a];
    }
    for (int a = 0; a < nu; a++)
      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) Q[i * n + j] -= Qux[a * n + i] * Qux[a * n + j];
    for (int a = nu - 1; a >= 0; a--) {
      for (int j = 0; j < n; j++) K[a * n + j] = -Qux[a * n + j];
      for (int b = a + 1; b < nu; b++)
        for (int j = 0; j < n; j++) K[a * n + j] -= Quu[b * nu + a] * K[b * n + j];
      for (int j = 0; j < n; j++) K[a * n + j] /= Quu[a * nu + a];
    }
    sum += K[0];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) V[i * n + j] = 0.5 * (Q[i * n + j] + Q[j * n + i]);
    sum += V[0];
  }
  free(V), free(VA), free(VB);
  return sum;
}

static double sink;
static void pass(void) { sink += backward(); }

static double least(void (*work)(void)) {
  double best = 1e9;
  for (int r = 0; r < REPETITIONS; r++) {
    double begin = seconds();
    work();
    best = fmin(best, seconds() - begin);
  }
  return best;
}

int main(int argc, char** argv) {
  char error[1000] = "";
  m = argc > 2 ? mj_loadXML(argv[1], NULL, error, 1000) : NULL;
  if (!m) return fprintf(stderr, "usage: sweep MODEL.xml SUBSTEPS %s\n", error), 1;
  m->opt.solver = mjSOL_NEWTON, m->opt.tolerance = 1e-10;
  d = mj_makeData(m);
  substeps = atoi(argv[2]), n = m->nq + m->nv, nu = m->nu;
  x = calloc((T + 1) * n, 8), u = calloc(T * nu, 8);
  A = calloc(T * n * n, 8), B = calloc(T * n * nu, 8);
  As = calloc(n * n, 8), Bs = calloc(n * nu, 8), P = calloc(n * n, 8);
  memcpy(x, m->qpos0, m->nq * sizeof(double));
  for (int i = 0; i < T * nu; i++)
    u[i] = 0.1 * m->actuator_ctrlrange[2 * (i % nu) + 1] * sin(0.12 * (i / nu) + i % nu);
  double r = least(rollout), c = least(chained), o = least(own), b = least(pass);
  printf("%.6f %.6f %.6f %.6f %.9g\n", r, c, o, b, x[T * n]);
  return 0;
}
