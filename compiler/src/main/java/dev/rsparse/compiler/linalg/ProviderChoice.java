package dev.rsparse.compiler.linalg;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/// The provider this process uses, and why.
///
/// @param algebra the routines
/// @param reason one line for people, such as `OpenBLAS: …` or `plain Java: …` with what kept OpenBLAS out
public record ProviderChoice(LinearAlgebra algebra, String reason) {

    private static final class Once {
        private static final ProviderChoice CHOICE = choose();
    }

    /// The choice, made on the first call and the same ever after: OpenBLAS where its natives load.
    public static ProviderChoice once() {
        return Once.CHOICE;
    }

    private static ProviderChoice choose() {
        // Natives that are absent, of another platform or unable to unpack themselves show as either kind.
        try {
            Loader.load(openblas.class);
            return new ProviderChoice(
                    new OpenBlasAlgebra(), "OpenBLAS: its natives for " + Loader.getPlatform() + " loaded");
        } catch (LinkageError | RuntimeException e) {
            return new ProviderChoice(
                    new JavaAlgebra(), "plain Java: the natives of OpenBLAS did not load (" + e + ")");
        }
    }
}
