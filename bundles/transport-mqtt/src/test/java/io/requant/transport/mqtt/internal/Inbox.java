package io.requant.transport.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.Transport.MessageHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

  /** Drops repetitions, which QoS 1 allows, and waits until {@code count} different ones came. */
  List<String> nextDifferent(int count) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    while (texts.size() < count) {
      String text = nextText();
      if (!texts.contains(text)) {
        texts.add(text);
      }
    }
    return texts;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }
}
