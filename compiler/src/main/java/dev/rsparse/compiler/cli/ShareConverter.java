package dev.rsparse.compiler.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A share as users write it, `50%` or `0.5`, from 0 to 1.
final class ShareConverter implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        boolean percent = text.endsWith("%");
        try {
            double number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
            double share = percent ? number / 100 : number;
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException noNumber) {
            // Refused below, as one out of range is.
        }
        throw new TypeConversionException("expected a share such as 50% or 0.5, found '" + text + "'");
    }
}
