using System.Globalization;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.M11;

/// <summary>Makes notices of guided walks. Given.</summary>
public static class Notices
{
    private static readonly string[] Places = ["Alder Hill", "Brook Lane", "Castle Wood", "Dove Valley", "Elm Ridge", "Fern Bay"];
    private static readonly string[] Months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] Levels = ["easy", "moderate", "hard"];

    /// <summary>Gets the schema of a notice.</summary>
    public static IReadOnlyList<ExtractionField> Fields { get; } =
    [
        new("place", ExtractionKind.Text, IsRequired: true), new("day", ExtractionKind.Date, IsRequired: true), new("number", ExtractionKind.Integer), new("price", ExtractionKind.Decimal),
        new("distance", ExtractionKind.Quantity) { Unit = "km" }, new("duration", ExtractionKind.Quantity) { Unit = "min" }, new("level", ExtractionKind.Choice) { Choices = Levels },
    ];

    /// <summary>Makes notices.</summary>
    /// <param name="seed">Equal seeds give equal notices.</param>
    /// <param name="count">How many.</param>
    /// <returns>The notices. Numbers are written with a decimal point, and days of numbers with the day first.</returns>
    public static IReadOnlyList<Notice> Make(ulong seed, int count)
    {
        Xoshiro256 random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Make(random))];
    }

    private static Notice Make(Xoshiro256 random)
    {
        string place = Places[Draw(6)];
        int year = 2020 + Draw(10), month = 1 + Draw(12), dayOfMonth = 1 + Draw(28), members = 1000 + Draw(9000), cents = 100 + Draw(2000), metres = 100 * (5 + Draw(200)), minutes = 15 * (1 + Draw(20)), level = Draw(3);
        string day = Draw(4) switch
        {
            0 => Invariant($"{dayOfMonth} {Months[month - 1]} {year}"),
            1 => Invariant($"{Months[month - 1][..3]} {dayOfMonth}, {year}"),
            2 => Invariant($"{dayOfMonth}/{month}/{year}"),
            _ => Invariant($"{year}-{month:00}-{dayOfMonth:00}"),
        };
        string? number = Draw(3) == 0 ? null : Invariant($"{members:#,##0}"), price = Draw(3) == 0 ? null : Invariant($"{cents / 100}.{cents % 100:00}"), walk = Draw(4) == 0 ? null : Levels[level];
        string? distance = Draw(3) switch { 0 => null, 1 => Invariant($"{metres:#,##0} m"), _ => Invariant($"{metres / 1000m:0.0} km") };
        string? duration = Draw(3) switch { 0 => null, 1 => Invariant($"{minutes} min"), _ => minutes < 60 ? Invariant($"{minutes} minutes") : Invariant($"{minutes / 60} h{(minutes % 60 > 0 ? Invariant($" {minutes % 60} min") : "")}") };
        string document = $"Guided walk at\n{place} on {day}." + (number is null ? "" : $" Open to our {number} members.") + (price is null ? " Free of charge." : $" Tickets {price} pounds.")
            + (distance is null ? "" : $" The path is {distance} long") + (distance is null || duration is null ? "" : " and") + (duration is null ? distance is null ? "" : "." : distance is null ? $" Allow {duration}." : $" takes {duration}.")
            + (walk is null ? " Bring water." : $" The walk is {walk}.");
        return new Notice(
            document, [place, day, number, price, distance, duration, walk],
            [
                place, Invariant($"{year:0000}-{month:00}-{dayOfMonth:00}"), number is null ? null : Invariant($"{members}"), price is null ? null : Normalizer.Write(cents / 100m),
                distance is null ? null : Normalizer.Write(metres / 1000m), duration is null ? null : Invariant($"{minutes}"), walk,
            ]);

        int Draw(int below) => (int)(random.NextDouble() * below);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
