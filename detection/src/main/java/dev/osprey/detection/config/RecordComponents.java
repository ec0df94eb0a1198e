package dev.osprey.detection.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.lang.reflect.Executable;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys optional if and only if their record component is {@code @Nullable}: these may be
 * absent or null.
 */
final class RecordComponents extends NopAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    return isComponent(member) ? !isNullable(member) : null;
  }

  @Override
  public JsonSetter.Value findSetterInfo(Annotated annotated) {
    return isComponent(annotated) && !isNullable(annotated)
        ? JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL)
        : JsonSetter.Value.empty();
  }

  private static boolean isComponent(Annotated annotated) {
    return annotated instanceof AnnotatedParameter parameter
        && parameter.getDeclaringClass().isRecord();
  }

  private static boolean isNullable(Annotated annotated) {
    AnnotatedParameter parameter = (AnnotatedParameter) annotated;
    Executable constructor = (Executable) parameter.getOwner().getAnnotated();
    return constructor.getAnnotatedParameterTypes()[parameter.getIndex()].isAnnotationPresent(
        Nullable.class);
  }
}
