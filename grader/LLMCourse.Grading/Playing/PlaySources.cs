using System.Text.RegularExpressions;
using LLMCourse.Checks.Playing;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Grading.Playing;

/// <summary>A student's files of module 2, changed so that its parts are made of each other.</summary>
/// <remarks>
/// In the exercises every part is made of the reference's, so that one mistake is punished once: a block has the reference's attention. To
/// be played, a block has the student's: each name of a layer of the reference becomes the name of one in the player, which is the
/// student's or the reference's, as the player chooses. Lines stay where they are. A name that is written in another way stays the
/// reference's.
/// </remarks>
internal static partial class PlaySources
{
    /// <summary>Returns the files with the player's layers in the place of the reference's.</summary>
    public static SourceSet WithOwnParts(SourceSet sources) =>
        sources with
        {
            Files = [.. sources.Files.Select(file => file with { Text = Layer().Replace(file.Text, "global::LLMCourse.Player.$1") })]
        };

    /// <summary>Returns a manifest by which such files are compiled.</summary>
    public static ModuleManifest WithPlayer(ModuleManifest manifest) =>
        manifest with
        {
            Libraries = [.. manifest.Libraries, Path.Combine("checks", Path.GetFileNameWithoutExtension(PlayedModule.Attention.Player))]
        };

    [GeneratedRegex(@"\b(?:global::)?(?:LLMCourse\s*\.\s*)?Reference\s*\.\s*(MultiHeadAttention|LayerNorm|RmsNorm|FeedForward|Attention)\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex Layer();
}
