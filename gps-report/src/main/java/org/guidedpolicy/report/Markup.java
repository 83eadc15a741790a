package org.guidedpolicy.report;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes HTML that is well-formed XML too; all text and all attributes are escaped. One thread. */
final class Markup {
  private final StringWriter page = new StringWriter();
  private final XMLStreamWriter out;

  Markup() {
    try {
      out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(page);
      out.writeDTD("<!DOCTYPE html>");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Step {
    void run() throws XMLStreamException;
  }

  private Markup write(Step step) {
    try {
      step.run();
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Begins an element, which {@link #close} ends. */
  Markup open(String element) {
    return write(() -> out.writeStartElement(element));
  }

  /** An element that never has content. */
  Markup empty(String element) {
    return write(() -> out.writeEmptyElement(element));
  }

  /** An attribute of the element that was just begun. */
  Markup with(String name, String value) {
    return write(() -> out.writeAttribute(name, allowed(value)));
  }

  /** Coordinates and sizes, to a hundredth. */
  Markup with(String name, double value) {
    return with(name, Numbers.plain(value, 2));
  }

  Markup text(String text) {
    return write(() -> out.writeCharacters(allowed(text)));
  }

  Markup close() {
    return write(out::writeEndElement);
  }

  /** A whole element with nothing but text. */
  Markup leaf(String element, String text) {
    return open(element).text(text).close();
  }

  /** The same with a class. */
  Markup leaf(String element, String htmlClass, String text) {
    return open(element).with("class", htmlClass).text(text).close();
  }

  String page() {
    write(
        () -> {
          out.writeEndDocument();
          out.flush();
        });
    return page.toString();
  }

  /** The text with what XML cannot hold, such as control characters, replaced. */
  private static String allowed(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints().map(c -> isAllowed(c) ? c : 0xFFFD).forEach(result::appendCodePoint);
    return result.toString();
  }

  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c >= 0x20 && c <= 0xD7FF
        || c >= 0xE000 && c <= 0xFFFD
        || c >= 0x10000;
  }
}
