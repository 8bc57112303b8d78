package dev.rsparse.maven;

import dev.rsparse.maven.jdk.Jdk;
import dev.rsparse.maven.jdk.JdkFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;

/// Which JDK the compiler runs on, of those that a build knows.
///
/// @param home of the JDK that the build names, if it does
/// @param wanted what the toolchain must provide, such as `version`; empty for any that is new enough
record Toolchains(ToolchainManager manager, MavenSession session, Optional<Path> home, Map<String, String> wanted) {

    private static final String JDK = "jdk";

    /// The one that is named, else the toolchain that is, else that of the build, any other toolchain, and what lies in
    /// the usual folders.
    ///
    /// @throws MojoFailureException when there is none, or what is named is none
    Jdk choose() throws MojoFailureException {
        if (home.isPresent()) {
            return Jdk.at(home.get())
                    .orElseThrow(
                            () -> new MojoFailureException(home.get() + ", which jdkHome or jdk.home names, is not a"
                                    + " JDK " + Jdk.OLDEST + " or newer with the module jdk.incubator.vector"));
        }
        Optional<Jdk> listed = listed();
        if (listed.isEmpty() && !wanted.isEmpty()) {
            throw new MojoFailureException("no toolchain is a JDK " + Jdk.OLDEST
                    + " or newer with the module jdk.incubator.vector and provides " + wanted
                    + ", as jdkToolchain asks for: add one to toolchains.xml, or ask for less");
        }
        return listed.isPresent() ? listed.get() : anywhere();
    }

    private Optional<Jdk> listed() {
        List<Toolchain> candidates = new ArrayList<>();
        if (wanted.isEmpty()) {
            Optional.ofNullable(manager.getToolchainFromBuildContext(JDK, session))
                    .ifPresent(candidates::add);
        }
        candidates.addAll(manager.getToolchains(session, JDK, wanted));
        return candidates.stream().flatMap(found -> jdk(found).stream()).findFirst();
    }

    /// A toolchain tells where its programs are.
    private static Optional<Jdk> jdk(Toolchain toolchain) {
        return Optional.ofNullable(toolchain.findTool("java"))
                .map(java -> Path.of(java).getParent())
                .map(Path::getParent)
                .flatMap(Jdk::at);
    }

    private static Jdk anywhere() throws MojoFailureException {
        JdkFinder finder = new JdkFinder(
                System.getenv(), Path.of(System.getProperty("java.home")), Path.of(System.getProperty("user.home")));
        Optional<Jdk> found = finder.find();
        if (found.isEmpty()) {
            throw new MojoFailureException("the compiler of .rsp files needs a JDK " + Jdk.OLDEST
                    + " or newer with the module jdk.incubator.vector, and none was found. Searched:\n  toolchains.xml:"
                    + " no such JDK\n  "
                    + String.join("\n  ", finder.searched())
                    + "\nInstall a JDK " + Jdk.OLDEST
                    + " (any vendor), or name its folder: -Drsparse.jdkHome=FOLDER. Maven itself and the rest of the"
                    + " build may use an older one.");
        }
        return found.get();
    }
}
