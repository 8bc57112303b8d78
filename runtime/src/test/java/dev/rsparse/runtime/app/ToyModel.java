package dev.rsparse.runtime.app;

/// Stands for the class of a compiled model.
final class ToyModel {

    private ToyModel() {}
}
