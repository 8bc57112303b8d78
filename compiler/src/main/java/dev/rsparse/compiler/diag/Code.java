package dev.rsparse.compiler.diag;

/// Every kind of problem a user can meet. Codes are stable: one that is retired is not given again.
public enum Code {
    /// Unexpected word or mark.
    SYNTAX(
            "E0001",
            "unexpected word or mark",
            "The text does not follow the grammar of the language at this place. The message names what could "
                    + "stand there when there are few choices. A missing mark is shown right after the word it should "
                    + "follow."),
    /// Text or comment without an end.
    UNTERMINATED(
            "E0002",
            "text or comment without an end",
            "A text in quotes ends on the line it starts on; a block comment ends with '*/' and does not nest."),
    /// Nested too deeply.
    TOO_DEEP(
            "E0003",
            "nested too deeply",
            "Brackets may nest 200 deep and one statement may hold 500 operators; functions may be called 100,000 times "
                    + "in all. Give parts of the expression names of their own."),
    /// Not supported yet.
    NOT_SUPPORTED(
            "E0004",
            "not supported yet",
            "The construct belongs to the language, or to a model format, but this version of the compiler "
                    + "cannot compile it. It is refused rather than ignored, because ignoring it would change what the "
                    + "model computes."),
    /// Unknown language version.
    LANGUAGE_VERSION("E0005", "unknown language version", "A file opens with 'rsp 1;', the only version there is."),
    /// Part missing.
    MISSING_PART(
            "E0006",
            "part missing",
            "A file needs one model, and a model needs one graph; a target needs a class. What is compiled or run needs "
                    + "weights."),
    /// Unknown name.
    UNKNOWN_NAME(
            "E0101",
            "unknown name",
            "Nothing with this name is visible here. Inside a repeat the names bound for its scope are visible, "
                    + "and the values of the graph so far."),
    /// Name given twice.
    DUPLICATE_NAME(
            "E0102",
            "name given twice",
            "Each parameter, extent, weight, policy and property may be given once. Values of a graph are the "
                    + "exception: an assignment may give a name a new value."),
    /// Name hides another.
    SHADOWED_NAME(
            "E0103",
            "name hides another",
            "A name must mean one thing wherever it is visible, so a value, an index or a weight of a scope may "
                    + "not hide another name."),
    /// Config.json lacks a usable value.
    CONFIG_KEY(
            "E0104",
            "config.json lacks a usable value",
            "config(\"key\") reads a number from the checkpoint's config.json. The key is absent or holds "
                    + "something else."),
    /// Arithmetic without a result.
    ARITHMETIC(
            "E0105",
            "arithmetic without a result",
            "The expression divides by zero, leaves 64 bits, or yields a fraction where an integer is needed."),
    /// Bad range.
    REPEAT_RANGE(
            "E0106",
            "bad range",
            "A range A..B holds the integers from A up to but not including B; it must hold at least one, none "
                    + "negative. The repeats of a graph have at most 10,000 instances in all."),
    /// Wrong kind of name or value.
    WRONG_KIND(
            "E0107",
            "wrong kind of name or value",
            "A number, a text, a weight and a value of the graph are different things: each argument takes one "
                    + "of them."),
    /// Calls or extends itself.
    RECURSION(
            "E0108",
            "calls or extends itself",
            "A call is replaced by the body of its function, and a policy takes over the rules of the one it extends, so "
                    + "neither may lead back to itself. Write a repeat for what shall happen several times."),
    /// Import not found.
    IMPORT(
            "E0109",
            "import not found",
            "import \"name\"; brings an architecture of the library, import \"path.rsp\"; a file of yours, relative to "
                    + "the source."),
    /// No graph fits the checkpoint.
    NO_FIT(
            "E0110",
            "no graph fits the checkpoint",
            "A model from a folder is built from an imported graph that fits the model_type or the first of the "
                    + "architectures in the folder's config.json. No import brings one for this checkpoint."),
    /// Requirement not met.
    REQUIREMENT(
            "E0111",
            "requirement not met",
            "The graph computes something else than the checkpoint's config.json asks for. Its author says so in a "
                    + "require, so that the model is refused rather than wrong."),
    /// Names and values differ in number.
    RESULT_COUNT(
            "E0112",
            "names and values differ in number",
            "An assignment gives a name to each value that its right-hand side makes: 'a, b = split(x, parts = 2);'. "
                    + "Elsewhere an expression is one value."),
    /// Wrong arguments.
    ARGUMENTS(
            "E0201",
            "wrong arguments",
            "The call gives too few or too many arguments, one twice, or one the operation does not have."),
    /// Operand has the wrong type.
    OPERAND_TYPE(
            "E0202",
            "operand has the wrong type",
            "The operation does not take operands of this element type or number of axes."),
    /// Inner dimensions differ.
    INNER_DIMENSION(
            "E0203",
            "inner dimensions differ",
            "linear(x, w) multiplies x [..,in] by the transpose of w [out,in]; the last extent of x must be the "
                    + "last extent of w."),
    /// Shapes differ.
    SHAPES_DIFFER(
            "E0204", "shapes differ", "+ and * work element by element on operands of one type; nothing is broadcast."),
    /// Heads do not fit.
    HEADS(
            "E0205",
            "heads do not fit",
            "attention splits q into heads and k and v into kv_heads parts of one width, and shares each part "
                    + "of k and v among heads / kv_heads heads. rope turns pairs inside each head, so a head's width "
                    + "is even and divides the operand's."),
    /// @cache missing or misplaced.
    CACHE(
            "E0206",
            "@cache missing or misplaced",
            "Attention reads the keys and values of all tokens so far from a cache that lives in its scope: it "
                    + "carries @cache, nothing else does, and a scope has one."),
    /// Rope scaling is not supported.
    ROPE_SCALING(
            "E0207",
            "rope scaling is not supported",
            "config.json asks for a rotary embedding whose frequencies are scaled in a way that rope() does not know: "
                    + "it knows default, linear, llama3 and yarn. Another one would give wrong results without a "
                    + "word."),
    /// Output does not match the signature.
    OUTPUT_TYPE(
            "E0208",
            "output does not match the signature",
            "The graph must give each output of the signature a value of the declared type."),
    /// Option out of range.
    OPTION_RANGE(
            "E0209",
            "option out of range",
            "The value of a named argument is outside what the operation is defined for."),
    /// Activation is not known.
    ACTIVATION(
            "E0210",
            "activation is not known",
            "activate(x, kind = …) takes the name that config.json files use for a function. Another one in its place "
                    + "would give wrong results without a word."),
    /// Tensor missing.
    TENSOR_MISSING(
            "E0301",
            "tensor missing",
            "The checkpoint has no tensor with the name the binding makes. Placeholders: {i} is the index of "
                    + "the scope, {_} the name bound or its right-hand side."),
    /// Tensor has another shape.
    TENSOR_SHAPE(
            "E0302",
            "tensor has another shape",
            "The shape declared after ':' is not the shape the checkpoint's header gives."),
    /// Bad tensor name pattern.
    TENSOR_PATTERN(
            "E0303",
            "bad tensor name pattern",
            "A pattern may hold {_} and, in a binding over an index such as layer[i], that index: {i}. It must "
                    + "hold each that tells the bound tensors apart."),
    /// Checkpoint cannot be read.
    CHECKPOINT(
            "E0304",
            "checkpoint cannot be read",
            "A file of the checkpoint is absent, damaged, or holds something this compiler does not read."),
    /// Selector matches nothing.
    SELECTS_NOTHING(
            "E0401",
            "selector matches nothing",
            "A selection that reaches no linear would silently leave the model as it is. A bare path names "
                    + "linears exactly; 'op(linear) in PATH' reaches all under a path. 'rsparsec inspect' lists what each "
                    + "selector reaches and what the linears are called."),
    /// Property out of range.
    PROPERTY_RANGE(
            "E0402",
            "property out of range",
            "sparsity is 0% to 99%, split 0 to 1, gamma 0 to 4, and rank at least 1 and at most the smaller side of "
                    + "every linear it reaches."),
    /// Unknown property.
    UNKNOWN_PROPERTY("E0403", "unknown property", "The block has a property the language does not know."),
    /// Wrong value for a property.
    PROPERTY_VALUE("E0404", "wrong value for a property", "The property takes another kind or number of values."),
    /// Policy lacks a value.
    INCOMPLETE_POLICY(
            "E0405",
            "policy lacks a value",
            "A linear that is rsparse needs a sparsity, and a tune a budget; there is no default for either."),
    /// Not a Java name.
    JAVA_NAME("E0406", "not a Java name", "package and class of a target must be names that Java accepts."),
    /// Phases of a policy differ.
    MIXED_PHASES(
            "E0407",
            "phases of a policy differ",
            "A prompt runs either thinned or dense, so all thinned linears of a policy have the same phase."),
    /// Rows cannot be skipped.
    ROWS_NEEDED(
            "E0408",
            "rows cannot be skipped",
            "'skip rows' leaves out outputs of a linear that a small silu(gate) multiplies. The linear's output must "
                    + "go into one such product and nowhere else, and one linear alone must read the product."),
    /// Properties contradict each other.
    CONTRADICTION(
            "E0409",
            "properties contradict each other",
            "A linear that skips rows takes no split below 1 and no rank, and gamma, which scales scores by norms, is "
                    + "not for 'score magnitude'. The rank of a tuned linear is chosen with its split. Linears that "
                    + "share a mask have one sparsity, split and gamma, skip columns and are not tuned. Properties of "
                    + "one linear may come from several blocks."),
    /// Residual stream cannot be rotated.
    NOT_ROTATABLE(
            "E0410",
            "residual stream cannot be rotated",
            "'rotate residual;' writes the sum that starts at the embedding, and that every layer adds to, in "
                    + "another basis. It can be turned where linears alone add to it and norms or linears alone read "
                    + "it, each norm read by linears only, as in a Llama; anything else would compute something else "
                    + "in another basis."),
    /// Budget out of reach.
    BUDGET_REACH(
            "E0411",
            "budget out of reach",
            "The mean sparsity of tuned linears lies between the lowest and the highest that 'search sparsity in A..B' "
                    + "allows for one of them."),
    /// Tune reaches a dense linear.
    TUNES_DENSE(
            "E0412",
            "tune reaches a dense linear",
            "A search thins what the policy thins, by other figures. A linear that is dense by the policy stays so, "
                    + "and the selector of a tune must leave it out."),
    /// Assertion fails.
    ASSERTION(
            "E0413",
            "assertion fails",
            "A policy is not what its assert says it is. 'sites' counts the linears it thins, 'mean sparsity' is the "
                    + "share of their bytes that is not read, and 'kept bytes' what is read of all linears inside a "
                    + "repeat and of any other that is thinned; each as the policy asks for it, or as a search chose."),
    /// Model of numbers is not thinned.
    NUMBERS_DENSE(
            "E0414",
            "model of numbers is not thinned",
            "What a policy thins is measured over a text, and a model that reads rows of numbers or pictures reads "
                    + "none. A policy for such a model may set formats of weights, but nothing in it may be rsparse, "
                    + "tuned, calibrated or rotated."),
    /// Lock file missing.
    LOCK_MISSING(
            "E0501",
            "lock file missing",
            "Thresholds and ranks of a policy are measured, not written: 'rsparsec calibrate' runs the dense "
                    + "model over a text and writes them to the lock file beside the source, which is meant to be "
                    + "committed."),
    /// Lock file cannot be used.
    LOCK_CORRUPT("E0502", "lock file cannot be used", "The file is no lock, or one of a later format."),
    /// Lock belongs to other weights.
    LOCK_WEIGHTS(
            "E0503",
            "lock belongs to other weights",
            "Thresholds mean something for the weights they were measured with alone. The digests in the lock "
                    + "are not those of the checkpoint's files."),
    /// Lock is older than the policy.
    LOCK_POLICY(
            "E0504",
            "lock is older than the policy",
            "The policy in the source asks for other linears, sparsities, splits, ranks, scores, phases or "
                    + "another basis than the lock was calibrated for."),
    /// Tokenizer cannot be used.
    TOKENIZER(
            "E0505",
            "tokenizer cannot be used",
            "tokenizer.json is damaged, or asks for a step this version does not have."),
    /// Text or tokens cannot be used.
    TOKENS(
            "E0506",
            "text or tokens cannot be used",
            "A token file holds little-endian 16-bit ids, each below the model's vocabulary, and enough of them "
                    + "for one window; a prompt has at least one token and leaves room for the answer. A model that "
                    + "reads numbers takes rows of them, a NumPy array of float32, in place of tokens."),
    /// Activations are not finite.
    NOT_FINITE(
            "E0507",
            "activations are not finite",
            "A linear's input or weight holds NaN or infinity, so no threshold or factor can be measured."),
    /// Measured tensors cannot be used.
    TENSORS(
            "E0508",
            "measured tensors cannot be used",
            "The basis of a rotated policy and the usual outputs that skipped rows are scored by are measured over a "
                    + "text. They lie in MODEL.rsptensors beside the lock, which holds their digest; both files are "
                    + "meant to be committed. The file is missing, damaged, or of another measurement."),
    /// Policy cannot be measured in parts.
    NOT_IN_PARTS(
            "E0509",
            "policy cannot be measured in parts",
            "Its scores depend on tensors that are measured over the whole text first: the basis of a rotated policy, "
                    + "or the usual outputs of linears that skip rows by scaled scores. Or a search decided it, and its "
                    + "thresholds are read layer by layer. A part of the windows gives others."),
    /// Shard cannot be used.
    SHARD_CORRUPT(
            "E0510",
            "shard cannot be used",
            "The file is no shard of a calibration, is damaged, or has another format. Every shard ends in a "
                    + "checksum of its content."),
    /// Shard belongs to something else.
    SHARD_OTHER(
            "E0511",
            "shard belongs to something else",
            "Shards are joined when they were measured with the same weights, graph, policies and version of "
                    + "rsparsec, over parts of the same windows of the same text."),
    /// Shards do not make a whole.
    SHARD_SET(
            "E0512",
            "shards do not make a whole",
            "'calibrate --shard I/N' measures one of N parts of the windows. Merging needs each of them, once and "
                    + "finished."),
    /// File cannot be read.
    FILE_UNREADABLE(
            "E0601", "file cannot be read", "The file is absent, is a directory, or may not be read by this user."),
    /// File cannot be written.
    FILE_UNWRITABLE(
            "E0602",
            "file cannot be written",
            "The target is a directory, its folder is absent or read-only, or the disk is full. What stood "
                    + "there before is untouched: files are written beside their target and moved into place."),
    /// Method too long to be compiled.
    METHOD_TOO_LONG(
            "E0701",
            "method too long to be compiled",
            "The JVM never compiles a method of more than 8,000 bytes of bytecode; it would only ever interpret it, far "
                    + "too slowly to be of use. Longer functions are split into parts that run one after the other, but "
                    + "one function of this model is a single loop or statement that cannot be split."),
    /// ONNX file cannot be read.
    ONNX_FILE(
            "E0801",
            "ONNX file cannot be read",
            "The file is no ONNX model, is damaged, nests deeper than a model does, or is larger than the 2 GB that its "
                    + "format allows: weights beyond that lie in a data file beside the model."),
    /// ONNX graph is not sound.
    ONNX_GRAPH(
            "E0802",
            "ONNX graph is not sound",
            "The file is a model, and no order of its nodes computes it: a value is given twice or by nobody, nodes wait "
                    + "for each other, functions call each other in a circle, or a tensor does not hold as many elements "
                    + "as its shape says."),
    /// External data cannot be used.
    ONNX_DATA(
            "E0803",
            "external data cannot be used",
            "A tensor of an ONNX model may lie in a file beside the model. A model comes from a stranger, so the file "
                    + "must lie in the model's folder, also after symbolic links are followed, and must hold all bytes "
                    + "that the model says."),
    /// ONNX model cannot be written there.
    ONNX_TARGET(
            "E0804",
            "ONNX model cannot be written there",
            "An ONNX model with much data is two files, MODEL.onnx and MODEL.onnx.data. Writing them would replace a file "
                    + "that another model needs, or one that is not the data of the model being replaced."),
    /// ONNX model cannot be rewritten.
    ONNX_REWRITE(
            "E0805",
            "ONNX model cannot be rewritten",
            "The rewrite is spelled in operators of the model's own opset, and in a function of domain dev.rsparse. The "
                    + "model is too old to have the operators, or already has something else of that name."),
    /// Policy does not fit an ONNX model.
    ONNX_POLICY(
            "E0806",
            "policy does not fit an ONNX model",
            "A policy for an ONNX model says which linears are thinned and how much. What changes the graph around them, "
                    + "needs a search, or says how weights are stored is for models of the language."),
    /// ONNX Runtime cannot be loaded.
    ONNX_RUNTIME(
            "E0808",
            "ONNX Runtime cannot be loaded",
            "Calibrating and checking ONNX models runs them in ONNX Runtime, a library with native code that all else "
                    + "goes without. Its jar is not on the class path, or holds no native code for this system."),
    /// ONNX Runtime cannot run the model.
    ONNX_RUN(
            "E0809",
            "ONNX Runtime cannot run the model",
            "The model asks for operators, types or versions that this ONNX Runtime does not have, its inputs do not go "
                    + "together, or it reads or gives what is no tensor. The reason is the library's own."),
    /// Inputs cannot be used.
    ONNX_INPUT(
            "E0810",
            "inputs cannot be used",
            "An ONNX model is run on tensors: input_N.pb or NAME.npy for each of its inputs, in the type and shape that "
                    + "it declares. Numbers of another type are taken when each of them is in the declared one, too."),
    /// Rewritten model is too far from its original.
    ONNX_CHECK(
            "E0811",
            "rewritten model is too far from its original",
            "On the same inputs the two models gave outputs that differ by more than the tolerance, or one gave a number "
                    + "where the other gave none. What a sparse layer skips changes its result; the form 'split' skips "
                    + "nothing."),
    /// Model has no form in ONNX.
    ONNX_EXPORT(
            "E0812",
            "model has no form in ONNX",
            "The model, its policy or an option asks for something that an ONNX model of standard operators cannot say. "
                    + "All of it is named at once."),
    /// ONNX model cannot be compiled.
    ONNX_OPERATORS(
            "E0813",
            "ONNX model cannot be compiled",
            "The model needs operators, versions of them, element types or kinds of values that are not compiled to Java. "
                    + "All of them are named at once, each with the first place that needs it."),
    /// ONNX model is no model of layers.
    ONNX_LAYERS(
            "E0814",
            "ONNX model is no model of layers",
            "A model that a source takes from an ONNX file must read tokens, each of which sees those before it, or rows of "
                    + "numbers, and must be made of what the language has operations for. What is not is named at once. Any "
                    + "other model is compiled as it is, by the name of its file in place of that of a source."),
    /// Unused name.
    UNUSED_NAME("W0001", "unused name", "The name is given but nothing reads it."),
    /// Unused weight.
    UNUSED_WEIGHT("W0002", "unused weight", "The binding names a tensor that the graph never uses."),
    /// Properties without effect.
    NO_EFFECT(
            "W0003",
            "properties without effect",
            "The properties only matter for a linear that is rsparse, and every linear selected stays dense."),
    /// Tensors not bound.
    UNBOUND_TENSOR(
            "W0004",
            "tensors not bound",
            "The checkpoint holds tensors that no binding names, often biases or norms that the graph forgets."),
    /// No inputs given.
    NO_INPUTS(
            "W0005",
            "no inputs given",
            "Thresholds were measured on test data that lies beside the model, or on random inputs. They keep another share "
                    + "of the channels on real ones."),
    /// Linear stays dense.
    NOT_CALIBRATED(
            "W0006",
            "linear stays dense",
            "Thresholds are measured for linears of the model's graph itself, not for those inside the bodies of 'If', "
                    + "'Loop' and 'Scan'."),
    /// Phase without effect.
    ONNX_PHASE(
            "W0007",
            "phase without effect",
            "The policy thins the tokens that are generated, and leaves the prompt dense. An exported model reads whole "
                    + "sequences and cannot tell the two apart: it thins every token.");

    private final String text;
    private final String title;
    private final String explanation;

    Code(String text, String title, String explanation) {
        this.text = text;
        this.title = title;
        this.explanation = explanation;
    }

    /// The problem in a few words.
    public String title() {
        return title;
    }

    /// One paragraph for a user who met it.
    public String explanation() {
        return explanation;
    }

    /// What the process ends with when this was the first error: 3 for file and system trouble, else 1.
    public int exitStatus() {
        return text.startsWith("E06") || this == ONNX_RUNTIME ? 3 : 1;
    }

    public Severity severity() {
        return text.startsWith("E") ? Severity.ERROR : Severity.WARNING;
    }

    /// The code as printed: `E0203`, `W0001`.
    @Override
    public String toString() {
        return text;
    }
}
