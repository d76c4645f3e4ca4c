using System.Globalization;
using System.Text.RegularExpressions;

namespace LLMCourse.M11;

/// <summary>Brings what people write into one form. All of it is ASCII digits, English names, and no culture.</summary>
public static class Normalizer
{

    /// <summary>Reads a number.</summary>
    /// <remarks>A sign (<c>+</c>, <c>-</c> or U+2212) or none; digits, either without a separator or in groups of three (the first of one to three) with one and
    /// the same separator: the comma, or the point with <paramref name="decimalComma"/>, or a space, U+00A0 or U+202F; then perhaps the
    /// decimal point, or comma, with at least one digit. White space at both ends does not count. Exponents are not read.</remarks>
    /// <param name="text">What is written, for example <c>1,234.50</c>.</param>
    /// <param name="decimalComma">Whether the comma is the decimal sign, and the point separates groups.</param>
    /// <returns>The number, exactly; null for anything else, and for more than 28 digits.</returns>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public static decimal? Number(string text, bool decimalComma = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M11.E6: check sign, groups and decimals by their form, then take the digits alone.
        throw new NotImplementedException("M11.E6: check sign, groups and decimals by their form, then take the digits alone.");
    }

    /// <summary>Writes a number: a minus if it is negative, digits, and after a point as many decimals as it has without zeros at the end.</summary>
    /// <param name="value">The number.</param>
    /// <returns>For example <c>-1234.5</c>.</returns>
    public static string Write(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>Reads a day.</summary>
    /// <remarks>
    /// Four forms are read: <c>2024-03-01</c>; <c>1/3/2024</c>, also with <c>.</c> or <c>-</c> (one and the same twice), with one or two digits, in the given
    /// order and no other; <c>1 March 2024</c> and <c>March 1, 2024</c>, where the month is an English name or its first three letters, either perhaps with
    /// a full stop, the day may have <c>st</c>, <c>nd</c>, <c>rd</c> or <c>th</c> (whichever), and a comma may stand before the year. Capital and small letters are the same, any run of white space is one space, and none counts at both ends.
    /// A year has four digits, and is 0001 or later.
    /// </remarks>
    /// <param name="text">What is written.</param>
    /// <param name="order">How numbers are read.</param>
    /// <returns>The day as yyyy-MM-dd; null for anything else, and for a day that does not exist.</returns>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public static string? Date(string text, DateOrder order)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M11.E6: try the four forms; then see whether the calendar has that day.
        throw new NotImplementedException("M11.E6: try the four forms; then see whether the calendar has that day.");
    }

    /// <summary>Reads a quantity, and converts it.</summary>
    /// <remarks>
    /// A number (as for <see cref="Number"/>) and a unit, with or without a space between them; or several such parts with or without spaces between them, whose units measure the same and become smaller from part to
    /// part, such as <c>1 h 30 min</c>: they are added up, and have no signs. Any run of white space is one space. What is converted is computed as
    /// a decimal: each number times the factor of its unit, added up, then divided once by the factor of <paramref name="unit"/>.
    /// </remarks>
    /// <param name="text">What is written.</param>
    /// <param name="unit">The unit of the result, one of <see cref="Units"/>.</param>
    /// <param name="decimalComma">As for <see cref="Number"/>.</param>
    /// <returns>The number in that unit; null for anything else: without a unit, with one that measures something else, or with a number beyond ±10¹⁸.</returns>
    /// <exception cref="ArgumentException"><paramref name="unit"/> is not a unit.</exception>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public static decimal? Quantity(string text, string unit, bool decimalComma = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(unit);
        // TODO M11.E6: read part by part, add up in metres, grams or seconds, and divide once.
        throw new NotImplementedException("M11.E6: read part by part, add up in metres, grams or seconds, and divide once.");
    }
}
