package dev.rsparse.runtime.text;

import dev.rsparse.runtime.io.Json;

/// The special tokens that go around a text.
///
/// @param before ids in front of the text's
/// @param after ids behind them
record Template(int[] before, int[] after) {
    static final Template NONE = new Template(new int[0], new int[0]);

    /// Reads the form for a single text of a `TemplateProcessing` post-processor.
    static Template read(Section section) {
        IdList before = new IdList();
        IdList after = new IdList();
        IdList current = before;
        for (Section item : section.children("single")) {
            if (item.child("Sequence").isPresent()) {
                if (current == after) {
                    throw section.unsupported("single", "a template that repeats the text");
                }
                current = after;
            } else {
                addIds(section, item.requiredChild("SpecialToken").string("id"), current);
            }
        }
        if (current == before) {
            throw section.unsupported("single", "a template without the text");
        }
        return new Template(before.toArray(), after.toArray());
    }

    /// This template's tokens next to the text, those of `outer` around them.
    Template inside(Template outer) {
        return new Template(joined(outer.before, before), joined(after, outer.after));
    }

    private static void addIds(Section section, String token, IdList out) {
        Section special = section.requiredChild("special_tokens").requiredChild(token);
        for (Object id : special.list("ids")) {
            if (!(id instanceof Long number) || number < 0 || number >= BytePairVocabulary.MAX_IDS) {
                throw special.problem("ids", "expected token ids for " + Json.quote(token) + ", found " + id);
            }
            out.add(number.intValue());
        }
    }

    private static int[] joined(int[] first, int[] second) {
        IdList joined = new IdList();
        joined.addAll(first);
        joined.addAll(second);
        return joined.toArray();
    }
}
