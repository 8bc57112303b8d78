def log = new File(basedir, 'build.log').text
def rsp = new File(basedir, 'src/main/rsp')

// One run tells what is wrong with every source, as IDEs link it.
assert log.contains("[ERROR] $rsp/wrong.rsp:5:21: error E0101: unknown operation 'relux'")
assert log.contains('[ERROR]  5 |   graph { classes = relux(points); }')
assert log.contains("[ERROR]  help: did you mean 'relu'?")
assert log.contains("[ERROR] $rsp/sound: error E0601")
assert log.contains('2 errors in models:')

// Nothing of a failed build is left.
assert !new File(basedir, 'target/generated-sources').exists()
assert !new File(basedir, 'target/rsparse/compile-default.state').exists()
return true
