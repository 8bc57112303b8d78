import dev.rsparse.maven.it.Checkpoints

Checkpoints.quill(new File(basedir, 'src/main/rsp'))
