package dev.rsparse.compiler.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.check.Mutator;
import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests are answered whatever stands in the text, and wherever they point.
class DamagedTextTest {

    private static final int TEXTS = 400;
    private static final int PLACES = 10;

    @TempDir
    Path folder;

    @Test
    void everyRequestIsAnswered() throws IOException {
        Path model = TinyModel.writeDefault(folder);
        String uri = model.toUri().toString();
        String good = Files.readString(model);
        List<String> sources = new ArrayList<>(Mutator.everySource());
        for (int i = 0; i < TEXTS / 4; i++) {
            sources.add(good);
        }
        Mutator mutator = new Mutator(11, sources);
        Random random = new Random(12);
        Optional<Document> document = Optional.of(Document.of(uri, good, Optional.empty()));
        for (int i = 0; i < TEXTS; i++) {
            document = Optional.of(Document.of(uri, mutator.next(), document));
            for (int place = 0; place < PLACES; place++) {
                ask(document.get(), new Position(random.nextInt(60), random.nextInt(100)));
            }
        }
    }

    private static void ask(Document document, Position position) {
        assertThat(Hovers.of(document, position).orElse("text")).isNotBlank();
        assertThat(Completions.of(document, position))
                .extracting(CompletionItem::getLabel)
                .doesNotHaveDuplicates();
        assertThat(Problems.of(document)).hasSameSizeAs(document.diagnostics());
        assertThat(Problems.repairs(document, new Range(position, position))).doesNotContainNull();
        document.tree().ifPresent(tree -> Declarations.find(tree, Places.word(document.text(), position), position));
    }
}
