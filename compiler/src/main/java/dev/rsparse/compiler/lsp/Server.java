package dev.rsparse.compiler.lsp;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.eclipse.lsp4j.CompletionOptions;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.SetTraceParams;
import org.eclipse.lsp4j.TextDocumentSyncKind;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.eclipse.lsp4j.services.WorkspaceService;

/// A language server for one editor.
public final class Server implements LanguageServer {

    private final Documents documents = new Documents();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final String version;
    private volatile boolean shutDown;

    private Server(String version) {
        this.version = version;
    }

    /// Serves the editor that writes to `in` and reads from `out` until it asks to exit or closes `in`.
    ///
    /// @param version what the server says of itself
    /// @return whether the editor said before that it would end
    public static boolean serve(InputStream in, OutputStream out, String version)
            throws InterruptedException, ExecutionException {
        Server server = new Server(version);
        Launcher<LanguageClient> launcher = LSPLauncher.createServerLauncher(server, in, out);
        server.documents.connect(launcher.getRemoteProxy());
        Future<Void> listening = launcher.startListening();
        Thread.ofVirtual().start(() -> server.endWith(listening));
        return server.ended.get();
    }

    private void endWith(Future<Void> listening) {
        try {
            listening.get();
        } catch (InterruptedException | ExecutionException broken) {
            // The connection is gone either way.
            ended.complete(false);
        }
        ended.complete(shutDown);
    }

    @Override
    public CompletableFuture<InitializeResult> initialize(InitializeParams editor) {
        ServerCapabilities capabilities = new ServerCapabilities();
        capabilities.setTextDocumentSync(TextDocumentSyncKind.Full);
        capabilities.setHoverProvider(true);
        capabilities.setDefinitionProvider(true);
        capabilities.setCompletionProvider(new CompletionOptions(false, List.of()));
        capabilities.setDocumentFormattingProvider(true);
        capabilities.setCodeActionProvider(true);
        return CompletableFuture.completedFuture(
                new InitializeResult(capabilities, new ServerInfo("rsparsec", version)));
    }

    @Override
    public CompletableFuture<Object> shutdown() {
        shutDown = true;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void exit() {
        ended.complete(shutDown);
    }

    @Override
    public void setTrace(SetTraceParams trace) {
        // Nothing is traced.
    }

    @Override
    public TextDocumentService getTextDocumentService() {
        return documents;
    }

    @Override
    public WorkspaceService getWorkspaceService() {
        return new WorkspaceService() {
            @Override
            public void didChangeConfiguration(DidChangeConfigurationParams changed) {
                // There are no settings.
            }

            @Override
            public void didChangeWatchedFiles(DidChangeWatchedFilesParams changed) {
                // No file is watched.
            }
        };
    }
}
