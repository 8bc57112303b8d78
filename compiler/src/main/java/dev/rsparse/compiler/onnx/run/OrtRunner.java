package dev.rsparse.compiler.onnx.run;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.CodedOutputStream;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What [OnnxSession] does, by ONNX Runtime. Loading this class fails where that library is absent.
final class OrtRunner {

    /// Where a model that is no file looks for its data files.
    private static final String DATA_FOLDER = "session.model_external_initializers_file_folder_path";

    private static final Pattern ERROR_CODE = Pattern.compile("^Error code - ORT_\\w+ - message: ");

    private final Path model;
    private final String version;
    private final OrtTensors tensors;
    private final OrtSession session;

    private OrtRunner(Path model, OrtEnvironment environment, OrtSession session) {
        this.model = model;
        this.version = environment.getVersion();
        this.tensors = new OrtTensors(model, environment);
        this.session = session;
    }

    @FunctionalInterface
    private interface Opening {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    static OrtRunner open(Path model, int threads) {
        return open(model, threads, (environment, options) -> environment.createSession(model.toString(), options));
    }

    static OrtRunner open(OnnxFile changed, int threads) {
        ByteBuffer bytes = bytes(changed);
        Path folder = changed.path().toAbsolutePath().getParent();
        return open(changed.path(), threads, (environment, options) -> {
            options.addConfigEntry(DATA_FOLDER, folder.toString());
            return environment.createSession(bytes, options);
        });
    }

    private static OrtRunner open(Path model, int threads, Opening opening) {
        // It is one for the whole process, and logs nothing: what goes wrong is told by exceptions.
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "rsparsec");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(threads);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return new OrtRunner(model, environment, opening.open(environment, options));
        } catch (OrtException problem) {
            throw OnnxException.of(
                    model,
                    Code.ONNX_RUN,
                    "is not accepted by ONNX Runtime " + environment.getVersion() + ": " + reason(problem),
                    "it runs models up to IR version 13 and opset 26 whose operators it knows; export the model for an"
                            + " older opset");
        }
    }

    /// Outside of the heap, which holds the model once already.
    private static ByteBuffer bytes(OnnxFile file) {
        ModelProto proto = file.model();
        int size = proto.getSerializedSize();
        if (size < 0) {
            throw OnnxException.of(
                    file.path(),
                    Code.ONNX_RUN,
                    "comes to more than 2 GB, too much for ONNX Runtime",
                    "save the model with its weights as external data");
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(size);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            proto.writeTo(out);
            out.flush();
        } catch (IOException problem) {
            throw new UncheckedIOException("memory always takes what was measured for it", problem);
        }
        return bytes.rewind();
    }

    private static String reason(OrtException problem) {
        String message = String.valueOf(problem.getMessage());
        Matcher code = ERROR_CODE.matcher(message);
        String text = code.find() ? message.substring(code.end()) : message;
        return text.strip().lines().findFirst().orElse("no reason given");
    }

    void run(Map<String, TensorValue> inputs, BiConsumer<String, TensorValue> each) {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            give(inputs, given);
            try (OrtSession.Result result = session.run(given)) {
                for (Map.Entry<String, OnnxValue> output : result) {
                    each.accept(output.getKey(), tensors.value(output.getKey(), output.getValue()));
                }
            }
        } catch (OrtException problem) {
            throw failed(problem);
        } finally {
            OnnxValue.close(given);
        }
    }

    /// Inputs that lie where the native library reads them, for runs whose results nobody looks at.
    OnnxSession.Prepared prepare(Map<String, TensorValue> inputs) {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            give(inputs, given);
        } catch (OrtException problem) {
            throw failed(problem);
        }
        return new OnnxSession.Prepared() {
            @Override
            public void run() {
                try (OrtSession.Result result = session.run(given)) {
                    if (result.size() == 0) {
                        throw new IllegalStateException("a model gives something");
                    }
                } catch (OrtException problem) {
                    throw failed(problem);
                }
            }

            @Override
            public void close() {
                OnnxValue.close(given);
            }
        };
    }

    private void give(Map<String, TensorValue> inputs, Map<String, OnnxTensor> given) throws OrtException {
        for (Map.Entry<String, TensorValue> input : inputs.entrySet()) {
            given.put(input.getKey(), tensors.of(input.getKey(), input.getValue()));
        }
    }

    private OnnxException failed(OrtException problem) {
        return OnnxException.of(
                model,
                Code.ONNX_RUN,
                "fails in ONNX Runtime " + version + ": " + reason(problem),
                "check that the inputs go together; --inputs gives others");
    }

    void close() {
        try {
            session.close();
        } catch (OrtException problem) {
            throw new IllegalStateException("a session is closed once", problem);
        }
    }
}
