package org.cwm.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.cwm.model.Points;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final Table ABC = new Table(
            List.of(Column.real("a"), Column.bounded("b", 0, 9), Column.real("c")),
            Points.of(new double[] {1, 2, 3}, new double[] {4, 5, 6}, new double[] {7, 8, 9}),
            "abc.csv");

    @Test
    void projectChoosesAndReordersColumnsWithTheirDomains() {
        Table t = ABC.project(List.of("c", "b"));
        assertThat(t.names()).containsExactly("c", "b");
        assertThat(t.points().values()).containsExactly(3, 2, 6, 5, 9, 8);
        assertThat(t.columns().get(1)).isEqualTo(Column.bounded("b", 0, 9));
        assertThat(t.origin()).isEqualTo("abc.csv");
        assertThat(ABC.points().values()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(ABC.project(List.of("a", "b", "c"))).isSameAs(ABC);
        assertThat(t.project(List.of("b")).points().values()).containsExactly(2, 5, 8);
    }

    @Test
    void projectNamesEveryMissingColumn() {
        assertThatThrownBy(() -> ABC.project(List.of("a", "x", "y z")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[x, y z]")
                .hasMessageContaining("[a, b, c]");
        assertThatThrownBy(() -> ABC.project(List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a' occurs twice");
        assertThatThrownBy(() -> ABC.project(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void selectTakesRowsInTheOrderGiven() {
        Table t = ABC.select(new int[] {2, 0, 2});
        assertThat(t.points().values()).containsExactly(7, 8, 9, 1, 2, 3, 7, 8, 9);
        assertThat(t.columns()).isEqualTo(ABC.columns());
        assertThat(ABC.select(new int[0]).points().rows()).isZero();
        assertThatThrownBy(() -> ABC.select(new int[] {0, 3})).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ABC.select(new int[] {-1})).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void columnsFitThePoints() {
        Points p = Points.of(new double[] {1, 2});
        assertThatThrownBy(() -> Table.of(List.of("a"), p)).hasMessageContaining("1 names for 2 columns");
        assertThatThrownBy(() -> Table.of(List.of("a", "a"), p)).hasMessageContaining("'a' occurs twice");
        assertThat(Table.of(List.of("a", "A"), p).names()).containsExactly("a", "A");
    }
}
