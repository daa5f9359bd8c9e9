package io.carillon.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/** Messages as one version of the contract knows them. */
final class AnyMessage {

  private AnyMessage() {}

  /** A message with every field set; of each oneof, one. */
  static DynamicMessage drawn(Descriptor type, Random random) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (field.isRepeated()) {
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
          message.addRepeatedField(field, value(field, random));
        }
      } else if (field.getRealContainingOneof() == null) {
        message.setField(field, value(field, random));
      }
    }
    for (OneofDescriptor oneof : type.getRealOneofs()) {
      List<FieldDescriptor> choices = oneof.getFields();
      FieldDescriptor field = choices.get(random.nextInt(choices.size()));
      message.setField(field, value(field, random));
    }
    return message.build();
  }

  private static Object value(FieldDescriptor field, Random random) {
    return switch (field.getJavaType()) {
      case INT -> 1 + random.nextInt(1 << 30);
      case LONG -> random.nextLong() | 1;
      case FLOAT -> 1 + random.nextFloat();
      case DOUBLE -> 1 + random.nextDouble();
      case BOOLEAN -> true;
      case STRING -> "text " + random.nextInt();
      case BYTE_STRING -> ByteString.copyFromUtf8("bytes " + random.nextInt());
      case ENUM -> {
        EnumDescriptor type = field.getEnumType();
        yield type.getValues().get(1 + random.nextInt(type.getValues().size() - 1));
      }
      case MESSAGE -> drawn(field.getMessageType(), random);
    };
  }

  /** The part of a message that another version knows, by the numbers of the fields. */
  static DynamicMessage asKnownBy(Descriptor type, Message message) {
    DynamicMessage.Builder known = DynamicMessage.newBuilder(type);
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              FieldDescriptor same = type.findFieldByNumber(field.getNumber());
              if (same == null) {
                return;
              }
              if (field.isRepeated()) {
                ((List<?>) value).forEach(each -> known.addRepeatedField(same, as(same, each)));
              } else {
                known.setField(same, as(same, value));
              }
            });
    return known.build();
  }

  private static Object as(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case ENUM ->
          field
              .getEnumType()
              .findValueByNumberCreatingIfUnknown(((EnumValueDescriptor) value).getNumber());
      case MESSAGE -> asKnownBy(field.getMessageType(), (Message) value);
      default -> value;
    };
  }
}
