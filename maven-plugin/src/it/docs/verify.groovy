import java.util.jar.JarFile

// The POM of docs/maven-plugin.md, whole.
def log = new File(basedir, 'build.log').text
assert log.contains('Tests run: 1, Failures: 0, Errors: 0, Skipped: 0')
assert log.contains('1 of 1 source compiled, 2 files changed')
assert log.contains('1 of 1 source checked')
def jar = new JarFile(new File(basedir, 'target/models-1.jar'))
assert jar.getEntry('com/example/spirals/Spirals.class')
assert jar.getEntry('com/example/spirals/Spirals.weights')
return true
