package com.example.orders;

import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The command {@code camel}, as JBang would start it. */
final class CamelRun {
    public static void main(String[] args) {
        CamelJBangMain.run(args);
    }
}
