package io.github.createorder.mapping;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.support.DefaultExchange;

/**
 * All expression languages of a Camel context. The body is the map of the columns: {@code ${body[ORDER_NO]}} in simple.
 *
 * <p>The context may be started after the mapping is loaded; before it is, its bean language has no cache and an evaluation is
 * a hundred times slower.
 */
public final class CamelExpressions implements ExpressionEvaluator {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

    private final CamelContext context;

    public CamelExpressions(CamelContext context) {
        this.context = context;
    }

    @Override
    public boolean knows(String language) {
        if (!NAME.matcher(language).matches()) {
            return false;
        }
        try {
            context.resolveLanguage(language);
            return true;
        } catch (NoSuchLanguageException e) {
            return false;
        }
    }

    @Override
    public Function<Map<String, Object>, Object> compile(String language, String text) {
        Expression expression = context.resolveLanguage(language).createExpression(text);
        expression.init(context);
        return columns -> {
            Exchange exchange = new DefaultExchange(context);
            exchange.getIn().setBody(columns);
            Object value = expression.evaluate(exchange, Object.class);
            if (exchange.getException() != null) {
                throw new RuntimeExchangeException(exchange.getException().getMessage(), exchange);
            }
            return value;
        };
    }
}
