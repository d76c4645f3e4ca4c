using System.Globalization;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>Says times as a class's clocks show them, always with the offset.</summary>
internal static class ClassTime
{
    /// <summary>Returns a time for people.</summary>
    /// <param name="time">The time.</param>
    /// <param name="zone">The zone of the course file; null for UTC, by that name.</param>
    /// <param name="seconds">Whether seconds are shown.</param>
    /// <returns>Such as <c>2026-11-30 23:59 +01:00</c> or <c>2026-11-30 22:59 UTC</c>.</returns>
    public static string Shown(DateTimeOffset time, TimeZoneInfo? zone, bool seconds = false) =>
        Local(time, zone)
            .ToString($"yyyy-MM-dd HH:mm{(seconds ? ":ss" : "")} {(zone is null ? "'UTC'" : "zzz")}", CultureInfo.InvariantCulture);

    /// <summary>Returns a time by the clocks of a zone.</summary>
    /// <param name="time">The time.</param>
    /// <param name="zone">The zone; null for UTC.</param>
    public static DateTimeOffset Local(DateTimeOffset time, TimeZoneInfo? zone) =>
        zone is null ? time.ToUniversalTime() : TimeZoneInfo.ConvertTime(time, zone);

    /// <summary>Names the clock of several times: <c>UTC</c>, or a zone with its offsets, two where clocks
    /// are put forward or back in between.</summary>
    /// <param name="times">The times; at least one.</param>
    /// <param name="zone">The zone; null for UTC.</param>
    public static string Clock(IEnumerable<DateTimeOffset> times, TimeZoneInfo? zone) => zone is null
        ? "UTC"
        : $"the time of {zone.Id} ({string.Join(", ", times.Select(t => Local(t, zone).ToString("zzz", CultureInfo.InvariantCulture)).Distinct())})";
}
