package dev.rsparse.maven;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Shares the byte budget of a policy out to its linears and writes what it found to the lock, which is meant to be
 * committed. Slow: bound to no phase, it runs when it is called.
 */
@Mojo(name = "tune", threadSafe = true)
public final class TuneMojo extends AbstractMeasureMojo {

    /** The policy to tune. Without one, that of the source's target. */
    @Parameter(property = "rsparse.policy")
    private String policy;

    /** How to search, in place of what the policy says. */
    @Parameter(property = "rsparse.search")
    private String search;

    @Override
    Options command() {
        return new Options("tune").with("--policy", policy).with("--search", search);
    }
}
