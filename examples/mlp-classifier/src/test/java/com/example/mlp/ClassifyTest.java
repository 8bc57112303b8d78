package com.example.mlp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClassifyTest {

    @Test
    void knowsTheRingOfPointsThatItWasNotTrainedOn() throws IOException {
        RingPoints fresh = RingPoints.draw(1000, 3);
        int[] found = Classify.rings(fresh.points());
        int right = 0;
        for (int point = 0; point < found.length; point++) {
            right += found[point] == fresh.classes()[point] ? 1 : 0;
        }
        assertTrue(right >= 980, right + " of 1000 points on the right ring");
    }
}
