package dev.rsparse.runtime.text;

import dev.rsparse.runtime.io.Json;
import dev.rsparse.runtime.io.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// tokenizer.json → [Tokenizer]. Reads the parts that byte-level BPE models use and refuses all others by name.
final class TokenizerFile {
    private final Section root;

    private TokenizerFile(Section root) {
        this.root = root;
    }

    static Tokenizer read(Path path) {
        try {
            return read(path, Files.readAllBytes(path));
        } catch (NoSuchFileException missing) {
            throw new TokenizerException(path, "", "no such file", "copy it beside the weights it came with", missing);
        } catch (IOException failure) {
            String problem = "could not be read (" + failure.getMessage() + ")";
            throw new TokenizerException(path, "", problem, "check the path and its permissions", failure);
        }
    }

    static Tokenizer read(Path path, byte[] json) {
        return new TokenizerFile(new Section(path, rootObject(path, json))).tokenizer();
    }

    private static Map<?, ?> rootObject(Path path, byte[] json) {
        try {
            if (Json.parse(json) instanceof Map<?, ?> object) {
                return object;
            }
            throw new TokenizerException(path, "", "expected a JSON object", TokenizerException.DAMAGED, null);
        } catch (JsonException failure) {
            String problem = "expected JSON, found " + failure.getMessage();
            throw new TokenizerException(path, "", problem, TokenizerException.DAMAGED, failure);
        }
    }

    private Tokenizer tokenizer() {
        for (String setting : List.of("truncation", "padding")) {
            if (root.members().get(setting) != null) {
                throw root.unsupported(setting, "a value other than null");
            }
        }
        Section decoder = root.child("decoder").orElseThrow(() -> root.unsupported("decoder", "none"));
        decoder.requireType("ByteLevel");
        BytePairVocabulary vocabulary = vocabulary();
        return new Tokenizer(
                addedTokens(vocabulary.ids()), composes(), new PreTokenizer(preTokenizer()), vocabulary, template());
    }

    private List<AddedToken> addedTokens(Map<String, Integer> vocabulary) {
        List<AddedToken> tokens = new ArrayList<>();
        for (Section section : root.children("added_tokens")) {
            AddedToken token = new AddedToken(
                    section.id("id"),
                    section.string("content"),
                    section.flag("special", false),
                    section.flag("single_word", false),
                    section.flag("lstrip", false),
                    section.flag("rstrip", false),
                    section.flag("normalized", true));
            int expected = vocabulary.getOrDefault(token.content(), token.id());
            if (expected != token.id()) {
                String problem = "expected " + expected + ", the vocabulary's id of " + Json.quote(token.content());
                throw section.problem("id", problem + ", found " + token.id());
            }
            if (!token.content().isEmpty()) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    /// Whether text is put into Unicode's composed form (NFC) first.
    private boolean composes() {
        root.child("normalizer").ifPresent(normalizer -> normalizer.requireType("NFC"));
        return root.child("normalizer").isPresent();
    }

    private List<PreTokenizer.Step> preTokenizer() {
        Section section = root.child("pre_tokenizer").orElseThrow(() -> root.unsupported("pre_tokenizer", "none"));
        List<Section> parts = section.type().equals("Sequence") ? section.children("pretokenizers") : List.of(section);
        if (parts.isEmpty() || !parts.getLast().type().equals("ByteLevel")) {
            throw section.unsupported("type", "a sequence that does not end in ByteLevel");
        }
        List<PreTokenizer.Step> steps = new ArrayList<>();
        for (Section part : parts.subList(0, parts.size() - 1)) {
            steps.add(split(part));
        }
        addByteLevel(parts.getLast(), steps);
        return steps;
    }

    private static PreTokenizer.Split split(Section part) {
        part.requireType("Split");
        if (!part.string("behavior").equals("Isolated")) {
            throw part.unsupported("behavior", Json.quote(part.string("behavior")));
        }
        part.supportOnly("invert", false);
        Section pattern = part.requiredChild("pattern");
        if (!(pattern.members().get("Regex") instanceof String regex)) {
            throw part.unsupported("pattern", "a pattern other than a Regex");
        }
        try {
            return new PreTokenizer.Split(SplitPattern.compile(regex));
        } catch (IllegalArgumentException unsupported) {
            throw pattern.unsupported("Regex", unsupported.getMessage());
        }
    }

    private static void addByteLevel(Section part, List<PreTokenizer.Step> steps) {
        if (part.flag("add_prefix_space", true)) {
            steps.add(new PreTokenizer.PrefixSpace());
        }
        if (part.flag("use_regex", true)) {
            steps.add(new PreTokenizer.Split(SplitPattern.compile(SplitPattern.GPT2)));
        }
    }

    private BytePairVocabulary vocabulary() {
        Section model = root.requiredChild("model");
        model.supportOnly("type", "BPE");
        model.supportOnly("dropout", 0.0);
        model.supportOnly("continuing_subword_prefix", "");
        model.supportOnly("end_of_word_suffix", "");
        model.supportOnly("byte_fallback", false);
        Section vocab = model.requiredChild("vocab");
        Map<String, Integer> ids = HashMap.newHashMap(vocab.members().size());
        vocab.members().keySet().forEach(token -> ids.put((String) token, vocab.id(token)));
        for (int b = 0; b < 256; b++) {
            // With all bytes present no text is ever unknown, so `unk_token` needs no support.
            if (!ids.containsKey(String.valueOf(ByteAlphabet.charOf(b)))) {
                throw model.unsupported("vocab", "a vocabulary without the byte " + b);
            }
        }
        return new BytePairVocabulary(ids, merges(model, ids), model.flag("ignore_merges", false));
    }

    private static MergeTable merges(Section model, Map<String, Integer> ids) {
        List<?> list = model.list("merges");
        MergeTable merges = new MergeTable(list.size());
        for (int rank = 0; rank < list.size(); rank++) {
            List<?> pair = pair(list.get(rank));
            Integer left = pair.size() == 2 ? ids.get(pair.get(0)) : null;
            Integer right = pair.size() == 2 ? ids.get(pair.get(1)) : null;
            Integer merged = pair.size() == 2 ? ids.get("" + pair.get(0) + pair.get(1)) : null;
            if (left == null || right == null || merged == null) {
                String problem = "expected two tokens whose joint spelling is a token, found " + list.get(rank);
                throw model.problem("merges[" + rank + "]", problem);
            }
            merges.put(left, right, rank, merged);
        }
        return merges;
    }

    /// A merge is written as a list of two tokens, or, in older files, as both with a space between.
    private static List<?> pair(Object merge) {
        return switch (merge) {
            case List<?> list -> list;
            case String text -> List.of(text.split(" ", -1));
            case null, default -> List.of();
        };
    }

    private Template template() {
        return root.child("post_processor").map(TokenizerFile::template).orElse(Template.NONE);
    }

    private static Template template(Section section) {
        return switch (section.type()) {
            case "ByteLevel" -> Template.NONE; // It changes offsets into the text, never ids.
            case "TemplateProcessing" -> Template.read(section);
            case "Sequence" -> {
                Template joined = Template.NONE;
                for (Section part : section.children("processors")) {
                    joined = joined.inside(template(part));
                }
                yield joined;
            }
            case String other -> throw section.unsupported("type", Json.quote(other));
        };
    }
}
