"""Plain NumPy, one thread, for what the benchmarks measure: name, size, median seconds in a line.

usage: kernels.py [SIZE ...]     (dX x dU x T; default 18x3x100 26x7x100)

Written as one would from the papers, with NumPy's own matrix operations and loops over time where
the recursion needs them. Problems are random, of the benchmarks' sizes.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time

import numpy as np

M, GROUPS, COMPONENTS = 40, 4, 50


def covariances(random, count, n, scale):
    W = random.standard_normal((count, n, n))
    return scale * (W @ W.transpose(0, 2, 1) / n + 0.1 * np.eye(n))


class Problem:
    """KL-constrained LQR with stable random dynamics and a convex cost."""

    def __init__(self, dX, dU, T):
        random = np.random.default_rng(7)
        dZ = dX + dU
        self.dX, self.dU, self.T = dX, dU, T
        self.f = 0.2 / np.sqrt(dX) * random.standard_normal((T - 1, dX, dZ))
        self.f[:, :, :dX] += 0.9 * np.eye(dX)
        self.fc = 0.01 * random.standard_normal((T - 1, dX))
        self.F = covariances(random, T - 1, dX, 1e-3)
        self.m, self.V = random.standard_normal(dX), covariances(random, 1, dX, 1e-2)[0]
        self.c = random.standard_normal(T)
        self.g = random.standard_normal((T, dZ))
        self.C = covariances(random, T, dZ, 1)
        self.Kp = 0.1 * random.standard_normal((T, dU, dX))
        self.kp = 0.1 * random.standard_normal((T, dU))
        self.Sp = covariances(random, T, dU, 1)
        self.Pp = np.linalg.inv(self.Sp)
        # -log of the reference as a quadratic in [x; u]
        N = np.concatenate([-self.Kp, np.broadcast_to(np.eye(dU), (T, dU, dU))], 2)
        NP = N.transpose(0, 2, 1) @ self.Pp
        self.reference_C, self.reference_g = NP @ N, -(NP @ self.kp[:, :, None])[:, :, 0]

    def backward(self, eta):
        x, u = slice(self.dX), slice(self.dX, None)
        K, k, S = np.empty_like(self.Kp), np.empty_like(self.kp), np.empty_like(self.Sp)
        Vxx = Vx = None
        for t in reversed(range(self.T)):
            Q = self.C[t] / eta + self.reference_C[t]
            q = self.g[t] / eta + self.reference_g[t]
            if Vxx is not None:
                f = self.f[t]
                Q = Q + f.T @ Vxx @ f
                q = q + f.T @ (Vx + Vxx @ self.fc[t])
            np.linalg.cholesky(Q[u, u])
            S[t] = np.linalg.inv(Q[u, u])
            K[t], k[t] = -S[t] @ Q[u, x], -S[t] @ q[u]
            Vxx = Q[x, x] + Q[x, u] @ K[t]
            Vxx = 0.5 * (Vxx + Vxx.T)
            Vx = q[x] + Q[x, u] @ k[t]
        return K, k, S

    def marginals(self, K, k, S):
        dX, dZ = self.dX, self.dX + self.dU
        mean, covariance = np.empty((self.T, dZ)), np.empty((self.T, dZ, dZ))
        m, V = self.m, self.V
        for t in range(self.T):
            VK = V @ K[t].T
            mean[t] = np.concatenate([m, K[t] @ m + k[t]])
            covariance[t] = np.block([[V, VK], [VK.T, K[t] @ VK + S[t]]])
            if t < self.T - 1:
                m = self.f[t] @ mean[t] + self.fc[t]
                V = self.f[t] @ covariance[t] @ self.f[t].T + self.F[t]
        return mean, covariance

    def kl(self, K, k, S):
        mean, covariance = self.marginals(K, k, S)
        total = 0
        for t in range(self.T):
            m, V = mean[t, : self.dX], covariance[t, : self.dX, : self.dX]
            dK, dk = K[t] - self.Kp[t], k[t] - self.kp[t]
            e = dK @ m + dk
            total += 0.5 * (
                np.sum(self.Pp[t] * S[t])
                - self.dU
                + np.linalg.slogdet(self.Sp[t])[1]
                - np.linalg.slogdet(S[t])[1]
                + e @ self.Pp[t] @ e
                + np.trace(dK.T @ self.Pp[t] @ dK @ V)
            )
        return total

    def solve(self):
        """Bisection in log eta from eta = 1 to 10% of a bound of 1 a step."""
        low, high, eta = 1e-8, 1e16, 1.0
        for _ in range(50):
            kl = self.kl(*self.backward(eta))
            if abs(kl - self.T) <= 0.1 * self.T:
                break
            if kl > self.T:
                low = eta
            else:
                high = eta
            eta = np.sqrt(max(low, eta / 100) * min(high, eta * 100))
        return eta

    def expected_cost(self, mean, covariance):
        return (
            self.c.sum()
            + 0.5 * np.einsum("tij,tij->", self.C, covariance)
            + 0.5 * np.einsum("ti,tij,tj->", mean, self.C, mean)
            + np.sum(self.g * mean)
        )


class Models:
    """A mixture over transitions, and the regressions of all groups and steps."""

    def __init__(self, dX, dU, T):
        random = np.random.default_rng(7)
        self.dX, self.dU, self.T = dX, dU, T
        self.d = 2 * dX + dU
        walk = np.cumsum(random.standard_normal((M, T, self.d)), 1)
        self.z = walk[:, : T - 1]
        self.points = np.ascontiguousarray(self.z.reshape(-1, self.d))
        self.r = random.dirichlet(np.full(COMPONENTS, 0.1), len(self.points))
        self.maximization()

    def maximization(self):
        n = self.r.sum(0)
        self.mass = n / len(self.points)
        self.mean = self.r.T @ self.points / n[:, None]
        self.covariance = np.empty((COMPONENTS, self.d, self.d))
        for k in range(COMPONENTS):
            z = self.points - self.mean[k]
            self.covariance[k] = (self.r[:, k, None] * z).T @ z / n[k] + 1e-6 * np.eye(self.d)

    def expectation(self):
        joint = np.empty((len(self.points), COMPONENTS))
        for k in range(COMPONENTS):
            L = np.linalg.cholesky(self.covariance[k])
            y = np.linalg.inv(L) @ (self.points - self.mean[k]).T
            joint[:, k] = np.log(self.mass[k]) - np.log(np.diag(L)).sum() - 0.5 * (y * y).sum(0)
        joint -= joint.max(1, keepdims=True)
        r = np.exp(joint)
        self.r = r / r.sum(1, keepdims=True)

    def em_iteration(self):
        self.expectation()
        self.maximization()

    def fits_and_scores(self):
        """Dynamics of each group and step, and each trajectory's likelihood under each group."""
        a = self.dX + self.dU
        scores = np.zeros((M, GROUPS))
        shares = self.r.reshape(M, self.T - 1, COMPONENTS)
        for k in range(GROUPS):
            members = np.arange(k, M, GROUPS)
            N = len(members)
            for t in range(self.T - 1):
                z = self.z[members, t]
                w = shares[members, t].mean(0)
                mu0 = w @ self.mean
                D = self.mean - mu0
                Phi = np.tensordot(w, self.covariance, 1) + (D * w[:, None]).T @ D
                mu = z.mean(0)
                S = (z - mu).T @ (z - mu) + Phi + N / (N + 1) * np.outer(mu - mu0, mu - mu0)
                S /= N + 1
                S[:a, :a] += 1e-6 * np.eye(a)
                f = np.linalg.solve(S[:a, :a], S[:a, a:]).T
                F = S[a:, a:] - f @ S[:a, :a] @ f.T
                L = np.linalg.cholesky(0.5 * (F + F.T))
                e = self.z[:, t, a:] - mu[a:] - (self.z[:, t, :a] - mu[:a]) @ f.T
                y = np.linalg.solve(L, e.T)
                scores[:, k] -= 0.5 * (y * y).sum(0) + np.log(np.diag(L)).sum()
        return scores


def policy_action(dX, dU):
    random = np.random.default_rng(7)
    widths = (dX, 42, 42, dU)
    layers = [
        (random.standard_normal((o, i)), random.standard_normal(o))
        for i, o in zip(widths, widths[1:])
    ]

    def action(x):
        for W, b in layers[:-1]:
            x = np.maximum(W @ x + b, 0)
        W, b = layers[-1]
        return W @ x + b

    x = random.standard_normal(dX)
    return lambda: action(x)


def median_seconds(work, least=0.5):
    work()
    seconds = []
    while len(seconds) < 3 or (sum(seconds) < least and len(seconds) < 10000):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds))


def main():
    for size in sys.argv[1:] or ("18x3x100", "26x7x100"):
        dX, dU, T = map(int, size.split("x"))
        problem, models = Problem(dX, dU, T), Models(dX, dU, T)
        solution = problem.backward(10.0)
        marginals = problem.marginals(*solution)
        for name, work in (
            ("backwardPass", lambda: problem.backward(10.0)),
            ("forwardPassAndKl", lambda: problem.kl(*solution)),
            ("solveFromCold", problem.solve),
            ("expectedCost", lambda: problem.expected_cost(*marginals)),
            ("emIteration", models.em_iteration),
            ("fitsAndScores", models.fits_and_scores),
            ("action", policy_action(dX, dU)),
        ):
            print(name, size, f"{median_seconds(work):.3e}", flush=True)


if __name__ == "__main__":
    main()
