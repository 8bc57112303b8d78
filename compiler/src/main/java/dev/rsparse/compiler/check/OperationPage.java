package dev.rsparse.compiler.check;

/// The reference page of the operations, made from the table that the checker uses.
public final class OperationPage {

    private static final String HEAD = """
            # Operations

            What a graph of a [`.rsp` file](language.md) may call. Activations are `f32`, weights may be stored in `f32`, `f16` or `bf16`;
            `..` stands for any extents, such as that of the tokens. The compiler reports operands that do not fit before any weight is
            read. This page is made from the table that it uses.

            An argument that is a number for both axes of a picture may also be two, `strides = [2, 1]`: the way down, then the way to
            the right.

            """;

    private static final String CASTS = """

            ## Casts

                bf16(x)
                f16(x)
                i32(x)
                f32(x)

            the numbers that a narrower type holds, in `f32` as before: the nearest, ties to even; of `i32` those without their fraction,
            at most 2147483647 and at least -2147483648, and 0 for NaN. `f32(x)` is x itself. Numbers and weights are cast in the same
            way; a weight is stored as that type then. Gradients pass a cast as if it were not there. x f32[..] → f32[..].
            """;

    private OperationPage() {}

    /// The page as Markdown.
    public static String text() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Operation operation : OperationTable.rows()) {
            page.append("## ").append(operation.name()).append("\n\n");
            page.append("    ").append(operation.usage()).append("\n\n");
            page.append(operation.summary())
                    .append(". ")
                    .append(operation.types())
                    .append(".\n\n");
            options(operation, page);
        }
        return page.toString().stripTrailing() + "\n" + CASTS;
    }

    private static void options(Operation operation, StringBuilder page) {
        if (operation.options().isEmpty()) {
            return;
        }
        page.append("| argument | kind | when not given |\n|---|---|---|\n");
        for (Operation.Option option : operation.options()) {
            page.append("| `")
                    .append(option.name())
                    .append("` | ")
                    .append(option.kind().text())
                    .append(" | ")
                    .append(option.standard().orElse("must be given"))
                    .append(" |\n");
        }
        page.append('\n');
    }
}
