package com.example.quill;

import dev.rsparse.runtime.Generator;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.app.ModelFiles;
import dev.rsparse.runtime.sample.SamplingOptions;
import dev.rsparse.runtime.text.TokenStream;
import dev.rsparse.runtime.text.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Continues texts. Each argument is a prompt; without any, each line of standard input is one, until it ends:
///
///     java --add-modules jdk.incubator.vector -jar target/quill-service-1.jar "The old man looked at the sea"
public final class Serve implements AutoCloseable {

    private static final int TOKENS = 60;

    // The build makes this class of ../quill/quill.rsp, and puts its weights and tokenizer beside it.
    private final Quill model;
    private final Tokenizer tokenizer;

    public Serve() throws IOException {
        ModelFiles files = ModelFiles.of(Quill.class);
        model = Quill.load(files.weights());
        tokenizer = files.tokenizer();
    }

    /// Writes up to `count` tokens behind `prompt` to `out`, as they come. The seed decides which.
    public void answer(String prompt, int count, long seed, PrintStream out) {
        int[] ids = tokenizer.encode(prompt, true);
        Session session = model.newSession(ids.length + count);
        TokenStream text = tokenizer.stream(false);
        new Generator(model, new SamplingOptions(0.8f, 0, 0.95f, seed))
                .generate(session, ids, count, id -> out.print(text.next(id)));
        out.println(text.finish());
    }

    @Override
    public void close() {
        model.close();
    }

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Serve service = new Serve()) {
            for (String prompt : args) {
                service.answer(prompt, TOKENS, 0, out);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String prompt = args.length > 0 ? null : lines.readLine(); prompt != null; prompt = lines.readLine()) {
                service.answer(prompt, TOKENS, 0, out);
            }
        }
    }
}
