package io.github.createorder.console;

import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.util.function.Consumer;

/** Renders templates, which are classes by now: each parameter is checked by the compiler, each value escaped for its place. */
final class Html {
    private Html() {}

    static String of(Consumer<HtmlTemplateOutput> template) {
        StringOutput text = new StringOutput(16_384);
        template.accept(new OwaspHtmlTemplateOutput(text));
        return text.toString();
    }

    static String away(Page page, boolean slow, String detail) {
        return of(out -> JteawayGenerated.render(out, null, page, slow, detail));
    }

    static String login(Page page, String wrong) {
        return of(out -> JteloginGenerated.render(out, null, page, wrong));
    }

    static String notice(Page page, String key) {
        return notice(page, key, null);
    }

    static String notice(Page page, String key, String detail) {
        return of(out -> JtenoticeGenerated.render(out, null, page, page.t(key), detail));
    }

    /** The same in words that have no key, or more than it. */
    static String told(Page page, String text) {
        return of(out -> JtenoticeGenerated.render(out, null, page, text, null));
    }
}
