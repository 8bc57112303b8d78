/// What the scripts of the builds under `src/it` share.
package dev.rsparse.maven.it;
