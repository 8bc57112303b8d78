package dev.rsparse.compiler.lock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A JSON value that knows where it stood, which Jackson's own tree does not. Lines and columns count from 1.
sealed interface Json {

    Place place();

    /// What a message calls this value.
    String describe();

    record Place(int line, int column) {
        static Place of(JsonLocation location) {
            return new Place(Math.max(location.getLineNr(), 1), Math.max(location.getColumnNr(), 1));
        }
    }

    record Fields(Place place, Map<String, Json> byName) implements Json {
        @Override
        public String describe() {
            return "an object";
        }
    }

    record Text(Place place, String value) implements Json {
        @Override
        public String describe() {
            return "\"" + value + "\"";
        }
    }

    /// A number as it was written: only who asks for it knows whether it is to be a float, a double or an integer.
    record Figure(Place place, String digits) implements Json {
        @Override
        public String describe() {
            return digits;
        }
    }

    record Flag(Place place, boolean value) implements Json {
        @Override
        public String describe() {
            return Boolean.toString(value);
        }
    }

    record Items(Place place, List<Json> items) implements Json {
        @Override
        public String describe() {
            return "an array";
        }
    }

    /// What a lock has no use for.
    record Null(Place place) implements Json {
        @Override
        public String describe() {
            return "null";
        }
    }

    /// A text that is not JSON, or not just one value of it.
    final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        final transient Place place;

        private Malformed(Place place, String message) {
            super(message);
            this.place = place;
        }
    }

    /// The one value that `bytes` hold.
    static Json parse(byte[] bytes) throws Malformed {
        try (JsonParser parser = new JsonFactory().createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw new Malformed(new Place(1, 1), "the file is empty");
            }
            Json value = value(parser);
            if (parser.nextToken() != null) {
                throw new Malformed(here(parser), "there is more text after the lock's closing brace");
            }
            return value;
        } catch (JsonProcessingException e) {
            Place place = e.getLocation() == null ? new Place(1, 1) : Place.of(e.getLocation());
            throw new Malformed(place, "this is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new Malformed(new Place(1, 1), "this is not JSON in UTF-8: " + e.getMessage());
        }
    }

    private static Json value(JsonParser parser) throws IOException, Malformed {
        Place place = here(parser);
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(parser);
            case VALUE_STRING -> new Text(place, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Figure(place, parser.getText());
            case VALUE_TRUE -> new Flag(place, true);
            case VALUE_FALSE -> new Flag(place, false);
            case START_ARRAY -> items(parser);
            case VALUE_NULL -> new Null(place);
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new AssertionError("no value begins with " + parser.currentToken());
        };
    }

    private static Json items(JsonParser parser) throws IOException, Malformed {
        Place place = here(parser);
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Items(place, items);
    }

    private static Json fields(JsonParser parser) throws IOException, Malformed {
        Place place = here(parser);
        Map<String, Json> byName = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Place namePlace = here(parser);
            String name = parser.currentName();
            parser.nextToken();
            if (byName.put(name, value(parser)) != null) {
                throw new Malformed(namePlace, "\"" + name + "\" stands here for the second time");
            }
        }
        return new Fields(place, byName);
    }

    private static Place here(JsonParser parser) {
        return Place.of(parser.currentTokenLocation());
    }
}
