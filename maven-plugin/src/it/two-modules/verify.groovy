// Two modules at a time, each with a compiler of its own, and no javac: the JDK 25 is found without a toolchain,
// whatever Maven runs on.
def log = new File(basedir, 'build.log').text
assert log.count('compiling 1 of 1 source on JDK ') == 2
assert log.count('1 of 1 source compiled') == 2
assert !log.contains('not thread-safe')
assert new File(basedir, 'one/target/classes/com/example/one/One.class').file
assert new File(basedir, 'two/target/classes/com/example/two/Two.class').file
assert new File(basedir, 'two/target/classes/com/example/two/Two.weights').file
return true
