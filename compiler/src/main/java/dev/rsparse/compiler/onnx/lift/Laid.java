package dev.rsparse.compiler.onnx.lift;

/// A tensor of the ONNX model that holds a row of numbers for each token, or for each row of the input.
///
/// @param row what the row is in the graph of layers
/// @param width numbers of a row
/// @param layout how the tensor's axes hold the rows
/// @param heads equal parts of a row that have an axis of their own; 1 in [Layout#ROWS]
record Laid(Operand row, int width, Layout layout, int heads) {

    /// Where the tokens and the numbers of a row are.
    enum Layout {
        /// `[…,width]`, with all tokens in the axes before the last.
        ROWS,
        /// `[batch,token,head,width / heads]`.
        HEADS_LAST,
        /// `[batch,head,token,width / heads]`.
        HEADS_FIRST
    }

    /// Rows of `width` numbers.
    static Laid rows(Operand row, int width) {
        return new Laid(row, width, Layout.ROWS, 1);
    }

    /// Another row laid out in the same way.
    Laid with(Operand other) {
        return new Laid(other, width, layout, heads);
    }

    boolean isRows() {
        return layout == Layout.ROWS;
    }
}
