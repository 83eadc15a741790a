package org.guidedpolicy.nn;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;

/**
 * What the process holds, after a garbage collection.
 *
 * @param heap bytes of Java objects
 * @param pointers bytes that JavaCPP counts
 * @param resident bytes of physical memory
 * @param threads Java's
 * @param files open
 */
record Resources(long heap, long pointers, long resident, int threads, long files) {
  private static final Path FILES = Path.of("/proc/self/fd");
  private static final double MEGABYTE = 1e6;
  private static final int MAX_COLLECTIONS = 30;

  static Resources now() throws IOException, InterruptedException {
    return new Resources(
        settledHeap(),
        Pointer.totalBytes(),
        Pointer.physicalBytes(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        openFiles());
  }

  /** Collects until nothing more is freed: ND4J's deallocators take their time. */
  private static long settledHeap() throws InterruptedException {
    long before = Long.MAX_VALUE;
    long now = collectedHeap();
    for (int i = 0; i < MAX_COLLECTIONS && now < before - MEGABYTE / 10; i++) {
      Thread.sleep(300);
      before = now;
      now = collectedHeap();
    }
    return now;
  }

  private static long collectedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long openFiles() throws IOException {
    if (!Files.exists(FILES)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(FILES)) {
      return files.count();
    }
  }

  @Override
  public String toString() {
    return String.format(
        "heap %.1f MB, pointers %.1f MB, resident %.1f MB, %d threads, %d files",
        heap / MEGABYTE, pointers / MEGABYTE, resident / MEGABYTE, threads, files);
  }
}
