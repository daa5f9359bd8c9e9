package io.carillon.protocol;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what keeps two versions of a contract from understanding each other. Fields, values of
 * enums, messages and methods may be added; what there was keeps its number, its name and its form,
 * or is gone with both number and name reserved.
 */
final class Compatibility {

  private final List<String> breaks = new ArrayList<>();

  private Compatibility() {}

  /** What a newer version breaks, each in a sentence. */
  static List<String> breaks(FileDescriptor older, FileDescriptor newer) {
    Compatibility found = new Compatibility();
    found.messages(older.getMessageTypes(), newer.getMessageTypes());
    found.enums(older.getEnumTypes(), newer.getEnumTypes());
    for (ServiceDescriptor service : older.getServices()) {
      found.service(service, newer.findServiceByName(service.getName()));
    }
    return found.breaks;
  }

  private void messages(List<Descriptor> older, List<Descriptor> newer) {
    for (Descriptor message : older) {
      Descriptor now =
          newer.stream()
              .filter(each -> each.getFullName().equals(message.getFullName()))
              .findFirst()
              .orElse(null);
      if (now == null) {
        breaks.add("Expected message %s, but it is gone".formatted(message.getFullName()));
        continue;
      }
      message.getFields().forEach(field -> field(field, now));
      now.getFields().stream()
          .filter(field -> message.isReservedNumber(field.getNumber()))
          .forEach(
              field ->
                  breaks.add(
                      "Expected no %s, but its number %d was reserved"
                          .formatted(field.getFullName(), field.getNumber())));
      messages(message.getNestedTypes(), now.getNestedTypes());
      enums(message.getEnumTypes(), now.getEnumTypes());
    }
  }

  private void field(FieldDescriptor field, Descriptor message) {
    FieldDescriptor now = message.findFieldByNumber(field.getNumber());
    if (now != null) {
      same(field.getFullName(), form(field), form(now));
    } else if (!message.isReservedNumber(field.getNumber())
        || !message.isReservedName(field.getName())) {
      breaks.add(
          "Expected %s, or its number %d and its name reserved, but it is gone"
              .formatted(field.getFullName(), field.getNumber()));
    }
  }

  /** All that must not change of a field. */
  private static String form(FieldDescriptor field) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    return "%s %s%s%s%s"
        .formatted(
            field.getName(),
            field.isRepeated() ? "repeated " : field.hasPresence() ? "optional " : "",
            field.isPacked() ? "packed " : "",
            typeName(field),
            oneof == null ? "" : " of oneof " + oneof.getName());
  }

  private static String typeName(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name();
    };
  }

  private void enums(List<EnumDescriptor> older, List<EnumDescriptor> newer) {
    for (EnumDescriptor type : older) {
      EnumDescriptor now =
          newer.stream()
              .filter(each -> each.getFullName().equals(type.getFullName()))
              .findFirst()
              .orElse(null);
      if (now == null) {
        breaks.add("Expected enum %s, but it is gone".formatted(type.getFullName()));
        continue;
      }
      for (EnumValueDescriptor value : type.getValues()) {
        EnumValueDescriptor same = now.findValueByNumber(value.getNumber());
        if (same != null) {
          same(type.getFullName() + " " + value.getNumber(), value.getName(), same.getName());
        } else if (!now.isReservedNumber(value.getNumber())
            || !now.isReservedName(value.getName())) {
          breaks.add(
              "Expected %s, or its number %d and its name reserved, but it is gone"
                  .formatted(value.getFullName(), value.getNumber()));
        }
      }
    }
  }

  private void service(ServiceDescriptor service, @Nullable ServiceDescriptor now) {
    if (now == null || !now.getFullName().equals(service.getFullName())) {
      breaks.add("Expected service %s, but it is gone".formatted(service.getFullName()));
      return;
    }
    for (MethodDescriptor method : service.getMethods()) {
      MethodDescriptor same = now.findMethodByName(method.getName());
      same(method.getFullName(), form(method), same == null ? "gone" : form(same));
    }
  }

  private static String form(MethodDescriptor method) {
    return "(%s%s) returns (%s%s)"
        .formatted(
            method.isClientStreaming() ? "stream " : "",
            method.getInputType().getFullName(),
            method.isServerStreaming() ? "stream " : "",
            method.getOutputType().getFullName());
  }

  private void same(String what, String before, String now) {
    if (!before.equals(now)) {
      breaks.add("Expected %s to be '%s', but it is '%s'".formatted(what, before, now));
    }
  }
}
