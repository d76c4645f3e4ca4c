using System.Globalization;

namespace LLMCourse.Checks.M11;

/// <summary>Writes decisions as text.</summary>
internal static class Moderations
{
    public static string Text(ModerationDecision decision) =>
        $"{decision.Action}: {string.Join(", ", decision.Reasons.Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Category} {reason.Action} {reason.Score?.ToString("R", CultureInfo.InvariantCulture) ?? "without a score"}")))}";
}
