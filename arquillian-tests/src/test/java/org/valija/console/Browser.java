package org.valija.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.valija.program.Tools;
import org.valija.server.TestServer;
import org.valija.server.TestServer.Account;

/** A headless Chromium with a profile of its own that knows its way around the console. */
final class Browser implements AutoCloseable {

    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path profile;
    private final ChromeDriver driver;

    private Browser(Path profile) {
        this.profile = profile;
        ChromeOptions options = new ChromeOptions();
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,900",
                "--user-data-dir=" + profile);
        this.driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        driver.manage().timeouts().pageLoadTimeout(PATIENCE);
    }

    /** Starts one; without Chromium the test is skipped, or fails with {@code -Dvalija.require-tools=true}. */
    static Browser start() throws IOException {
        Tools.require(DRIVER, "apt-get install chromium chromium-driver");
        return new Browser(Files.createTempDirectory("valija-chromium-"));
    }

    /** One that has logged in as the administrator. */
    static Browser loggedIn() throws IOException {
        Browser browser = start();
        browser.open("");
        browser.logIn(TestServer.ADMIN);
        browser.awaitTitle("Overview");
        return browser;
    }

    /**
     * Opens a page of the console.
     *
     * @param page such as {@code ports}
     */
    void open(String page) {
        driver.get(TestServer.http("/valija/" + (page.isEmpty() ? "" : page + ".xhtml"))
                .toString());
    }

    void logIn(Account account) {
        type("login:user", account.user());
        type("login:password", account.password());
        click(By.id("login:submit"));
    }

    /** Waits until the page with this title is there. */
    void awaitTitle(String title) {
        await().until(ExpectedConditions.titleIs(title + " · Valija"));
    }

    String title() {
        return driver.getTitle();
    }

    /** Waits for an element that is seen, and clicks it. */
    void click(By element) {
        retryWhenStale(() -> {
            await().until(ExpectedConditions.elementToBeClickable(element)).click();
            return null;
        });
    }

    /** Clicks a button of the row of the page's table that has this text. */
    void clickInRow(String text, String button) {
        click(By.xpath("//tr[contains(., '" + text + "')]//button[normalize-space(.)='" + button + "']"));
    }

    /** Says yes in the dialog that asks. */
    void confirm() {
        click(By.cssSelector(".ui-confirmdialog-yes"));
    }

    void type(String id, String text) {
        retryWhenStale(() -> {
            WebElement field = await().until(ExpectedConditions.elementToBeClickable(By.id(id)));
            field.clear();
            field.sendKeys(text);
            return null;
        });
    }

    /** Chooses a file. */
    void choose(String id, Path file) {
        await().until(ExpectedConditions.elementToBeClickable(By.id(id)))
                .sendKeys(file.toAbsolutePath().toString());
    }

    void select(String id, String labelStart) {
        WebElement list = await().until(ExpectedConditions.elementToBeClickable(By.id(id)));
        Select select = new Select(list);
        String label = select.getOptions().stream()
                .map(WebElement::getText)
                .filter(text -> text.startsWith(labelStart))
                .findFirst()
                .orElseThrow();
        select.selectByVisibleText(label);
    }

    /** Waits until the element has this in its text, and returns the text. */
    String awaitText(By element, String part) {
        await().until(ExpectedConditions.textToBePresentInElementLocated(element, part));
        return text(element);
    }

    /** Waits until the page's table has a row with this text. */
    String awaitRow(String text) {
        return awaitText(row(text), text);
    }

    /** Waits until the page's table has no row with this text. */
    void awaitNoRow(String text) {
        await().until(ExpectedConditions.numberOfElementsToBe(row(text), 0));
    }

    /** Waits until there is no such element. */
    void awaitGone(By element) {
        await().until(ExpectedConditions.numberOfElementsToBe(element, 0));
    }

    private static By row(String text) {
        return By.xpath("//tr[@data-ri][contains(., '" + text + "')]");
    }

    /** Waits for the message that an action of the page has left. */
    String awaitMessage(String part) {
        return awaitText(By.id("messages"), part);
    }

    /** Waits until it says beside the field why its value is refused. */
    void awaitRefusal(String field, String reason) {
        awaitText(By.xpath("//*[@id='" + field + "']/.."), reason);
    }

    /** Closes the dialog with a form, and forgets what was typed. */
    void cancel() {
        click(By.xpath("//*[@id='dialog']//button[normalize-space(.)='Cancel']"));
        await().until(ExpectedConditions.invisibilityOfElementLocated(By.id("dialog")));
    }

    /** Waits until the keyboard writes into this field, which is then in sight. */
    void awaitFocus(String id) {
        await().until(page -> id.equals(page.switchTo().activeElement().getDomAttribute("id")));
    }

    /** What is in a field now, or the value of the option that a list shows. */
    String value(String id) {
        return retryWhenStale(() -> driver.findElement(By.id(id)).getDomProperty("value"));
    }

    String text(By element) {
        return retryWhenStale(() -> driver.findElement(element).getText());
    }

    List<String> texts(By elements) {
        return retryWhenStale(() ->
                driver.findElements(elements).stream().map(WebElement::getText).toList());
    }

    boolean has(By element) {
        return !driver.findElements(element).isEmpty();
    }

    /** The text of a frame's document. */
    String frameText(By frame) {
        await().until(ExpectedConditions.frameToBeAvailableAndSwitchToIt(frame));
        try {
            return await().until(ExpectedConditions.presenceOfElementLocated(By.tagName("body")))
                    .getText();
        } finally {
            driver.switchTo().defaultContent();
        }
    }

    String attribute(By element, String name) {
        return driver.findElement(element).getDomAttribute(name);
    }

    /** Runs a script that calls back with a string. */
    String askPage(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return (String) ((JavascriptExecutor) driver).executeAsyncScript(script, arguments);
    }

    void forgetSession() {
        driver.manage().deleteAllCookies();
    }

    boolean sessionCookieIsHttpOnly() {
        return driver.manage().getCookieNamed("JSESSIONID").isHttpOnly();
    }

    String sessionCookieSameSite() {
        return driver.manage().getCookieNamed("JSESSIONID").getSameSite();
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).forEach(Browser::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WebDriverWait await() {
        return new WebDriverWait(driver, PATIENCE);
    }

    /** An Ajax answer may replace an element between finding it and using it. */
    private static <T> T retryWhenStale(Supplier<T> action) {
        for (int i = 0; i < 5; i++) {
            try {
                return action.get();
            } catch (StaleElementReferenceException e) {
                // find it again
            }
        }
        return action.get();
    }
}
