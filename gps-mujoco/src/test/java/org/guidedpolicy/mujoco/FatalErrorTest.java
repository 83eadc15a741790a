package org.guidedpolicy.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.guidedpolicy.mujoco.library.CStrings;
import org.guidedpolicy.mujoco.library.CallFrame;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.guidedpolicy.mujoco.library.NativeFunction;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.Test;

/** Each of these would end the process, and with it this test run, if errors were not caught. */
@NeedsMujoco
class FatalErrorTest {
  /** 20 balls that fall on a floor, with a stack just enough until they touch it. */
  private static MujocoModel smallStack() {
    for (int size = 1000; ; size += size / 20) {
      try {
        return MujocoModel.fromXml(fallingBalls(size));
      } catch (MujocoException e) {
        assertTrue(e.getMessage().contains("Stack overflow"), e.getMessage());
      }
    }
  }

  private static String fallingBalls(int stack) {
    var balls = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String ball = "<body name='ball%d' pos='%s 0 1'><freejoint/><geom size='0.1'/></body>";
      balls.append(ball.formatted(i, 0.3 * i));
    }
    String size = "<size nstack='" + stack + "'/>";
    return Models.FALLING_BALL.replace("<worldbody>", size + "<worldbody>" + balls);
  }

  @Test
  void aFullStackDuringAStepIsAnException() {
    try (var model = smallStack();
        var environment = MujocoEnvironment.builder(model).build()) {
      var e =
          assertThrows(
              MujocoException.class,
              () -> {
                environment.reset(new SplittableRandom(1));
                for (int t = 0; t < 1000; t++) {
                  environment.step(new double[] {0});
                }
              });
      assertTrue(e.getMessage().contains("mj_step"), e.getMessage());
      assertTrue(e.getMessage().contains("tack overflow"), e.getMessage());
      var dead =
          assertThrows(
              IllegalStateException.class, () -> environment.reset(new SplittableRandom(1)));
      assertTrue(dead.getMessage().contains("can only be closed"), dead.getMessage());
    }
  }

  @Test
  void otherEnvironmentsOfTheModelGoOn() {
    try (var model = smallStack();
        var pool = WorkPool.of(4)) {
      var failures = new AtomicInteger();
      pool.forEach(
          40,
          episode -> {
            int steps = episode % 2 == 0 ? 1000 : 50; // the balls land after 200
            try (var environment = MujocoEnvironment.builder(model).build()) {
              environment.reset(new SplittableRandom(1));
              for (int t = 0; t < steps; t++) {
                environment.step(new double[] {0});
              }
            } catch (MujocoException e) {
              failures.incrementAndGet();
            }
          });
      assertEquals(20, failures.get());
    }
  }

  @Test
  void errorsOnManyThreadsAreToldApart() {
    long error =
        Pointer.nativeValue(
            NativeLibrary.getInstance("libmujoco.so.2.2.2").getFunction("mju_error"));
    var function = new NativeFunction("mju_error", error);
    try (var pool = WorkPool.of(4)) {
      pool.forEach(
          1000,
          i -> {
            try (Memory text = CStrings.of("error " + i)) {
              var frame = new CallFrame();
              for (int j = 0; j < 20; j++) {
                var e =
                    assertThrows(
                        MujocoException.class,
                        () -> frame.call(function, Pointer.nativeValue(text)));
                assertEquals("mju_error: error " + i, e.getMessage());
              }
            }
          });
    }
  }

  @Test
  void longErrorTextsAreCut() {
    long error =
        Pointer.nativeValue(
            NativeLibrary.getInstance("libmujoco.so.2.2.2").getFunction("mju_error"));
    try (Memory text = CStrings.of("x".repeat(5000))) {
      var e =
          assertThrows(
              MujocoException.class,
              () ->
                  new CallFrame()
                      .call(new NativeFunction("mju_error", error), Pointer.nativeValue(text)));
      assertEquals("mju_error: ".length() + 999, e.getMessage().length());
    }
  }

  @Test
  void sizesBeyondAnyMemoryAreAnException() {
    for (String size : List.of("njmax='2000000'", "nconmax='100000000'")) {
      String huge = Models.PENDULUM.replace("<worldbody>", "<size " + size + "/><worldbody>");
      var e = assertThrows(MujocoException.class, () -> MujocoModel.fromXml(huge));
      assertTrue(e.getMessage().contains("could not create mjData"), e.getMessage());
    }
  }
}
