import dev.rsparse.maven.it.Checkpoints

Checkpoints.spirals(new File(basedir, 'one/src/main/rsp'))
Checkpoints.spirals(new File(basedir, 'two/src/main/rsp'))
