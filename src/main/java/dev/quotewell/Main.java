package dev.quotewell;

/** The application's entry. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.out.println("not yet");
    }
}
