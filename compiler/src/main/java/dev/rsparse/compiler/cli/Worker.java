package dev.rsparse.compiler.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/// Runs command lines for another program, such as a build, in one JVM. Each line of standard input is a JSON array
/// with the words of a command line. Its answer is a line of standard output, `{"status":0,"report":{…}}`: the exit
/// status, and the JSON object that the command printed, if it did: commands take `--json`. Another result is a
/// message;
/// messages and diagnostics go to standard error as they come. All of it is UTF-8.
public final class Worker {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Worker() {}

    public static void main(String[] args) throws IOException {
        PrintWriter answers = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter messages = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        // Whatever else is printed must not come between the answers.
        System.setOut(System.err);
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String job = jobs.readLine(); job != null; job = jobs.readLine()) {
            answers.println(run(JSON.readValue(job, String[].class), messages));
        }
    }

    /// The answer to one command line.
    static String run(String[] words, PrintWriter messages) throws JsonProcessingException {
        StringWriter printed = new StringWriter();
        int status = Main.execute(
                Main.commandLine().setOut(new PrintWriter(printed, true)).setErr(messages), words);
        ObjectNode answer = JSON.createObjectNode().put("status", status);
        String text = printed.toString();
        if (text.startsWith("{")) {
            answer.set("report", JSON.readTree(text));
        } else {
            text.lines().forEach(line -> messages.println("rsparsec: " + line));
        }
        return JSON.writeValueAsString(answer);
    }
}
