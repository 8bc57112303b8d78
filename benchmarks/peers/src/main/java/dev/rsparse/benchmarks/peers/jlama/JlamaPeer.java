package dev.rsparse.benchmarks.peers.jlama;

import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.tensor.KvBufferCache.KvBuffer;
import com.github.tjake.jlama.tensor.operations.TensorOperationsProvider;
import java.io.File;
import java.util.Locale;
import java.util.Optional;

/// Reads a prompt of fixed ids and decodes fixed ids one by one, once to warm up and once against the clock. Prints one
/// line of JSON. Arguments: folder, threads, prompt tokens, decoded tokens, decoded tokens of the warm-up.
public final class JlamaPeer {

    /// Ids behind the special tokens and the bytes of the vocabulary.
    private static final int FIRST = 300;

    private static final int IDS = 20_000;

    private final AbstractModel model;
    private final int prompt;

    private JlamaPeer(AbstractModel model, int prompt) {
        this.model = model;
        this.prompt = prompt;
    }

    private record Times(double promptSeconds, double decodeSeconds) {}

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[1]);
        int prompt = Integer.parseInt(args[2]);
        int tokens = Integer.parseInt(args[3]);
        int warmUp = Integer.parseInt(args[4]);
        try (AbstractModel model = ModelSupport.loadModel(
                new File(args[0]), null, DType.F32, DType.I8, Optional.empty(), Optional.of(threads))) {
            JlamaPeer peer = new JlamaPeer(model, prompt);
            peer.run(warmUp);
            Times times = peer.run(tokens);
            System.out.printf(
                    Locale.ROOT,
                    "{\"engine\":\"%s\",\"promptTokensPerSecond\":%.4f,\"decodeTokensPerSecond\":%.4f}%n",
                    TensorOperationsProvider.get().name(),
                    prompt / times.promptSeconds(),
                    tokens / times.decodeSeconds());
        }
    }

    private Times run(int tokens) {
        // A cache of its own: each run begins at position 0.
        try (KvBufferCache cache = new KvBufferCache(model);
                KvBuffer positions = cache.getEphemeralKvBuffer();
                AbstractTensor<?, ?> logits = model.makeDenseTensor(model.getConfig().vocabularySize)) {
            long start = System.nanoTime();
            try (AbstractTensor<?, ?> states = model.batchForward(promptIds(), 0, positions)) {
                AbstractTensor<?, ?> last = states.slice(states.shape().first() - 1);
                model.sample(last, 0, 0, logits);
            }
            long read = System.nanoTime();
            for (int i = 0; i < tokens; i++) {
                try (AbstractTensor<?, ?> state = model.forward(id(prompt + i), prompt + i, positions, Optional.empty())) {
                    model.sample(state, 0, 0, logits);
                }
            }
            return new Times((read - start) / 1e9, (System.nanoTime() - read) / 1e9);
        }
    }

    private int[] promptIds() {
        int[] ids = new int[prompt];
        for (int i = 0; i < prompt; i++) {
            ids[i] = id(i);
        }
        return ids;
    }

    private static int id(int position) {
        return FIRST + position * 7919 % IDS;
    }
}
