package io.github.createorder;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What a JMX console shows of everything but the JVM itself: names, all attributes, and what the operations give by which
 * consoles look at routes and messages.
 *
 * @param beans of Camel
 * @param attributes that could be read
 * @param operations names of the operations that gave something
 * @param text all of it
 */
record MBeans(int beans, int attributes, Set<String> operations, String text) {
    private static final Set<String> OF_THE_JVM =
            Set.of("java.lang", "java.nio", "java.util.logging", "com.sun.management", "jdk.management.jfr");
    private static final Pattern LOOKING = Pattern.compile("(dump|browse|list|explain|find)\\w*");

    static MBeans read() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Reader reader = new Reader(server);
        for (ObjectName name : server.queryNames(null, null)) {
            if (!OF_THE_JVM.contains(name.getDomain())) {
                reader.read(name);
            }
        }
        return new MBeans(reader.beans, reader.attributes, reader.operations, reader.text.toString());
    }

    private static final class Reader {
        private final MBeanServer server;
        private final StringBuilder text = new StringBuilder();
        private final Set<String> operations = new TreeSet<>();
        private int beans;
        private int attributes;

        Reader(MBeanServer server) {
            this.server = server;
        }

        void read(ObjectName name) throws JMException {
            if (name.getDomain().equals("org.apache.camel")) {
                beans++;
            }
            say(name.toString());
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable() && show(() -> server.getAttribute(name, attribute.getName()))) {
                    attributes++;
                }
            }
            for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
                if (!LOOKING.matcher(operation.getName()).matches()) {
                    continue;
                }
                String[] types = Arrays.stream(operation.getSignature())
                        .map(MBeanParameterInfo::getType)
                        .toArray(String[]::new);
                Object[] values = values(types);
                if (values != null && show(() -> server.invoke(name, operation.getName(), values, types))) {
                    operations.add(operation.getName());
                }
            }
        }

        /** Null when there is a parameter that nobody could guess. */
        private static Object[] values(String[] types) {
            Object[] values = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                switch (types[i]) {
                    // With bodies, placeholders resolved, whole.
                    case "boolean", "java.lang.Boolean" -> values[i] = true;
                    // A message by its place on the queue: the first one.
                    case "java.lang.Integer" -> values[i] = 0;
                    default -> {
                        return null;
                    }
                }
            }
            return values;
        }

        private interface Look {
            Object at() throws JMException;
        }

        /** What goes wrong is shown by consoles too. */
        private boolean show(Look look) {
            try {
                Object value = look.at();
                say(value instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(value));
                return value != null;
            } catch (JMException | RuntimeException e) {
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    say(String.valueOf(cause.getMessage()));
                }
                return false;
            }
        }

        private void say(String line) {
            text.append(line).append('\n');
        }
    }
}
