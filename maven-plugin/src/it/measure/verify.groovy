import dev.rsparse.maven.it.Builds

// What calibrate writes is what check asks for.
def log = new File(basedir, 'build.log').text
def lock = new File(basedir, 'src/main/rsp/quill.rsplock')
assert log.contains('1 of 1 source checked')
assert lock.text.contains('"self"')

// So is what tune writes.
def builds = new Builds(basedir, localRepositoryPath)
def tuned = builds.run(
        'rsparse:tune', 'rsparse:check', '-Drsparse.policy=half', '-Drsparse.search=UNIFORM', '-Drsparse.self=2',
        '-Drsparse.window=16')
assert builds.status() == 0
assert tuned.contains('measuring ')
assert tuned.contains('1 of 1 source checked')
assert lock.text.contains('"windowLength": 16')

// A policy that changed since is noticed, also when no target runs it.
def source = new File(basedir, 'src/main/rsp/quill.rsp')
source.text = source.text.replaceFirst(/(policy teal50[^}]*\}[^}]*sparsity) 50%/, '$1 40%')
def stale = builds.run('rsparse:check')
assert builds.status() == 1
assert stale.contains("error E0504: policy 'teal50' changed since the lock was written")
return true
