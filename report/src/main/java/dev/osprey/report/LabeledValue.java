package dev.osprey.report;

/** One number to read at a glance, with its unit: {@code mAP50}, {@code 0.874}. */
public record LabeledValue(String label, String value) {}
