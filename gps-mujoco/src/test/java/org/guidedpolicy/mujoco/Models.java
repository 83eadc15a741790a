package org.guidedpolicy.mujoco;

/** Small models for the tests. */
final class Models {
  private Models() {}

  /** Two hinges about y that swing under gravity, a target that can be moved, sensors, a camera. */
  static final String PENDULUM =
      """
      <mujoco model="pendulum">
        <option timestep="0.002"/>
        <worldbody>
          <light pos="0 -2 3" dir="0 1 -1"/>
          <camera name="front" pos="0 -3 0" xyaxes="1 0 0 0 0 1"/>
          <body name="upper">
            <joint name="shoulder" axis="0 1 0" damping="0.01"/>
            <geom name="upper" type="capsule" fromto="0 0 0 0 0 -0.5" size="0.04" rgba="0 0 1 1"/>
            <body name="lower" pos="0 0 -0.5">
              <joint name="elbow" axis="0 1 0" damping="0.01"/>
              <geom name="lower" type="capsule" fromto="0 0 0 0 0 -0.5" size="0.04"/>
              <site name="tip" pos="0 0 -0.5"/>
            </body>
          </body>
          <body name="target" pos="0.3 0 0.6">
            <geom name="ball" type="sphere" size="0.1" contype="0" conaffinity="0" rgba="1 0 0 1"/>
          </body>
        </worldbody>
        <actuator>
          <motor name="elbow motor" joint="elbow" ctrllimited="true" ctrlrange="-2 3"/>
          <motor name="shoulder motor" joint="shoulder"/>
        </actuator>
        <sensor>
          <framelinvel name="tip velocity" objtype="site" objname="tip"/>
          <accelerometer name="tip acceleration" site="tip"/>
          <jointpos name="elbow angle" joint="elbow"/>
        </sensor>
        <keyframe>
          <key name="bent" qpos="0.3 -0.7"/>
        </keyframe>
      </mujoco>
      """;

  /**
   * A slide, a hinge and a ball joint carry a tip; a free cube and a trolley move for themselves; a
   * target stands still.
   */
  static final String CRANE =
      """
      <mujoco model="crane">
        <worldbody>
          <body name="base" pos="0.1 0.2 0.3" euler="10 20 30">
            <geom size="0.05"/>
            <joint name="lift" type="slide" axis="0.1 0.2 1"/>
            <body name="boom" pos="0.2 0 0.1" euler="0 40 0">
              <joint name="swing" axis="0.3 1 0.2" pos="0 0.05 0.02"/>
              <geom size="0.05" pos="0.3 0 0"/>
              <body name="hand" pos="0.5 0 0" euler="20 0 10">
                <joint name="wrist" type="ball" pos="0.01 0.02 0.03"/>
                <geom size="0.05" pos="0.1 0 0"/>
                <site name="tip" pos="0.2 0.1 -0.1"/>
              </body>
            </body>
          </body>
          <body name="cube" pos="1 0 0">
            <freejoint name="free"/>
            <geom type="box" size="0.1 0.1 0.1"/>
            <site name="corner" pos="0.1 -0.1 0.1"/>
          </body>
          <body name="trolley" pos="0 -1 0">
            <joint name="rail" type="slide" axis="1 0 0"/>
            <geom size="0.05"/>
            <body name="antenna" pos="0 0 0.2">
              <joint axis="0 1 0"/>
              <geom size="0.05" pos="0 0 0.1"/>
            </body>
          </body>
          <body name="target" pos="0.3 0 0.6"><geom size="0.1"/></body>
        </worldbody>
        <actuator><motor joint="swing"/></actuator>
      </mujoco>
      """;

  /** A ball that falls on a floor. */
  static final String FALLING_BALL =
      """
      <mujoco>
        <option timestep="0.002"/>
        <worldbody>
          <geom name="floor" type="plane" size="1 1 0.1"/>
          <body name="ball" pos="0 0 0.2">
            <freejoint name="free"/>
            <geom type="sphere" size="0.1" mass="2"/>
            <site name="skin" type="sphere" size="0.11"/>
          </body>
          <body><joint name="wheel" axis="0 0 1"/><geom size="0.1" pos="0 0 3"/></body>
        </worldbody>
        <actuator><motor joint="wheel"/></actuator>
        <sensor><touch name="touch" site="skin"/></sensor>
      </mujoco>
      """;
}
