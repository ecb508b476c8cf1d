package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.settings.InvalidSettingException;

/** A route is written as its domain, sender, stream and size, with slashes between them. */
class RouteOrderTest {

    @ParameterizedTest
    @CsvSource({
        "*,                 a.example",
        "*,                 *.a.example",
        "*,                 *",
        "*,                 */ana@a.example/bulk/10",
        "a.example,         A.example",
        "a.example,         a.example/<>",
        "*.a.example,       b.a.example",
        "*.a.example,       *.b.a.example",
        "*.a.example,       *.a.example",
        "*/a.example,       */ana@a.example",
        "*/*.a.example,     */ana@b.a.example",
        "*/*.a.example,     */*.b.a.example",
        "*/<>,              a.example/<>",
        "*/ana@a.example,   */Ana@a.example",
        "*//bulk,           a.example//bulk",
        "*///10,            *///20",
        "ñandú.cl,          xn--and-6ma2c.cl"
    })
    void whatNeverMatchesIsRefused(String first, String second) {
        assertThatThrownBy(() -> RouteOrder.check(1, routes(first, second)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo("recipientDomain"))
                .hasMessageContaining("route 1");
        assertThatThrownBy(() -> RouteOrder.check(0, routes(first, second))).hasMessageContaining("Route 2");
    }

    @ParameterizedTest
    @CsvSource({
        "a.example,        *",
        "*.a.example,      a.example",
        "a.example,        b.a.example",
        "b.a.example,      *.a.example",
        "*/<>,             */a.example",
        "*/a.example,      */<>",
        "*/a.example,      *",
        "*/a.example,      */*.a.example",
        "*/ana@a.example,  */a.example",
        "*/ana@a.example,  */luis@a.example",
        "*//bulk,          *",
        "*//bulk,          *//transactional",
        "*///20,           *///10",
        "*/a.example/bulk, */a.example"
    })
    void whatMatchesSometimesIsFine(String first, String second) {
        assertThatCode(() -> RouteOrder.check(1, routes(first, second))).doesNotThrowAnyException();
        assertThatCode(() -> RouteOrder.check(0, routes(first, second))).doesNotThrowAnyException();
    }

    @Test
    void aNewRouteGoesBeforeTheFirstThatTakesAllOfItsMail() {
        List<Route> routes = routes("a.example", "*//bulk", "*");

        assertThat(RouteOrder.firstThatCovers(route("b.example"), routes)).hasValue(3);
        assertThat(RouteOrder.firstThatCovers(route("b.example//bulk"), routes)).hasValue(2);
        assertThat(RouteOrder.firstThatCovers(route("a.example/<>"), routes)).hasValue(1);
        assertThat(RouteOrder.firstThatCovers(route("*"), routes)).isEmpty(); // refused, wherever it stands
    }

    private static List<Route> routes(String... texts) {
        return new ArrayList<>(Arrays.stream(texts).map(RouteOrderTest::route).toList());
    }

    private static Route route(String text) {
        String[] parts = Arrays.copyOf(text.split("/"), 4);
        return RouteSnapshotTest.route(
                0, parts[0], given(parts[1]), given(parts[2]), parts[3] == null ? 0 : Long.parseLong(parts[3]));
    }

    private static String given(String part) {
        return part == null || part.isEmpty() ? null : part;
    }
}
