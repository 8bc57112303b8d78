package dev.rsparse.compiler.onnx.sites;

import dev.rsparse.compiler.onnx.OnnxFile;
import java.util.List;

/// The linears of a model, in the order of its nodes.
///
/// @param sites those that can be rewritten
/// @param notTaken nodes that look like linears, with why they are none
public record Sites(List<Site> sites, List<NotTaken> notTaken) {

    public Sites {
        sites = List.copyOf(sites);
        notTaken = List.copyOf(notTaken);
    }

    /// Finds them in a model that was read.
    public static Sites of(OnnxFile file) {
        return new SiteFinder(file.model()).find();
    }
}
