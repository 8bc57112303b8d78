package dev.rsparse.compiler.check;

/// The reference page of the operations, made from the table that the checker uses.
public final class OperationPage {

    private static final String HEAD = """
            # Operations

            What a graph of a [`.rsp` file](language.md) may call. Activations are `f32`, weights may be stored in `f32`, `f16` or `bf16`;
            `..` stands for any extents, such as that of the tokens. The compiler reports operands that do not fit before any weight is
            read. This page is made from the table that it uses.

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
        return page.toString().stripTrailing() + "\n";
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
                    .append(option.text() ? "text" : "number")
                    .append(" | ")
                    .append(option.standard().orElse("must be given"))
                    .append(" |\n");
        }
        page.append('\n');
    }
}
