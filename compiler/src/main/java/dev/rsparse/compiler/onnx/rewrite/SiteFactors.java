package dev.rsparse.compiler.onnx.rewrite;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.linalg.LinearAlgebra;
import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.linalg.TruncatedSvd;
import dev.rsparse.compiler.onnx.ElementWriter;
import dev.rsparse.compiler.onnx.NewTensor;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.SiteWeight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The low-rank product of one weight, and what it leaves of it. Factors are computed when the first tensor
/// is written and dropped with the last, so that those of one weight alone are in memory when tensors are
/// written in order.
///
/// Numerics: factors are those of the weight in f32, rounded to the type of the weight. The residual is
/// that of the rounded factors, so that rounding of these costs nothing.
final class SiteFactors {

    /// Rows of the residual that are computed at once.
    private static final int BLOCK = 256;

    /// @param u `[out, rank]`
    /// @param v `[rank, in]`
    private record Rounded(Matrix u, Matrix v) {}

    private final SiteWeight weight;
    private final int rank;
    private final LinearAlgebra algebra;
    private final Consumer<String> progress;
    private final Path model;
    private final Site site;
    private Optional<Rounded> factors = Optional.empty();
    private int open;

    /// @param model named when the weight cannot be decomposed
    /// @param progress is told of the site before its weight is decomposed
    SiteFactors(Path model, Site site, SiteWeight weight, int rank, LinearAlgebra algebra, Consumer<String> progress) {
        this.model = model;
        this.site = site;
        this.weight = weight;
        this.rank = rank;
        this.algebra = algebra;
        this.progress = progress;
    }

    private Rounded factors() {
        if (factors.isEmpty()) {
            progress.accept(site.selector());
            TruncatedSvd.Factorization found = decomposed();
            factors = Optional.of(new Rounded(rounded(found.u()), rounded(found.v())));
        }
        return factors.get();
    }

    private TruncatedSvd.Factorization decomposed() {
        try {
            return new TruncatedSvd(algebra).factor(weight.matrix(), rank);
        } catch (IllegalArgumentException notFinite) {
            throw OnnxException.of(
                    model,
                    Code.NOT_FINITE,
                    "weight of " + site.selector() + ": " + notFinite.getMessage(),
                    "leave that linear dense");
        }
    }

    private Matrix rounded(Matrix matrix) {
        float[] data = matrix.data();
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) weight.type().round(data[i]);
        }
        return matrix;
    }

    private NewTensor tensor(String name, List<Long> dims, NewTensor.Content content) {
        open++;
        return new NewTensor(name, weight.type(), dims, out -> {
            content.writeTo(out);
            if (--open == 0) {
                factors = Optional.empty();
            }
        });
    }

    /// `V`: `[rank,in]`, or turned over.
    NewTensor v(String name, boolean turned) {
        return tensor(
                name, dims(rank, weight.in(), turned), out -> put(factors().v(), turned, 1, out));
    }

    /// `scale U`: `[out,rank]`, or turned over.
    NewTensor u(String name, boolean turned, double scale) {
        return tensor(
                name, dims(weight.out(), rank, turned), out -> put(factors().u(), turned, scale, out));
    }

    /// `W - U V` as the node of the site reads its weight.
    NewTensor residual(String name) {
        return tensor(name, dims(weight.out(), weight.in(), weight.inputsFirst()), this::putResidual);
    }

    private static List<Long> dims(long rows, long cols, boolean turned) {
        return turned ? List.of(cols, rows) : List.of(rows, cols);
    }

    private static void put(Matrix matrix, boolean turned, double scale, ElementWriter out) throws IOException {
        int outer = turned ? matrix.cols() : matrix.rows();
        int inner = turned ? matrix.rows() : matrix.cols();
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                out.put(scale * (turned ? matrix.get(j, i) : matrix.get(i, j)));
            }
        }
    }

    private void putResidual(ElementWriter out) throws IOException {
        boolean turned = weight.inputsFirst();
        Matrix left = turned ? factors().v().transposed() : factors().u();
        Matrix right = turned ? factors().u().transposed() : factors().v();
        for (int from = 0; from < left.rows(); from += BLOCK) {
            Matrix product = algebra.multiply(rows(left, from, Math.min(BLOCK, left.rows() - from)), right);
            for (int i = 0; i < product.rows(); i++) {
                for (int j = 0; j < product.cols(); j++) {
                    double element = turned ? weight.get(from + i, j) : weight.get(j, from + i);
                    out.put(element - product.get(i, j));
                }
            }
        }
    }

    private static Matrix rows(Matrix matrix, int from, int count) {
        int cols = matrix.cols();
        return new Matrix(count, cols, Arrays.copyOfRange(matrix.data(), from * cols, (from + count) * cols));
    }
}
