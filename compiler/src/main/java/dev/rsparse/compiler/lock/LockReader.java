package dev.rsparse.compiler.lock;

import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Thinning.Skip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Turns the JSON of a lock into a [Lock], and each thing it does not expect into a [LockException].
final class LockReader {

    private static final String RESTORE =
            "restore the file from version control, or delete it and run `rsparsec calibrate`";
    private static final String UPDATE = "update rsparsec, or delete the file and run `rsparsec calibrate`";

    private final String file;

    LockReader(String file) {
        this.file = file;
    }

    /// How to read a value of an object whose keys are names.
    private interface Decoder<V> {
        V decode(String name, Json value) throws LockException;
    }

    Lock read(byte[] bytes) throws LockException {
        Json root;
        try {
            root = Json.parse(bytes);
        } catch (Json.Malformed e) {
            throw problem(e.place, e.getMessage(), RESTORE);
        }
        Json.Fields lock = object("the lock", root);
        requireFormat(lock);
        requireOnly(lock, "the lock", "format", "model", "policies", "tool", "weights");
        return new Lock(
                text(lock, "tool"),
                text(lock, "model"),
                map(lock, "weights", this::digest),
                map(lock, "policies", this::policy));
    }

    /// Checked before anything else: a later format may differ everywhere.
    private void requireFormat(Json.Fields lock) throws LockException {
        int format = Math.toIntExact(integer(lock, "format", Integer.MAX_VALUE));
        if (format != LockFile.FORMAT) {
            throw problem(
                    field(lock, "format").place(),
                    "the lock has format " + format + ", this rsparsec reads format " + LockFile.FORMAT,
                    format > LockFile.FORMAT ? UPDATE : RESTORE);
        }
    }

    private Lock.Policy policy(String name, Json value) throws LockException {
        Json.Fields policy = object(name, value);
        requireOnly(policy, name, "calibration", "rotated", "sites", "tensors", "tuning");
        return new Lock.Policy(
                calibration(policy),
                flag(policy, "rotated"),
                tensors(policy),
                map(policy, "sites", this::site),
                tuning(policy));
    }

    /// Absent from a policy that no search chose figures for.
    private Optional<Lock.Tuning> tuning(Json.Fields policy) throws LockException {
        if (!policy.byName().containsKey("tuning")) {
            return Optional.empty();
        }
        Json.Fields tuning = object("tuning", field(policy, "tuning"));
        requireOnly(tuning, "tuning", "budget", "digest", "objective", "search", "seed");
        return Optional.of(new Lock.Tuning(
                text(tuning, "search"),
                text(tuning, "objective"),
                share(tuning, "budget"),
                integer(tuning, "seed", Long.MAX_VALUE),
                digest("digest", field(tuning, "digest"))));
    }

    private String tensors(Json.Fields policy) throws LockException {
        String digest = text(policy, "tensors");
        return digest.isEmpty() ? digest : digest("tensors", field(policy, "tensors"));
    }

    private Lock.Calibration calibration(Json.Fields policy) throws LockException {
        Json.Fields calibration = object("calibration", field(policy, "calibration"));
        requireOnly(calibration, "calibration", "data", "digest", "seed", "tokens", "windowLength", "windows");
        return new Lock.Calibration(
                text(calibration, "data"),
                digest("digest", field(calibration, "digest")),
                seed(calibration),
                integer(calibration, "tokens", Long.MAX_VALUE),
                Math.toIntExact(integer(calibration, "windows", Integer.MAX_VALUE)),
                Math.toIntExact(integer(calibration, "windowLength", Integer.MAX_VALUE)));
    }

    /// Only a text that the model sampled has one.
    private OptionalLong seed(Json.Fields calibration) throws LockException {
        Json value = calibration.byName().get("seed");
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Json.Figure(Json.Place ignored, String digits) && digits.matches("-?[0-9]{1,19}")) {
            try {
                return OptionalLong.of(Long.parseLong(digits));
            } catch (NumberFormatException _) {
                // Nineteen digits may be more than 64 bits hold.
            }
        }
        throw expected("seed", "a whole number of 64 bits", value);
    }

    private Thinning site(String name, Json value) throws LockException {
        Json.Fields site = object(name, value);
        requireOnly(site, name, "gamma", "phase", "rank", "skip", "sparsity", "split", "stack", "threshold");
        return new Thinning(
                skip(site),
                share(site, "sparsity"),
                share(site, "split"),
                Math.toIntExact(integer(site, "rank", Integer.MAX_VALUE)),
                gamma(site),
                threshold(site),
                phase(site),
                stack(site));
    }

    /// Absent from a linear that is scored by its own columns.
    private List<String> stack(Json.Fields site) throws LockException {
        if (!site.byName().containsKey("stack")) {
            return List.of();
        }
        if (!(field(site, "stack") instanceof Json.Items(Json.Place _, List<Json> items))) {
            throw expected("stack", "an array", field(site, "stack"));
        }
        List<String> stack = new ArrayList<>();
        for (Json item : items) {
            if (!(item instanceof Json.Text(Json.Place _, String path))) {
                throw expected("stack", "an array of strings", item);
            }
            stack.add(path);
        }
        return stack;
    }

    private Phase phase(Json.Fields site) throws LockException {
        Json value = field(site, "phase");
        if (value instanceof Json.Text(Json.Place ignored, String text)) {
            for (Phase phase : Phase.values()) {
                if (phase.text().equals(text)) {
                    return phase;
                }
            }
        }
        throw expected("phase", "\"decode\" or \"all\"", value);
    }

    private double share(Json.Fields site, String name) throws LockException {
        Json value = field(site, name);
        if (value instanceof Json.Figure(Json.Place ignored, String digits)) {
            double share = Double.parseDouble(digits);
            if (share >= 0 && share <= 1) {
                return share;
            }
        }
        throw expected(name, "a number in 0..1", value);
    }

    private float threshold(Json.Fields site) throws LockException {
        Json value = field(site, "threshold");
        if (value instanceof Json.Figure(Json.Place ignored, String digits)) {
            // Not by way of a double: rounding twice can miss the float that was written.
            float threshold = Float.parseFloat(digits);
            if (Float.isFinite(threshold)) {
                return threshold;
            }
        }
        throw expected("threshold", "a number that a float can hold", value);
    }

    private Skip skip(Json.Fields site) throws LockException {
        Json value = field(site, "skip");
        if (value instanceof Json.Text(Json.Place ignored, String text)) {
            for (Skip skip : Skip.values()) {
                if (skip.text().equals(text)) {
                    return skip;
                }
            }
        }
        throw expected("skip", "\"columns\" or \"rows\"", value);
    }

    private double gamma(Json.Fields site) throws LockException {
        Json value = field(site, "gamma");
        if (value instanceof Json.Figure(Json.Place ignored, String digits)) {
            double gamma = Double.parseDouble(digits);
            if (gamma >= 0 && Double.isFinite(gamma)) {
                return gamma;
            }
        }
        throw expected("gamma", "a number of 0 or more", value);
    }

    private long integer(Json.Fields object, String name, long largest) throws LockException {
        Json value = field(object, name);
        if (value instanceof Json.Figure(Json.Place ignored, String digits) && digits.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(digits);
            if (number <= largest) {
                return number;
            }
        }
        throw expected(name, "a whole number of 0 or more", value);
    }

    private boolean flag(Json.Fields object, String name) throws LockException {
        if (field(object, name) instanceof Json.Flag(Json.Place ignored, boolean value)) {
            return value;
        }
        throw expected(name, "true or false", field(object, name));
    }

    private String text(Json.Fields object, String name) throws LockException {
        if (field(object, name) instanceof Json.Text(Json.Place ignored, String value)) {
            return value;
        }
        throw expected(name, "a string", field(object, name));
    }

    private String digest(String name, Json value) throws LockException {
        if (value instanceof Json.Text(Json.Place ignored, String text) && Lock.isDigest(text)) {
            return text;
        }
        throw expected(name, "\"sha256:\" and 64 hexadecimal digits", value);
    }

    private <V> Map<String, V> map(Json.Fields object, String name, Decoder<V> decoder) throws LockException {
        Map<String, V> result = new TreeMap<>();
        for (Map.Entry<String, Json> entry :
                object(name, field(object, name)).byName().entrySet()) {
            result.put(entry.getKey(), decoder.decode(entry.getKey(), entry.getValue()));
        }
        return result;
    }

    private Json.Fields object(String name, Json value) throws LockException {
        if (value instanceof Json.Fields fields) {
            return fields;
        }
        throw expected(name, "an object", value);
    }

    private Json field(Json.Fields object, String name) throws LockException {
        Json value = object.byName().get(name);
        if (value == null) {
            throw problem(object.place(), "the field \"" + name + "\" is missing from this object", RESTORE);
        }
        return value;
    }

    private void requireOnly(Json.Fields object, String what, String... known) throws LockException {
        for (Map.Entry<String, Json> entry : object.byName().entrySet()) {
            if (!Arrays.asList(known).contains(entry.getKey())) {
                throw problem(entry.getValue().place(), what + " has no field \"" + entry.getKey() + "\"", RESTORE);
            }
        }
    }

    private LockException expected(String name, String wanted, Json found) {
        return problem(found.place(), name + " must be " + wanted + ", but is " + found.describe(), RESTORE);
    }

    private LockException problem(Json.Place place, String problem, String help) {
        return new LockException(file, place.line(), place.column(), problem, help);
    }
}
