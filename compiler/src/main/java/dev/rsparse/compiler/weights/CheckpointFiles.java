package dev.rsparse.compiler.weights;

import dev.rsparse.runtime.io.SafetensorsFile;
import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.io.WeightFileException.Kind;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// folder and file pattern → the files of a checkpoint, and the file that each tensor lives in.
///
/// @param source what named the files: the index, or the folder
/// @param index tensor → shard when an index names the files; empty when a pattern found them
/// @param paths the files, sorted
record CheckpointFiles(Path source, Map<String, String> index, List<Path> paths) {
    private static final String INDEXED_FILE = "model.safetensors";
    static final String INDEX_FILE = INDEXED_FILE + ".index.json";

    static CheckpointFiles find(Path folder, String pattern) {
        if (!Files.isDirectory(folder)) {
            String found = Files.exists(folder) ? "found a file" : "found nothing";
            throw new WeightFileException(
                    Kind.UNREADABLE, folder, "expected a folder, " + found, "name the folder that holds the model");
        }
        PathMatcher matcher = matcher(folder, pattern);
        Path index = folder.resolve(INDEX_FILE);
        boolean indexed = matcher.matches(Path.of(INDEXED_FILE)) && Files.exists(index);
        return indexed ? fromIndex(folder, index) : fromPattern(folder, pattern, matcher);
    }

    private static PathMatcher matcher(Path folder, String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (IllegalArgumentException malformed) {
            String problem = "\"" + pattern + "\" is not a file pattern (" + malformed.getMessage() + ")";
            throw new WeightFileException(Kind.BAD_NAME, folder, problem, "write one like \"model*.safetensors\"");
        }
    }

    private static CheckpointFiles fromPattern(Path folder, String pattern, PathMatcher matcher) {
        List<Path> paths;
        try (Stream<Path> entries = Files.list(folder)) {
            paths = entries.filter(entry -> matcher.matches(entry.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            String problem = "the folder could not be read (" + failure.getMessage() + ")";
            throw new WeightFileException(Kind.UNREADABLE, folder, problem, "check its permissions", failure);
        }
        if (paths.isEmpty()) {
            String problem = "no file here matches \"" + pattern + "\"";
            throw new WeightFileException(Kind.UNREADABLE, folder, problem, "check the folder and the pattern");
        }
        return new CheckpointFiles(folder, Map.of(), paths);
    }

    private static CheckpointFiles fromIndex(Path folder, Path index) {
        Map<String, String> shards = new TreeMap<>();
        weightMap(index).forEach((tensor, shard) -> {
            if (!(shard instanceof String name) || !isPlainFileName(name)) {
                String problem =
                        "tensor \"" + tensor + "\": expected the name of a file in this folder, found " + shard;
                throw new WeightFileException(Kind.BAD_NAME, index, problem, "do not use this checkpoint");
            }
            shards.put(String.valueOf(tensor), name);
        });
        List<Path> paths = new ArrayList<>();
        for (String shard : new TreeSet<>(shards.values())) {
            Path path = folder.resolve(shard);
            if (!Files.exists(path)) {
                String problem = "names the shard " + shard + ", which is not in the folder";
                throw new WeightFileException(Kind.WRONG_INDEX, index, problem, "download the missing file");
            }
            paths.add(path);
        }
        return new CheckpointFiles(index, shards, List.copyOf(paths));
    }

    /// An index comes with the weights, from a stranger: it must not lead out of its folder. Both separators are
    /// refused everywhere, so that a checkpoint is accepted or refused alike on every system.
    private static boolean isPlainFileName(String name) {
        return !name.isBlank()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    }

    private static Map<?, ?> weightMap(Path index) {
        Object weightMap = JsonFile.readObject(index).get("weight_map");
        if (weightMap instanceof Map<?, ?> map && !map.isEmpty()) {
            return map;
        }
        String problem = "expected an object \"weight_map\" with tensors in it, found " + weightMap;
        throw new WeightFileException(Kind.CORRUPT_HEADER, index, problem, "download the index again");
    }

    /// Tensor → the opened file it lives in, sorted by name.
    ///
    /// @param files the opened [#paths()], in the same order
    SortedMap<String, SafetensorsFile> homes(List<SafetensorsFile> files) {
        return Collections.unmodifiableSortedMap(index.isEmpty() ? homesByContent(files) : homesByIndex(files));
    }

    private TreeMap<String, SafetensorsFile> homesByContent(List<SafetensorsFile> files) {
        TreeMap<String, SafetensorsFile> homes = new TreeMap<>();
        for (SafetensorsFile file : files) {
            for (String tensor : file.names()) {
                SafetensorsFile other = homes.putIfAbsent(tensor, file);
                if (other != null) {
                    String problem =
                            "tensor \"" + tensor + "\" is in " + other.path().getFileName() + " too";
                    String help = "narrow the file pattern so that it matches one copy";
                    throw new WeightFileException(Kind.DUPLICATE_NAME, file.path(), problem, help);
                }
            }
        }
        return homes;
    }

    private TreeMap<String, SafetensorsFile> homesByIndex(List<SafetensorsFile> files) {
        Map<String, SafetensorsFile> byName = new TreeMap<>();
        files.forEach(file -> byName.put(file.path().getFileName().toString(), file));
        TreeMap<String, SafetensorsFile> homes = new TreeMap<>();
        index.forEach((tensor, shard) -> {
            SafetensorsFile file = byName.get(shard);
            if (file.find(tensor).isEmpty()) {
                String problem = "expected tensor \"" + tensor + "\" in " + shard + ", found " + whereIs(tensor, files);
                String help = "download the index and the shards again, from one revision";
                throw new WeightFileException(Kind.WRONG_INDEX, source, problem, help);
            }
            homes.put(tensor, file);
        });
        return homes;
    }

    private static String whereIs(String tensor, List<SafetensorsFile> files) {
        return files.stream()
                .filter(file -> file.find(tensor).isPresent())
                .map(file -> "it in " + file.path().getFileName())
                .findFirst()
                .orElse("it in no shard");
    }
}
