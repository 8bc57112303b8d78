import dev.rsparse.maven.it.Builds
import dev.rsparse.maven.it.Versions

def builds = new Builds(basedir, localRepositoryPath)
def rsp = new File(basedir, 'src/main/rsp')
def model = new File(rsp, 'spirals.rsp')
def source = new File(basedir, 'target/generated-sources/rsp/com/example/spirals/Spirals.java')
def weights = 'com/example/spirals/Spirals.weights'

// The first build.
def first = new File(basedir, 'build.log').text
assert first.contains('2 of 2 sources compiled, 2 files changed')
assert source.file
assert new File(basedir, "target/generated-resources/rsp/$weights").file
assert new File(basedir, "target/classes/$weights").file
assert new File(basedir, 'target/classes/it/Uses.class').file

// What tests need is theirs alone.
assert first.contains('1 of 1 source compiled, 2 files changed')
assert new File(basedir, 'target/generated-test-sources/rsp/com/example/spirals/Probe.java').file
assert new File(basedir, 'target/test-classes/com/example/spirals/Probe.weights').file
assert new File(basedir, 'target/test-classes/it/Probes.class').file
assert !new File(basedir, 'target/classes/com/example/spirals/Probe.class').exists()
assert !new File(basedir, 'target/classes/com/example/spirals/Probe.weights').exists()

// Nothing changed: nothing is touched, quickly, and javac has nothing to do. Without a network.
def before = builds.files()
def second = builds.run('test-compile')
assert builds.status() == 0
assert second.contains('2 sources up to date')
assert second.contains('1 source up to date')
assert second.contains('Nothing to compile')
assert builds.files() == before
assert Builds.millis(second) <= 500

// A newer time alone is no change; a comment is one that gives the same files.
model.setLastModified(System.currentTimeMillis())
model.append('// Nothing new.\n')
def comment = builds.run('compile')
assert comment.contains('2 of 2 sources compiled (')
assert comment.contains('Nothing to compile')

// An import changed.
new File(rsp, 'layers.rsp').text = 'rsp 1;\n\nfn activated(x) {\n  return silu(x);\n}\n'
def imported = builds.run('test-compile')
assert imported.contains('2 of 2 sources compiled, 1 file changed')
assert imported.contains('1 of 1 source compiled, 1 file changed')
assert source.text.contains('silu')

// Another version of the plugin compiles all again.
Versions.republish(localRepositoryPath, '0.1.0-other')
def pom = new File(basedir, 'pom.xml')
def named = pom.text
pom.text = named.replaceFirst(/(rsparse-maven-plugin<.artifactId>\s*<version>)[^<]*/, '$10.1.0-other')
def newer = builds.run('compile')
assert builds.status() == 0
assert newer.contains(':0.1.0-other:compile')
assert newer.contains('2 of 2 sources compiled (')
assert newer.contains('Nothing to compile')
pom.text = named

// What no source gives any more goes, with its copies.
new File(basedir, 'src/main/java/it/Uses.java').delete()
model.text = model.text.replace('class Spirals', 'class Arms')
def renamed = builds.run('compile')
assert builds.status() == 0
assert !source.exists()
assert !new File(basedir, "target/generated-resources/rsp/$weights").exists()
assert !new File(basedir, "target/classes/$weights").exists()
assert !new File(basedir, 'target/classes/com/example/spirals/Spirals.class').exists()
assert new File(basedir, 'target/classes/com/example/spirals/Arms.class').file

// Blanks and letters beyond ASCII in the path: "a ü – b".
def elsewhere = builds.runInCopy('a \\303\\274 \\342\\200\\223 b', 'compile')
assert builds.status() == 0
assert elsewhere.contains('2 of 2 sources compiled, 2 files changed')

// A JDK that is none.
def none = builds.run('generate-sources', "-Drsparse.jdkHome=$basedir/absent", '-Drsparse.policy=dense')
assert builds.status() == 1
assert none.contains("$basedir/absent, which jdkHome or jdk.home names, is not a JDK 25 or newer")
return true
