package dev.osprey.report;

/** A name and its value, such as {@code mAP50} and {@code 0.874}. */
public record LabeledValue(String label, String value) {}
