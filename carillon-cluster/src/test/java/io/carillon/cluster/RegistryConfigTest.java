package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.carillon.cluster.RegistryUrl.Kind;
import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryConfigTest {

  @Test
  void shouldReadUrls() {
    assertThat(RegistryUrl.parse("jdbc")).isEqualTo(new RegistryUrl(Kind.JDBC, List.of(), ""));
    assertThat(RegistryUrl.parse("zookeeper://a:1,b.c-d:65535/x/y"))
        .isEqualTo(new RegistryUrl(Kind.ZOOKEEPER, List.of("a:1", "b.c-d:65535"), "/x/y"));
    assertThat(RegistryUrl.parse("etcd://[::1]:2379/"))
        .isEqualTo(new RegistryUrl(Kind.ETCD, List.of("[::1]:2379"), "/carillon"));
    assertThat(RegistryUrl.parse("etcds://a:2379"))
        .isEqualTo(new RegistryUrl(Kind.ETCDS, List.of("a:2379"), "/carillon"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "jdbc:",
        "redis://a:1",
        "zookeeper:a:1",
        "zookeeper://",
        "zookeeper://a",
        "etcd://a:b",
        "etcd://a:1,",
        "etcd://a:65536",
        "etcd://a:1/x//y",
        "etcd://a:1/../x",
        "etcd://a:1?x=y",
      })
  void shouldSayWhatIsExpectedOfAUrl(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Registries.open(RegistryConfig.of(url), NoMembers.NONE))
        .withMessageMatching("(?s)Expected .+ registry URL .+, but found .*")
        .withMessageContaining(url);
  }

  @Test
  void shouldNotRepeatAPasswordInAUrl() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryUrl.parse("etcd://root:secret@a:2379"))
        .withMessageNotContaining("secret");
    assertThat(new RegistryConfig("jdbc", ms(3), ms(1), new Credentials("u", "secret")).toString())
        .contains("user=u")
        .doesNotContain("secret");
  }

  @Test
  void shouldRefuseLeasesThatCannotWork() {
    assertThat(new RegistryConfig("jdbc", ms(3), ms(1), null).heartbeat()).isEqualTo(ms(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegistryConfig("jdbc", ms(1000), ms(334), null))
        .withMessageContainingAll("heartbeat", "PT0.334S", "PT1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegistryConfig("jdbc", ms(1000), ms(0), null))
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegistryConfig("jdbc", Duration.ofHours(1), ms(400), null))
        .withMessageContaining("PT1H");
  }

  @Test
  void shouldSeeOnlyItselfWhenItIsAlone() {
    var self = new Member("a", 1, "a:1");
    var told = new ArrayList<View>();
    var alone = new AloneMembership();

    alone.join(self, () -> told.add(alone.view()));
    assertThat(told).containsExactly(new View(true, List.of(self)));
    alone.close();
    alone.close();

    assertThat(alone.view().joined()).isFalse();
  }

  private static Duration ms(int millis) {
    return Duration.ofMillis(millis);
  }
}
