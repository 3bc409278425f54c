package io.requant.bench.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The values that a metatype resource lists for an attribute (OSGi Compendium 8.1, section 105.8).
 * Read here because a metatype service would bring two more bundles along.
 */
final class MetatypeOptions {

  private MetatypeOptions() {}

  /**
   * The options of an attribute of a PID, in their order; empty if the resource is about others.
   *
   * @throws IOException if it is no metatype resource
   */
  static Set<String> of(InputStream resource, String pid, String attribute) throws IOException {
    Document document = parse(resource);
    List<String> definitions = new ArrayList<>();
    for (Element designate : elements(document.getElementsByTagName("Designate"))) {
      if (pid.equals(designate.getAttribute("pid"))) {
        elements(designate.getElementsByTagName("Object"))
            .forEach(object -> definitions.add(object.getAttribute("ocdref")));
      }
    }
    Set<String> options = new LinkedHashSet<>();
    for (Element ocd : elements(document.getElementsByTagName("OCD"))) {
      if (definitions.contains(ocd.getAttribute("id"))) {
        for (Element ad : elements(ocd.getElementsByTagName("AD"))) {
          if (attribute.equals(ad.getAttribute("id"))) {
            elements(ad.getElementsByTagName("Option"))
                .forEach(option -> options.add(option.getAttribute("value")));
          }
        }
      }
    }
    return options;
  }

  private static Document parse(InputStream resource) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(resource);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("no metatype resource: " + e.getMessage(), e);
    }
  }

  private static List<Element> elements(NodeList nodes) {
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
