package dev.rsparse.compiler.onnx.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.in.Value;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Masks, positions and angles of small models of tokens.
class SideChecksTest {

    @TempDir
    Path folder;

    private static SideChecks checks(TensorGraph graph) {
        return new SideChecks(new SideValues(graph, graph.inputs().getFirst().value()));
    }

    private Sight sight(TokenGraph spelling) {
        return sight(spelling, false);
    }

    private Sight sight(TokenGraph spelling, boolean causal) {
        TensorGraph graph = spelling.read(folder, "mask");
        return checks(graph).sight(graph.body().results().getFirst(), causal);
    }

    private static Sight.Other wrong(int tokens) {
        return new Sight.Other(
                "the mask is not that of the tokens before each, nor of the last of them, for a sequence of " + tokens);
    }

    private static TokenGraph masked(String compared) {
        return TokenGraph.withPositions().node(compared + " positions,column -> mask");
    }

    @Test
    void aMaskOfTokensBeforeIsCausal() {
        assertThat(sight(masked("LessOrEqual"))).isEqualTo(new Sight.Past(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Less", "GreaterOrEqual", "Greater"})
    void aMaskOfOtherTokensIsNot(String compared) {
        assertThat(sight(masked(compared))).isInstanceOf(Sight.Other.class);
    }

    @Test
    void aTokenThatSeesItselfAloneHasAWindowOfOne() {
        assertThat(sight(masked("Equal"))).isEqualTo(new Sight.Past(1));
    }

    private static TokenGraph added(double low) {
        return TokenGraph.withPositions()
                .node("LessOrEqual positions,column -> seen")
                .number("nothing", 0)
                .number("low", low)
                .node("Where seen,nothing,low -> mask");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NEGATIVE_INFINITY, -1e4, -3.4e38})
    void aMaskThatIsAddedMayBeVeryLow(double low) {
        assertThat(sight(added(low))).isEqualTo(new Sight.Past(0));
    }

    @Test
    void aMaskThatLeavesSomeWeightIsRefused() {
        assertThat(sight(added(-100))).isEqualTo(wrong(2));
    }

    private static TokenGraph near(int window) {
        return TokenGraph.withPositions()
                .integer("window", window)
                .node("Sub column,window -> before")
                .node("Greater positions,before -> near");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 300})
    void aMaskOfTheLastTokensIsAWindow(int window) {
        TokenGraph spelling =
                near(window).node("LessOrEqual positions,column -> past").node("And past,near -> mask");
        assertThat(sight(spelling)).isEqualTo(new Sight.Past(window));
    }

    @Test
    void aMaskBesideACausalOneNeedNotHideWhatIsBehind() {
        assertThat(sight(near(6).node("Identity near -> mask"), true)).isEqualTo(new Sight.Past(6));
        assertThat(sight(near(6).node("Identity near -> mask"), false)).isEqualTo(wrong(2));
    }

    @Test
    void aWindowThatIsTooLongToTryIsRefused() {
        TokenGraph spelling = near(100_000).node("Identity near -> mask");
        assertThat(sight(spelling, true))
                .isEqualTo(new Sight.Other("the mask is computed from the number 100000, too large to try"));
    }

    @Test
    void aMaskOfBlocksIsRefused() {
        TokenGraph spelling = TokenGraph.withPositions()
                .integer("block", 8)
                .node("Div positions,block -> blocks")
                .node("Div column,block -> own")
                .node("Equal blocks,own -> same")
                .node("LessOrEqual positions,column -> past")
                .node("And past,same -> mask");
        assertThat(sight(spelling)).isInstanceOf(Sight.Other.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2, 2"})
    void positionsMayBeAhead(long by, int offset) {
        TokenGraph spelling = TokenGraph.withPositions().integer("by", by).node("Add positions,by -> moved");
        TensorGraph graph = spelling.read(folder, "moved");
        assertThat(checks(graph).offset(graph.body().results().getFirst())).isEqualTo(OptionalInt.of(offset));
    }

    @Test
    void positionsThatRunBackwardsAreNone() {
        TensorGraph graph = TokenGraph.withPositions()
                .node("Sub length,positions -> backwards")
                .read(folder, "backwards");
        assertThat(checks(graph).offset(graph.body().results().getFirst())).isEmpty();
    }

    @Test
    void numbersOfTokensAreNoPositions() {
        TensorGraph graph =
                new TokenGraph().integer("one", 1).node("Add ids,one -> moved").read(folder, "moved");
        assertThat(checks(graph).offset(graph.body().results().getFirst())).isEmpty();
    }

    @Test
    void positionsOfTokensThatAreNoPaddingDoNotHangOnTokens() {
        TokenGraph spelling = new TokenGraph()
                .integer("padding", 50_256)
                .integer("one", 1)
                .node("Equal ids,padding -> padded")
                .node("Not padded -> counts")
                .node("Cast counts -> ones", Onnx.attribute("to", 7))
                .node("CumSum ones,one -> places");
        TensorGraph graph = spelling.read(folder, "places");
        assertThat(checks(graph).offset(graph.body().results().getFirst())).isEqualTo(OptionalInt.of(1));
    }

    /// Cosines and sines `[token,pairs]` of these frequencies.
    private Optional<Angles> angles(double... frequencies) {
        TensorGraph graph = TokenGraph.withPositions()
                .vector("frequencies", frequencies)
                .node("Cast column -> places", Onnx.attribute("to", 1))
                .node("Mul places,frequencies -> angles")
                .node("Cos angles -> cos")
                .node("Sin angles -> sin")
                .read(folder, "cos", "sin");
        return angles(graph);
    }

    private static Optional<Angles> angles(TensorGraph graph) {
        Value cos = graph.body().results().get(0);
        Value sin = graph.body().results().get(1);
        Value positions =
                graph.body().results().size() > 2 ? graph.body().results().get(2) : Value.ABSENT;
        return checks(graph).angles(cos, sin, positions);
    }

    private static double[] frequencies(double theta, int pairs) {
        return IntStream.range(0, pairs)
                .mapToDouble(pair -> Math.pow(theta, -(double) pair / pairs))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"10000, 8", "10000, 64", "1000000, 64", "500000, 32", "100, 2"})
    void theBaseOfAnglesIsFound(double theta, int pairs) {
        assertThat(angles(frequencies(theta, pairs))
                        .flatMap(found ->
                                RopeForm.of(found, 2 * found.frequencies().size()))
                        .map(RopeForm::theta))
                .contains(theta);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 62, 63})
    void onePairThatTurnsOtherwiseIsRefused(int pair) {
        double[] frequencies = frequencies(1e6, 64);
        frequencies[pair] *= 1.001;
        assertThat(angles(frequencies)).isPresent();
        assertThat(angles(frequencies)
                        .flatMap(found ->
                                RopeForm.of(found, 2 * found.frequencies().size())))
                .isEmpty();
    }

    @Test
    void anglesThatDoNotGrowEvenlyAreRefused() {
        TensorGraph graph = TokenGraph.withPositions()
                .vector("frequencies", frequencies(10000, 4))
                .node("Cast column -> places", Onnx.attribute("to", 1))
                .node("Mul places,places -> squares")
                .node("Mul squares,frequencies -> angles")
                .node("Cos angles -> cos")
                .node("Sin angles -> sin")
                .read(folder, "cos", "sin");
        assertThat(angles(graph)).isEmpty();
    }

    @Test
    void anglesThatAreOthersInLongSequencesAreRefused() {
        TensorGraph graph = TokenGraph.withPositions()
                .vector("frequencies", frequencies(10000, 4))
                .vector("stretched", frequencies(40000, 4))
                .integer("most", 300)
                .node("Greater length,most -> isLong")
                .node("Where isLong,stretched,frequencies -> own")
                .node("Cast column -> places", Onnx.attribute("to", 1))
                .node("Mul places,own -> angles")
                .node("Cos angles -> cos")
                .node("Sin angles -> sin")
                .read(folder, "cos", "sin");
        assertThat(angles(graph)).isEmpty();
    }

    private static TokenGraph table() {
        double[] frequencies = frequencies(10000, 4);
        double[] cosines = new double[50 * 4];
        double[] sines = new double[50 * 4];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = Math.cos(i / 4 * frequencies[i % 4]);
            sines[i] = Math.sin(i / 4 * frequencies[i % 4]);
        }
        return TokenGraph.withPositions()
                .vector("cosines", cosines)
                .vector("sines", sines)
                .integers("rows", 50, 4)
                .node("Reshape cosines,rows -> cos")
                .node("Reshape sines,rows -> sin");
    }

    @Test
    void anglesOfPositionsAreReadFromATable() {
        Optional<RopeForm> form = angles(
                        table().node("Identity positions -> places").read(folder, "cos", "sin", "places"))
                .flatMap(found -> RopeForm.of(found, 2 * found.frequencies().size()));
        assertThat(form.map(RopeForm::theta)).contains(10000.0);
    }

    @Test
    void anglesOfOtherPositionsAreRefused() {
        TensorGraph graph = table().node("Add positions,one -> places").read(folder, "cos", "sin", "places");
        assertThat(angles(graph)).isEmpty();
    }
}
