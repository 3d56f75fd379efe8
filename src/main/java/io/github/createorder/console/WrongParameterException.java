package io.github.createorder.console;

/** A parameter of the address, or a field of a form, that says nothing: a date that is none, a status that nobody has. */
final class WrongParameterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String value;

    WrongParameterException(String name, String value) {
        super(name);
        this.name = name;
        this.value = value;
    }

    String name() {
        return name;
    }

    String value() {
        return value;
    }
}
