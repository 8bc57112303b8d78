// Runs llama.cpp: reads a prompt of fixed ids and decodes fixed ids one by one, once to warm up and once against the
// clock, and prints one line of JSON. Arguments: GGUF file, threads, prompt tokens, decoded tokens, decoded tokens of
// the warm-up; or only --version.
import {getLlama, getModuleVersion, LlamaLogLevel} from "node-llama-cpp";

// Ids behind the special tokens and the bytes of the vocabulary.
const FIRST = 300;
const IDS = 20000;
const id = (position) => FIRST + position * 7919 % IDS;

// Logs tell which of the libraries was loaded.
let library = "";
function log(level, message) {
    library = /libggml-cpu-([a-z0-9]+)\./.exec(message)?.[1] ?? library;
    if (level === LlamaLogLevel.error || level === LlamaLogLevel.fatal) {
        process.stderr.write(message + "\n");
    }
}

const llama = await getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.debug,
    logger: log
});

// The package's own loop samples a token and keeps track of its text after every step. What is timed here is the step
// alone, with the logits of its last token, as llama.cpp's own benchmark does.
async function step(context, first, count) {
    const tokens = Uint32Array.from({length: count}, (_, i) => id(first + i));
    context.initBatch(count);
    context.addToBatch(0, first, tokens, Uint32Array.of(count - 1));
    await context.decodeBatch();
}

async function run(context, prompt, tokens) {
    context.disposeSequence(0);
    const start = performance.now();
    await step(context, 0, prompt);
    const read = performance.now();
    for (let i = 0; i < tokens; i++) {
        await step(context, prompt + i, 1);
    }
    const end = performance.now();
    return {
        promptTokensPerSecond: prompt * 1000 / (read - start),
        decodeTokensPerSecond: tokens * 1000 / (end - read)
    };
}

async function measure(modelPath, threads, prompt, tokens, warmUp) {
    const model = await llama.loadModel({modelPath});
    const {_ctx: context} = await model.createContext({
        contextSize: prompt + Math.max(tokens, warmUp),
        batchSize: prompt,
        threads
    });
    context.setThreads(threads);
    await run(context, prompt, warmUp);
    return {engine: library, ...await run(context, prompt, tokens)};
}

const [first, ...numbers] = process.argv.slice(2);
if (first === "--version") {
    console.log(`${llama.llamaCppRelease.release} (node-llama-cpp ${await getModuleVersion()})`);
} else {
    console.log(JSON.stringify(await measure(first, ...numbers.map(Number))));
}
process.exit(0);
