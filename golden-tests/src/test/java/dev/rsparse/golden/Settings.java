package dev.rsparse.golden;

import dev.rsparse.compiler.project.TinyModel;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.io.ElementType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a journey's `//!` lines say, one `NAME VALUE` each:
///
///     //! extents vocabulary 11, width 8, inner 12, layers 1, heads 2, kv_heads 2, head_dim 4
///                            or none: random tensors of the shapes that the source asks for
///     //! prompt 3, 1, 4
///     //! threshold 0.5        of every thinned linear
///     //! head untied
///     //! weights f32        in place of bf16
///     //! shows class
///     //! model NAME         of several
///     //! type llama         what config.json calls the model
///
/// @param model the checkpoint that is made for the source, where it has extents
/// @param prompt ids to read
/// @param threshold of every thinned linear; stands in for a measured one
/// @param format how weights are packed
/// @param showsClass whether the golden holds the whole class
/// @param name of the source's model, where it has several
/// @param type of the model, as `config.json` says it
record Settings(
        Optional<TinyModel> model,
        int[] prompt,
        float threshold,
        StripLayout format,
        boolean showsClass,
        Optional<String> name,
        Optional<String> type) {

    private static final String MARK = "//! ";

    static Settings of(String source) {
        Map<String, String> lines = source.lines()
                .filter(line -> line.startsWith(MARK))
                .map(line -> line.substring(MARK.length()).split(" ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
        return new Settings(
                Optional.ofNullable(lines.get("extents")).map(extents -> model(extents, !lines.containsKey("head"))),
                Arrays.stream(lines.getOrDefault("prompt", "0").split(", "))
                        .mapToInt(Integer::parseInt)
                        .toArray(),
                Float.parseFloat(lines.getOrDefault("threshold", "0")),
                lines.containsKey("weights") ? StripLayout.F32 : StripLayout.BF16,
                lines.containsKey("shows"),
                Optional.ofNullable(lines.get("model")),
                Optional.ofNullable(lines.get("type")));
    }

    private static TinyModel model(String line, boolean tied) {
        Map<String, Integer> extents = Arrays.stream(line.split(", "))
                .map(extent -> extent.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> Integer.parseInt(words[1])));
        return new TinyModel(
                extents.get("vocabulary"),
                extents.get("width"),
                extents.get("inner"),
                extents.get("layers"),
                extents.get("heads"),
                extents.get("kv_heads"),
                extents.get("head_dim"),
                tied,
                ElementType.BF16);
    }
}
