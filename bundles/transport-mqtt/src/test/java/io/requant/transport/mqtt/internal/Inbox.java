package io.requant.transport.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.Transport.MessageHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes messages for a test. */
final class Inbox implements MessageHandler {

  private final LinkedBlockingQueue<InboundMessage> messages = new LinkedBlockingQueue<>();

  @Override
  public void received(InboundMessage message) {
    messages.add(message);
  }

  InboundMessage next() throws InterruptedException {
    InboundMessage message = messages.poll(15, TimeUnit.SECONDS);
    assertThat(message).as("a message within 15 s").isNotNull();
    return message;
  }

  String nextText() throws InterruptedException {
    return new String(next().payload(), StandardCharsets.UTF_8);
  }

  List<String> nextTexts(int count) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(nextText());
    }
    return texts;
  }

  /** Takes messages until each of these has come, and returns all that came, each once. */
  Set<String> untilAll(Collection<String> wanted) throws InterruptedException {
    Set<String> texts = new LinkedHashSet<>();
    while (!texts.containsAll(wanted)) {
      InboundMessage message = messages.poll(15, TimeUnit.SECONDS);
      assertThat(message).as("a message within 15 s; so far came %s", texts).isNotNull();
      texts.add(new String(message.payload(), StandardCharsets.UTF_8));
    }
    return texts;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }
}
