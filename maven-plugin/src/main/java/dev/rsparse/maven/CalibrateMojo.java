package dev.rsparse.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Measures the thresholds of a source's policies over a text and writes its lock, which is meant to be committed. Slow:
 * bound to no phase, it runs when it is called.
 */
@Mojo(name = "calibrate", threadSafe = true)
public final class CalibrateMojo extends AbstractMeasureMojo {

    /** The policies to measure. Without any, all of the source. */
    @Parameter(property = "rsparse.policies")
    private List<String> policies;

    @Override
    Options command() {
        Options command = new Options("calibrate");
        if (policies != null) {
            policies.forEach(policy -> command.with("--policy", policy));
        }
        return command;
    }
}
