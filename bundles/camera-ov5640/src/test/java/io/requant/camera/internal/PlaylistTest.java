package io.requant.camera.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PlaylistTest {

  private static List<Integer> take(Playlist list, int count) {
    List<Integer> taken = new ArrayList<>();
    for (OptionalInt next = list.next(); next.isPresent(); next = list.next()) {
      taken.add(next.getAsInt());
      if (taken.size() == count) {
        break;
      }
    }
    return taken;
  }

  @Test
  void without_a_loop_everything_comes_once_in_order() {
    assertThat(take(new Playlist(4, 0, false, false, 0), 99)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void a_loop_begins_again_and_a_limit_takes_the_first_ones() {
    assertThat(take(new Playlist(9, 3, true, false, 0), 7)).containsExactly(0, 1, 2, 0, 1, 2, 0);
    assertThat(take(new Playlist(2, 30, false, false, 0), 9)).containsExactly(0, 1);
  }

  @Test
  void every_shuffled_round_has_all_in_another_order_that_the_seed_gives() {
    Playlist list = new Playlist(50, 0, true, true, 7);
    List<Integer> first = take(list, 50);
    List<Integer> second = take(list, 50);
    List<Integer> all = take(new Playlist(50, 0, false, false, 0), 50);
    assertThat(first).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(all);
    assertThat(second).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(first);
    assertThat(take(new Playlist(50, 0, true, true, 7), 50)).isEqualTo(first);
    assertThat(take(new Playlist(50, 0, true, true, 8), 50)).isNotEqualTo(first);
  }

  @Test
  void what_is_dropped_never_comes_again() {
    Playlist list = new Playlist(3, 0, true, false, 0);
    take(list, 2);
    list.drop();
    assertThat(take(list, 5)).containsExactly(2, 0, 2, 0, 2);
    list.drop();
    take(list, 1);
    list.drop();
    assertThat(list.next()).isEmpty();
  }

  @Test
  void a_negative_limit_is_refused() {
    assertThatThrownBy(() -> new Playlist(3, -1, true, false, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
