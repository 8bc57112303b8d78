package dev.rsparse.compiler.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The default [TinyModel] without its weights: a configuration, and a source that declares every shape.
public final class RandomTiny {

    private RandomTiny() {}

    /// Writes `config.json` and the source `tiny.rsp`, and returns the path of that.
    public static Path write(Path folder) {
        try {
            Path source = TinyModel.writeDefault(folder);
            Files.delete(folder.resolve("model.safetensors"));
            return Files.writeString(source, declared(Files.readString(source)));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static String declared(String source) {
        return source.replace(
                        "layer[i].{q,k,v,o}      = \"model.layers.{i}.self_attn.{_}_proj.weight\";",
                        "layer[i].{q,o} = \"model.layers.{i}.self_attn.{_}_proj.weight\" : [D,D];\n"
                                + "    layer[i].{k,v} = \"model.layers.{i}.self_attn.{_}_proj.weight\" : [D/2,D];")
                .replace(
                        "layer[i].{gate,up,down} = \"model.layers.{i}.mlp.{_}_proj.weight\";",
                        "layer[i].{gate,up} = \"model.layers.{i}.mlp.{_}_proj.weight\" : [44,D];\n"
                                + "    layer[i].{down} = \"model.layers.{i}.mlp.{_}_proj.weight\" : [D,44];");
    }
}
