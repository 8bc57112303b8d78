package com.example.mlp;

import java.util.SplittableRandom;

/// Points on three rings around the origin, drawn with noise; a point's class is its ring.
///
/// @param points x and y of one after the other
/// @param classes 0 for the inmost ring
public record RingPoints(float[] points, int[] classes) {

    /// How many rings there are.
    public static final int COUNT = 3;

    private static final double NOISE = 0.08;

    /// `count` points, the same for the same seed on every machine.
    public static RingPoints draw(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] points = new float[2 * count];
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            classes[i] = random.nextInt(COUNT);
            double angle = random.nextDouble(2 * StrictMath.PI);
            double radius = 0.5 * (classes[i] + 1) + random.nextDouble(-NOISE, NOISE);
            points[2 * i] = (float) (radius * StrictMath.cos(angle));
            points[2 * i + 1] = (float) (radius * StrictMath.sin(angle));
        }
        return new RingPoints(points, classes);
    }
}
