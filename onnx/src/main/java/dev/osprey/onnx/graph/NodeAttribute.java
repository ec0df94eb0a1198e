package dev.osprey.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.protobuf.ByteString;

/** An attribute of a node. */
public record NodeAttribute(AttributeProto proto) {

  public static NodeAttribute of(String name, long value) {
    return new NodeAttribute(start(name, AttributeProto.AttributeType.INT).setI(value).build());
  }

  public static NodeAttribute of(String name, float value) {
    return new NodeAttribute(start(name, AttributeProto.AttributeType.FLOAT).setF(value).build());
  }

  public static NodeAttribute of(String name, String value) {
    return new NodeAttribute(
        start(name, AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(value))
            .build());
  }

  public static NodeAttribute ints(String name, long... values) {
    AttributeProto.Builder builder = start(name, AttributeProto.AttributeType.INTS);
    for (long value : values) {
      builder.addInts(value);
    }
    return new NodeAttribute(builder.build());
  }

  private static AttributeProto.Builder start(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
