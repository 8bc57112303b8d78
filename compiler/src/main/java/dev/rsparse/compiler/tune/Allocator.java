package dev.rsparse.compiler.tune;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Shares a byte budget out to linears so that the sum of their costs is least: one price for a byte, found by
/// bisection, at which each linear by itself takes what pays (a Lagrange multiplier). Linears that share a mask take
/// one thing together.
public final class Allocator {

    private static final int BISECTIONS = 60;

    private final TunedModel model;
    /// What each unit may take; staying dense is always among it.
    private final List<List<Offer>> offers = new ArrayList<>();

    /// @param parts of all linears of a unit
    /// @param bytes kept, as a share of all linears' bytes
    /// @param cost in the unit of the sensitivities
    private record Offer(List<Plan.Part> parts, double bytes, double cost) {}

    /// @param costs by choice and grid index; infinite ones are not on offer
    /// @param lowest the lowest sparsity on offer
    /// @param highest the highest
    public Allocator(TunedModel model, Map<Choice, double[]> costs, double lowest, double highest) {
        this.model = model;
        for (List<String> unit : model.units()) {
            List<Offer> list = new ArrayList<>();
            costs.keySet().stream()
                    .filter(choice -> choice.site().equals(unit.getFirst()))
                    .forEach(choice -> {
                        for (int i = 0; i < Grid.SIZE && Grid.sparsity(i) <= highest; i++) {
                            Offer offer = offer(unit, choice, i, costs);
                            if (Double.isFinite(offer.cost()) && Grid.sparsity(i) >= lowest) {
                                list.add(offer);
                            }
                        }
                    });
            offers.add(list);
        }
    }

    /// All linears of a unit thinned in the way that its first is.
    private Offer offer(List<String> unit, Choice way, int index, Map<Choice, double[]> costs) {
        List<Plan.Part> parts = unit.stream()
                .map(site -> new Plan.Part(way.of(site), Grid.sparsity(index)))
                .toList();
        double cost = index == 0
                ? 0
                : parts.stream()
                        .mapToDouble(part -> costs.get(part.choice())[index])
                        .sum();
        return new Offer(parts, parts.stream().mapToDouble(this::bytes).sum(), cost);
    }

    private double bytes(Plan.Part part) {
        return model.kept(part) * model.elements(part.choice().site()) / model.elements();
    }

    /// The least share of bytes that can be reached.
    public double leastBytes() {
        return offers.stream()
                .mapToDouble(
                        list -> list.stream().mapToDouble(Offer::bytes).min().orElseThrow())
                .sum();
    }

    /// The plan of least summed cost that keeps at most `budget`, a share of all bytes.
    ///
    /// @throws IllegalArgumentException when [#leastBytes()] is more than that
    public Plan plan(double budget) {
        if (leastBytes() > budget) {
            throw new IllegalArgumentException("at least " + leastBytes() + " of the bytes are kept");
        }
        double low = 0;
        double high = 1e-6;
        while (bytesAt(high) > budget) {
            high *= 2;
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (bytesAt(middle) > budget) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Map<String, Plan.Part> parts = new HashMap<>();
        for (List<Offer> list : offers) {
            best(list, high).parts().stream()
                    .filter(part -> part.sparsity() > 0)
                    .forEach(part -> parts.put(part.choice().site(), part));
        }
        return new Plan(parts);
    }

    private double bytesAt(double price) {
        return offers.stream().mapToDouble(list -> best(list, price).bytes()).sum();
    }

    /// Of equal ones the first: the sum must not depend on chance.
    private static Offer best(List<Offer> list, double price) {
        Offer best = list.getFirst();
        for (Offer offer : list) {
            if (offer.cost() + price * offer.bytes() < best.cost() + price * best.bytes()) {
                best = offer;
            }
        }
        return best;
    }
}
