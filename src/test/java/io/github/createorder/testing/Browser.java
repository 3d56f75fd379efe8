package io.github.createorder.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, without a window. */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** More than any page of the console has to stop at. */
    private static final int MOST_TABS = 250;

    private final ChromeDriver driver;
    private final String axe;

    private Browser(ChromeDriver driver) throws IOException {
        this.driver = driver;
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public static boolean isThere() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    public static Browser start() throws IOException {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--lang=en",
                "--no-first-run");
        options.setExperimentalOption("prefs", Map.of("intl.accept_languages", "en"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1280, 900));
        return new Browser(driver);
    }

    public void open(String url) {
        driver.get(url);
    }

    public WebElement find(By by) {
        return driver.findElement(by);
    }

    public int count(By by) {
        return driver.findElements(by).size();
    }

    public void await(By by) {
        try {
            new WebDriverWait(driver, Duration.ofSeconds(10)).until(ExpectedConditions.presenceOfElementLocated(by));
        } catch (org.openqa.selenium.TimeoutException e) {
            throw new AssertionError("no " + by + " at " + url() + ":\n" + text("#page") + "\n" + complaints(), e);
        }
    }

    /** Waits until no answer is under way. */
    public void settle() {
        new WebDriverWait(driver, Duration.ofSeconds(10))
                .until(
                        d -> Boolean.TRUE.equals(
                                run(
                                        "return document.querySelectorAll('.htmx-request, .htmx-swapping, .htmx-settling').length === 0;")));
    }

    /** As a keyboard does it: the tabulator as often as it takes, and Enter. What it does not reach fails. */
    public void enter(By by) {
        tabTo(by);
        press(Keys.ENTER);
        settle();
    }

    /** Presses the tabulator until the element has the focus. A page may be exchanged meanwhile. */
    public void tabTo(By by) {
        await(by);
        settle();
        for (int i = 0; i < MOST_TABS; i++) {
            if (has(by)) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("the keyboard does not reach " + by + " at " + url());
    }

    private boolean has(By by) {
        try {
            return driver.findElements(by).stream().anyMatch(focused()::equals);
        } catch (org.openqa.selenium.StaleElementReferenceException | org.openqa.selenium.NoSuchElementException e) {
            return false;
        }
    }

    public void press(CharSequence keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    public WebElement focused() {
        return driver.switchTo().activeElement();
    }

    public String text(String css) {
        List<WebElement> found = driver.findElements(By.cssSelector(css));
        try {
            return found.isEmpty() ? "" : found.get(0).getText();
        } catch (org.openqa.selenium.StaleElementReferenceException e) {
            return "";
        }
    }

    public Object run(String script) {
        return driver.executeScript(script);
    }

    public void cookie(String name, String value) {
        driver.manage().deleteCookieNamed(name);
        driver.manage()
                .addCookie(new Cookie.Builder(name, value).path("/createorder").build());
    }

    /** What axe finds wrong with the page, by these tags or rules. */
    @SuppressWarnings("unchecked")
    public List<String> violations(String what) {
        driver.executeScript(axe);
        Object found = driver.executeAsyncScript("var done = arguments[arguments.length - 1];"
                + "axe.run({runOnly: " + what + ","
                + " resultTypes: ['violations']}).then(r => done(r.violations.map(v => v.id + ' ' + v.nodes.slice(0, 3)"
                + ".map(n => n.html.slice(0, 200) + ' ' + n.any.map(c => c.message).join('; ')).join(' | '))));");
        return (List<String>) found;
    }

    /** What the browser wrote into its console: refused by the CSP, failed scripts. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                // A page that is not there says so by its status.
                .filter(message -> !message.contains("the server responded with a status of"))
                .toList();
    }

    public void screenshot(Path file) throws IOException {
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Where it is. */
    public URI url() {
        return URI.create(driver.getCurrentUrl());
    }

    @Override
    public void close() {
        driver.quit();
    }
}
