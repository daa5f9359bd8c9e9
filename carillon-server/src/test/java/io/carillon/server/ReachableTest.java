package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ReachableTest {

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  @Test
  void shouldBeWhereItListensWhenThatIsOneAddress() throws UnknownHostException {
    assertThat(Reachable.anywhere(null, address("127.0.0.1"), 7401)).isEqualTo("127.0.0.1:7401");
    assertThat(Reachable.anywhere(null, address("10.1.2.3"), 1)).isEqualTo("10.1.2.3:1");
    assertThat(Reachable.anywhere(null, address("::1"), 7401)).isEqualTo("[0:0:0:0:0:0:0:1]:7401");
  }

  @Test
  void shouldBeTheMachinesNameWhenItListensEverywhere() throws UnknownHostException {
    assertThat(Reachable.anywhere(null, address("0.0.0.0"), 7401))
        .isEqualTo(Reachable.machine() + ":7401");
    assertThat(Reachable.here(address("0.0.0.0"), 7401)).matches("(127\\.0\\.0\\.1|\\[.*1]):7401");
  }

  @Test
  void shouldBeWhatWasGiven() throws UnknownHostException {
    assertThat(Reachable.anywhere("carillon-1.example:443", address("0.0.0.0"), 7401))
        .isEqualTo("carillon-1.example:443");
  }
}
