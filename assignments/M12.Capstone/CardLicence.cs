namespace LLMCourse.M12;

/// <summary>A licence under which data may go into a project of this course. It is no legal advice; read the text before you ship.</summary>
/// <param name="Id">Its SPDX identifier.</param>
/// <param name="AsksForAttribution">Whether the authors have to be named.</param>
/// <param name="AsksForSameLicence">Whether what is made of the data has to be passed on under the same licence.</param>
public sealed record CardLicence(string Id, bool AsksForAttribution, bool AsksForSameLicence)
{
    /// <summary>Gets the licences that the course accepts. No licence, or an unknown one, means: all rights reserved.</summary>
    public static IReadOnlyList<CardLicence> All { get; } =
    [
        new("CC0-1.0", false, false),
        new("CC-BY-4.0", true, false),
        new("CC-BY-SA-4.0", true, true),
        new("MIT", true, false),
    ];
}
