package dev.rsparse.compiler.tune;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Shares a byte budget out to linears so that the sum of their costs is least: one price for a byte, found by
/// bisection, at which each linear by itself takes what pays (a Lagrange multiplier).
public final class Allocator {

    private static final int BISECTIONS = 60;

    private final TunedModel model;
    /// What each linear may take, by site; staying dense is always among it.
    private final Map<String, List<Offer>> offers = new TreeMap<>();

    /// @param bytes kept, as a share of all linears' bytes
    /// @param cost in the unit of the sensitivities
    private record Offer(Plan.Part part, double bytes, double cost) {}

    /// @param costs by choice and grid index; infinite ones are not on offer
    /// @param lowest the lowest sparsity on offer
    /// @param highest the highest
    public Allocator(TunedModel model, Map<Choice, double[]> costs, double lowest, double highest) {
        this.model = model;
        costs.forEach((choice, curve) -> {
            List<Offer> list = offers.computeIfAbsent(choice.site(), _ -> new ArrayList<>());
            for (int i = 0; i < curve.length && Grid.sparsity(i) <= highest; i++) {
                if (Double.isFinite(curve[i]) && Grid.sparsity(i) >= lowest) {
                    Plan.Part part = new Plan.Part(choice, Grid.sparsity(i));
                    list.add(new Offer(part, bytes(part), i == 0 ? 0 : curve[i]));
                }
            }
        });
    }

    private double bytes(Plan.Part part) {
        return model.kept(part) * model.elements(part.choice().site()) / model.elements();
    }

    /// The least share of bytes that can be reached.
    public double leastBytes() {
        return offers.values().stream()
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
        for (List<Offer> list : offers.values()) {
            Plan.Part part = best(list, high).part();
            if (part.sparsity() > 0) {
                parts.put(part.choice().site(), part);
            }
        }
        return new Plan(parts);
    }

    private double bytesAt(double price) {
        return offers.values().stream()
                .mapToDouble(list -> best(list, price).bytes())
                .sum();
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
