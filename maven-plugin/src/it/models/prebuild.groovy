import dev.rsparse.maven.it.Checkpoints

Checkpoints.spirals(new File(basedir, 'src/main/rsp'))
Checkpoints.spirals(new File(basedir, 'src/test/rsp'))
