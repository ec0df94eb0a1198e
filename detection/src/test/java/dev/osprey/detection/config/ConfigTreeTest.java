package dev.osprey.detection.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTreeTest {
  private static final String BASE = "{a: {type: x, one: 1, two: 2}, list: [[1, 2], [3]], text: t}";

  @Test
  void mergesGroupsAndReplacesAllOtherValues() {
    ObjectNode base = tree(BASE);
    ObjectNode over = tree("{a: {two: 22, three: 3}, list: [9], new: {k: v}}");
    ObjectNode merged = ConfigTree.merge(base, over);
    assertThat(merged)
        .isEqualTo(
            tree("{a: {type: x, one: 1, two: 22, three: 3}, list: [9], text: t, new: {k: v}}"));
    assertThat(base).isEqualTo(tree(BASE));
    ((ObjectNode) merged.get("new")).put("k", "changed");
    assertThat(over.at("/new/k").textValue()).isEqualTo("v");
  }

  @Test
  void replacesAGroupOfAnotherTypeAsAWhole() {
    assertThat(ConfigTree.merge(tree(BASE), tree("{a: {type: y, one: 5}}")).get("a"))
        .isEqualTo(tree("{type: y, one: 5}"));
    assertThat(ConfigTree.merge(tree(BASE), tree("{a: {type: x, one: 5}}")).get("a"))
        .isEqualTo(tree("{type: x, one: 5, two: 2}"));
  }

  @Test
  void nullReplacesAValueAndAnEmptyTreeChangesNothing() {
    assertThat(ConfigTree.merge(tree(BASE), tree("{a: null}")).get("a").isNull()).isTrue();
    assertThat(ConfigTree.merge(tree(BASE), tree("{}"))).isEqualTo(tree(BASE));
    assertThat(ConfigTree.merge(tree("{}"), tree(BASE))).isEqualTo(tree(BASE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
text=new            | {a: {type: x, one: 1, two: 2}, list: [[1, 2], [3]], text: new}
text=a=b            | {a: {type: x, one: 1, two: 2}, list: [[1, 2], [3]], text: a=b}
a.one=1e-3          | {a: {type: x, one: 0.001, two: 2}, list: [[1, 2], [3]], text: t}
a.one=[1, {k: v}]   | {a: {type: x, one: [1, {k: v}], two: 2}, list: [[1, 2], [3]], text: t}
a.one=              | {a: {type: x, one: null, two: 2}, list: [[1, 2], [3]], text: t}
list.0.1=7          | {a: {type: x, one: 1, two: 2}, list: [[1, 7], [3]], text: t}
list.1=[]           | {a: {type: x, one: 1, two: 2}, list: [[1, 2], []], text: t}
a.type=x            | {a: {type: x, one: 1, two: 2}, list: [[1, 2], [3]], text: t}
a.type=y            | {a: {type: y}, list: [[1, 2], [3]], text: t}
' a.one = 5'        | {a: {type: x, one: 5, two: 2}, list: [[1, 2], [3]], text: t}
a.one="#5"          | {a: {type: x, one: '#5', two: 2}, list: [[1, 2], [3]], text: t}
b.c.d=true          | {a: {type: x, one: 1, two: 2}, list: [[1, 2], [3]], text: t, b: {c: {d: true}}}
""")
  void assignsAValueAtAPath(String assignment, String expected) {
    ObjectNode tree = tree(BASE);
    ConfigTree.assign(tree, assignment);
    assertThat(tree).isEqualTo(tree(expected));
  }

  @Test
  void groupWithItsDefaultTypeKeepsItsKeysIfThatTypeIsGiven() {
    ObjectNode base = tree("{a: {one: 1}, list: [{one: 1}]}");
    ObjectNode complete = tree("{a: {type: x, one: 1, two: 2}}");
    assertThat(ConfigTree.merge(base, tree("{a: {type: x, two: 3}}"), complete).get("a"))
        .isEqualTo(tree("{one: 1, type: x, two: 3}"));
    assertThat(ConfigTree.merge(base, tree("{a: {type: y, two: 3}}"), complete).get("a"))
        .isEqualTo(tree("{type: y, two: 3}"));
    assertThat(ConfigTree.merge(base, tree("{list: [{two: 2}]}"), complete).get("list"))
        .isEqualTo(tree("{list: [{two: 2}]}").get("list"));
  }

  @Test
  void defaultListIsCopiedBeforeOneOfItsElementsIsSet() {
    ObjectNode tree = tree("{}");
    ObjectNode complete = tree(BASE);
    ConfigTree.assign(tree, "list.0.1=7", complete);
    ConfigTree.assign(tree, "list.1=[8]", complete);
    assertThat(tree).isEqualTo(tree("{list: [[1, 7], [8]]}"));
    assertThat(complete).isEqualTo(tree(BASE));
    assertThatThrownBy(() -> ConfigTree.assign(tree("{}"), "list.2=5", complete))
        .hasMessage("\"list.2=5\": 2 is not an index of a list of 2 (from 0)");
  }

  @Test
  void pathCanLeadThroughANullKey() {
    ObjectNode tree = tree("{a: null}");
    ConfigTree.assign(tree, "a.b=1");
    assertThat(tree).isEqualTo(tree("{a: {b: 1}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
text                | settings are given as key.path=value
=5                  | settings are given as key.path=value
a..one=5            | settings are given as key.path=value
a.=5                | settings are given as key.path=value
text.k=5            | text is a value and has no keys
list.2=5            | 2 is not an index of a list of 2 (from 0)
list.x.0=5          | x is not an index of a list of 2 (from 0)
list.-1=5           | -1 is not an index of a list of 2 (from 0)
list.99999999999=5  | 99999999999 is not an index of a list of 2 (from 0)
list.1.0.k=5        | 0 is a value and has no keys
""")
  void refusesAnAssignmentWithoutATarget(String assignment, String message) {
    assertThatThrownBy(() -> ConfigTree.assign(tree(BASE), assignment))
        .isInstanceOf(UserError.class)
        .hasMessage("\"" + assignment + "\": " + message);
  }

  @Test
  void refusesAValueThatIsNotYaml() {
    assertThatThrownBy(() -> ConfigTree.assign(tree(BASE), "a.one=[1"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("a.one=[1 line 1: not valid YAML")
        .hasMessageEndingWith("If it is text, put quotes around it: 'key=\"text\"'");
  }

  private static ObjectNode tree(String yaml) {
    return (ObjectNode) ConfigReader.parseValue(yaml, "test");
  }
}
