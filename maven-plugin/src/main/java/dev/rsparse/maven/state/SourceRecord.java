package dev.rsparse.maven.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a build knew of one source.
///
/// @param library whether it gives nothing itself and is there to be imported
/// @param inputs what it was made from, itself included
/// @param outputs what it gave, in place
public record SourceRecord(boolean library, List<FileStamp> inputs, List<FileStamp> outputs) {

    public SourceRecord {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /// The record as it is now, when nothing has to be built again: inputs and outputs have the same bytes.
    public Optional<SourceRecord> unchanged() throws IOException {
        List<FileStamp> read = new ArrayList<>();
        List<FileStamp> written = new ArrayList<>();
        boolean all = refresh(inputs, read) && refresh(outputs, written);
        return all ? Optional.of(new SourceRecord(library, read, written)) : Optional.empty();
    }

    private static boolean refresh(List<FileStamp> stamps, List<FileStamp> refreshed) throws IOException {
        for (FileStamp stamp : stamps) {
            Optional<FileStamp> now = stamp.unchanged();
            if (now.isEmpty()) {
                return false;
            }
            refreshed.add(now.get());
        }
        return true;
    }
}
