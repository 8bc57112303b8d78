package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.measure.ShardMerger;
import dev.rsparse.compiler.project.ModelProject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rsparsec merge`: joins the shards of a calibration into the lock file.
@Command(
        name = "merge",
        description = "Joins the shards that 'rsparsec calibrate --shard' wrote into MODEL.rsplock: the same lock that"
                + " one run over all windows writes.",
        sortOptions = false)
final class MergeCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(index = "0", paramLabel = "MODEL.rsp", description = "The model's source.")
    private Path model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "SHARD", description = "All shards, in any order.")
    private List<Path> shards;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (ModelProject project = ModelProject.open(model)) {
            console.print(project.warnings(), project.sources());
            LockWriter lock = new LockWriter(project, console);
            ShardMerger.Merged merged = ShardMerger.merge(project, Main.VERSION, shards, console::message);
            lock.write(merged.measurer(), merged.tally().measurement(), merged.text());
            print(lock, lock.path(), merged);
        }
        return 0;
    }

    private void print(LockWriter lock, Path target, ShardMerger.Merged merged) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("lock", target.toString());
            object.put("policies", merged.policies());
            object.put("tokens", merged.text().tokens());
            object.put("windows", merged.text().windows());
            console.json(object);
        } else {
            lock.print(target, merged.policies(), merged.text().tokens());
        }
    }
}
