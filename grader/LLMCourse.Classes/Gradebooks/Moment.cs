using System.Globalization;
using System.Text.RegularExpressions;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>Reads dates with a time, and durations, as people write them, strictly: what could mean two things is refused.</summary>
public static partial class Moment
{
    /// <summary>How a date with a time is written.</summary>
    public const string Form = "such as 2026-11-30T23:59:00+01:00 or 2026-11-30T22:59Z";

    private static readonly string[] Local = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd' 'HH:mm", "yyyy-MM-dd' 'HH:mm:ss", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFF"];

    // As Moodle writes them in English, in its worksheet.
    private static readonly string[] Moodle = ["dddd, d MMMM yyyy, h:mm tt", "dddd, d MMMM yyyy, h:mm:ss tt", "dddd, d MMMM yyyy, HH:mm",
        "d MMMM yyyy, h:mm tt", "d MMMM yyyy, HH:mm"];

    /// <summary>Reads a date with a time; without an offset the time is that of a zone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">The zone; null when an offset is required.</param>
    /// <param name="time">The time, in UTC.</param>
    /// <param name="problem">What is wrong and what to do; null when nothing is.</param>
    /// <param name="latest">Of two times that clocks show twice when summer ends, whether to take the later one, as for a deadline.</param>
    public static bool TryParse(string text, TimeZoneInfo? zone, out DateTimeOffset time, out string? problem, bool latest = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        time = default;
        problem = null;
        if (DateTime.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            problem = $"'{text}' has no time of day. Write one, {Form}.";
            return false;
        }

        Match match = Offset().Match(text.Trim());
        string clock = match.Groups["clock"].Value, offset = match.Groups["offset"].Value;
        if (!DateTime.TryParseExact(clock, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)
            && (offset.Length > 0 || !DateTime.TryParseExact(clock, Moodle, CultureInfo.InvariantCulture, DateTimeStyles.None, out local)))
        {
            problem = $"'{text}' is no date with a time. Write it {Form}.";
            return false;
        }

        if (local.Year is < 2000 or > 2100)
        {
            problem = $"'{text}' lies in the year {local.Year.ToString(CultureInfo.InvariantCulture)}. Correct it.";
            return false;
        }

        if (offset.Length > 0)
        {
            int minutes = offset is "Z" or "z" or "UTC" or "GMT" ? 0 : MinutesOf(offset);
            if (Math.Abs(minutes) <= 14 * 60)
            {
                time = new DateTimeOffset(local, TimeSpan.FromMinutes(minutes)).ToUniversalTime();
                return true;
            }

            problem = $"'{text}' has an offset that no place has. Write it {Form}.";
            return false;
        }

        if (zone is null)
        {
            problem = $"'{text}' does not say in which zone it is. Add the offset, {Form}, or say the zone, such as Europe/Berlin.";
            return false;
        }

        if (zone.IsInvalidTime(local))
        {
            problem = $"'{text}' does not exist in {zone.Id}: clocks are put forward then. Correct it.";
            return false;
        }

        TimeSpan of = zone.IsAmbiguousTime(local)
            ? (latest ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetAmbiguousTimeOffsets(local).Max())
            : zone.GetUtcOffset(local);
        time = new DateTimeOffset(local, of).ToUniversalTime();
        return true;
    }

    /// <summary>Reads a duration: <c>2d 3h</c>, <c>15m</c>, ISO 8601 as <c>P1DT12H</c>, or hours as <c>36:00:00</c>, with days before a dot
    /// as <c>1.12:00:00</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        string trimmed = text.Trim();
        if (trimmed.Length == 0) return false;
        Match match = Words().Match(trimmed) is { Success: true } words ? words : Iso().Match(trimmed) is { Success: true } iso
            ? iso
            : Clock().Match(trimmed);
        if (!match.Success) return false;
        decimal seconds = 0;
        foreach ((string unit, decimal length) in (ReadOnlySpan<(string, decimal)>)[("w", 604_800), ("d", 86_400), ("h", 3_600),
            ("m", 60), ("s", 1)])
        {
            if (match.Groups[unit] is not { Success: true } group) continue;
            if (!decimal.TryParse(group.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                || number > 1_000_000)
                return false;
            seconds += number * length;
        }

        duration = TimeSpan.FromSeconds((double)seconds);
        return true;
    }

    /// <summary>Finds a time zone by its name of the IANA database, as <c>Europe/Berlin</c>.</summary>
    public static bool TryZone(string name, out TimeZoneInfo zone)
    {
        bool found = TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? known);
        zone = known ?? TimeZoneInfo.Utc;
        return found;
    }

    private static int MinutesOf(string offset)
    {
        string digits = offset[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        int minutes = (60 * int.Parse(digits[..2], CultureInfo.InvariantCulture)) + int.Parse(digits[2..], CultureInfo.InvariantCulture);
        return offset[0] == '-' ? -minutes : minutes;
    }

    [GeneratedRegex(@"\A(?<clock>.*?)\s*(?<offset>Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Offset();

    [GeneratedRegex(@"\A(?=.)(?:(?<w>[0-9.]+)\s*w(?:eeks?)?\s*)?(?:(?<d>[0-9.]+)\s*d(?:ays?)?\s*)?(?:(?<h>[0-9.]+)\s*h(?:ours?)?\s*)?(?:(?<m>[0-9.]+)\s*m(?:in(?:utes?)?)?\s*)?(?:(?<s>[0-9.]+)\s*s(?:ec(?:onds?)?)?)?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    [GeneratedRegex(@"\AP(?=[0-9T])(?:(?<w>[0-9.]+)W)?(?:(?<d>[0-9.]+)D)?(?:T(?=[0-9])(?:(?<h>[0-9.]+)H)?(?:(?<m>[0-9.]+)M)?(?:(?<s>[0-9.]+)S)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"\A(?:(?<d>[0-9]+)\.)?(?<h>[0-9]+):(?<m>[0-5][0-9]):(?<s>[0-5][0-9])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();
}
