package dev.rsparse.runtime.text;

/// A token that is found in the text as written, before any splitting.
///
/// @param id its id
/// @param content the text that stands for it
/// @param special whether decoding may leave it out
/// @param singleWord whether it counts only between characters that are not part of a word
/// @param stripLeft whether it swallows white space before it
/// @param stripRight whether it swallows white space after it
/// @param normalized whether it is looked for after normalization rather than before
record AddedToken(
        int id,
        String content,
        boolean special,
        boolean singleWord,
        boolean stripLeft,
        boolean stripRight,
        boolean normalized) {}
