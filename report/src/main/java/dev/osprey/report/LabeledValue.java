package dev.osprey.report;

/** A name and its value, to read at a glance: {@code mAP50}, {@code 0.874}. */
public record LabeledValue(String label, String value) {}
