package dev.rsparse.compiler.lsp;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.FormattingOptions;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;

/// The other end of the protocol: an editor with one text open.
final class Editor implements LanguageClient {

    private static final int PATIENCE_SECONDS = 120;

    private final BlockingQueue<PublishDiagnosticsParams> published = new LinkedBlockingQueue<>();
    private final LanguageServer server;
    private final Future<Void> listening;
    private final String uri;
    private String text = "";

    Editor(InputStream in, OutputStream out, String uri) {
        Launcher<LanguageServer> launcher = LSPLauncher.createClientLauncher(this, in, out);
        this.server = launcher.getRemoteProxy();
        this.listening = launcher.startListening();
        this.uri = uri;
    }

    InitializeResult initialize() {
        return result(server.initialize(new InitializeParams()));
    }

    List<Diagnostic> open(String opened) {
        text = opened;
        server.getTextDocumentService()
                .didOpen(new DidOpenTextDocumentParams(new TextDocumentItem(uri, "rsp", 1, opened)));
        return diagnostics();
    }

    List<Diagnostic> change(String from, String to) {
        text = text.replace(from, to);
        server.getTextDocumentService()
                .didChange(new DidChangeTextDocumentParams(
                        new VersionedTextDocumentIdentifier(uri, 2),
                        List.of(new TextDocumentContentChangeEvent(text))));
        return diagnostics();
    }

    private List<Diagnostic> diagnostics() {
        try {
            PublishDiagnosticsParams found = published.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (found == null) {
                throw new AssertionError("no diagnostics came");
            }
            return found.getDiagnostics();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// What is shown with the pointer at the start of `word` in the first place where `around` stands.
    String hover(String around, String word) {
        Hover hover = result(server.getTextDocumentService().hover(new HoverParams(document(), at(around, word))));
        return hover == null ? "" : hover.getContents().getRight().getValue();
    }

    List<? extends Location> definition(String around, String word) {
        return result(server.getTextDocumentService().definition(new DefinitionParams(document(), at(around, word))))
                .getLeft();
    }

    List<String> completion(String around, String word) {
        return result(server.getTextDocumentService().completion(new CompletionParams(document(), at(around, word))))
                .getLeft()
                .stream()
                .map(CompletionItem::getLabel)
                .toList();
    }

    List<? extends TextEdit> formatting() {
        return result(server.getTextDocumentService()
                .formatting(new DocumentFormattingParams(document(), new FormattingOptions(2, true))));
    }

    List<CodeAction> repairs(String around, String word) {
        Position at = at(around, word);
        return result(server.getTextDocumentService()
                        .codeAction(
                                new CodeActionParams(document(), new Range(at, at), new CodeActionContext(List.of()))))
                .stream()
                .map(either -> either.getRight())
                .toList();
    }

    void exit() {
        result(server.shutdown());
        server.exit();
    }

    void stopListening() {
        listening.cancel(true);
    }

    private TextDocumentIdentifier document() {
        return new TextDocumentIdentifier(uri);
    }

    private Position at(String around, String word) {
        int offset = text.indexOf(around);
        if (offset < 0) {
            throw new AssertionError("no '" + around + "' in the text");
        }
        offset += around.indexOf(word);
        String before = text.substring(0, offset);
        int line = (int) before.chars().filter(c -> c == '\n').count();
        return new Position(line, offset - before.lastIndexOf('\n') - 1);
    }

    private static <T> T result(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException problem) {
            throw new AssertionError(problem);
        }
    }

    @Override
    public void publishDiagnostics(PublishDiagnosticsParams diagnostics) {
        published.add(diagnostics);
    }

    @Override
    public void telemetryEvent(Object object) {}

    @Override
    public void showMessage(MessageParams message) {}

    @Override
    public CompletableFuture<MessageActionItem> showMessageRequest(ShowMessageRequestParams request) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void logMessage(MessageParams message) {}
}
