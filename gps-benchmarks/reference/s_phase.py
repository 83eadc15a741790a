"""Time and loss of the usual S-phase: 5000 steps of Adam (1e-3) on batches of 25 points.

usage: [SEEDS=5] s_phase.py POINTS [STEPS]     (POINTS as TargetPoints.write makes it)

Prints for NumPy and, where it is installed, PyTorch, both on one thread and in float32:
medians over the seeds of seconds, training loss and held-out loss. Inputs and outputs are standardized as the library does, so
that the loss is the same function and the reference loses nothing by units.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time

import numpy as np

HIDDEN = (42, 42)
BATCH = 25
RATE = 1e-3
SEEDS = int(os.environ.get("SEEDS", 5))


def read(path):
    """Standardized observations, means and precisions (float32) of training and held-out points."""
    with open(path, "rb") as file:
        sizes = np.fromfile(file, "<i4", 4)
        data = np.fromfile(file, "<f8")
    dO, dU = sizes[2:]
    parts, at = [], 0
    for count in sizes[:2]:
        part = []
        for shape in ((count, dO), (count, dU), (count, dU, dU)):
            length = int(np.prod(shape))
            part.append(data[at : at + length].reshape(shape))
            at += length
        parts.append(part)
    observations, means, precisions = parts[0]
    centre, scale = observations.mean(0), np.maximum(observations.std(0), 1e-3)
    offset = means.mean(0)
    unit = 1 / np.sqrt(np.diagonal(precisions, axis1=1, axis2=2).mean(0))
    # average trace dU, of training and of held-out points each, as the library's losses are
    result = []
    for o, m, P in parts:
        P = P * (dU / np.trace(P, axis1=1, axis2=2).mean())
        result.append(
            [
                np.ascontiguousarray(a, dtype=np.float32)
                for a in ((o - centre) / scale, (m - offset) / unit, P * np.outer(unit, unit))
            ]
        )
    return result


def initial_layers(dO, dU, random):
    """Uniform in +-1/sqrt(inputs), PyTorch's own start."""
    widths = (dO, *HIDDEN, dU)
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        bound = inputs**-0.5
        layers.append(random.uniform(-bound, bound, (inputs, outputs)).astype(np.float32))
        layers.append(random.uniform(-bound, bound, outputs).astype(np.float32))
    return layers


def batches(count, steps, random):
    order = []
    for _ in range(steps):
        if len(order) < BATCH:
            order = random.permutation(count)
        yield order[:BATCH]
        order = order[BATCH:]


def loss(outputs, m, P):
    e = (outputs - m).astype(np.float64)
    return np.einsum("ni,nij,nj->n", e, P, e).mean()


def with_numpy(training, held_out, steps, seed):
    random = np.random.default_rng(seed)
    o, m, P = training
    theta = initial_layers(o.shape[1], m.shape[1], random)
    first = [np.zeros_like(p) for p in theta]
    second = [np.zeros_like(p) for p in theta]

    def forward(x):
        activations = [x]
        for l in range(0, len(theta), 2):
            x = x @ theta[l] + theta[l + 1]
            if l + 2 < len(theta):
                x = np.maximum(x, 0)
            activations.append(x)
        return activations

    start = time.perf_counter()
    for step, rows in enumerate(batches(len(o), steps, random), 1):
        a = forward(o[rows])
        delta = 2 / BATCH * np.matmul(P[rows], (a[-1] - m[rows])[:, :, None])[:, :, 0]
        gradients = []
        for l in range(len(theta) - 2, -1, -2):
            gradients[:0] = [a[l // 2].T @ delta, delta.sum(0)]
            if l > 0:
                delta = (delta @ theta[l].T) * (a[l // 2] > 0)
        for p, g, v, s in zip(theta, gradients, first, second):
            v *= 0.9
            v += 0.1 * g
            s *= 0.999
            s += 0.001 * g * g
            p -= RATE / (1 - 0.9**step) * v / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
    seconds = time.perf_counter() - start
    return seconds, loss(forward(o)[-1], m, P), loss(forward(held_out[0])[-1], *held_out[1:])


def with_torch(training, held_out, steps, seed):
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    o, m, P = (torch.from_numpy(a) for a in training)
    widths = (o.shape[1], *HIDDEN, m.shape[1])
    modules = []
    for inputs, outputs in zip(widths, widths[1:]):
        modules += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    network = torch.nn.Sequential(*modules[:-1])
    adam = torch.optim.Adam(network.parameters(), lr=RATE)
    start = time.perf_counter()
    for rows in batches(len(o), steps, random):
        rows = torch.from_numpy(rows)
        e = network(o[rows]) - m[rows]
        value = (e * torch.bmm(P[rows], e[:, :, None])[:, :, 0]).sum(1).mean()
        adam.zero_grad()
        value.backward()
        adam.step()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        outputs = [network(torch.from_numpy(x)).numpy() for x in (training[0], held_out[0])]
    return seconds, loss(outputs[0], *training[1:]), loss(outputs[1], *held_out[1:])


def main():
    training, held_out = read(sys.argv[1])
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    print(f"{steps} steps of {BATCH} points, of {len(training[0])}\n")
    print("| | seconds | training loss | held-out loss |")
    print("| --- | ---: | ---: | ---: |")
    for name, train in (("NumPy", with_numpy), ("PyTorch", with_torch)):
        try:
            results = [train(training, held_out, steps, seed) for seed in range(1, SEEDS + 1)]
            values = "%.2f | %.3f | %.2f" % tuple(np.median(results, axis=0))
            print(f"| {name}, one thread | {values} |", flush=True)
        except ImportError:
            print(f"| {name}, not installed | | | |")


if __name__ == "__main__":
    main()
