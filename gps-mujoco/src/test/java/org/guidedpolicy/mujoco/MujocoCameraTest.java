package org.guidedpolicy.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsMujoco
class MujocoCameraTest {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private MujocoModel model;
  private MujocoEnvironment environment;

  @BeforeEach
  void open() {
    assumeTrue(Mujoco.pictureProblem().isEmpty(), () -> "skipped: " + Mujoco.pictureProblem());
    model = MujocoModel.fromXml(Models.PENDULUM);
    environment = MujocoEnvironment.builder(model).build();
    environment.reset(new SplittableRandom(1));
  }

  @AfterEach
  void close() {
    if (model != null) {
      environment.close();
      model.close();
    }
  }

  @Test
  void aPictureShowsWhatStandsWhere() {
    // the red ball at x 0.3, z 0.6 is to the upper right of the arm, blue, that hangs from 0
    try (var camera = environment.camera("front", 80, 64)) {
      BufferedImage image = camera.picture();
      assertEquals(80, image.getWidth());
      assertEquals(64, image.getHeight());
      double[] red = centre(image, 16);
      double[] blue = centre(image, 0);
      assertTrue(red[0] > 42 && red[0] < 55, "red ball at " + Arrays.toString(red));
      assertTrue(red[1] < 20, "red ball at " + Arrays.toString(red));
      assertEquals(39.5, blue[0], 0.5);
      assertTrue(blue[1] > 32, "blue link at " + Arrays.toString(blue));
    }
  }

  @Test
  void pixelsOfPointsAreWhereTheyAreDrawn() {
    for (String pose :
        List.of(
            "pos='0 -3 0' xyaxes='1 0 0 0 0 1'", "pos='0.5 -2 0.4' xyaxes='1 0.2 0.1 -0.1 0 1'")) {
      String xml =
          Models.PENDULUM.replace(
              "name=\"front\" pos=\"0 -3 0\" xyaxes=\"1 0 0 0 0 1\"", "name='front' " + pose);
      try (var posed = MujocoModel.fromXml(xml);
          var other = MujocoEnvironment.builder(posed).build();
          var camera = other.camera("front", 320, 256)) {
        other.reset(new SplittableRandom(1));
        double[] drawn = centre(camera.picture(), 16);
        var computed = camera.pixel(0.3, 0, 0.6).orElseThrow();
        assertEquals(computed.getX() - 0.5, drawn[0], 1.5);
        assertEquals(computed.getY() - 0.5, drawn[1], 1.5);
        assertTrue(camera.pixel(0, -20, 0).isEmpty());
      }
    }
    try (var nameless = environment.camera(80, 64)) {
      assertThrows(IllegalStateException.class, () -> nameless.pixel(0, 0, 0));
    }
  }

  /** Mean place of the pixels in which one colour stands out. */
  private static double[] centre(BufferedImage image, int shift) {
    double n = 0;
    double x = 0;
    double y = 0;
    for (int row = 0; row < image.getHeight(); row++) {
      for (int column = 0; column < image.getWidth(); column++) {
        int rgb = image.getRGB(column, row);
        int colour = rgb >> shift & 0xff;
        int others = Math.max(rgb >> 8 & 0xff, rgb >> (16 - shift) & 0xff);
        if (colour > 2 * others + 20) {
          n++;
          x += column;
          y += row;
        }
      }
    }
    return new double[] {x / n, y / n};
  }

  @Test
  void picturesFollowTheState() {
    try (var camera = environment.camera("front", 80, 64)) {
      byte[] before = camera.rgb();
      assertArrayEquals(before, camera.rgb());
      for (int t = 0; t < 100; t++) {
        environment.step(new double[] {3, 3});
      }
      assertFalse(Arrays.equals(before, camera.rgb()));
    }
  }

  @Test
  void camerasOfSeveralSizesAndThreadsDoNotDisturbEachOther() {
    byte[] small;
    byte[] large;
    try (var first = environment.camera("front", 80, 64);
        var second = environment.camera(800, 600)) {
      small = first.rgb();
      large = second.rgb();
      assertArrayEquals(small, first.rgb());
      assertEquals(3 * 800 * 600, large.length);
    }
    try (var pool = WorkPool.of(3)) {
      pool.forEach(
          12,
          i -> {
            try (var another = MujocoEnvironment.builder(model).build()) {
              another.reset(new SplittableRandom(i));
              try (var first = another.camera("front", 80, 64);
                  var second = another.camera(800, 600)) {
                assertArrayEquals(small, first.rgb());
                assertArrayEquals(large, second.rgb());
              }
            }
          });
    }
  }

  @Test
  void picturesDoNotChangeTheSimulation() {
    try (var other = MujocoEnvironment.builder(model).build();
        var camera = environment.camera(80, 64)) {
      other.reset(new SplittableRandom(1));
      for (int t = 0; t < 20; t++) {
        double[] action = {0.1 * t, 1};
        camera.rgb();
        assertArrayEquals(other.step(action).state(), environment.step(action).state(), 0);
      }
    }
  }

  @Test
  void aPictureTooLargeToDrawIsAnException() {
    assertThrows(MujocoException.class, () -> environment.camera(100_000, 1));
    assertThrows(IllegalArgumentException.class, () -> environment.camera(0, 1));
    environment.step(new double[] {0, 0});
    environment.camera(80, 64).rgb();
  }

  @Test
  void wrongNamesAndClosedCamerasSaySo() {
    var e = assertThrows(IllegalArgumentException.class, () -> environment.camera("back", 80, 64));
    assertTrue(e.getMessage().contains("[front]"), e.getMessage());
    var camera = environment.camera("front", 80, 64);
    var other = environment.camera("front", 80, 64);
    camera.close();
    camera.close();
    assertThrows(IllegalStateException.class, camera::rgb);
    environment.close();
    assertThrows(IllegalStateException.class, other::rgb);
  }

  /** MuJoCo remembers where its functions are. */
  @Test
  void theDrawingLibraryStaysWhenNoCameraIsLeft() throws Exception {
    assumeTrue(Files.exists(MAPS), "skipped: no " + MAPS);
    environment.camera("front", 80, 64).close();
    List<String> before = drawingLibrary();
    environment.close();
    environment = MujocoEnvironment.builder(model).build();
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50); // in which JNA unloads what nobody refers to
    }
    assertFalse(before.isEmpty());
    assertEquals(before, drawingLibrary());
  }

  /** Where the library is in memory. */
  private static List<String> drawingLibrary() throws IOException {
    try (var lines = Files.lines(MAPS)) {
      return lines.filter(line -> line.contains("OSMesa")).toList();
    }
  }
}
