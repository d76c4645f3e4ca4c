using System.Globalization;
using System.Text.RegularExpressions;

namespace LLMCourse.M11;

/// <summary>Brings what people write into one form. All of it is ASCII digits, English names, and no culture.</summary>
public static class Normalizer
{
    #region Solution
    private static readonly string[] Months =
        "january february march april may june july august september october november december".Split(' ');

    private static readonly Regex DecimalPoint = new(@"\A([+\-\u2212]?)([0-9]{1,3}(?:(?<g>[, \u00A0\u202F])[0-9]{3}(?:\k<g>[0-9]{3})*)?|[0-9]+)(?:\.([0-9]+))?\z", RegexOptions.CultureInvariant);
    private static readonly Regex DecimalComma = new(@"\A([+\-\u2212]?)([0-9]{1,3}(?:(?<g>[. \u00A0\u202F])[0-9]{3}(?:\k<g>[0-9]{3})*)?|[0-9]+)(?:,([0-9]+))?\z", RegexOptions.CultureInvariant);
    private static readonly Regex IsoDate = new(@"\A([0-9]{4})-([0-9]{2})-([0-9]{2})\z", RegexOptions.CultureInvariant);
    private static readonly Regex NumberDate = new(@"\A([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4})\z", RegexOptions.CultureInvariant);
    private static readonly Regex DayMonth = new(@"\A([0-9]{1,2})(?:st|nd|rd|th)? ([a-z]+)\.?,? ([0-9]{4})\z", RegexOptions.CultureInvariant);
    private static readonly Regex MonthDay = new(@"\A([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})\z", RegexOptions.CultureInvariant);
    private static readonly Regex Part = new(@"\G ?(?<n>[+\-\u2212]?[0-9](?:[0-9., ]*[0-9])?) ?(?<u>[A-Za-z]+)", RegexOptions.CultureInvariant);
    #endregion

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
        #region Solution
        Match match = (decimalComma ? DecimalComma : DecimalPoint).Match(text.Trim());
        if (!match.Success) return null;
        string whole = string.Concat(match.Groups[2].Value.Where(char.IsAsciiDigit)), rest = match.Groups[3].Value;
        if (whole.Length + rest.Length > 28) return null;
        decimal value = decimal.Parse($"{whole}.{rest}0", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return match.Groups[1].Value is "-" or "\u2212" ? -value : value;
        #endregion
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
        #region Solution
        string plain = Spaces(text).ToLowerInvariant();
        if (IsoDate.Match(plain) is { Success: true } iso) return Day(iso.Groups[1].Value, Int(iso.Groups[2].Value), iso.Groups[3].Value);
        if (NumberDate.Match(plain) is { Success: true } numbers)
        {
            return order == DateOrder.DayFirst
                ? Day(numbers.Groups[4].Value, Int(numbers.Groups[3].Value), numbers.Groups[1].Value)
                : Day(numbers.Groups[4].Value, Int(numbers.Groups[1].Value), numbers.Groups[3].Value);
        }

        if (DayMonth.Match(plain) is { Success: true } first) return Day(first.Groups[3].Value, Month(first.Groups[2].Value), first.Groups[1].Value);
        if (MonthDay.Match(plain) is { Success: true } second) return Day(second.Groups[3].Value, Month(second.Groups[1].Value), second.Groups[2].Value);
        return null;
        #endregion
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
        #region Solution
        if (Units.Find(unit) is not { } target) throw new ArgumentException($"unit is {unit}; it must be one of Units.", nameof(unit));
        string plain = Spaces(text);
        decimal sum = 0, before = decimal.MaxValue;
        int parts = 0, at = 0;
        bool isSigned = false;
        for (; at < plain.Length; parts++)
        {
            Match part = Part.Match(plain, at);
            if (!part.Success || Units.Find(part.Groups["u"].Value) is not { } found || found.Dimension != target.Dimension || found.Factor >= before) return null;
            if (Number(part.Groups["n"].Value, decimalComma) is not { } number || number > 1e18m || number < -1e18m) return null;
            isSigned |= !char.IsAsciiDigit(part.Groups["n"].Value[0]);
            sum += number * found.Factor;
            before = found.Factor;
            at = part.Index + part.Length;
        }

        return parts == 0 || (isSigned && parts > 1) ? null : sum / target.Factor;
        #endregion
    }

    #region Solution
    private static string Spaces(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static int Int(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int Month(string name) => 1 + Array.FindIndex(Months, month => month == name || month[..3] == name);

    private static string? Day(string year, int month, string day)
    {
        int y = Int(year), d = Int(day);
        return y >= 1 && month is >= 1 and <= 12 && d >= 1 && d <= DateTime.DaysInMonth(y, month)
            ? string.Create(CultureInfo.InvariantCulture, $"{y:0000}-{month:00}-{d:00}")
            : null;
    }
    #endregion
}
