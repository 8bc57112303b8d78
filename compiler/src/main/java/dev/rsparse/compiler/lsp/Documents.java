package dev.rsparse.compiler.lsp;

import dev.rsparse.grammar.SourceParser;
import dev.rsparse.grammar.format.Formatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionList;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidCloseTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DidSaveTextDocumentParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.LocationLink;
import org.eclipse.lsp4j.MarkupContent;
import org.eclipse.lsp4j.MarkupKind;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.TextDocumentService;

/// The texts an editor has open. Each is checked whenever it changes; requests are answered from the last check.
final class Documents implements TextDocumentService {

    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private volatile Optional<LanguageClient> client = Optional.empty();

    void connect(LanguageClient editor) {
        client = Optional.of(editor);
    }

    @Override
    public void didOpen(DidOpenTextDocumentParams opened) {
        change(opened.getTextDocument().getUri(), opened.getTextDocument().getText());
    }

    @Override
    public void didChange(DidChangeTextDocumentParams changed) {
        // The server asks for whole texts.
        change(
                changed.getTextDocument().getUri(),
                changed.getContentChanges().getLast().getText());
    }

    @Override
    public void didSave(DidSaveTextDocumentParams saved) {
        // The configuration beside it may have changed too.
        String uri = saved.getTextDocument().getUri();
        find(uri).ifPresent(document -> change(uri, document.text()));
    }

    @Override
    public void didClose(DidCloseTextDocumentParams closed) {
        String uri = closed.getTextDocument().getUri();
        documents.remove(uri);
        client.ifPresent(editor -> editor.publishDiagnostics(new PublishDiagnosticsParams(uri, List.of())));
    }

    private void change(String uri, String text) {
        Document document = Document.of(uri, text, find(uri));
        documents.put(uri, document);
        client.ifPresent(editor -> editor.publishDiagnostics(new PublishDiagnosticsParams(uri, Problems.of(document))));
    }

    private Optional<Document> find(String uri) {
        return Optional.ofNullable(documents.get(uri));
    }

    @Override
    public CompletableFuture<Hover> hover(HoverParams asked) {
        return CompletableFuture.completedFuture(find(asked.getTextDocument().getUri())
                .flatMap(document -> Hovers.of(document, asked.getPosition()))
                .map(text -> new Hover(new MarkupContent(MarkupKind.MARKDOWN, text)))
                .orElse(null));
    }

    @Override
    public CompletableFuture<Either<List<? extends Location>, List<? extends LocationLink>>> definition(
            DefinitionParams asked) {
        List<Location> found = find(asked.getTextDocument().getUri())
                .flatMap(document -> document.tree()
                        .flatMap(tree -> Declarations.find(
                                tree, Places.word(document.text(), asked.getPosition()), asked.getPosition()))
                        .map(span -> new Location(document.uri(), Places.range(span))))
                .stream()
                .toList();
        return CompletableFuture.completedFuture(Either.forLeft(found));
    }

    @Override
    public CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(CompletionParams asked) {
        return CompletableFuture.completedFuture(
                Either.forLeft(find(asked.getTextDocument().getUri())
                        .map(document -> Completions.of(document, asked.getPosition()))
                        .orElse(List.of())));
    }

    @Override
    public CompletableFuture<List<Either<Command, CodeAction>>> codeAction(CodeActionParams asked) {
        return CompletableFuture.completedFuture(find(asked.getTextDocument().getUri())
                .map(document -> Problems.repairs(document, asked.getRange()))
                .orElse(List.of())
                .stream()
                .map(Either::<Command, CodeAction>forRight)
                .toList());
    }

    /// One edit of the whole text, or none where it has syntax errors.
    @Override
    public CompletableFuture<List<? extends TextEdit>> formatting(DocumentFormattingParams asked) {
        return CompletableFuture.completedFuture(find(asked.getTextDocument().getUri())
                .map(Document::text)
                .filter(text -> SourceParser.parse("", text).tree().isPresent())
                .map(text -> List.of(new TextEdit(whole(text), Formatter.format(text))))
                .orElse(List.of()));
    }

    private static Range whole(String text) {
        int lines = (int) text.chars().filter(c -> c == '\n').count();
        return new Range(new Position(0, 0), new Position(lines, text.length() - text.lastIndexOf('\n') - 1));
    }
}
