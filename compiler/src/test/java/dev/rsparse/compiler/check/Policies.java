package dev.rsparse.compiler.check;

/// Policies of the example model, for tests.
final class Policies {

    private Policies() {}

    static CheckedPolicy policy(String rules) {
        String text = Sources.quill() + "policy extra { " + rules + " }\n";
        return Sources.model(text, TestCheckpoint.quill()).policies().get("extra");
    }

    static SitePolicy site(String rules, String path) {
        return policy(rules).sites().get(path);
    }
}
