package org.valija.outbound;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.JMSContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** A JMS message in memory, as of a broker that streams nothing: what was put into it comes out again. */
final class MemoryMessage implements InvocationHandler {

    private final Map<String, Object> properties = new HashMap<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private InputStream body = InputStream.nullInputStream();

    private MemoryMessage() {}

    /** A context that makes such messages. */
    static JMSContext context() {
        return proxy(JMSContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "createBytesMessage" -> proxy(BytesMessage.class, new MemoryMessage());
            case "getMetaData" -> proxy(ConnectionMetaData.class, (data, name, none) -> "Memory");
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        if (name.startsWith("set") && name.endsWith("Property")) {
            properties.put((String) arguments[0], arguments[1]);
            return null;
        }
        if (name.startsWith("get") && name.endsWith("Property")) {
            return properties.get(arguments[0]);
        }
        switch (name) {
            case "propertyExists" -> {
                return properties.containsKey(arguments[0]);
            }
            case "writeBytes" -> {
                written.write((byte[]) arguments[0], (int) arguments[1], (int) arguments[2]);
                body = new ByteArrayInputStream(written.toByteArray());
                return null;
            }
            case "readBytes" -> {
                return body.read((byte[]) arguments[0]);
            }
            case "getJMSRedelivered" -> {
                return false;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
