package dev.rsparse.runtime.op.image;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// Fourier transforms of pieces of a signal `[B, length, 1 or 2]`, each `frame_step` places after the one before
/// and multiplied by a window: `[B, 1 + (length - frame) / frame_step, bins, 2]`. A frame has `frame_length`
/// places, by default those of the window, by default all; there are `frame/2 + 1` bins with the attribute
/// `onesided` (default 1), else as many as places. Floats, computed as doubles and rounded once. ONNX STFT-17.
public final class STFT implements Operator {

    private final boolean half;
    private final Spectra spectra = new Spectra("STFT");

    public STFT(Settings settings) {
        this.half = settings.flag("onesided", true);
    }

    /// @param window a list of floats; may be absent, as the frame's length may
    public void run(Tensor signal, Tensor stepInput, Tensor window, Tensor lengthInput, Tensor out) {
        Checks.floats("STFT", "signal", signal);
        Checks.rank("STFT", "signal", signal, 3);
        int step = Checks.integer("STFT", "frame_step", stepInput, 1);
        int length = window.isPresent() ? window.count() : signal.dim(1);
        if (lengthInput.isPresent()) {
            length = Checks.integer("STFT", "frame_length", lengthInput, 1);
        }
        boolean parts = signal.dim(2) == 1 || signal.dim(2) == 2 && !half;
        boolean windowed = !window.isPresent() || window.rank() == 1 && window.count() == length;
        if (!parts || !windowed || length < 1 || length > signal.dim(1)) {
            throw new IllegalArgumentException("STFT: signal " + signal + " has no frames of " + length + " places"
                    + (half ? ", one side," : "") + (window.isPresent() ? " for window " + window : ""));
        }
        int frames = 1 + (signal.dim(1) - length) / step;
        int bins = half ? length / 2 + 1 : length;
        out.shape(signal.type(), signal.dim(0), frames, bins, 2);
        spectra.prepare(length, false, false);
        for (int i = 0; i < signal.dim(0) * frames; i++) {
            int start = i / frames * signal.dim(1) + i % frames * step;
            spectra.load(signal, start * signal.dim(2), signal.dim(2), length, window);
            spectra.store(out, i * bins * 2, 2, bins);
        }
    }
}
